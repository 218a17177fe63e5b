#include "sections.hpp"

#include "export/formats.hpp"
#include "html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace mlcore::report {
namespace {

using exporting::Result;
using exporting::Results;
using exporting::State;
using grading::Status;

// Above it, a table of everything tells nobody anything.
constexpr std::size_t most_pairs = 30;

std::string list_of(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + escape(name);
    return text;
}

std::string person(const Result& result) {
    return result.person.name.empty() ? escape(result.student)
                                      : escape(result.person.name) + " <span class=\"quiet\">" +
                                            escape(result.student) + "</span>";
}

// Links would be scripts' work; the names are folded away instead.
std::string folded(const std::string& summary, const std::string& inside) {
    return "<details><summary>" + summary + "</summary>" + inside + "</details>";
}

std::string lines(const int (&range)[2]) {
    if (range[1] == 0) return "";
    return fmt::format(" <span class=\"quiet\">lines {}–{}</span>", range[0], range[1]);
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct Found {
    std::string sentence;
    std::vector<std::string> students;
};

} // namespace

std::string mistakes(const Results& results) {
    std::map<std::tuple<std::string, std::string, std::string>, Found> found;
    std::map<std::string, int> handed_in;
    std::size_t unexplained = 0;
    for (const auto& result : results.results) {
        if (result.state != State::missing) ++handed_in[result.exercise];
        for (const auto& task : result.tasks) {
            if (task.status != Status::failed) continue;
            if (task.diagnosis_id.empty() || task.text.empty()) {
                ++unexplained;
                continue;
            }
            auto& one = found[{result.exercise, task.name, task.diagnosis_id}];
            one.sentence = task.text;
            one.students.push_back(result.student);
        }
    }
    std::vector<std::pair<std::tuple<std::string, std::string, std::string>, Found>> ranked(
        found.begin(), found.end());
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
        return a.second.students.size() > b.second.students.size();
    });
    std::string text = "<section id=\"mistakes\">\n<h2>For the next lecture</h2>\n";
    text += ranked.empty() ? "<p>No known mistake was made.</p>\n"
                           : "<p class=\"quiet\">What students did, by how many did it. The "
                             "sentence is what each of "
                             "them was told.</p>\n";
    for (const auto& [key, one] : ranked) {
        const auto& [exercise, task, id] = key;
        const auto count = one.students.size();
        const auto all = static_cast<std::size_t>(handed_in[exercise]);
        text += fmt::format(
            "<div class=\"mistake\"><div><b>{}</b>{}</div><div>{}<div "
            "class=\"where\"><code>{}</code> in {}: "
            "{} of {} who handed it in. {}</div></div></div>\n",
            plural(count, "student", "students"),
            bar({{"wrong", static_cast<double>(count), plural(count, "student", "students")}},
                static_cast<double>(all), fmt::format("{} of {}", count, all)),
            escape(one.sentence), escape(task), escape(exercise), count, all,
            folded("who", list_of(one.students)));
    }
    if (unexplained > 0)
        text += fmt::format(
            "<p class=\"quiet\">{} wrong in a way that no known mistake explains.</p>\n",
            plural(unexplained, "answer is", "answers are"));
    return text + "</section>\n";
}

std::string trouble(const Results& results) {
    std::map<std::string, std::vector<double>> seconds;
    for (const auto& result : results.results)
        if (result.seconds > 0) seconds[result.exercise].push_back(result.seconds);
    std::string rows;
    const auto row = [&](const Result& result, const std::string& what, const std::string& task) {
        rows += fmt::format("<tr><td>{}</td><td>{}{}</td><td>{}</td></tr>\n", person(result),
                            escape(result.exercise),
                            task.empty() ? "" : " <code>" + escape(task) + "</code>", escape(what));
    };
    for (const auto& result : results.results) {
        if (result.state == State::refused || result.state == State::failed ||
            result.state == State::compile_error)
            row(result, result.problem, "");
        for (const auto& task : result.tasks)
            if (task.status == Status::crashed || task.status == Status::timeout ||
                task.status == Status::error)
                row(result,
                    exporting::status_word(task.status) +
                        (task.text.empty() ? "" : ": " + task.text) +
                        (task.line > 0 ? fmt::format(" (line {})", task.line) : ""),
                    task.name);
        // Grading, compiling among it; what hangs is there already.
        const double usual = median(seconds[result.exercise]);
        const bool hangs =
            std::any_of(result.tasks.begin(), result.tasks.end(),
                        [](const auto& task) { return task.status == Status::timeout; });
        if (!hangs && result.seconds > 2 && result.seconds > 3 * usual)
            row(result,
                fmt::format("slow: {:.1f} s, where {:.1f} s is usual", result.seconds, usual), "");
    }
    std::string text = "<section id=\"trouble\">\n<h2>Crashes and time</h2>\n";
    if (rows.empty())
        return text + "<p>Everything compiled, answered and ended in time.</p>\n</section>\n";
    return text +
           "<table class=\"stack\"><thead><tr><th scope=\"col\">student</th><th "
           "scope=\"col\">where</th>"
           "<th scope=\"col\">what</th></tr></thead>\n<tbody>\n" +
           rows + "</tbody></table>\n</section>\n";
}

