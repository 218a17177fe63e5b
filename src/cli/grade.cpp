// A class's submissions, graded into a gradebook.
#include "commands.hpp"

#include "grade_progress.hpp"
#include "instructor/class_run.hpp"
#include "instructor/engines.hpp"
#include "instructor/seed.hpp"
#include "sandbox/isolation.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <optional>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;
using gradebook::State;

// Of this process alone: getrusage's figure begins with that of the program which started it.
long peak_megabytes() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (long kilobytes = 0; word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024;
    return 0;
}

// Out in the submissions' folder would be taken for a student's.
void check_places(const fs::path& submissions, const fs::path& out) {
    std::error_code ignored;
    const auto inside = fs::weakly_canonical(out, ignored)
                            .lexically_relative(fs::weakly_canonical(submissions, ignored));
    if (fs::is_directory(submissions) && !inside.empty() && *inside.begin() != "..")
        throw std::runtime_error("--out " + out.string() + " lies in the submissions' folder " +
                                 submissions.string() + "; choose another place for it");
}

std::string seed_text(const instructor::Seed& seed, const fs::path& out) {
    const std::string file = (out / "seed").string();
    if (seed.from == instructor::Seed::From::made)
        return "a secret seed was drawn and kept in " + file +
               "; whoever has it can make the hidden cases";
    if (seed.changed)
        return "another seed than before (" + file +
               "): the hidden cases are new, and everything is graded again";
    return "";
}

std::string minutes_text(double seconds) {
    const auto whole = static_cast<long>(seconds + 0.5);
    if (whole < 60) return fmt::format("{:.1f} s", seconds);
    return fmt::format("{} min {} s", whole / 60, whole % 60);
}

nlohmann::ordered_json summary(const instructor::ClassResult& result, const GradeArguments& given,
                               const std::string& isolation) {
    nlohmann::ordered_json json{{"submissions", result.submissions},
                                {"graded", result.graded},
                                {"known", result.known},
                                {"refused", result.refused},
                                {"failed", result.failed},
                                {"stopped", result.stopped},
                                {"seconds", result.seconds},
                                {"peak_memory_mb", peak_megabytes()},
                                {"isolation", isolation},
                                {"gradebook", gradebook::gradebook_file(given.out).string()},
                                {"passed_over", result.remarks}};
    auto& results = json["results"] = nlohmann::ordered_json::array();
    for (const auto& attempt : result.attempts) {
        nlohmann::ordered_json one{{"student", attempt.student},
                                   {"exercise", attempt.exercise()},
                                   {"score", attempt.score()},
                                   {"max_score", attempt.max_score()},
                                   {"state", to_string(attempt.grading.state)}};
        if (!attempt.grading.problem.empty()) one["problem"] = attempt.grading.problem;
        if (attempt.grading.verdict.compile_error) one["status"] = "compile_error";
        results.push_back(std::move(one));
    }
    return json;
}

void print(const instructor::ClassResult& result, const GradeArguments& given,
           const std::string& isolation, const terminal::Style& style) {
    constexpr std::size_t shown_remarks = 10;
    std::size_t full = 0, some = 0, none = 0;
    for (const auto& attempt : result.attempts) {
        if (attempt.grading.state != State::graded) continue;
        if (attempt.score() >= attempt.max_score())
            ++full;
        else if (attempt.score() > 0)
            ++some;
        else
            ++none;
    }
    fmt::print("{}  {} now, {} known before or alike, in {}{}\n",
               style.bold(fmt::format("{} submissions", result.submissions)), result.graded,
               result.known, minutes_text(result.seconds),
               result.graded > 0 && result.seconds > 1
                   ? fmt::format(" ({:.0f} a minute)",
                                 60 * static_cast<double>(result.graded) / result.seconds)
                   : "");
    fmt::print("  full score {}, part of it {}, no points {}, refused {}, not graded {}\n", full,
               some, none, result.refused, result.failed);
    fmt::print("  isolation  {}\n", isolation);
    fmt::print("  gradebook  {}\n", gradebook::gradebook_file(given.out).string());
    fmt::print("  feedback   {}\n", (fs::path(given.out) / "feedback").string());
    for (const auto& attempt : result.attempts)
        if (attempt.grading.state != State::graded)
            fmt::print("  {} {}: {}\n",
                       attempt.grading.state == State::failed ? style.red("look at")
                                                              : style.yellow("refused"),
                       terminal::escape(attempt.file), terminal::escape(attempt.grading.problem));
    for (std::size_t i = 0; i < std::min(shown_remarks, result.remarks.size()); ++i)
        fmt::print("  {}\n", style.dim(terminal::escape(result.remarks[i])));
    if (result.remarks.size() > shown_remarks)
        fmt::print("  {}\n", style.dim(fmt::format("… and {} more like that (--json has them all)",
                                                   result.remarks.size() - shown_remarks)));
    if (result.stopped)
        fmt::print("stopped: what was graded is kept; the same command goes on from here\n");
}

} // namespace

