#include "engine.hpp"
#include "turns.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace mlcore::instructor {

namespace fs = std::filesystem;

void LocalEngine::run(const std::vector<Job>& jobs, const fs::path& work,
                      const EngineHooks& hooks) {
    // What a killed run left: nobody else works in this folder.
    fs::remove_all(work);
    Turns turns(cores_);
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto stopped = [&] { return hooks.stop && hooks.stop(); };

    const auto labour = [&] {
        for (std::size_t i; (i = next++) < jobs.size() && !stopped();) {
            turns.begin();
            try {
                std::string bytes;
                {
                    const std::lock_guard lock(mutex);
                    bytes = hooks.submission(jobs[i].submission);
                }
                JobHooks job_hooks;
                job_hooks.compiling = [&] { return turns.compile(); };
                job_hooks.quiet = [&] { return turns.quiet(); };
                job_hooks.stop = stopped;
                auto grading = grade(layout_, jobs[i], bytes, work / std::to_string(i), job_hooks);
                grading.engine = name();
                const std::lock_guard lock(mutex);
                // A job that was cut off says nothing of the submission.
                if (!stopped()) hooks.done(jobs[i], std::move(grading));
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure) failure = std::current_exception();
                next = jobs.size();
            }
            turns.end();
        }
    };
    // Three programs per core: one that hangs without working keeps nobody waiting.
    const std::size_t count = std::min<std::size_t>(jobs.size(), 3 * std::size_t{cores_});
    {
        std::vector<std::jthread> workers;
        for (std::size_t i = 0; i < count; ++i) workers.emplace_back(labour);
    }
    std::error_code ignored;
    fs::remove_all(work, ignored);
    if (failure) std::rethrow_exception(failure);
}

} // namespace mlcore::instructor
