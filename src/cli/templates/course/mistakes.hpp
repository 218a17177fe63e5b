// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include "solution.hpp"

#include <mlcore/grading/cases.hpp>

namespace mistakes {
using namespace mlcore;
using namespace @slug@;

// At least four, each with one sentence that tells the learner what they did and what is right.
inline const grading::Mistakes<DoubleIt> double_it{
    {"squares", "FILL IN: You square x; double it.", [](double x) { return x * x; }},
    {"adds_two", "FILL IN: You add 2; multiply by it.", [](double x) { return x + 2; }},
    {"halves", "FILL IN: You halve x; double it.", [](double x) { return x / 2; }},
    {"drops_the_sign", "FILL IN: You lose the sign of x.", [](double x) { return 2 * (x < 0 ? -x : x); }},
};

} // namespace mistakes
