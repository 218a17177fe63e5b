// How many one-token edits of the solution a grader lets pass.
#include "commands.hpp"

#include "core/file.hpp"
#include "mutation/mutants.hpp"
#include "parallel_jobs.hpp"
#include "sandbox/process.hpp"
#include "terminal/progress_line.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <regex>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;
using mutation::Mutant;

// equivalent.toml: edits that change no answer, each with the reason.
//     [[mutant]]
//     line = "…the line, trimmed…"
//     becomes = "…the line after the edit…"
//     reason = "…"
// Guards need no entry: is_guard below.
class Explained {
public:
    explicit Explained(const fs::path& exercise_folder) {
        const fs::path file = exercise_folder / "equivalent.toml";
        if (!fs::exists(file)) return;
        try {
            const auto table = toml::parse_file(file.string());
            const auto* mutants = table["mutant"].as_array();
            if (mutants == nullptr) return;
            for (const auto& entry : *mutants) {
                const auto* mutant = entry.as_table();
                const auto text = [&](const char* key) {
                    const auto value =
                        mutant == nullptr ? std::nullopt : (*mutant)[key].value<std::string>();
                    if (!value || value->empty())
                        throw std::runtime_error(file.string() +
                                                 ": every [[mutant]] has line, becomes and reason");
                    return *value;
                };
                text("reason");
                known_.emplace_back(text("line"), text("becomes"));
            }
        } catch (const toml::parse_error& error) {
            throw std::runtime_error(file.string() + ": " + std::string(error.description()));
        }
    }
    bool operator()(const Mutant& mutant) const {
        return std::find(known_.begin(), known_.end(),
                         std::pair{mutant.original, mutant.mutated}) != known_.end();
    }

private:
    std::vector<std::pair<std::string, std::string>> known_;
};

// The files the answer key is made of: naive.hpp and what it includes from its own folder. Not
// checks.hpp: what refuses bad input belongs to the library, whose tests cover it.
std::vector<fs::path> answer_key(const Context& context, const course::ExerciseInfo& info) {
    const fs::path folder = fs::path("mlcore") / info.area / info.slug;
    std::vector<fs::path> files{folder / "naive.hpp"};
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string text = core::read_file(context.layout.include / files[i]);
        const std::regex include("#include [\"<](" + folder.string() + "/[a-z_/0-9]+\\.hpp)[\">]");
        for (std::sregex_iterator it(text.begin(), text.end(), include), end; it != end; ++it) {
            const fs::path found = (*it)[1].str();
            if (found.filename() != "interface.hpp" && found.filename() != "checks.hpp" &&
                std::find(files.begin(), files.end(), found) == files.end())
                files.push_back(found);
        }
    }
    return files;
}

// The solution, answering by the loops that are edited: where it re-exports something faster for a
// speed task, its naive form stands in.
std::string answer_by_loops(const course::ExerciseInfo& info) {
    static const std::regex faster(R"((using [a-z_0-9:]+::)(?!naive::)[a-z_]+(::[a-z_0-9]+;))");
    return std::regex_replace(core::read_file(info.folder / "solution.hpp"), faster, "$1naive$2");
}

// A statement that refuses bad input. An exercise asks for some of these refusals and has cases for
// them; an edit of another one that passes says nothing about its cases.
bool is_guard(const Mutant& mutant) {
    static const std::regex guard(R"(^(if \(.*\) )?([a-z_]+::)*check_[a-z_]+\()");
    return std::regex_search(mutant.original, guard);
}

struct Job {
    fs::path file; // below include/
    Mutant mutant;
    enum class End { stillborn, noticed, survived, same_program } end = End::stillborn;
};

// The optimised program of the solution, without names and paths. An edit of something that the
// exercise does not call, or one that the compiler proves to change nothing, leaves it as it is
// (Papadakis et al., Trivial Compiler Equivalence, 2015).
std::string program(const toolchain::Checker& checker, const course::ExerciseInfo& info,
                    const fs::path& scratch) {
    toolchain::SubjectOptions options;
    options.flavour = toolchain::Flavour::fast;
    options.library = true;
    options.overlay = scratch;
    const auto compiled =
        checker.compiler().subject(info.folder, scratch / "solution.hpp", options);
    const fs::path bare = scratch / "bare";
    const auto finished = sandbox::run({"strip", "--strip-all", "-R", ".note.gnu.build-id", "-o",
                                        bare.string(), compiled.program.string()},
                                       {}, 60);
    if (finished.exit_code != 0)
        throw std::runtime_error("strip (of binutils) failed: " + finished.output);
    return core::read_file(bare);
}

