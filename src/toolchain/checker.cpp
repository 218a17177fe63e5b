#include "checker.hpp"

#include "core/file.hpp"
#include "grading/session.hpp"
#include "grading/speed.hpp"
#include "locate.hpp"
#include "sandbox/process.hpp"

#include <nlohmann/json.hpp>

#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>

namespace mlcore::toolchain {
namespace {

namespace fs = std::filesystem;
using grading::Pack;
using grading::Status;
using grading::Verdict;

grading::SessionLimits session_limits(bool sanitize) {
    grading::SessionLimits limits;
    limits.process.own_processes = true;
    limits.process.processes = 64;
    // The allocator's caches hand memory out again without the filling that shows what was never
    // set.
    limits.process.environment = {"GLIBC_TUNABLES=glibc.malloc.tcache_count=0"};
    limits.process.file_bytes = 64u << 20;
    limits.process.stack_bytes = 8u << 20; // the usual one, whatever this shell's is
    // The sanitizers reserve terabytes of addresses and run several times slower.
    if (!sanitize) limits.process.memory_bytes = std::uint64_t{4} << 30;
    limits.question_seconds = sanitize ? 15 : 3;
    limits.process.cpu_seconds = sanitize ? 300 : 60;
    return limits;
}

grading::SessionLimits speed_limits() {
    auto limits = session_limits(false);
    limits.question_seconds = 10;
    limits.total_seconds = 120;
    limits.process.cpu_seconds = 240;
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
    const std::string name = slug + "-" + std::to_string(seed) + ".pack";
    const bool own_course = exercise_folder.lexically_normal().string().rfind(
                                layout().exercises.lexically_normal().string(), 0) == 0;
    if (own_course && !layout().packs.empty() && fs::exists(layout().packs / name))
        return layout().packs / name;

    const fs::path author = compiler_.author(exercise_folder, Flavour::checked, progress, stop);
    // Packs live beside the program that made them; a newer program or newer hints make them again.
    const fs::path file = author.parent_path() / name;
    std::error_code none;
    const auto made = fs::last_write_time(file, none);
    if (!none && made >= fs::last_write_time(author) &&
        made >= fs::last_write_time(exercise_folder / "exercise.toml"))
        return file;
    if (progress) progress("making the cases of " + slug + " (once)");
    const auto finished = sandbox::run(
        {author.string(), "pack", exercise_folder.string(), std::to_string(seed), file.string()},
        {}, 300, 1 << 20, stop);
    if (finished.exit_code != 0)
        throw std::runtime_error("the pack of " + slug + " cannot be made: " +
                                 (finished.output.empty()
                                      ? "exit code " + std::to_string(finished.exit_code)
                                      : finished.output));
    return file;
}

Verdict Checker::judge(const Pack& pack, const std::vector<std::string>& command,
                       const grading::GradeHooks& hooks, const CheckOptions& options) const {
    const auto start = std::chrono::steady_clock::now();
    Verdict verdict;
    verdict.exercise = pack.exercise;
    verdict.title = pack.title;
    verdict.seed = pack.seed;
    verdict.pack = pack.hash;
    auto limits = session_limits(options.sanitize);
    if (options.question_seconds > 0) limits.question_seconds = options.question_seconds;
    grading::Session session(command, limits);
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
    return judge(pack, command, hooks, options);
}

Verdict Checker::check(const fs::path& exercise_folder, const fs::path& file,
                       const CheckOptions& options) const {
    const fs::path pack_path =
        pack_file(exercise_folder, options.seed, options.progress, options.stop);
    const Flavour flavour = options.sanitize ? Flavour::sanitized : Flavour::checked;
    const Compiled compiled = compiler_.subject(exercise_folder, file, flavour, options.library,
                                                options.progress, options.stop, options.overlay);
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
        return grading::Place{learner_line(compiled.program, frames)};
    };
    if (options.speed)
        hooks.speed = [&](const Pack::SpeedTask& task, const Pack::Task& of) {
            const Compiled fast =
                compiler_.subject(exercise_folder, file, Flavour::fast, options.library,
                                  options.progress, options.stop);
            if (fast.program.empty())
                throw std::runtime_error("the file does not compile with -O3:\n" + fast.messages);
            const std::string author =
                compiler_.author(exercise_folder, Flavour::fast, options.progress, options.stop)
                    .string();
            const std::string folder = exercise_folder.string();
            grading::Session mine({fast.program.string()}, speed_limits());
            grading::Session reference({author, "serve", folder, "*=" + task.rule.against},
                                       speed_limits());
            grading::Session naive({author, "serve", folder}, speed_limits());
            return grading::measure_speed(task, of, options.seed, {&mine, &reference, &naive},
                                          options.progress, options.stop);
        };
    Verdict verdict = judge(pack, {compiled.program.string()}, hooks, options);
    verdict.compile_seconds = compiled.seconds;
    for (auto& task : verdict.tasks)
        if (task.line > 0) task.file = file.filename().string();
    if (repeatable(verdict)) core::write_atomically(remembered, grading::to_json(verdict).dump());
    return verdict;
}

} // namespace mlcore::toolchain
