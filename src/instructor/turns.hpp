// Who may work when many submissions are graded at once. Compilers need a core each; programs that
// hang or sleep need next to nothing but time, so more of them may wait side by side. A speed task
// is measured while nothing else is running.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

namespace mlcore::instructor {

class Turns {
public:
    explicit Turns(unsigned compilers) : free_compilers_(compilers) {}

    /// A job begins: waits while somebody wants it quiet.
    void begin();
    void end();
    /// Waits for a free core; held until what is returned is gone.
    std::shared_ptr<void> compile();
    /// Called within a job: waits until every other job has ended or waits here as well.
    std::shared_ptr<void> quiet();

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    unsigned free_compilers_;
    int working_ = 0;    // jobs that have begun and do not wait for quiet
    int want_quiet_ = 0; // jobs that wait for it or have it
    bool measuring_ = false;
};

} // namespace mlcore::instructor