// Throws where the machine, not the mutant, is at fault.
Job::End grade(const toolchain::Checker& checker, const course::ExerciseInfo& info, const Job& job,
               const std::string& solution, const std::string& original, const fs::path& scratch) {
    core::write_atomically(scratch / job.file, job.mutant.source);
    core::write_atomically(scratch / "solution.hpp", solution);
    toolchain::CheckOptions options;
    options.library = true;
    options.overlay = scratch;
    options.speed = false;
    options.use_cache = false;
    options.question_seconds = 1;
    const auto verdict = checker.check(info.folder, scratch / "solution.hpp", options);
    if (verdict.compile_error) return Job::End::stillborn;
    for (const auto& task : verdict.tasks)
        if (task.status != grading::Status::passed && task.message != "speed is not measured here")
            return Job::End::noticed;
    return program(checker, info, scratch) == original ? Job::End::same_program
                                                       : Job::End::survived;
}

} // namespace

int author_mutate(const Context& context, const std::vector<std::string>& exercises, bool json) {
    const auto paths = exercises.empty() ? context.course.order() : exercises;
    nlohmann::ordered_json results = nlohmann::ordered_json::array();
    std::size_t all_mutants = 0, all_survivors = 0, all_explained = 0;
    const fs::path scratch = context.layout.cache / "mutants" / std::to_string(getpid());
    for (const auto& path : paths) {
        const auto info = context.exercise(path);
        const auto checker = context.checker();
        const Explained explained(info.folder);
        const std::string solution = answer_by_loops(info);
        std::vector<Job> jobs;
        for (const auto& file : answer_key(context, info))
            for (auto& mutant :
                 mutation::make_mutants(core::read_file(context.layout.include / file)))
                jobs.push_back({file, std::move(mutant), Job::End::stillborn});
        checker.pack_file(info.folder, toolchain::public_seed);
        core::write_atomically(scratch / "solution.hpp", solution);
        const std::string original = program(checker, info, scratch);

        std::optional<terminal::ProgressLine> progress(std::in_place, STDERR_FILENO,
                                                       terminal::style_for(STDERR_FILENO));
        std::atomic<std::size_t> done{0};
        std::mutex mutex;
        parallel_jobs(jobs.size(), [&](std::size_t i) {
            const fs::path overlay = scratch / (info.slug + "-" + std::to_string(i));
            jobs[i].end = grade(checker, info, jobs[i], solution, original, overlay);
            fs::remove_all(overlay);
            const std::lock_guard lock(mutex);
            progress->phase(fmt::format("{}: {} of {} mutants", info.slug, ++done, jobs.size()));
        });
        progress.reset();
        fs::remove_all(context.layout.cache / "subjects" /
                       info.slug); // hundreds of programs nobody needs again

        std::size_t born = 0, explained_count = 0;
        nlohmann::ordered_json survivors = nlohmann::ordered_json::array();
        for (const auto& job : jobs) {
            if (job.end == Job::End::stillborn || job.end == Job::End::same_program) continue;
            ++born;
            if (job.end == Job::End::noticed) continue;
            if (explained(job.mutant) || is_guard(job.mutant)) {
                ++explained_count;
                continue;
            }
            survivors.push_back({{"file", job.file.string()},
                                 {"line", job.mutant.line},
                                 {"edit", job.mutant.edit}});
            if (!json)
                fmt::print("  {}:{}: {}\n      {}\n    → {}\n", job.file.string(), job.mutant.line,
                           job.mutant.edit, job.mutant.original, job.mutant.mutated);
        }
        if (!json)
            fmt::print("{}  {:>4} mutants, {} survive{}, {} explained\n",
                       terminal::pad(info.slug, 22), born, survivors.size(),
                       survivors.size() == 1 ? "s" : "", explained_count);
        std::fflush(stdout);
        all_mutants += born;
        all_survivors += survivors.size();
        all_explained += explained_count;
        results.push_back({{"exercise", info.slug},
                           {"mutants", born},
                           {"survivors", survivors},
                           {"explained", explained_count}});
    }
    fs::remove_all(scratch);
    const double share = all_mutants == 0 ? 0
                                          : 100.0 * static_cast<double>(all_survivors) /
                                                static_cast<double>(all_mutants);
    if (json)
        fmt::print(
            "{}\n",
            nlohmann::ordered_json{{"exercises", results}, {"survivors_percent", share}}.dump(2));
    else
        fmt::print("{} mutants, {} survive ({:.1f}%), {} explained\n", all_mutants, all_survivors,
                   share, all_explained);
    return share <= 2 ? 0 : 1;
}

} // namespace mlcore::cli
