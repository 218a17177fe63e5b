#include "grading/diagnosis.hpp"
#include "task_for_tests.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace mlcore;
using namespace mlcore::test;
using grading::diagnose;
using grading::Finding;

namespace {

// The mean of the entries of x, which must not be empty; with three known mistakes.
Value mean_of(const Value& x) {
    double sum = 0;
    for (const double entry : x.reals) sum += entry;
    return real(sum / static_cast<double>(x.reals.size()));
}

Pack::Task mean_task() {
    Pack::Task task = task_named({"x"});
    task.cases = {{"one entry", {row({3})}, {}},
                  {"the lesson's example", {row({1, 2, 6})}, {}},
                  {"zeros", {row({0, 0})}, {}},
                  {"random", {row({0.5, -1.25, 7, 2})}, {}},
                  {"random", {row({4, -1.5, 0.25, 2, 8})}, {}},
                  {"empty", {row({})}, Value::error("ValueError", "mean: x is empty")}};
    for (Pack::Case& c : task.cases)
        if (!c.expected.is_error()) c.expected = mean_of(c.inputs[0]);
    const auto mistake = [&](std::string id, const Answer& answer) {
        task.mistakes.push_back({id, "You do " + id + ".", answers_of(task, answer)});
    };
    mistake("sum_not_divided", [](const Pack::Case& c) {
        if (c.expected.is_error()) return c.expected;
        return real(c.expected.reals[0] * static_cast<double>(c.inputs[0].reals.size()));
    });
    mistake("median", [](const Pack::Case& c) {
        if (c.expected.is_error()) return c.expected;
        Reals sorted = c.inputs[0].reals;
        std::sort(sorted.begin(), sorted.end());
        return real(sorted[sorted.size() / 2]);
    });
    mistake("empty_divides_by_zero", [](const Pack::Case& c) { return mean_of(c.inputs[0]); });
    return task;
}

std::vector<Value> right(const Pack::Task& task) {
    return from_expected(task, [](const Value& v) { return v; });
}

} // namespace

TEST_CASE("diagnosis: every mistake is recognised as itself") {
    const Pack::Task task = mean_task();
    for (const Pack::Mistake& mistake : task.mistakes) {
        CAPTURE(mistake.id);
        const Finding finding = diagnose(task, mistake.answers);
        REQUIRE(finding.diagnosis);
        CHECK(finding.diagnosis->kind == "mistake");
        CHECK(finding.diagnosis->id == mistake.id);
        CHECK(finding.diagnosis->text == mistake.sentence);
        // The sum in another order is the same sum.
        auto rounded = mistake.answers;
        for (Value& v : rounded)
            if (!v.reals.empty()) v.reals[0] *= 1 + 1e-13;
        CHECK(sign_of(task, rounded) == mistake.id);
    }
}

TEST_CASE("diagnosis: the message says what was observed, the mistake what was done") {
    const Pack::Task task = mean_task();
    CHECK(diagnose(task, task.mistakes[0].answers).message ==
          "every answer is exactly n times the expected one, n being the number of entries of x "
          "(3, 4, 5)");
    CHECK(diagnose(task, task.mistakes[1].answers).message ==
          "agrees with a known mistake in all 6 cases");
    CHECK(diagnose(task, task.mistakes[2].answers).message ==
          "answers an input that must be refused with ValueError");
}

TEST_CASE("diagnosis: one answer that does not fit, and the mistake is not named") {
    const Pack::Task task = mean_task();
    for (const Pack::Mistake& mistake : task.mistakes)
        for (std::size_t i = 0; i < task.cases.size(); ++i) {
            auto answers = mistake.answers;
            answers[i] = answers[i].is_error() ? real(0.125) : real(answers[i].reals[0] + 0.125);
            if (mistake.id == "empty_divides_by_zero" && i == 5) answers[i] = real(0);
            const Finding finding = diagnose(task, answers);
            CHECK((!finding.diagnosis || finding.diagnosis->kind != "mistake"));
        }
}

