#include "commands.hpp"

#include "core/file.hpp"
#include "terminal/progress_line.hpp"
#include "terminal/verdict_view.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <optional>

namespace mlcore::cli {
namespace {

struct Outcome {
    grading::Verdict verdict;
    course::ExerciseInfo exercise;
};

void print(const Context& context, const course::Workspace& workspace, const Outcome& outcome,
           bool raw) {
    const auto standing = context.standing(outcome.exercise, workspace);
    fmt::print("{}", terminal::render_verdict(outcome.verdict,
                                              {standing.position, standing.total, standing.share},
                                              context.width, context.style));
    if (raw && outcome.verdict.compile_error)
        fmt::print("\n{}\n",
                   terminal::escape(outcome.verdict.compile_error->raw, terminal::Keep::lines));
}

} // namespace

int check(const Context& context, const CheckArguments& arguments) {
    if (arguments.all && !arguments.file.empty())
        throw std::runtime_error("--file is one exercise's; it cannot go with --all");
    auto workspace = context.workspace();
    std::vector<course::ExerciseInfo> exercises;
    if (arguments.all) {
        // Those the learner has begun.
        for (const auto& info : context.exercises())
            if (std::filesystem::exists(workspace.file(info))) exercises.push_back(info);
        if (exercises.empty())
            throw std::runtime_error(workspace.folder().string() +
                                     " has no exercise yet; mlcore learn starts the first");
    } else {
        exercises.push_back(context.exercise_or_current(arguments.exercise));
    }

    const auto checker = context.checker();
    bool all_full = true;
    nlohmann::ordered_json results = nlohmann::ordered_json::array();
    for (const auto& exercise : exercises) {
        std::filesystem::path file = arguments.file;
        if (file.empty()) {
            prepare_workspace(context, workspace, exercise);
            file = workspace.file(exercise);
        }
        std::optional<terminal::ProgressLine> progress(std::in_place, STDERR_FILENO,
                                                       terminal::style_for(STDERR_FILENO));
        toolchain::CheckOptions options;
        options.seed = arguments.seed;
        options.sanitize = arguments.sanitize;
        options.speed = !arguments.no_speed;
        options.progress = [&](const std::string& phase) {
            progress->phase(exercise.slug + ": " + phase);
        };
        Outcome outcome{checker.check(exercise.folder, file, options), exercise};
        progress.reset();
        if (arguments.file.empty() && arguments.seed == toolchain::public_seed)
            workspace.record(outcome.verdict);
        all_full = all_full && outcome.verdict.full_score();
        if (arguments.json)
            results.push_back(grading::to_json(outcome.verdict));
        else
            print(context, workspace, outcome, arguments.raw);
    }
    if (arguments.json) {
        // One exercise is one object, as scripts expect; several are a list.
        const auto& shown = arguments.all ? results : results.front();
        fmt::print("{}\n",
                   shown.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    }
    return all_full ? 0 : 1;
}

} // namespace mlcore::cli
