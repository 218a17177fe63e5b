// What the tests of the signs share: answers made from a factor, and a check that one wrong entry
// takes the sign away.
#pragma once

#include "grading/signs.hpp"
#include "task_for_tests.hpp"

#include <doctest/doctest.h>

namespace mlcore::test {

using grading::find_sign;
using grading::Sign;

inline constexpr std::uint64_t seed = 20;

// One wrong entry in the last case: no sign over all answers may survive it.
inline std::vector<Value> spoilt(std::vector<Value> answers) {
    Value* last = &answers.back();
    while (!last->members.empty()) last = &last->members.front().value;
    if (!last->reals.empty()) last->reals.back() += 0.5;
    if (!last->integers.empty()) last->integers.back() += 17;
    return answers;
}

// The sign's id, and that it disappears when one entry of the last case does not fit.
inline Sign found(const Pack::Task& task, const std::vector<Value>& answers) {
    const auto sign = find_sign(task, answers);
    REQUIRE(sign);
    CAPTURE(sign->id);
    const auto without = find_sign(task, spoilt(answers));
    CHECK((!without || without->id != sign->id));
    return *sign;
}

inline std::int64_t rows(const Pack::Case& given) { return given.inputs[0].shape[0]; }
inline std::int64_t columns(const Pack::Case& given) { return given.inputs[0].shape[1]; }

template <class Factor>
std::vector<Value> scaled_by(const Pack::Task& task, Factor factor) {
    return answers_of(task, [&](const Pack::Case& given) {
        const double c = factor(given);
        return each(given.expected, [c](double x) { return c * x; });
    });
}

inline Pack::Task task_of(AnswerKind kind) {
    Random random(seed);
    return random_task(kind, random);
}

} // namespace mlcore::test
