// mlcore report: how far the learner is, and how fast their functions are where mlcore bench has
// measured them.
#include "commands.hpp"

#include "core/file.hpp"
#include "html/page.hpp"
#include "terminal/verdict_view.hpp"
#include "timing/results.hpp"
#include "timing/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;

// One function of the learner's on the largest size it was measured on, against the library's.
struct Speed {
    std::string function, size;
    double seconds = 0;
    std::optional<double> naive; // seconds
    std::string best;            // the library's fastest variant
    double best_seconds = 0;
};

struct Row {
    course::ExerciseInfo info;
    std::string module;
    double have = 0;
    bool begun = false, passed = false;
    std::vector<Speed> speeds;
    std::string measured; // when; empty where mlcore bench has not
};

std::vector<Speed> speeds(const timing::Results& results) {
    std::vector<Speed> all;
    for (const auto& group : timing::groups(results)) {
        const timing::Measurement *mine = nullptr, *best = nullptr;
        for (const auto* m : group.variants)
            if (m->variant == "yours")
                mine = m;
            else if (best == nullptr || m->seconds < best->seconds)
                best = m;
        if (mine == nullptr || best == nullptr) continue;
        Speed speed{group.function, group.size,    mine->seconds,
                    std::nullopt,   best->variant, best->seconds};
        if (group.reference() != nullptr) speed.naive = group.reference()->seconds;
        // Sizes come from the smallest up.
        if (!all.empty() && all.back().function == speed.function)
            all.back() = speed;
        else
            all.push_back(speed);
    }
    return all;
}

std::vector<Row> rows(const Context& context, const course::Workspace& workspace) {
    std::vector<Row> all;
    const auto& exercises = context.exercises();
    std::size_t next = 0;
    for (const auto& module : context.course.modules)
        for (std::size_t i = 0; i < module.exercises.size(); ++i) {
            Row row{exercises[next++], module.title, 0, false, false, {}, ""};
            row.have = workspace.points(row.info);
            row.begun = fs::exists(workspace.file(row.info));
            row.passed = workspace.passed(row.info);
            const fs::path speed = workspace.folder() / "speed" / (row.info.slug + ".json");
            if (fs::exists(speed)) try {
                    const auto results = timing::read_results(speed);
                    row.speeds = speeds(results);
                    row.measured = results.when;
                } catch (const std::exception& error) {
                    fmt::print(stderr, "mlcore: left out: {}\n", error.what());
                }
            all.push_back(std::move(row));
        }
    return all;
}

struct Total {
    double have = 0, all = 0;
    int passed = 0, begun = 0;
    double share() const { return all > 0 ? have / all : 0; }
};
Total total(const std::vector<Row>& rows, const std::string& module = "") {
    Total sum;
    for (const auto& row : rows) {
        if (!module.empty() && row.module != module) continue;
        sum.have += row.have;
        sum.all += row.info.points();
        sum.passed += row.passed ? 1 : 0;
        sum.begun += row.begun ? 1 : 0;
    }
    return sum;
}

std::string points(const Row& row) {
    return terminal::points_text(row.have) + "/" + terminal::points_text(row.info.points());
}

// "12.3 ms: 3.1× naive, vectorized 9.8×"
std::string speed_text(const Speed& speed) {
    std::string text = timing::time_text(speed.seconds);
    if (speed.naive)
        return text + fmt::format(": {:.3g}× naive ({} {:.3g}×)", *speed.naive / speed.seconds,
                                  speed.best, *speed.naive / speed.best_seconds);
    return text + fmt::format(" ({} {})", speed.best, timing::time_text(speed.best_seconds));
}

std::string in_words(const Total& sum, std::size_t exercises) {
    return fmt::format("{} of {} points; {} of {} exercises passed, {} begun",
                       terminal::points_text(sum.have), terminal::points_text(sum.all), sum.passed,
                       exercises, sum.begun);
}

void print(const Context& context, const std::vector<Row>& all) {
    const auto& style = context.style;
    fmt::print("{}\n{}\n", style.bold(context.course.title), in_words(total(all), all.size()));
    std::string module;
    for (const auto& row : all) {
        if (row.module != module) {
            module = row.module;
            const double share = total(all, module).share();
            const int full = static_cast<int>(20 * share + 0.5);
            fmt::print("\n{} {}{} {:>3.0f}%\n", terminal::pad(style.bold(module), 44),
                       terminal::repeat("█", full), style.dim(terminal::repeat("░", 20 - full)),
                       100 * share);
        }
        if (!row.begun && row.have == 0) continue;
        fmt::print("  {} {} {:>7}\n", row.passed ? style.green("✓") : "·",
                   terminal::pad(row.info.slug, 22), points(row));
        for (const auto& speed : row.speeds)
            fmt::print("      {} {}\n", style.dim(terminal::pad(speed.function, 20)),
                       speed_text(speed));
    }
    if (std::none_of(all.begin(), all.end(), [](const Row& row) { return !row.speeds.empty(); }))
        fmt::print("\n{}\n",
                   style.dim("mlcore bench NAME --mine adds how fast your functions are."));
}

std::string page(const Context& context, const std::vector<Row>& all) {
    const auto sum = total(all);
    std::string body = fmt::format("<h1>{}</h1>\n<p>{}</p>\n", html::escape(context.course.title),
                                   html::escape(in_words(sum, all.size())));
    body += "<h2>Points</h2>\n";
    std::vector<html::Bar> bars;
    for (const auto& module : context.course.modules) {
        const auto of = total(all, module.title);
        bars.push_back(
            {module.title, of.share(),
             fmt::format("{} of {}", terminal::points_text(of.have), terminal::points_text(of.all)),
             true});
    }
    body += html::bars(bars, "the share of each module's points", 1);
    body += "<h2>Exercises</h2>\n<table>\n<tr><th></th><th>exercise</th><th class=\"number\">points"
            "</th><th>module</th></tr>\n";
    for (const auto& row : all)
        body += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td>"
                            "<td class=\"quiet\">{}</td></tr>\n",
                            row.passed  ? "✓"
                            : row.begun ? "·"
                                        : "",
                            html::escape(row.info.title), points(row), html::escape(row.module));
    body += "</table>\n";
    bool first = true;
    for (const auto& row : all) {
        if (row.speeds.empty()) continue;
        if (first)
            body += "<h2>Speed</h2>\n<p class=\"quiet\">Each function on the largest size that was "
                    "measured; bars are calls per second.</p>\n";
        first = false;
        body += fmt::format("<h3>{}, {}</h3>\n", html::escape(row.info.title),
                            html::escape(row.measured));
        for (const auto& speed : row.speeds) {
            std::vector<html::Bar> variants;
            if (speed.naive)
                variants.push_back(
                    {"naive", 1 / *speed.naive, timing::time_text(*speed.naive), false});
            if (speed.best != "naive")
                variants.push_back({speed.best, 1 / speed.best_seconds,
                                    timing::time_text(speed.best_seconds), false});
            variants.push_back({"yours", 1 / speed.seconds, speed_text(speed), true});
            body += fmt::format("<h3>{} {}</h3>\n", html::escape(speed.function),
                                html::escape(timing::size_text(speed.size)));
            body += html::bars(variants, "calls per second of " + speed.function);
        }
    }
    return html::page(context.course.title, body);
}

} // namespace

int report(const Context& context, const std::string& html_file) {
    const auto all = rows(context, context.workspace());
    print(context, all);
    if (!html_file.empty()) {
        core::write_atomically(html_file, page(context, all));
        fmt::print("\n{} has the page\n", html_file);
    }
    return 0;
}

} // namespace mlcore::cli