TEST_CASE("diagnosis: NaN and errors are what some mistakes are known by") {
    Pack::Task task = mean_task();
    auto answers = right(task);
    answers[5] = real(std::numeric_limits<double>::quiet_NaN()); // 0/0, as the mistake does
    CHECK(sign_of(task, answers) == "empty_divides_by_zero");
    answers[5] = real(std::numeric_limits<double>::infinity());
    CHECK(sign_of(task, answers) == "accepts_bad_input");

    task.mistakes.push_back({"refuses_zeros", "You refuse zeros.", right(task)});
    task.mistakes.back().answers[2] = Value::error("ValueError", "zeros");
    answers = right(task);
    answers[2] = Value::error("ValueError", "another text");
    CHECK(sign_of(task, answers) == "refuses_zeros");
    answers[2] = Value::error("ShapeError", "zeros");
    CHECK(sign_of(task, answers) == "throws_instead_of_answering");
}

TEST_CASE("diagnosis: two mistakes that look alike are not told apart") {
    Pack::Task task = mean_task();
    task.mistakes.push_back({"another_name", "You do the same.", task.mistakes[1].answers});
    const Finding finding = diagnose(task, task.mistakes[1].answers);
    CHECK_FALSE(finding.diagnosis);
    CHECK(finding.message == "wrong in 3 of 6 cases");
    // A sign may still be seen.
    task.mistakes.push_back({"third_name", "You sum.", task.mistakes[0].answers});
    CHECK(diagnose(task, task.mistakes[0].answers).diagnosis->id == "scaled_by_length");
}

TEST_CASE("diagnosis: a mistake that is right on these cases is nobody's mistake") {
    Pack::Task task = mean_task();
    task.mistakes.push_back({"harmless", "You are right here.", right(task)});
    auto answers = right(task);
    answers[0].reals[0] += 1;
    CHECK_FALSE(diagnose(task, answers).diagnosis);
    CHECK(sign_of(task, task.mistakes[1].answers) == "median");

    // Within the tolerance of the right answer, and of a wrong one that is a little further off.
    Pack::Task coarse = task_named({"x"}, 0.1);
    coarse.cases = {{"", {row({1})}, real(0)}, {"", {row({2})}, real(0)}};
    coarse.mistakes = {{"rounding", "You round.", {real(0.09), real(0)}}};
    CHECK_FALSE(diagnose(coarse, {real(0.15), real(0)}).diagnosis);
}

TEST_CASE("diagnosis: the smallest case that fails, the first of equals") {
    const Pack::Task task = mean_task();
    auto answers = right(task);
    answers[4].reals[0] += 1;
    CHECK(diagnose(task, answers).smallest_failing_case == 4);
    CHECK(diagnose(task, answers).message == "wrong in 1 of 6 cases: random");
    answers[3].reals[0] += 1.5;
    answers[1].reals[0] -= 4;
    CHECK(diagnose(task, answers).smallest_failing_case == 1);
    CHECK(diagnose(task, answers).message == "wrong in 3 of 6 cases");
    answers[5] = real(0); // an empty input is the smallest of all
    CHECK(diagnose(task, answers).smallest_failing_case == 5);

    Pack::Task equal = task_named({"x"});
    equal.cases = {{"", {row({1, 2})}, real(1)}, {"", {real(1), real(2)}, real(2)}};
    CHECK(diagnose(equal, {real(0.3), real(7)}).smallest_failing_case == 0);
    CHECK(diagnose(equal, {real(0.3), real(7)}).message == "wrong in every case");
    CHECK(diagnose(equal, {real(1), real(7)}).smallest_failing_case == 1);
}

TEST_CASE("diagnosis: answers that are missing") {
    const Pack::Task task = mean_task();
    auto answers = right(task);
    answers[3] = answers[4] = Value{};
    Finding finding = diagnose(task, answers);
    CHECK(finding.message == "no answer in 2 of 6 cases");
    CHECK_FALSE(finding.diagnosis);
    CHECK(finding.smallest_failing_case == 3);
    // What was answered before the crash may still tell.
    answers = task.mistakes[1].answers;
    answers[4] = Value{};
    CHECK(sign_of(task, answers) == "median");
    CHECK(diagnose(task, answers).message == "agrees with a known mistake in all 5 cases");
    answers.resize(4);
    CHECK(sign_of(task, answers) == "median");
    CHECK(diagnose(task, {}).message == "no answer in 6 of 6 cases");
    CHECK(diagnose(task, right(task)).message.empty());
}
