#include "feedback.hpp"

#include "core/file.hpp"
#include "grading/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace mlcore::instructor {
namespace {

using grading::Status;
using grading::TaskVerdict;

// Signs, said without the numbers that were seen: those are functions of hidden answers.
const std::map<std::string, std::string> sign_sentences{
    {"changed_input", "It changes one of its inputs, which its caller still needs."},
    {"scaled_by_rows", "The answers are off by a factor of the number of rows."},
    {"scaled_by_columns", "The answers are off by a factor of the number of columns."},
    {"scaled_by_length", "The answers are off by a factor of the length of an input."},
    {"scaled_by_axis", "The answers are off by a factor of the length of an axis."},
    {"scaled_by_size", "The answers are off by a factor of the size of an input."},
    {"scaled_by_some_size", "The answers are off by a factor of a size of the inputs."},
    {"scaled_by_argument", "The answers are off by a factor of one of the inputs."},
    {"scaled_by_constant", "The answers are off by a constant factor."},
    {"constant_added", "The answers are off by a constant."},
    {"constant_answer", "It gives the same answer to every input."},
    {"opposite", "The answers have the opposite sign."},
    {"counted_from_one", "The answers count from one where they should count from zero."},
    {"one_less", "The answers are one less than they should be."},
    {"transposed", "The answers are transposed."},
    {"axes_swapped", "Two axes of the answers are swapped."},
    {"reversed", "The answers are in reverse order."},
    {"permuted_entries", "The right entries are in another order."},
    {"reshaped", "The right entries are in another shape."},
    {"unchanged_input", "It returns one of its inputs unchanged."}};

const char* status_text(Status status) {
    switch (status) {
    case Status::passed:
        return "passed";
    case Status::failed:
        return "wrong";
    case Status::not_implemented:
        return "not written yet";
    case Status::error:
        return "throws";
    case Status::crashed:
        return "crashed";
    case Status::timeout:
        return "no answer in time";
    case Status::inconclusive:
        return "not decided";
    case Status::skipped:
        return "waits";
    }
    return "wrong";
}

// "0.93 times the library's time …" was written by the timer; anything else might not be.
bool is_timing(const std::string& message) {
    const auto space = message.find(' ');
    return space != std::string::npos && space > 0 &&
           std::all_of(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(space),
                       [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; }) &&
           message.compare(space, 19, " times the library'") == 0;
}

std::string task_text(const TaskVerdict& task, const std::vector<TaskVerdict>& all) {
    const auto* diagnosis = task.diagnosis ? &*task.diagnosis : nullptr;
    if (diagnosis != nullptr && diagnosis->kind == "mistake") return diagnosis->text;
    switch (task.status) {
    case Status::passed:
        return is_timing(task.message) ? task.message : "";
    case Status::failed: {
        if (is_timing(task.message)) return task.message;
        if (diagnosis != nullptr && diagnosis->id == "nondeterministic") return diagnosis->text;
        const auto known =
            diagnosis == nullptr ? sign_sentences.end() : sign_sentences.find(diagnosis->id);
        return known == sign_sentences.end() ? "Some of its answers are not the right ones."
                                             : known->second;
    }
    case Status::not_implemented:
        return "";
    case Status::error:
        return "It throws an exception, or gives no answer at all, where an answer is expected.";
    case Status::crashed:
        return diagnosis != nullptr && diagnosis->kind == "crash"
                   ? diagnosis->text
                   : "The program ended without an answer.";
    case Status::timeout:
        return diagnosis != nullptr ? diagnosis->text : "";
    case Status::inconclusive:
        return "Its speed could not be told; your instructor knows, and no points are lost by it.";
    case Status::skipped:
        for (const auto& other : all)
            if (task.message == "waits for " + other.name)
                return "It needs " + other.name + ", which comes first.";
        return "It was not measured.";
    }
    return "";
}

std::string clean(const std::string& text) { return grading::escape_controls(text); }

} // namespace

