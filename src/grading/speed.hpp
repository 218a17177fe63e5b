// Speed, judged as a ratio: the learner's function against the library's, in turn, on the same
// fresh inputs, timed from outside, every timed output checked.
#pragma once

#include "pack.hpp"
#include "session.hpp"
#include "verdict.hpp"

#include <functional>

namespace mlcore::grading {

struct SpeedSessions {
    Session* mine = nullptr;
    Session* reference = nullptr; // answers as the variant that the rule names
    Session* naive = nullptr;     // answers as the naive variant, for the message only; may be null
};

/// Passed or failed where the 95% interval of the median ratio lies on one side of the limit;
/// inconclusive where it does not after the last round.
TaskVerdict measure_speed(const Pack::SpeedTask& task, const Pack::Task& of, std::uint64_t seed,
                          const SpeedSessions& sessions,
                          const std::function<void(const std::string&)>& progress,
                          const std::function<bool()>& stop);

/// The median of `values` and its distribution-free 95% interval from order statistics (the
/// binomial one). Needs at least 6 values.
struct MedianInterval {
    double low = 0, median = 0, high = 0;
};
MedianInterval median_interval(std::vector<double> values);

} // namespace mlcore::grading