std::string alike(const Results& results) {
    std::string text =
        "<section id=\"alike\">\n<h2>Submissions that look alike</h2>\n"
        "<p class=\"quiet\">Fingerprints of passages of about nineteen tokens or more, with names, "
        "numbers and "
        "texts made alike; what stands in the stub, and what many in the class wrote, does not "
        "count. Short "
        "tasks have few good answers: this says where to look, not what happened.</p>\n";
    if (results.alike.empty()) return text + "<p>None.</p>\n</section>\n";
    text +=
        "<table class=\"stack\"><thead><tr><th scope=\"col\" class=\"number narrow\">shared</th>"
        "<th scope=\"col\">exercise</th><th scope=\"col\">students</th></tr></thead>\n<tbody>\n";
    for (std::size_t i = 0; i < results.alike.size() && i < most_pairs; ++i) {
        const auto& pair = results.alike[i];
        text += fmt::format(
            "<tr><td class=\"number narrow\">{:.0f}%</td><td class=\"narrow\">{}</td>"
            "<td>{}{} and {}{}{}</td></tr>\n",
            100 * pair.share, escape(pair.exercise), escape(pair.first), lines(pair.first_lines),
            escape(pair.second), lines(pair.second_lines), pair.same_file ? ": the same file" : "");
    }
    text += "</tbody></table>\n";
    if (results.alike.size() > most_pairs)
        text += fmt::format("<p class=\"quiet\">… and {} more pairs.</p>\n",
                            results.alike.size() - most_pairs);
    return text + "</section>\n";
}

std::string points(const Results& results) {
    std::string head = "<th scope=\"col\">student</th>";
    for (const auto& exercise : results.exercises)
        head += "<th scope=\"col\" class=\"number\">" + escape(exercise.slug) + "</th>";
    const bool several = results.exercises.size() > 1;
    if (several) head += "<th scope=\"col\" class=\"number\">sum</th>";
    std::string rows;
    for (const auto& student : results.students()) {
        std::string cells;
        double sum = 0;
        const Result* who = nullptr;
        for (const auto& exercise : results.exercises)
            for (const auto& result : results.results) {
                if (result.student != student || result.exercise != exercise.slug) continue;
                who = &result;
                sum += result.score;
                const std::string late = exporting::late_text(result);
                cells += fmt::format(
                    "<td class=\"number\">{}{}</td>",
                    result.state == State::missing  ? "–"
                    : result.state == State::failed ? "not graded"
                                                    : exporting::number(result.score),
                    late.empty() ? "" : "<br><span class=\"quiet\">" + escape(late) + "</span>");
            }
        if (who == nullptr) continue;
        rows += "<tr><td>" + person(*who) + "</td>" + cells +
                (several ? "<td class=\"number\">" + exporting::number(sum) + "</td>" : "") +
                "</tr>\n";
    }
    std::string most = "<tr><td class=\"quiet\">possible</td>";
    double possible = 0;
    for (const auto& exercise : results.exercises) {
        most += "<td class=\"number quiet\">" + exporting::number(exercise.max_score) + "</td>";
        possible += exercise.max_score;
    }
    if (several) most += "<td class=\"number quiet\">" + exporting::number(possible) + "</td>";
    return "<section id=\"points\">\n<h2>Points</h2>\n<div class=\"scroll\" tabindex=\"0\" "
           "role=\"region\" "
           "aria-label=\"Points\"><table><thead><tr>" +
           head + "</tr></thead>\n<tbody>\n" + most + "</tr>\n" + rows +
           "</tbody></table></div>\n</section>\n";
}

} // namespace mlcore::report
