#include "checker.hpp"

#include "core/file.hpp"
#include "core/value_bytes.hpp"
#include "grading/session.hpp"
#include "grading/speed.hpp"
#include "locate.hpp"
#include "sandbox/process.hpp"

#include <nlohmann/json.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace mlcore::toolchain {
namespace {

namespace fs = std::filesystem;
using grading::Pack;
using grading::Status;
using grading::Verdict;

// The same in every tier of isolation, so that a verdict does not depend on it.
grading::SessionLimits session_limits(bool sanitize, sandbox::Tier isolation) {
    grading::SessionLimits limits;
    limits.process.tier = isolation;
    limits.process.filtered = true;
    limits.process.processes = 64 + 2 * std::thread::hardware_concurrency();
    limits.process.open_files = 64;
    limits.process.tree_bytes = std::uint64_t{sanitize ? 4u : 2u} << 30;
    // The allocator's caches hand memory out again without the filling that shows what was never
    // set.
    limits.process.environment = {"GLIBC_TUNABLES=glibc.malloc.tcache_count=0"};
    limits.process.file_bytes = 64u << 20;
    limits.process.stack_bytes = 8u << 20; // the usual one, whatever this shell's is
    // The sanitizers reserve terabytes of addresses and run several times slower.
    if (!sanitize) limits.process.memory_bytes = std::uint64_t{2} << 30;
    limits.question_seconds = sanitize ? 15 : 3;
    limits.process.cpu_seconds = sanitize ? 300 : 60;
    return limits;
}

grading::SessionLimits speed_limits(sandbox::Tier isolation) {
    auto limits = session_limits(false, isolation);
    limits.question_seconds = 10;
    limits.total_seconds = 120;
    limits.process.cpu_seconds = 240;
    return limits;
}

grading::SessionLimits judge_limits(const CheckOptions& options, sandbox::Tier isolation) {
    auto limits = session_limits(options.sanitize, isolation);
    if (options.question_seconds > 0) limits.question_seconds = options.question_seconds;
    if (options.total_seconds > 0) limits.total_seconds = options.total_seconds;
    if (options.memory_bytes > 0)
        limits.process.memory_bytes = limits.process.tree_bytes = options.memory_bytes;
    return limits;
}

// A verdict that the machine's mood had no part in.
bool repeatable(const Verdict& verdict) {
    for (const auto& task : verdict.tasks)
        if (task.status == Status::timeout || task.status == Status::inconclusive ||
            task.status == Status::crashed || task.message == "stopped" ||
            (task.diagnosis && task.diagnosis->kind == "memory"))
            return false;
    return true;
}

// No right answer is larger than the pack's; a wrong one may be, and should still be called that.
std::size_t largest_answer(const Pack& pack) {
    std::size_t largest = 0;
    for (const auto& task : pack.tasks)
        for (const auto& one : task.cases) largest = std::max(largest, encode(one.expected).size());
    return 8 * largest + (std::size_t{8} << 20);
}

// A learner's program, started in the isolation that its limits ask for.
grading::Session session_of(const fs::path& program, grading::SessionLimits limits) {
    if (limits.process.tier != sandbox::Tier::bubblewrap)
        return {{program.string()}, std::move(limits)};
    auto jail = std::make_shared<sandbox::Jail>();
    jail->show_libraries();
    jail->files.push_back({program, "/subject"});
    limits.process.jail = std::move(jail);
    return {{"/subject"}, std::move(limits)};
}

void add_up(Verdict& verdict) {
    verdict.score = verdict.max_score = 0;
    for (const auto& task : verdict.tasks) {
        verdict.score += task.points;
        verdict.max_score += task.max_points;
    }
}

} // namespace

fs::path Checker::pack_file(const fs::path& exercise_folder, std::uint64_t seed,
                            const Notify& progress, const Stop& stop) const {
    const std::string slug = exercise_folder.filename().string();
    if (seed == public_seed) seed = layout().public_seed;
    const std::string name = slug + "-" + std::to_string(seed) + ".pack";
    const bool own_course = exercise_folder.lexically_normal().string().rfind(
                                layout().exercises.lexically_normal().string(), 0) == 0;
    if (own_course && !layout().packs.empty() && fs::exists(layout().packs / name))
        return layout().packs / name;
    if (!fs::exists(exercise_folder / "cases.cpp"))
        throw std::runtime_error(exercise_folder.string() + " has no cases of its own, and " +
                                 (layout().packs.empty()
                                      ? "there is no folder packs/ beside it"
                                      : "no pack " + (layout().packs / name).string()) +
                                 ": a handout is checked with the cases it came with (seed " +
                                 std::to_string(layout().public_seed) + ")");

    // Packs live beside the program that made them.
    const fs::path author = compiler_.author(exercise_folder, Flavour::checked, progress, stop);
    const fs::path file = author.parent_path() / name;
    make_pack(exercise_folder, seed, file, progress, stop);
    return file;
}

void Checker::make_pack(const fs::path& exercise_folder, std::uint64_t seed, const fs::path& file,
                        const Notify& progress, const Stop& stop) const {
    const std::string slug = exercise_folder.filename().string();
    if (!fs::exists(exercise_folder / "cases.cpp")) {
        // A course for a grading machine comes with its packs alone.
        core::write_private(file, core::read_file(pack_file(exercise_folder, seed)));
        return;
    }
    const fs::path author = compiler_.author(exercise_folder, Flavour::checked, progress, stop);
    // A newer program or newer hints make it again.
    std::error_code none;
    const auto made = fs::last_write_time(file, none);
    if (!none && made >= fs::last_write_time(author) &&
        made >= fs::last_write_time(exercise_folder / "exercise.toml"))
        return;
    if (progress) progress("making the cases of " + slug + " (once)");
    // Not among the arguments: everybody on the machine can read those.
    sandbox::Limits limits;
    limits.environment = {"MLCORE_PACK_SEED=" + std::to_string(seed)};
    const auto finished =
        sandbox::run({author.string(), "pack", exercise_folder.string(), "env", file.string()},
                     limits, 300, 1 << 20, stop);
    if (finished.exit_code != 0)
        throw std::runtime_error("the pack of " + slug + " cannot be made: " +
                                 (finished.output.empty()
                                      ? "exit code " + std::to_string(finished.exit_code)
                                      : finished.output));
}

