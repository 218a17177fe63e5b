// How a long grading shows itself: on a terminal one line with a bar and the time left, elsewhere a
// plain line now and then. And how it is stopped: the first Ctrl-C ends it in order, the second at
// once.
#pragma once

#include "instructor/class_run.hpp"
#include "terminal/progress_line.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace mlcore::cli {

/// "about 2 min 10 s", "about 40 s", "a few seconds"
std::string rough_time(double seconds);

/// "███████░░░  123 of 200, 61 a minute, about 1 min 15 s left"
std::string progress_text(std::size_t done, std::size_t all, double seconds);

class GradeProgress {
public:
    explicit GradeProgress(std::string what);
    ~GradeProgress();
    GradeProgress(const GradeProgress&) = delete;
    GradeProgress& operator=(const GradeProgress&) = delete;

    instructor::Progress hooks();
    /// Wipes the line away; what is printed afterwards stands alone.
    void end() { line_.reset(); }
    static bool interrupted();

private:
    using Clock = std::chrono::steady_clock;
    std::string what_;
    std::unique_ptr<terminal::ProgressLine> line_;
    Clock::time_point start_{}, last_line_{};
    bool counting_ = false;
};

} // namespace mlcore::cli
