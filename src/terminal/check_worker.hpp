// Runs checks on a thread of its own, one at a time; the newest request wins.
#pragma once

#include "learn_actions.hpp"
#include "wake_pipe.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace mlcore::terminal {

class CheckWorker {
public:
    using Check =
        std::function<grading::Verdict(const std::string&, std::stop_token, const Progress&)>;
    using Clock = std::chrono::steady_clock;

    explicit CheckWorker(Check check);
    /// Stops what runs and waits for it.
    ~CheckWorker();
    CheckWorker(const CheckWorker&) = delete;
    CheckWorker& operator=(const CheckWorker&) = delete;

    /// Stops what runs and starts this as soon as it has ended.
    void start(const std::string& slug);
    void cancel();

    bool busy() const;
    std::string phase() const;
    std::chrono::milliseconds elapsed() const; // since start()

    struct Result {
        std::optional<grading::Verdict> verdict;
        std::string error; // what check threw, where there is no verdict
    };
    /// The result of the last start(), once.
    std::optional<Result> take();

    /// Readable when there is something new to show.
    int file_descriptor() const { return pipe_.file_descriptor(); }

private:
    void run(const std::stop_token& ended);

    Check check_;
    WakePipe pipe_;
    mutable std::mutex mutex_;
    std::condition_variable_any requested_;
    std::optional<std::string> request_; // not yet begun
    std::stop_source stop_;              // of what runs
    int wanted_ = 0;                     // counts requests: older results are dropped
    bool busy_ = false;
    std::string phase_;
    Clock::time_point started_;
    std::optional<Result> result_;
    std::jthread thread_; // last: it uses what is above
};

} // namespace mlcore::terminal
