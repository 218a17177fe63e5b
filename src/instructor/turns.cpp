#include "turns.hpp"

namespace mlcore::instructor {

void Turns::begin() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return want_quiet_ == 0; });
    ++working_;
}

void Turns::end() {
    const std::lock_guard lock(mutex_);
    --working_;
    changed_.notify_all();
}

std::shared_ptr<void> Turns::compile() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return free_compilers_ > 0; });
    --free_compilers_;
    return {nullptr, [this](void*) {
                const std::lock_guard unlock(mutex_);
                ++free_compilers_;
                changed_.notify_all();
            }};
}

std::shared_ptr<void> Turns::quiet() {
    std::unique_lock lock(mutex_);
    ++want_quiet_;
    --working_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return working_ == 0 && !measuring_; });
    measuring_ = true;
    ++working_;
    return {nullptr, [this](void*) {
                const std::lock_guard unlock(mutex_);
                measuring_ = false;
                --want_quiet_;
                changed_.notify_all();
            }};
}

} // namespace mlcore::instructor
