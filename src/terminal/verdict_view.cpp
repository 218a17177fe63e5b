#include "verdict_view.hpp"

#include "compile_error_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mlcore::terminal {

namespace {

using grading::CompileError;
using grading::Counterexample;
using grading::Status;
using grading::TaskVerdict;
using grading::Verdict;
using Lines = std::vector<std::string>;

constexpr int printed_lines = 6;      // of what a task printed
constexpr int widest_name = 24;       // columns of a task's name before it pushes its message away
constexpr int narrowest_message = 30; // below that, messages go under the task's line

void append(Lines& lines, Lines more) {
    std::move(more.begin(), more.end(), std::back_inserter(lines));
}

std::string spaces(int count) {
    return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

std::string mark(Status status, const Style& style) {
    switch (status) {
    case Status::passed:
        return style.green("✓");
    case Status::failed:
        return style.red("✗");
    case Status::error:
    case Status::crashed:
        return style.red("!");
    case Status::timeout:
        return style.yellow("⏱");
    case Status::inconclusive:
        return style.yellow("?");
    case Status::not_implemented:
    case Status::skipped:
        break;
    }
    return style.dim("·");
}

std::string message_of(const TaskVerdict& task) {
    if (!task.message.empty()) return escape(task.message);
    switch (task.status) {
    case Status::passed:
        return "";
    case Status::failed:
        return "the answers differ";
    case Status::not_implemented:
        return "not written yet";
    case Status::error:
        return "throws an error";
    case Status::crashed:
        return "crashes";
    case Status::timeout:
        return "takes too long";
    case Status::inconclusive:
        return "this machine is too busy to measure it";
    case Status::skipped:
        return "waits for another task";
    }
    return "";
}

bool is_failing(const TaskVerdict& task) {
    return task.status != Status::passed && task.status != Status::skipped &&
           task.status != Status::not_implemented;
}

class View {
public:
    View(const Verdict& verdict, int width, const Style& style)
        : verdict_(verdict), width_(std::max(width, 20)), style_(style) {
        for (const TaskVerdict& task : verdict.tasks) {
            name_width_ = std::max(name_width_, display_width(escape(task.name)));
            points_width_ = std::max(points_width_, display_width(points(task)));
        }
        name_width_ = std::min({name_width_, widest_name, width_ / 2});
        message_column_ = 4 + name_width_ + 3 + points_width_ + 3;
        if (width_ - message_column_ < narrowest_message) message_column_ = 6;
    }

    Lines full() const {
        if (verdict_.compile_error) return compile_error(*verdict_.compile_error);
        Lines lines;
        for (const TaskVerdict& task : verdict_.tasks)
            append(lines, whole_task(task, printed_lines));
        lines.push_back(sum());
        return lines;
    }

    /// Details for the first failing task alone, as many as fit.
    Lines compact(int height) const {
        if (verdict_.compile_error) {
            Lines lines = compile_error(*verdict_.compile_error);
            if (static_cast<int>(lines.size()) > height)
                lines.resize(static_cast<std::size_t>(std::max(height, 1)));
            return lines;
        }
        const std::vector<TaskVerdict>& tasks = verdict_.tasks;
        const auto first = std::find_if(tasks.begin(), tasks.end(), is_failing);
        const int count = static_cast<int>(tasks.size());
        Lines details;
        if (first != tasks.end()) {
            details = whole_task(*first, 2);
            const int room = std::max(height - (count - 1) - 1, 3);
            if (static_cast<int>(details.size()) > room) {
                details.resize(static_cast<std::size_t>(room));
                details.back() = spaces(6) + style_.dim("…");
            }
        }
        Lines lines;
        std::size_t details_at = 0;
        for (auto task = tasks.begin(); task != tasks.end(); ++task) {
            if (task == first) {
                details_at = lines.size();
                append(lines, details);
            } else {
                lines.push_back(one_line(*task));
            }
        }
        // Too many tasks even so: keep the failing one in sight.
        const int room = std::max(height - 1, 1);
        if (static_cast<int>(lines.size()) > room) {
            const std::size_t last_start = lines.size() - static_cast<std::size_t>(room);
            const std::size_t start = std::min(details_at, last_start);
            lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(start));
            lines.resize(static_cast<std::size_t>(room));
        }
        lines.push_back(sum());
        return lines;
    }

private:
    static std::string points(const TaskVerdict& task) {
        return points_text(task.points) + "/" + points_text(task.max_points);
    }

    std::string head(const TaskVerdict& task) const {
        return "  " + mark(task.status, style_) + " " + pad(escape(task.name), name_width_) +
               "   " + pad_left(points(task), points_width_);
    }

    std::string one_line(const TaskVerdict& task) const {
        const std::string message = message_of(task);
        return truncate(head(task) + (message.empty() ? "" : "   " + quiet(task, message)), width_);
    }

    std::string quiet(const TaskVerdict& task, const std::string& text) const {
        const bool waits = task.status == Status::skipped || task.status == Status::not_implemented;
        return waits || task.status == Status::passed ? style_.dim(text) : text;
    }

    Lines whole_task(const TaskVerdict& task, int prints) const {
        const std::string message = message_of(task);
        const bool beside = message_column_ > 6;
        Lines lines{head(task)};
        if (!message.empty()) {
            Lines text = wrap(quiet(task, message), width_ - message_column_);
            if (beside) {
                lines[0] += "   " + text[0];
                text.erase(text.begin());
            }
            for (const std::string& line : text) lines.push_back(spaces(message_column_) + line);
        }
        if (task.diagnosis && !task.diagnosis->text.empty())
            append(lines, wrap(style_.yellow(escape(task.diagnosis->text)), width_,
                               spaces(message_column_), spaces(message_column_)));
        if (task.counterexample) append(lines, counterexample(*task.counterexample));
        if (task.line > 0)
            lines.push_back(truncate(
                "      at " + style_.bold(task.file.empty()
                                              ? fmt::format("line {}", task.line)
                                              : fmt::format("{}:{}", escape(task.file), task.line)),
                width_));
        if (!task.printed.empty()) append(lines, printed(task.printed, prints));
        return lines;
    }

    /// Parts side by side where they fit, else below one another.
    Lines side_by_side(const std::vector<std::string>& parts, int indent) const {
        Lines lines;
        std::string line;
        for (const std::string& part : parts) {
            if (!line.empty() && display_width(line) + 3 + display_width(part) > width_) {
                lines.push_back(line);
                line.clear();
            }
            line += (line.empty() ? spaces(indent) : "   ") + part;
        }
        if (!line.empty()) lines.push_back(line);
        Lines fitting; // an array can be wider than the window all by itself
        for (const std::string& next : lines)
            if (display_width(next) <= width_)
                fitting.push_back(next);
            else
                append(fitting, wrap(next.substr(static_cast<std::size_t>(indent)), width_,
                                     spaces(indent), spaces(indent + 4)));
        return fitting;
    }

    Lines counterexample(const Counterexample& example) const {
        Lines lines;
        std::string title = "smallest case that fails";
        if (!example.label.empty()) title += ": " + escape(example.label);
        append(lines, wrap(style_.dim(title), width_, spaces(6), spaces(8)));
        std::vector<std::string> inputs;
        for (const auto& [name, value] : example.inputs)
            inputs.push_back(style_.dim(escape(name) + " =") + " " + escape(value));
        append(lines, side_by_side(inputs, 8));
        const std::string expected =
            style_.dim("expected ") + style_.green(escape(example.expected));
        const std::string got = style_.dim("got ") + style_.red(escape(example.got));
        const std::string where =
            example.index.empty() ? "" : style_.dim("differs first at ") + escape(example.index);
        const std::string tolerance = style_.dim(escape(example.tolerance));
        std::vector<std::string> answers{expected, got};
        const bool one_below_other = display_width(expected) + display_width(got) + 11 > width_;
        if (one_below_other) answers[1] = style_.dim("got      ") + style_.red(escape(example.got));
        if (!where.empty()) answers.push_back(where);
        if (!tolerance.empty()) answers.push_back(tolerance);
        append(lines, side_by_side(answers, 8));
        return lines;
    }

    Lines printed(const std::string& text, int most) const {
        const Lines all = split_lines(escape(text, Keep::lines));
        // A line that says "1 more line" might as well be that line.
        const std::size_t shown =
            static_cast<int>(all.size()) <= most + 1 ? all.size() : static_cast<std::size_t>(most);
        Lines lines{"      " + style_.dim("your code printed")};
        for (std::size_t i = 0; i < shown; ++i)
            lines.push_back("      " + style_.dim("│ " + truncate(all[i], width_ - 8)));
        if (shown < all.size())
            lines.push_back("      " +
                            style_.dim(fmt::format("│ … {} more lines", all.size() - shown)));
        return lines;
    }

    std::string sum() const {
        const std::string points = fmt::format("{} of {} points", points_text(verdict_.score),
                                               points_text(verdict_.max_score));
        const std::string seconds =
            fmt::format("{:.2f} s", verdict_.compile_seconds + verdict_.grade_seconds);
        const int gap = width_ - 4 - display_width(points) - display_width(seconds);
        return "  " + (verdict_.full_score() ? style_.green(points) : style_.bold(points)) +
               spaces(std::max(gap, 2)) + style_.dim(seconds);
    }

    Lines compile_error(const CompileError& error) const {
        Lines lines = compile_error_lines(error, width_, style_);
        lines.push_back(sum());
        return lines;
    }

    const Verdict& verdict_;
    int width_;
    const Style& style_;
    int name_width_ = 0;
    int points_width_ = 0;
    int message_column_ = 6;
};

} // namespace

