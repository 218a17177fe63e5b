// What a change of an exercise does to scores that were given: shown first, then applied or not.
#include "commands.hpp"

#include "grade_progress.hpp"
#include "instructor/regrade.hpp"
#include "instructor/seed.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <iostream>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;

nlohmann::ordered_json summary(const instructor::Regrade& regrade, bool applied) {
    nlohmann::ordered_json json{{"unchanged", regrade.unchanged},
                                {"failed", regrade.failed},
                                {"problems", regrade.problems},
                                {"stopped", regrade.stopped},
                                {"applied", applied}};
    auto& moves = json["moves"] = nlohmann::ordered_json::array();
    for (const auto& move : regrade.moves)
        moves.push_back({{"student", move.before.student},
                         {"exercise", move.before.exercise()},
                         {"before", move.before.score()},
                         {"after", move.after.score},
                         {"max_score_before", move.before.max_score()},
                         {"max_score_after", move.after.max_score},
                         {"moved", move.moved},
                         {"cause", move.cause},
                         {"changes", move.changes}});
    return json;
}

void print(const instructor::Regrade& regrade, const terminal::Style& style) {
    std::size_t up = 0, down = 0, same = 0;
    std::string cause;
    for (const auto& move : regrade.moves) {
        if (!move.moved) {
            ++same;
            continue;
        }
        ++(move.after.score >= move.before.score() ? up : down);
        if (move.cause != cause) fmt::print("{}:\n", style.bold(cause = move.cause));
        const std::string scores =
            fmt::format("{:g}/{:g} → {:g}/{:g}", move.before.score(), move.before.max_score(),
                        move.after.score, move.after.max_score);
        fmt::print("  {}  {}  {}\n", terminal::pad(terminal::escape(move.before.student), 24),
                   terminal::pad(move.before.exercise(), 20),
                   move.after.score >= move.before.score() ? style.green(scores)
                                                           : style.red(scores));
        for (const auto& change : move.changes) fmt::print("      {}\n", terminal::escape(change));
    }
    for (const auto& problem : regrade.problems)
        fmt::print("  {} {}\n", style.red("look at"), terminal::escape(problem));
    fmt::print("{} up, {} down, {} graded again with the same score, {} untouched, {} not graded\n",
               up, down, same, regrade.unchanged, regrade.failed);
}

bool agreed() {
    if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) return false;
    fmt::print("Apply this? [y/N] ");
    std::fflush(stdout);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

} // namespace

int regrade(const Context& context, const GradeArguments& arguments) {
    const fs::path out = arguments.out;
    // Opened for reading first: a wrong folder is not to become a gradebook.
    const auto known = gradebook::Gradebook(gradebook::gradebook_file(out)).exercises();
    std::vector<course::ExerciseInfo> exercises;
    for (const auto& name : arguments.exercises.empty() ? known : arguments.exercises)
        exercises.push_back(context.exercise(name));
    isolation_for_others(arguments.limits.no_sandbox);
    const auto engine = instructor::make_engine(context.layout, arguments.engine);
    const instructor::FolderLock lock(out);
    gradebook::Gradebook book(gradebook::gradebook_file(out), gradebook::Mode::write);
    const auto seed = instructor::secret_seed(out, arguments.seed);
    if (seed.from == instructor::Seed::From::made)
        throw std::runtime_error((out / "seed").string() +
                                 " is gone: give the secret seed with --seed, or a new one");

    GradeProgress progress("regrade");
    const auto result =
        instructor::regrade(context.checker(), book, exercises, seed.value,
                            job_options(arguments.limits), *engine, out, progress.hooks());
    progress.end();
    if (!arguments.json) print(result, context.style);
    if (result.stopped) {
        fmt::print(stderr, "stopped: nothing changed; the same command goes on from here\n");
        if (arguments.json) fmt::print("{}\n", summary(result, false).dump(2));
        return 130;
    }
    bool applied = false;
    if (!result.moves.empty() && (arguments.apply || (!arguments.json && agreed()))) {
        const std::size_t count = instructor::apply(result, book, out);
        instructor::keep_seed(out, seed);
        applied = true;
        if (!arguments.json)
            fmt::print("applied: {} attempts added; the old ones stay in the history\n", count);
    } else if (!result.moves.empty() && !arguments.json) {
        fmt::print("nothing changed yet; --apply makes it count\n");
    }
    if (arguments.json)
        fmt::print("{}\n",
                   summary(result, applied)
                       .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    return result.failed > 0 ? 1 : 0;
}

} // namespace mlcore::cli
