#include "learn_views.hpp"

#include "markdown.hpp"
#include "verdict_view.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mlcore::terminal {

namespace {

using Lines = std::vector<std::string>;

constexpr int widest_window = 110; // a verdict is not spread over more columns than this

void append(Lines& lines, Lines more) {
    std::move(more.begin(), more.end(), std::back_inserter(lines));
}

Place place_of(const LearnState& state) {
    const double share =
        state.course_max_points > 0 ? state.course_points / state.course_max_points : 0;
    return {state.position, state.total, share};
}

std::string keys_line(int width, bool with_details, const Style& style) {
    using Keys = std::vector<std::pair<const char*, const char*>>;
    Keys keys{{"h", "hint"},     {"l", "lesson"}, {"n", "next"},
              {"p", "previous"}, {"a", "list"},   {"s", "solution"}};
    if (with_details) keys.emplace_back("d", "details");
    keys.emplace_back("q", "quit");
    const auto line = [&](const Keys& shown, const char* gap) {
        std::string text;
        for (const auto& [key, word] : shown)
            text += (text.empty() ? "" : gap) + style.bold(key) + " " + style.dim(word);
        return text;
    };
    for (const char* gap : {"   ", "  "})
        if (std::string text = line(keys, gap); display_width(text) <= width) return text;
    const Keys fewer{{"h", "hint"}, {"l", "lesson"}, {"n", "next"}, {"?", "keys"}, {"q", "quit"}};
    return truncate(line(fewer, display_width(line(fewer, "  ")) <= width ? "  " : " "), width);
}

/// The tasks of an exercise that nobody has begun, and what to do.
Lines first_steps(const LearnState& state, int width, int height, const Style& style) {
    Lines tasks;
    int name_width = 0;
    for (const auto& task : state.tasks)
        name_width = std::max(name_width, display_width(escape(task.name)));
    for (const auto& task : state.tasks)
        tasks.push_back(
            truncate(fmt::format("  {} {}   {}", style.dim("·"), pad(escape(task.name), name_width),
                                 style.dim(points_text(task.max_points) +
                                           (task.max_points == 1 ? " point" : " points"))),
                     width));
    Lines lines{truncate("  " + style.bold(escape(state.title)), width), ""};
    const int room = height - static_cast<int>(lines.size() + tasks.size()) - 2;
    Lines about = split_lines(render_markdown(state.about, width - 4, style));
    if (room >= 2 && !about.empty()) {
        if (static_cast<int>(about.size()) > room) {
            about.resize(static_cast<std::size_t>(room));
            about.back() = style.dim("… (l shows the whole lesson)");
        }
        for (const std::string& line : about) lines.push_back(line.empty() ? "" : "  " + line);
        lines.emplace_back();
    }
    append(lines, std::move(tasks));
    return lines;
}

Lines hint_lines(const ShownHint& shown, int width, const Style& style) {
    const std::string title = style.cyan(
        fmt::format("hint {} of {} for {}", shown.number, shown.hint.of, escape(shown.task)));
    Lines lines{"  " + truncate(title, width - 2)};
    for (const std::string& line : split_lines(render_markdown(shown.hint.text, width - 4, style)))
        lines.push_back("    " + line);
    return lines;
}

void fit(Lines& lines, int height, const Style& style) {
    const auto most = static_cast<std::size_t>(std::max(height, 1));
    if (lines.size() <= most) return;
    lines.resize(most);
    lines.back() = style.dim("  …");
}

} // namespace

std::string short_path(const std::filesystem::path& path, int width) {
    std::string text = escape(path.string());
    if (display_width(text) <= width) return text;
    while (!text.empty() && display_width(text) > width - 1)
        text.erase(0, static_cast<std::size_t>(decode(text).bytes));
    const std::size_t slash = text.find('/');
    return "…" + (slash == std::string::npos ? text : text.substr(slash));
}

std::string celebration(const LearnState& state, const Style& style) {
    if (!state.verdict || !state.verdict->full_score()) return "";
    std::string text = style.green("  ★ All " + points_text(state.verdict->max_score) + " points.");
    if (state.streak > 1) text += fmt::format(" {} exercises in a row.", state.streak);
    if (state.course_complete) return text + " That was the whole course: you have built it all.";
    if (state.has_next) return text + " Press " + style.bold("n") + " for the next exercise.";
    return text + " Press " + style.bold("a") + " to see what is left.";
}

