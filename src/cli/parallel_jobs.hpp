// Independent jobs over the machine's cores.
#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace mlcore::cli {

/// Calls job(0) … job(count − 1), each once, on as many threads as there are cores (or `threads`).
/// The first exception ends the rest and is thrown again.
inline void parallel_jobs(std::size_t count, const std::function<void(std::size_t)>& job,
                          unsigned threads = std::thread::hardware_concurrency()) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto work = [&] {
        for (std::size_t i; (i = next++) < count;) {
            try {
                job(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure) failure = std::current_exception();
                next = count;
            }
        }
    };
    std::vector<std::thread> workers;
    for (unsigned i = 1; i < std::max(1u, threads) && i < count; ++i) workers.emplace_back(work);
    work();
    for (auto& worker : workers) worker.join();
    if (failure) std::rethrow_exception(failure);
}

} // namespace mlcore::cli