std::string points_text(double points) {
    std::string text = fmt::format("{:.2f}", points);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string exercise_header(const std::string& exercise, const Place& place, int width,
                            const Style& style) {
    std::string left = style.dim("mlcore") + "  " + style.bold(escape(exercise));
    if (place.position > 0) left += fmt::format("  ({} of {})", place.position, place.total);
    const double share = std::isfinite(place.share) ? std::clamp(place.share, 0.0, 1.0) : 0;
    // 100% is for everything, and nothing else.
    const int percent = static_cast<int>(std::floor(share * 100));
    const std::string number = fmt::format("{:3d}%", percent);
    const int bar = std::min(19, width - display_width(left) - 3 - 6);
    std::string right = number;
    if (bar >= 5) {
        const int full = static_cast<int>(std::floor(share * bar));
        right = style.green(repeat("█", full)) + style.dim(repeat("░", bar - full)) + " " + number;
    }
    const int gap = width - display_width(left) - display_width(right);
    if (gap < 2) return truncate(left, width);
    return left + spaces(gap) + right;
}

VerdictLines verdict_lines(const Verdict& verdict, int width, const Style& style, int height) {
    const View view(verdict, width, style);
    Lines lines = view.full();
    if (static_cast<int>(lines.size()) <= height) return {std::move(lines), true};
    return {view.compact(height), false};
}

std::string render_verdict(const Verdict& verdict, const Place& place, int width,
                           const Style& style) {
    Lines lines{exercise_header(verdict.exercise, place, width, style)};
    append(lines, verdict_lines(verdict, width, style).lines);
    return join_lines(lines);
}

} // namespace mlcore::terminal