Frame exercise_frame(const ExerciseView& view, Size size, const Style& style) {
    const LearnState& state = view.state;
    const int width = std::min(size.columns, widest_window);
    Frame frame;
    frame.lines = {exercise_header(state.slug, place_of(state), width, style), ""};
    const int bottom = size.rows - 2; // first row of status and keys
    int room = bottom - 2;

    Lines hint;
    if (view.hint) {
        hint = hint_lines(*view.hint, width, style);
        fit(hint, std::max(room / 2, 2), style);
        room -= static_cast<int>(hint.size()) + 1;
    }
    const std::string praise = celebration(state, style);
    const Lines praise_lines = praise.empty() ? Lines{} : wrap(praise, width, "", "    ");
    room -= static_cast<int>(praise_lines.size());

    if (state.verdict) {
        VerdictLines verdict = verdict_lines(*state.verdict, width, style, room);
        frame.complete = verdict.complete;
        append(frame.lines, std::move(verdict.lines));
    } else {
        const std::string start = "Read the lesson (" + style.bold("l") + "), write your code in " +
                                  style.bold(escape(state.file.string())) + " and save it.";
        Lines how = wrap(start, width, "  ", "  ");
        Lines steps = first_steps(state, width, room - static_cast<int>(how.size()) - 1, style);
        if (static_cast<int>(steps.size() + how.size()) < room) {
            steps.emplace_back();
            append(steps, std::move(how));
        }
        fit(steps, room, style);
        append(frame.lines, std::move(steps));
    }
    if (!praise.empty() && static_cast<int>(frame.lines.size() + praise_lines.size()) < bottom)
        frame.lines.emplace_back();
    append(frame.lines, praise_lines);
    if (!hint.empty()) {
        frame.lines.emplace_back();
        append(frame.lines, std::move(hint));
    }
    frame.lines.resize(static_cast<std::size_t>(bottom));
    frame.lines.push_back(truncate(view.status, size.columns));
    frame.lines.push_back(keys_line(size.columns, !frame.complete, style));
    return frame;
}

std::vector<std::string> list_frame(const std::vector<ExerciseEntry>& entries, std::size_t selected,
                                    const std::string& current, const std::string& status,
                                    Size size, const Style& style) {
    const int width = std::min(size.columns, widest_window);
    Lines rows;
    std::size_t selected_row = 0;
    int slug_width = 8;
    for (const ExerciseEntry& entry : entries)
        slug_width = std::max(slug_width, display_width(escape(entry.slug)));
    slug_width = std::min(slug_width, width / 2);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const ExerciseEntry& entry = entries[i];
        if (i == 0 || entry.module != entries[i - 1].module)
            rows.push_back(truncate(style.bold(escape(entry.module)), width));
        const bool done = entry.max_score > 0 && entry.score >= entry.max_score;
        const std::string mark = done            ? style.green("✓")
                                 : entry.started ? style.yellow("◐")
                                                 : style.dim("·");
        const std::string points = points_text(entry.score) + "/" + points_text(entry.max_score);
        const std::string left = fmt::format(
            "{} {} {}  {}", i == selected ? "›" : " ", mark, pad(escape(entry.slug), slug_width),
            style.dim(escape(entry.title) + (entry.slug == current ? "  (open)" : "")));
        std::string row = pad(left, width - 9) + " " + pad_left(points, 8);
        if (i == selected) {
            selected_row = rows.size();
            row = style.enabled ? style.inverse(plain(row)) : row;
        }
        rows.push_back(row);
    }
    Lines lines{truncate(style.bold("exercises"), width), style.dim(repeat("─", width))};
    const int room = std::max(size.rows - 4, 1);
    const auto count = static_cast<int>(rows.size());
    const int first =
        std::clamp(static_cast<int>(selected_row) - room / 2, 0, std::max(count - room, 0));
    for (int i = first; i < first + room; ++i)
        lines.push_back(i < count ? rows[static_cast<std::size_t>(i)] : "");
    lines.push_back(truncate(status, size.columns));
    lines.push_back(truncate(style.bold("↑↓") + " " + style.dim("choose") + "   " +
                                 style.bold("Enter") + " " + style.dim("open") + "   " +
                                 style.bold("q") + " " + style.dim("back"),
                             size.columns));
    return lines;
}

std::vector<std::string> too_small_frame(Size size) {
    const std::string text =
        fmt::format("make the window larger: {}×{} at least, it is {}×{}", smallest_window.columns,
                    smallest_window.rows, size.columns, size.rows);
    return wrap(text, std::max(size.columns, 1));
}

std::string keys_help(int width, const Style& style) {
    static constexpr std::pair<const char*, const char*> keys[] = {
        {"save", "in your editor: compiles and checks the file"},
        {"h", "a hint for the first task that does not pass; again for the next one"},
        {"l", "the lesson"},
        {"n  p", "the next and the previous exercise"},
        {"a", "all exercises"},
        {"s", "the solution, after a question"},
        {"d", "everything the last check found"},
        {"Enter", "checks again without a change"},
        {"Ctrl-Z", "back to the shell for a while; fg returns"},
        {"q", "quit; nothing is lost"},
    };
    std::vector<std::string> lines;
    for (const auto& [key, meaning] : keys)
        append(lines, wrap(meaning, width, "  " + style.bold(pad(key, 8)), std::string(10, ' ')));
    return join_lines(lines);
}

std::string learn_text(const LearnState& state, int width, const Style& style) {
    Lines lines{exercise_header(state.slug, place_of(state), width, style), ""};
    if (state.verdict)
        append(lines, verdict_lines(*state.verdict, width, style).lines);
    else
        append(lines, first_steps(state, width, 1000, style));
    if (const std::string praise = celebration(state, style); !praise.empty())
        append(lines, wrap(praise, width, "", "    "));
    append(lines, {"", "  edit " + escape(state.file.string())});
    return join_lines(lines);
}

} // namespace mlcore::terminal
