#include "job.hpp"

#include "core/file.hpp"
#include "sandbox/isolation.hpp"
#include "sandbox/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>

namespace mlcore::instructor {
namespace {

namespace fs = std::filesystem;
using grading::Status;

std::string find_problem(const grading::Verdict& verdict) {
    for (const auto& task : verdict.tasks) {
        if (task.status == Status::inconclusive)
            return fmt::format("the speed of {} could not be told on this machine: {}", task.name,
                               task.message);
        if (task.message == "stopped") return "stopped before it was done";
    }
    return "";
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string make_toolchain_name(const toolchain::Layout& layout) {
    const auto answer = sandbox::run({layout.compiler, "--version"}, {}, 20);
    if (answer.exit_code != 0)
        throw std::runtime_error("the compiler " + layout.compiler +
                                 " is not installed; mlcore doctor says how to mend that");
    // What is found by path lies elsewhere on every machine; its content is what counts.
    std::string all = first_line(answer.output);
    bool path_follows = false;
    for (const auto& word : toolchain::Compiler(layout).editor_command()) {
        if (!path_follows && word.rfind("-I", 0) != 0 && word[0] == '-') all += word + "\n";
        path_follows = word == "-isystem";
    }
    std::vector<fs::path> files{layout.subject_library};
    for (const auto& entry : fs::recursive_directory_iterator(layout.learner_include))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) all += core::sha256(core::read_file(file));
    return fmt::format("{}, mlcore {}, {}", first_line(answer.output), layout.version,
                       core::sha256(all).substr(0, 8));
}

} // namespace

std::string toolchain_name(const toolchain::Layout& layout) {
    static std::mutex mutex;
    static std::map<std::string, std::string> known;
    const std::lock_guard lock(mutex);
    auto& name = known[layout.compiler + "\n" + layout.subject_library.string()];
    if (name.empty()) name = make_toolchain_name(layout);
    return name;
}

gradebook::Grading grade(const toolchain::Layout& layout, const Job& job, const std::string& bytes,
                         const fs::path& scratch, const JobHooks& hooks) {
    const auto start = std::chrono::steady_clock::now();
    gradebook::Grading grading;
    grading.key = {job.exercise, job.submission, job.pack, ""};
    grading.isolation = job.options.sandbox ? sandbox::isolation().name : "none";
    grading.verdict.exercise = job.exercise;
    try {
        grading.key.toolchain = toolchain_name(layout);
        const auto pack = grading::read_pack(job.pack_file);
        if (pack.hash != job.pack)
            throw std::runtime_error("the pack " + job.pack_file.string() +
                                     " is not the one this job is for");
        grading.seed_id = gradebook::seed_id(pack.seed);
        const fs::path file = scratch / (job.exercise + ".hpp");
        core::write_atomically(file, bytes);

        toolchain::Layout own = layout;
        own.subjects = scratch / "subjects";
        toolchain::CheckOptions options;
        options.pack = job.pack_file;
        options.use_cache = false;
        options.isolation =
            job.options.sandbox ? sandbox::needed_for_others : sandbox::Tier::namespaces;
        options.speed = job.options.speed;
        options.speed_tries = job.options.speed_tries;
        options.question_seconds = job.options.question_seconds;
        options.compile_seconds = job.options.compile_seconds;
        // Each task has its own limit; one that hangs takes no points from those after it.
        options.total_seconds = 200 * job.options.question_seconds;
        options.memory_bytes = job.options.memory_bytes;
        options.compiling = hooks.compiling;
        options.quiet = hooks.quiet;
        options.stop = hooks.stop;
        grading.verdict = toolchain::Checker(own).check(job.exercise_folder, file, options);
        grading.score = grading.verdict.score;
        grading.max_score = grading.verdict.max_score;
        grading.problem = find_problem(grading.verdict);
        if (!grading.problem.empty()) grading.state = gradebook::State::failed;
    } catch (const std::exception& error) {
        grading.state = gradebook::State::failed;
        grading.problem = error.what();
    }
    std::error_code ignored;
    fs::remove_all(scratch, ignored);
    grading.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return grading;
}

} // namespace mlcore::instructor
