// Annotations of a GitHub workflow: what is wrong, beside the line where that is known.
#include "formats.hpp"

#include <fmt/format.h>

namespace mlcore::exporting {
namespace {

// As GitHub's toolkit escapes them: a message, and a property, which ends at a colon or comma.
std::string escaped(const std::string& text, bool property) {
    std::string safe;
    for (const char c : text) {
        if (c == '%')
            safe += "%25";
        else if (c == '\r')
            safe += "%0D";
        else if (c == '\n')
            safe += "%0A";
        else if (property && c == ':')
            safe += "%3A";
        else if (property && c == ',')
            safe += "%2C";
        else
            safe += c;
    }
    return safe;
}

std::string annotation(const char* level, const Result& result, int line, const std::string& title,
                       const std::string& message) {
    std::string text = fmt::format("::{} file=workspace/{}", level, escaped(result.file, true));
    if (line > 0) text += fmt::format(",line={}", line);
    return text + ",title=" + escaped(title, true) + "::" + escaped(message, false) + "\n";
}

} // namespace

std::string to_github(const Results& results) {
    std::string text;
    for (const auto& result : results.results) {
        if (result.tasks.empty()) {
            text +=
                annotation("error", result, result.problem_line, result.exercise, result.problem);
            continue;
        }
        for (const auto& task : result.tasks) {
            if (task.status == grading::Status::passed) continue;
            // What waits or is not begun is no error of what was written.
            const bool wrong = task.status != grading::Status::skipped &&
                               task.status != grading::Status::inconclusive &&
                               task.status != grading::Status::not_implemented;
            text += annotation(wrong ? "error" : "notice", result, task.line,
                               result.exercise + " " + task.name,
                               task.text.empty() ? status_word(task.status) : task.text);
        }
        text += annotation(
            "notice", result, 0, result.exercise,
            fmt::format("{} of {} points", number(result.score), number(result.max_score)));
    }
    return text;
}

} // namespace mlcore::exporting
