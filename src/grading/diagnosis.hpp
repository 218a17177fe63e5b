// From wrong answers to the misunderstanding behind them. Silence rather than a guess.
#pragma once

#include "pack.hpp"
#include "verdict.hpp"

#include <optional>
#include <vector>

namespace mlcore::grading {

struct Finding {
    std::string message; // what was observed: "every answer is exactly n times the expected one"
    std::optional<Diagnosis> diagnosis;
    std::size_t smallest_failing_case = 0; // its index in task.cases
};

/// `answers[i]` answers `task.cases[i]`; at least one must be wrong. Looks, in this order, for a
/// known mistake that agrees with every answer (exactly one must), then for a general sign that
/// holds for every answer that can tell.
Finding diagnose(const Pack::Task& task, const std::vector<Value>& answers);

} // namespace mlcore::grading
