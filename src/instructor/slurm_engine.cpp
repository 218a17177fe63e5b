#include "slurm_engine.hpp"

#include "bundle.hpp"

#include "core/file.hpp"
#include "grading/text.hpp"
#include "sandbox/process.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace mlcore::instructor {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr double command_seconds = 60;
// A result may reach this machine's view of a shared folder later than the end of its task.
constexpr int polls_of_grace = 3;

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

std::string quoted(const std::string& text) {
    std::string safe = "'";
    for (const char c : text) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return safe + "'";
}

// One array task: which array, which task of it.
using Task = std::pair<std::string, std::size_t>;

struct Live {
    std::set<Task> tasks;
    std::size_t running = 0, waiting = 0;
    std::string reason; // why one of those waits
};

// One job's folder and how far it is.
struct Posted {
    const Job* job = nullptr;
    fs::path folder;
    std::optional<Task> task; // the one that should make its result
    int submissions = 0;
    int polls_without = 0; // since Slurm last knew the task
    bool done = false;
};

// The folder `work` of one run.
class Cluster {
public:
    Cluster(fs::path work, const SlurmOptions& options, std::size_t array_size)
        : work_(std::move(work)), options_(options), array_size_(array_size) {}

    void prepare(const std::vector<Job>& jobs, const EngineHooks& hooks) {
        fs::create_directories(work_ / "jobs");
        fs::create_directories(work_ / "output");
        for (const auto& job : jobs) {
            Posted posted;
            posted.job = &job;
            posted.folder = work_ / "jobs" / name_of(job);
            fs::remove(posted.folder / "result.json.failed");
            write_bundle(job, hooks.submission(job.submission), posted.folder, work_ / "shared");
            posted_.push_back(std::move(posted));
        }
        find_earlier_arrays();
    }

    // Gathers what is there; true when every job is done.
    bool gather(const EngineHooks& hooks, const std::string& engine) {
        bool all = true;
        for (auto& posted : posted_) {
            if (posted.done) continue;
            const fs::path file = posted.folder / "result.json";
            if (!fs::exists(file)) {
                all = false;
                continue;
            }
            gradebook::Grading grading;
            try {
                grading = read_result(file);
                if (grading.key.exercise != posted.job->exercise ||
                    grading.key.submission != posted.job->submission ||
                    grading.key.pack != posted.job->pack)
                    throw std::runtime_error(file.string() + " is another job's result");
            } catch (const std::exception& error) {
                grading = failed(posted, error.what());
            }
            grading.engine = engine;
            // One that failed is to be tried again by the next run, not found again.
            if (grading.state == gradebook::State::failed)
                fs::rename(file, posted.folder / "result.json.failed");
            posted.done = true;
            hooks.done(*posted.job, std::move(grading));
        }
        return all;
    }

    // What Slurm knows of our tasks; nothing where it does not answer.
    std::optional<Live> ask() const {
        Live live;
        if (arrays_.empty()) return live;
        std::string ids;
        for (const auto& [id, size] : arrays_) ids += (ids.empty() ? "" : ",") + id;
        const auto answer = sandbox::run(
            {"squeue", "--noheader", "--array", "--jobs=" + ids, "--format=%F %K %T %r"}, {},
            command_seconds);
        // Jobs that ended some minutes ago are unknown to it, which is an answer too.
        if (answer.exit_code != 0 &&
            answer.output.find("Invalid job id specified") == std::string::npos)
            return std::nullopt;
        std::istringstream lines(answer.output);
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            std::string id, state, reason;
            std::size_t index = 0;
            if (!(words >> id >> index >> state) || arrays_.count(id) == 0) continue;
            std::getline(words >> std::ws, reason);
            live.tasks.insert({id, index});
            ++(state == "PENDING" ? live.waiting : live.running);
            if (state == "PENDING" && reason != "None") live.reason = reason;
        }
        return live;
    }

    // Submits what has no task; gives up what had too many.
    void submit_missing(const Live& live, const EngineHooks& hooks, const std::string& engine) {
        std::vector<Posted*> missing;
        for (auto& posted : posted_) {
            if (posted.done) continue;
            if (posted.task && live.tasks.count(*posted.task) != 0) {
                posted.polls_without = 0;
                continue;
            }
            if (posted.task && ++posted.polls_without <= polls_of_grace) continue;
            if (posted.submissions >= options_.submissions) {
                posted.done = true;
                auto grading =
                    failed(posted, fmt::format("its Slurm job ended {} times without a result; the "
                                               "last one printed: {}",
                                               posted.submissions, output_of(posted)));
                grading.engine = engine;
                hooks.done(*posted.job, std::move(grading));
                continue;
            }
            missing.push_back(&posted);
        }
        for (std::size_t first = 0; first < missing.size(); first += array_size_)
            submit({missing.begin() + static_cast<std::ptrdiff_t>(first),
                    missing.begin() + static_cast<std::ptrdiff_t>(
                                          std::min(missing.size(), first + array_size_))});
    }

    void cancel() const {
        for (const auto& [id, size] : arrays_) sandbox::run({"scancel", id}, {}, command_seconds);
    }

