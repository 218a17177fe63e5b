// From a pack and a learner's program to a verdict, task by task.
#pragma once

#include "pack.hpp"
#include "session.hpp"
#include "verdict.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mlcore::grading {

/// A place in the learner's own file; line 0 where none is known.
struct Place {
    int line = 0;
};

struct GradeHooks {
    /// "mse_gradient 3/9"; called often, must be quick.
    std::function<void(const std::string&)> progress;
    /// Asked between questions; true ends the grading, the rest reads as skipped.
    std::function<bool()> stop;
    /// From return addresses, innermost first, to a line in the learner's file.
    std::function<Place(const std::vector<std::int64_t>&)> locate;
    /// Measures a speed task whose function is right. Without it speed tasks are left out of the
    /// verdict's tasks but not of its points.
    std::function<TaskVerdict(const Pack::SpeedTask&, const Pack::Task&)> speed;
};

/// One verdict for each task of the pack, speed tasks last, in the pack's order.
std::vector<TaskVerdict> grade(const Pack& pack, Session& session, const GradeHooks& hooks);

} // namespace mlcore::grading