std::string isolation_for_others(bool no_sandbox) {
    if (no_sandbox) return "none";
    const auto& isolation = sandbox::isolation();
    if (!isolation.enough_for_others())
        throw std::runtime_error(
            "this machine gives no isolation that holds against hostile programs: it reaches \"" +
            isolation.name + "\". " + isolation.mend +
            " Inside a container that is thrown away, --no-sandbox grades without it.");
    return isolation.name;
}

instructor::JobOptions job_options(const GradeLimits& limits) {
    instructor::JobOptions options;
    options.question_seconds = limits.timeout;
    options.memory_bytes = std::uint64_t{limits.memory} << 20;
    options.speed = !limits.no_speed;
    options.sandbox = !limits.no_sandbox;
    return options;
}

int grade(const Context& context, const GradeArguments& arguments) {
    instructor::ClassRun run;
    for (const auto& name : arguments.exercises) {
        auto info = context.exercise(name);
        const bool twice = std::any_of(run.exercises.begin(), run.exercises.end(),
                                       [&](const auto& one) { return one.slug == info.slug; });
        if (!twice) run.exercises.push_back(std::move(info));
    }
    run.submissions = arguments.submissions;
    run.out = arguments.out;
    if (!fs::exists(run.submissions))
        throw std::runtime_error("there are no submissions at " + arguments.submissions +
                                 ": expected a folder with <student>/" + run.exercises[0].slug +
                                 ".hpp, or an archive of one");
    check_places(run.submissions, run.out);
    const std::string isolation = isolation_for_others(arguments.limits.no_sandbox);
    const auto engine = instructor::make_engine(context.layout, arguments.engine);
    const instructor::FolderLock lock(run.out);
    const auto seed = instructor::secret_seed(run.out, arguments.seed);
    instructor::keep_seed(run.out, seed);
    run.seed = seed.value;
    run.options = job_options(arguments.limits);

    GradeProgress progress(run.exercises.size() == 1
                               ? run.exercises[0].slug
                               : fmt::format("{} exercises", run.exercises.size()));
    const auto hooks = progress.hooks();
    if (const auto text = seed_text(seed, run.out); !text.empty()) hooks.say("mlcore: " + text);
    const auto result = instructor::run_class(context.checker(), run, *engine, hooks);
    progress.end();
    if (result.submissions == 0 && !result.stopped) {
        for (const auto& remark : result.remarks)
            fmt::print(stderr, "  {}\n", terminal::escape(remark));
        throw std::runtime_error("no submission was found in " + arguments.submissions +
                                 ": expected <student>/" + run.exercises[0].slug +
                                 ".hpp, or an archive for each student");
    }
    if (arguments.json)
        fmt::print("{}\n",
                   summary(result, arguments, isolation)
                       .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    else
        print(result, arguments, isolation, context.style);
    if (result.stopped) return 130;
    return result.failed > 0 ? 1 : 0;
}

} // namespace mlcore::cli
