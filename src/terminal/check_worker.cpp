#include "check_worker.hpp"

#include <utility>

namespace mlcore::terminal {

CheckWorker::CheckWorker(Check check) : check_(std::move(check)) {
    thread_ = std::jthread([this](const std::stop_token& ended) { run(ended); });
}

CheckWorker::~CheckWorker() {
    cancel();
    thread_.request_stop();
    thread_.join();
}

void CheckWorker::start(const std::string& slug) {
    const std::scoped_lock lock(mutex_);
    stop_.request_stop();
    ++wanted_;
    request_ = slug;
    result_.reset();
    busy_ = true;
    phase_ = "starting";
    started_ = Clock::now();
    requested_.notify_one();
}

void CheckWorker::cancel() {
    const std::scoped_lock lock(mutex_);
    stop_.request_stop();
    ++wanted_;
    request_.reset();
    result_.reset();
    busy_ = false;
}

bool CheckWorker::busy() const {
    const std::scoped_lock lock(mutex_);
    return busy_;
}

std::string CheckWorker::phase() const {
    const std::scoped_lock lock(mutex_);
    return phase_;
}

std::chrono::milliseconds CheckWorker::elapsed() const {
    const std::scoped_lock lock(mutex_);
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
}

std::optional<CheckWorker::Result> CheckWorker::take() {
    pipe_.drain();
    const std::scoped_lock lock(mutex_);
    return std::exchange(result_, std::nullopt);
}

void CheckWorker::run(const std::stop_token& ended) {
    std::unique_lock lock(mutex_);
    while (requested_.wait(lock, ended, [&] { return request_.has_value(); })) {
        const std::string slug = *std::exchange(request_, std::nullopt);
        const int number = wanted_;
        stop_ = std::stop_source();
        const std::stop_token stop = stop_.get_token();
        lock.unlock();
        const Progress progress = [&](const std::string& phase) {
            const std::scoped_lock guard(mutex_);
            if (number != wanted_) return;
            phase_ = phase;
            pipe_.wake();
        };
        Result result;
        try {
            result.verdict = check_(slug, stop, progress);
        } catch (const std::exception& error) {
            result.error = error.what();
        } catch (...) {
            result.error = "unknown error";
        }
        lock.lock();
        if (number != wanted_) continue; // outdated: a newer request, or none is wanted
        result_ = std::move(result);
        busy_ = false;
        pipe_.wake();
    }
}

} // namespace mlcore::terminal
