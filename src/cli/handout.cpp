#include "handout/handout.hpp"
#include "commands.hpp"
#include "terminal/progress_line.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <optional>

namespace mlcore::cli {

int handout(const Context& context, const std::vector<std::string>& names, bool all,
            handout::Options options) {
    if (all != names.empty())
        throw std::runtime_error("handout takes names of exercises, or --all");
    // In the course's order, each once.
    std::vector<std::filesystem::path> wanted;
    for (const auto& name : names) wanted.push_back(context.course.find(name));
    std::vector<course::ExerciseInfo> exercises;
    for (const auto& path : context.course.order()) {
        const auto folder = context.course.folder / path;
        if (all || std::find(wanted.begin(), wanted.end(), folder) != wanted.end())
            exercises.push_back(course::read_exercise(folder));
    }
    options.version = context.layout.version;
    // A build tree knows the source it was built from.
    const auto tree = context.layout.include.parent_path();
    if (std::filesystem::exists(tree / "src/cli/templates")) options.source_tree = tree;

    std::optional<terminal::ProgressLine> progress(std::in_place, STDERR_FILENO,
                                                   terminal::style_for(STDERR_FILENO));
    const auto report = handout::write(context.checker(), context.course, exercises, options,
                                       [&](const std::string& phase) { progress->phase(phase); });
    progress.reset();
    for (const auto& file : report.files) fmt::print("{}\n", (options.out / file).string());
    fmt::print(
        "\n{} for students. {} of these files were searched for passages of {} private sources: "
        "none was found.\n",
        exercises.size() == 1 ? exercises.front().slug
                              : fmt::format("{} exercises", exercises.size()),
        report.scanned_files, report.private_sources);
    if (report.withheld_hints > 0)
        fmt::print("{} hint{} left out, which held text of a solution.\n", report.withheld_hints,
                   report.withheld_hints == 1 ? " was" : "s were");
    if (report.hidden_seed)
        fmt::print("{} holds hidden cases (seed {}): it is for you alone.\n",
                   (options.out / "instructor").string(), *report.hidden_seed);
    return 0;
}

} // namespace mlcore::cli