Feedback feedback(const gradebook::Attempt& attempt) {
    const auto& grading = attempt.grading;
    const auto& verdict = grading.verdict;
    Feedback shown;
    shown.exercise = attempt.exercise();
    shown.title = verdict.title.empty() ? attempt.exercise() : verdict.title;
    shown.student = attempt.student;
    shown.score = grading.score;
    shown.max_score = grading.max_score;
    shown.submitted = gradebook::iso_time(attempt.submitted_at);
    shown.graded = gradebook::iso_time(grading.graded_at);
    if (grading.state == gradebook::State::refused) {
        shown.problem = "This was not taken as a submission: " + grading.problem + ".";
        return shown;
    }
    shown.submission = grading.key.submission.substr(0, 12);
    if (grading.state == gradebook::State::failed) {
        shown.problem = "This could not be graded to the end. Your instructor knows; you need not "
                        "do anything.";
    } else if (const auto& error = verdict.compile_error) {
        // The compiler saw no case; but what it quotes must be the student's own.
        const bool own = error->line > 0;
        shown.problem =
            own ? fmt::format("It does not compile: line {}: {}", error->line, error->message)
                : "It does not compile: " + error->message;
        if (!error->explanation.empty()) shown.problem += " " + error->explanation;
        if (own) shown.source = fmt::format("{} | {}", error->line, error->source_line);
    }
    for (const auto& task : verdict.tasks)
        shown.tasks.push_back({task.name, status_text(task.status), task_text(task, verdict.tasks),
                               task.points, task.max_points, task.status == Status::passed});
    return shown;
}

std::string folder_name(const std::string& student) {
    std::string name;
    for (const char c : student)
        name +=
            static_cast<unsigned char>(c) < 0x20 || c == '/' || c == '\\' || c == 0x7f ? '_' : c;
    constexpr std::size_t longest = 150;
    const bool harmless = name == student && !name.empty() && name.size() <= longest &&
                          name[0] != '-' && name[0] != '.' && name[0] != '~' &&
                          grading::escape_controls(name) == name;
    if (harmless) return name;
    std::string safe;
    for (const char c : name)
        safe += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' ? c : '_';
    return "_" + safe.substr(0, longest) + "~" + core::sha256(student).substr(0, 8);
}

void write_feedback(const gradebook::Attempt& attempt, const std::filesystem::path& folder) {
    const Feedback shown = feedback(attempt);
    const auto place = folder / folder_name(attempt.student);
    core::write_atomically(place / (attempt.exercise() + ".md"), to_markdown(shown));
    core::write_atomically(place / (attempt.exercise() + ".html"), to_html(shown));
}

// ---- the two forms
// --------------------------------------------------------------------------------

