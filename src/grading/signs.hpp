// General signs: what can be said of wrong answers without knowing the mistake behind them. A sign
// is an observation that holds for every answer, within the task's tolerance; whether it explains
// the mistake is the learner's to judge. So the texts say "as if".
#pragma once

#include "pack.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mlcore::grading {

struct Sign {
    std::string id;      // "scaled_by_rows"
    std::string message; // what was observed, in one line: "every answer is exactly n times …"
    std::string text;    // the details, or where to look
};

/// The most specific sign that holds for every answer, nothing where none does. `answers[i]`
/// answers `task.cases[i]`; a value of kind none means that there was no answer, and says nothing.
std::optional<Sign> find_sign(const Pack::Task& task, const std::vector<Value>& answers);

} // namespace mlcore::grading
