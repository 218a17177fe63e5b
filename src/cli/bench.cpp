#include "commands.hpp"

#include "core/file.hpp"
#include "terminal/progress_line.hpp"
#include "timing/page.hpp"
#include "timing/run.hpp"
#include "timing/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <optional>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;
using LeftOut = std::vector<std::pair<std::string, std::string>>;

// The learner's tasks that can be measured: those that pass as the file is now, and that the
// benchmark has a place for. The others, with the reason.
std::vector<std::string> measurable(const Context& context, course::Workspace& workspace,
                                    const course::ExerciseInfo& exercise,
                                    const toolchain::Notify& progress, LeftOut& left_out) {
    const fs::path file = workspace.file(exercise);
    toolchain::CheckOptions options;
    options.speed = false;
    options.progress = progress;
    const auto verdict = context.checker().check(exercise.folder, file, options);
    if (verdict.compile_error)
        throw std::runtime_error(fmt::format("{} does not compile; mlcore check {} explains it",
                                             file.string(), exercise.slug));
    workspace.record(verdict);
    const std::string benchmark = core::read_file(timing::source_of(context.layout, exercise));
    std::vector<std::string> tasks;
    for (const auto& info : exercise.tasks)
        for (const auto& task : verdict.tasks) {
            if (task.name != info.name) continue;
            if (task.status == grading::Status::not_implemented)
                left_out.emplace_back(task.name, "not written yet");
            else if (task.status != grading::Status::passed)
                left_out.emplace_back(task.name,
                                      "does not pass; mlcore check " + exercise.slug + " says why");
            else if (!timing::has_table(benchmark, task.name))
                left_out.emplace_back(
                    task.name, "passes; its benchmark has no place for a learner's function");
            else
                tasks.push_back(task.name);
        }
    return tasks;
}

// What passed and was handed over, and yet was not timed: of another type than the table's.
void note_silent(const std::vector<std::string>& tasks, const std::string& only,
                 timing::Results& results) {
    for (const auto& task : tasks) {
        bool seen = false;
        for (const auto& m : results.measurements)
            seen = seen || (m.function == task && m.variant == "yours");
        for (const auto& [name, why] : results.left_out) seen = seen || name == task;
        if (!seen && only.empty())
            results.left_out.emplace_back(
                task, "passes; its benchmark calls it in another way than the exercise does");
    }
}

} // namespace

int bench(const Context& context, const BenchArguments& arguments) {
    const auto exercise = context.exercise_or_current(arguments.exercise);
    auto workspace = context.workspace();
    std::optional<terminal::ProgressLine> progress(std::in_place, STDERR_FILENO,
                                                   terminal::style_for(STDERR_FILENO));
    timing::RunOptions options;
    options.only = arguments.only;
    options.repetitions = arguments.repetitions;
    options.progress = [&](const std::string& phase) { progress->phase(phase); };

    LeftOut left_out;
    if (arguments.mine) {
        options.yours = workspace.file(exercise);
        if (!fs::exists(options.yours))
            throw std::runtime_error("you have not begun " + exercise.slug + " (" +
                                     options.yours.string() + " is not there)");
        options.tasks = measurable(context, workspace, exercise, options.progress, left_out);
        if (options.tasks.empty()) options.yours.clear(); // the library alone, and why
    }
    timing::Results results;
    const toolchain::Compiler compiler(context.layout);
    try {
        results = timing::run(compiler, exercise, options);
    } catch (const toolchain::DoesNotCompile& error) {
        if (options.yours.empty()) throw;
        const auto first = toolchain::first_error(error.messages, options.yours);
        throw std::runtime_error(fmt::format(
            "{} does not compile together with the library, though it does alone; a name of the "
            "library may be in its way (do you have a \"using namespace\" outside of functions?)\n"
            "{}:{}: {}",
            options.yours.string(), first.file, first.line, first.message));
    }
    progress.reset();
    results.left_out.insert(results.left_out.begin(), left_out.begin(), left_out.end());
    note_silent(options.tasks, arguments.only, results);

    const std::string json = timing::to_json(results).dump(2) + "\n";
    // For mlcore report.
    if (arguments.only.empty())
        core::write_atomically(workspace.folder() / "speed" / (exercise.slug + ".json"), json);
    if (arguments.json == "-")
        fmt::print("{}", json);
    else
        fmt::print("{}", timing::render(results, context.style));
    if (!arguments.json.empty() && arguments.json != "-")
        core::write_atomically(arguments.json, json);
    if (!arguments.html.empty()) {
        core::write_atomically(arguments.html, timing::page(results));
        if (arguments.json != "-") fmt::print("{} has the page\n", arguments.html);
    }
    return 0;
}

} // namespace mlcore::cli