private:
    static std::string name_of(const Job& job) {
        return job.exercise + "-" +
               core::sha256(job.exercise + job.submission + job.pack).substr(0, 24);
    }

    static gradebook::Grading failed(const Posted& posted, const std::string& problem) {
        gradebook::Grading grading;
        grading.key = {posted.job->exercise, posted.job->submission, posted.job->pack, ""};
        grading.state = gradebook::State::failed;
        grading.problem = problem;
        grading.isolation = "unknown";
        grading.verdict.exercise = posted.job->exercise;
        return grading;
    }

    std::string output_of(const Posted& posted) const {
        if (!posted.task) return "nothing";
        try {
            const auto text = core::read_file(
                work_ / "output" / fmt::format("{}_{}", posted.task->first, posted.task->second));
            return text.empty() ? "nothing"
                                : grading::cut(grading::escape_controls(trimmed(text)), 300);
        } catch (const std::exception&) {
            return "nothing";
        }
    }

    // Arrays of an earlier run, which was killed while they went on.
    void find_earlier_arrays() {
        const fs::path file = work_ / "arrays.json";
        if (!fs::exists(file)) return;
        const Json json = Json::parse(core::read_file(file), nullptr, false);
        if (!json.is_array()) return;
        for (const auto& array : json) {
            const std::string id = array.value("id", "");
            const auto folders = array.value("jobs", std::vector<std::string>());
            arrays_[id] = folders;
            for (std::size_t i = 0; i < folders.size(); ++i)
                for (auto& posted : posted_)
                    if (posted.folder.filename() == folders[i]) posted.task = Task{id, i};
        }
    }

    void submit(const std::vector<Posted*>& jobs) {
        const std::string name = "array-" + std::to_string(arrays_.size());
        std::string list;
        std::vector<std::string> folders;
        for (const auto* posted : jobs) {
            list += posted->folder.string() + "\n";
            folders.push_back(posted->folder.filename().string());
        }
        core::write_atomically(work_ / (name + ".list"), list);
        core::write_atomically(work_ / (name + ".sh"),
                               "#!/bin/sh\n# One task of the array grades one bundle.\n"
                               "job=$(sed -n \"$((SLURM_ARRAY_TASK_ID + 1))p\" " +
                                   quoted((work_ / (name + ".list")).string()) + ")\nexec " +
                                   quoted(fs::read_symlink("/proc/self/exe").string()) +
                                   " grade-one \"$job\" --out \"$job/result.json\"\n");
        std::string array = fmt::format("--array=0-{}", jobs.size() - 1);
        if (options_.at_a_time > 0) array += fmt::format("%{}", options_.at_a_time);
        std::vector<std::string> command{
            "sbatch", "--parsable", "--requeue", "--job-name=mlcore", "--open-mode=append",
            "--cpus-per-task=1", array, "--output=" + (work_ / "output" / "%A_%a").string(),
            // Not everything: the secret seed may be in the environment.
            "--export=PATH,HOME,LANG,MLCORE_CXX,MLCORE_CACHE,XDG_CACHE_HOME"};
        command.insert(command.end(), options_.sbatch.begin(), options_.sbatch.end());
        command.push_back((work_ / (name + ".sh")).string());
        const auto answer = sandbox::run(command, {}, command_seconds);
        if (answer.exit_code != 0)
            throw std::runtime_error("sbatch refuses the jobs: " + trimmed(answer.output));
        // "id" or "id;cluster"; warnings stand on lines before it.
        std::string id = trimmed(answer.output);
        if (const auto line = id.rfind('\n'); line != std::string::npos) id = id.substr(line + 1);
        id = id.substr(0, id.find(';'));
        arrays_[id] = folders;
        Json json = Json::array();
        for (const auto& [known, names] : arrays_) json.push_back({{"id", known}, {"jobs", names}});
        core::write_atomically(work_ / "arrays.json", json.dump());
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            jobs[i]->task = Task{id, i};
            jobs[i]->polls_without = 0;
            ++jobs[i]->submissions;
        }
    }

    fs::path work_;
    const SlurmOptions& options_;
    std::size_t array_size_;
    std::vector<Posted> posted_;
    std::map<std::string, std::vector<std::string>> arrays_; // id → its tasks' folders
};

} // namespace

SlurmEngine::SlurmEngine(SlurmOptions options) : options_(std::move(options)) {
    const auto answer = sandbox::run({"scontrol", "show", "config"}, {}, command_seconds);
    if (answer.exit_code == 127)
        throw std::runtime_error("Slurm is not installed here: there is no scontrol");
    if (answer.exit_code != 0)
        throw std::runtime_error("Slurm does not answer: " + trimmed(answer.output));
    const auto at = answer.output.find("MaxArraySize");
    if (at != std::string::npos) {
        const auto equals = answer.output.find('=', at);
        const auto most = std::strtoul(answer.output.c_str() + equals + 1, nullptr, 10);
        if (most > 1) array_size_ = std::min<std::size_t>(array_size_, most - 1);
    }
}

void SlurmEngine::run(const std::vector<Job>& jobs, const fs::path& work,
                      const EngineHooks& hooks) {
    Cluster cluster(work, options_, array_size_);
    cluster.prepare(jobs, hooks);
    bool first = true;
    while (!cluster.gather(hooks, name())) {
        if (hooks.stop && hooks.stop()) {
            cluster.cancel();
            return;
        }
        if (const auto live = cluster.ask()) {
            cluster.submit_missing(*live, hooks, name());
            if (!first && hooks.note)
                hooks.note(fmt::format(
                    "{} run, {} wait{}", live->running, live->waiting,
                    live->waiting > 0 && !live->reason.empty() ? ": " + live->reason : ""));
        } else if (hooks.note) {
            hooks.note("Slurm does not answer; waiting for it");
        }
        first = false;
        std::this_thread::sleep_for(std::chrono::duration<double>(options_.poll_seconds));
    }
}

} // namespace mlcore::instructor