namespace {

// Every character that Markdown gives a meaning to stands for itself, HTML's among them.
std::string markdown(const std::string& text) {
    std::string safe;
    for (const char c : clean(text)) {
        if (c == '<')
            safe += "&lt;";
        else if (c == '&')
            safe += "&amp;";
        else if (std::string_view("\\`*_{}[]()#+-!|>~$^=:@").find(c) != std::string_view::npos)
            safe += std::string("\\") + c;
        else
            safe += c;
    }
    return safe;
}

std::string html(const std::string& text) {
    std::string safe;
    for (const char c : clean(text)) {
        switch (c) {
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '&':
            safe += "&amp;";
            break;
        case '"':
            safe += "&quot;";
            break;
        case '\'':
            safe += "&#39;";
            break;
        default:
            safe += c;
        }
    }
    return safe;
}

constexpr const char* advice =
    "It was graded on cases that are not shown. `mlcore check` shows you the public ones, with "
    "inputs, expected answers and yours.";

constexpr const char* style = R"(
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
         color: #1a1a1a; background: #fff; }
  h1 { font-size: 1.4rem; margin-bottom: 0.2rem; }
  .score { font-size: 1.2rem; font-weight: 600; }
  .facts { color: #595959; font-size: 0.9rem; }
  .problem { border-left: 4px solid #b3261e; padding: 0.5rem 1rem; background: #fdf3f2; }
  table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
  th, td { text-align: left; padding: 0.35rem 0.6rem; border-bottom: 1px solid #ddd;
           vertical-align: top; }
  td.points { text-align: right; white-space: nowrap; }
  .passed { color: #146c2e; } .open { color: #b3261e; }
  pre { background: #f5f5f5; padding: 0.6rem; overflow-x: auto; }
  @media (prefers-color-scheme: dark) {
    body { color: #e6e6e6; background: #161616; } .facts { color: #a8a8a8; }
    th, td { border-color: #3a3a3a; } .problem { background: #2a1a19; } pre { background: #222; }
    .passed { color: #6fd08c; } .open { color: #f2a19b; } }
)";

} // namespace

std::string to_markdown(const Feedback& feedback) {
    std::string text = fmt::format("# {}\n\n**{:g} of {:g} points**\n\n", markdown(feedback.title),
                                   feedback.score, feedback.max_score);
    text += fmt::format("{}, handed in {}, graded {}", markdown(feedback.student),
                        feedback.submitted, feedback.graded);
    if (!feedback.submission.empty()) text += fmt::format(", version `{}`", feedback.submission);
    text += "\n";
    if (!feedback.problem.empty()) text += "\n> " + markdown(feedback.problem) + "\n";
    if (!feedback.source.empty()) text += "\n    " + clean(feedback.source) + "\n";
    if (!feedback.tasks.empty()) {
        text += "\n| task | | points | |\n|---|---|--:|---|\n";
        for (const auto& task : feedback.tasks)
            text += fmt::format("| {} | {} {} | {:g}/{:g} | {} |\n", markdown(task.name),
                                task.passed ? "✓" : "✗", task.status, task.points, task.max_points,
                                markdown(task.text));
    }
    return text + "\n" + advice + "\n";
}

std::string to_html(const Feedback& feedback) {
    std::string text = fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n<title>{0}: {1}</title>\n<style>{2}</style>\n</head>\n<body>\n"
        "<h1>{1}</h1>\n<p class=\"score\">{3:g} of {4:g} points</p>\n"
        "<p class=\"facts\">{0}, handed in {5}, graded {6}",
        html(feedback.student), html(feedback.title), style, feedback.score, feedback.max_score,
        feedback.submitted, feedback.graded);
    if (!feedback.submission.empty())
        text += fmt::format(", version <code>{}</code>", feedback.submission);
    text += "</p>\n";
    if (!feedback.problem.empty())
        text += "<p class=\"problem\">" + html(feedback.problem) + "</p>\n";
    if (!feedback.source.empty()) text += "<pre>" + html(feedback.source) + "</pre>\n";
    if (!feedback.tasks.empty()) {
        text +=
            "<table>\n<thead><tr><th scope=\"col\">task</th><th scope=\"col\">result</th>"
            "<th scope=\"col\">points</th><th scope=\"col\">remark</th></tr></thead>\n<tbody>\n";
        for (const auto& task : feedback.tasks)
            text += fmt::format("<tr><td><code>{}</code></td><td class=\"{}\">{} {}</td>"
                                "<td class=\"points\">{:g}/{:g}</td><td>{}</td></tr>\n",
                                html(task.name), task.passed ? "passed" : "open",
                                task.passed ? "✓" : "✗", task.status, task.points, task.max_points,
                                html(task.text));
        text += "</tbody>\n</table>\n";
    }
    return text + "<p>It was graded on cases that are not shown. <code>mlcore check</code> shows "
                  "you the public ones, with inputs, expected answers and yours.</p>\n</body>\n"
                  "</html>\n";
}

} // namespace mlcore::instructor