Verdict Checker::judge(const Pack& pack, grading::Session session,
                       const grading::GradeHooks& hooks) const {
    const auto start = std::chrono::steady_clock::now();
    Verdict verdict;
    verdict.exercise = pack.exercise;
    verdict.title = pack.title;
    verdict.seed = pack.seed;
    verdict.pack = pack.hash;
    verdict.tasks = grading::grade(pack, session, hooks);
    add_up(verdict);
    verdict.grade_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return verdict;
}

Verdict Checker::check_program(const fs::path& exercise_folder,
                               const std::vector<std::string>& command,
                               const CheckOptions& options) const {
    const Pack pack = grading::read_pack(
        pack_file(exercise_folder, options.seed, options.progress, options.stop));
    grading::GradeHooks hooks;
    hooks.progress = options.progress;
    hooks.stop = options.stop;
    // It is one of ours: it reads the exercise's folder, and is trusted.
    return judge(pack, {command, judge_limits(options, sandbox::Tier::namespaces)}, hooks);
}

Verdict Checker::check(const fs::path& exercise_folder, const fs::path& file,
                       const CheckOptions& options) const {
    const fs::path pack_path = options.pack.empty() ? pack_file(exercise_folder, options.seed,
                                                                options.progress, options.stop)
                                                    : options.pack;
    SubjectOptions how{options.sanitize ? Flavour::sanitized : Flavour::checked,
                       options.library,
                       options.overlay,
                       options.isolation,
                       options.compile_seconds,
                       options.progress,
                       options.stop};
    const auto compile = [&] {
        const auto turn = options.compiling ? options.compiling() : nullptr;
        return compiler_.subject(exercise_folder, file, how);
    };
    const Compiled compiled = compile();
    const Pack pack = grading::read_pack(pack_path);
    if (compiled.program.empty()) {
        Verdict verdict;
        verdict.exercise = pack.exercise;
        verdict.title = pack.title;
        verdict.seed = pack.seed;
        verdict.pack = pack.hash;
        verdict.compile_seconds = compiled.seconds;
        for (const auto& task : pack.tasks) verdict.max_score += task.points;
        for (const auto& task : pack.speed_tasks) verdict.max_score += task.points;
        verdict.compile_error = first_error(compiled.messages, file);
        return verdict;
    }

    const fs::path remembered =
        compiled.program.parent_path() /
        ("verdict-" + pack.hash.substr(0, 24) + (options.speed ? "-speed" : "") + ".json");
    if (options.use_cache && compiled.cached && fs::exists(remembered)) {
        try {
            Verdict verdict = grading::verdict_from_json(
                nlohmann::ordered_json::parse(core::read_file(remembered)));
            verdict.compile_seconds = verdict.grade_seconds = 0;
            for (auto& task : verdict.tasks)
                if (task.line > 0) task.file = file.filename().string();
            return verdict;
        } catch (const std::exception&) {
            fs::remove(remembered); // damaged: judge again
        }
    }

    grading::GradeHooks hooks;
    hooks.progress = options.progress;
    hooks.stop = options.stop;
    hooks.locate = [&](const std::vector<std::int64_t>& frames) {
        return grading::Place{learner_line(compiled.program, frames, options.isolation)};
    };
    // A handout has no program to measure against: its speed tasks wait for the grader.
    if (options.speed && fs::exists(exercise_folder / "cases.cpp"))
        hooks.speed = [&](const Pack::SpeedTask& task, const Pack::Task& of) {
            how.flavour = Flavour::fast;
            how.overlay.clear();
            const Compiled fast = compile();
            if (fast.program.empty()) {
                grading::TaskVerdict verdict;
                verdict.name = task.name;
                verdict.max_points = task.points;
                verdict.message = "the file does not compile with -O3 -DNDEBUG: " +
                                  first_error(fast.messages, file).message;
                return verdict;
            }
            const std::string author =
                compiler_.author(exercise_folder, Flavour::fast, options.progress, options.stop)
                    .string();
            const std::string folder = exercise_folder.string();
            const auto trusted = speed_limits(sandbox::Tier::namespaces);
            const auto quiet = options.quiet ? options.quiet() : nullptr;
            for (int tries = 1;; ++tries) {
                grading::Session mine = session_of(fast.program, speed_limits(options.isolation));
                grading::Session reference({author, "serve", folder, "*=" + task.rule.against},
                                           trusted);
                grading::Session naive({author, "serve", folder}, trusted);
                auto verdict =
                    grading::measure_speed(task, of, pack.seed, {&mine, &reference, &naive},
                                           options.progress, options.stop);
                if (verdict.status != Status::inconclusive || tries >= options.speed_tries)
                    return verdict;
            }
        };
    auto limits = judge_limits(options, options.isolation);
    limits.answer_bytes = largest_answer(pack);
    Verdict verdict = judge(pack, session_of(compiled.program, std::move(limits)), hooks);
    verdict.compile_seconds = compiled.seconds;
    for (auto& task : verdict.tasks)
        if (task.line > 0) task.file = file.filename().string();
    if (repeatable(verdict)) core::write_atomically(remembered, grading::to_json(verdict).dump());
    return verdict;
}

} // namespace mlcore::toolchain
