#include "compile_error_view.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mlcore::terminal {

namespace {
using grading::CompileError;
using Lines = std::vector<std::string>;

void append(Lines& lines, Lines more) {
    std::move(more.begin(), more.end(), std::back_inserter(lines));
}

std::string spaces(int count) {
    return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

/// The learner's line with a caret under the column, moved into view where the line is long.
Lines source(const CompileError& error, int width, const Style& style) {
    const std::string number = error.line > 0 ? std::to_string(error.line) : "";
    const std::string margin = spaces(static_cast<int>(number.size()));
    const std::size_t column = static_cast<std::size_t>(std::max(error.column, 1)) - 1;
    std::string line = escape(error.source_line, Keep::lines);
    std::replace(line.begin(), line.end(), '\n', ' ');
    int caret = display_width(escape(
        std::string_view(error.source_line).substr(0, std::min(column, error.source_line.size())),
        Keep::lines));
    const int room = std::max(width - 9 - static_cast<int>(number.size()), 10);
    while (caret > room * 2 / 3 && display_width(line) > room) { // drop from the left
        const CodePoint first = decode(line);
        caret -= width_of(first.value);
        line.erase(0, static_cast<std::size_t>(first.bytes));
    }
    Lines lines{"      " + style.dim(number + " │ ") + truncate(line, room)};
    if (error.column > 0)
        lines.push_back("      " + style.dim(margin + " │ ") + spaces(caret) + style.red("^"));
    return lines;
}
} // namespace

std::vector<std::string> compile_error_lines(const CompileError& error, int width,
                                             const Style& style) {
    Lines lines{"  " + style.red("✗") + " " + style.bold("does not compile yet")};
    std::string place = escape(error.file);
    if (error.line > 0) place += fmt::format(":{}", error.line);
    if (error.line > 0 && error.column > 0) place += fmt::format(":{}", error.column);
    const std::string message = escape(error.message);
    const std::string words = error.explanation.empty() ? message : escape(error.explanation);
    append(lines, wrap((place.empty() ? "" : style.bold(place) + "  ") + words, width, spaces(4),
                       spaces(4)));
    if (!error.source_line.empty()) append(lines, source(error, width, style));
    if (!error.explanation.empty() && !message.empty())
        append(lines,
               wrap(style.dim("the compiler says: " + message), width, spaces(4), spaces(4)));
    return lines;
}

} // namespace mlcore::terminal
