// Small tasks made by hand or by a seed, for the tests of the grader's judgement.
#pragma once

#include "grading/comparison.hpp"
#include "grading/diagnosis.hpp"
#include "grading/pack.hpp"
#include "mlcore/core/random.hpp"

#include <functional>
#include <numeric>
#include <string>
#include <vector>

namespace mlcore::test {

using grading::Pack;

using Shape = std::vector<std::int64_t>;
using Reals = std::vector<double>;
using Integers = std::vector<std::int64_t>;

inline Value real(double x) { return Value::real(x); }
inline Value integer(std::int64_t x) { return Value::integer(x); }
inline Value row(Reals entries) {
    const auto size = static_cast<std::int64_t>(entries.size());
    return Value::array({size}, std::move(entries));
}
inline Value label_row(Integers entries) {
    const auto size = static_cast<std::int64_t>(entries.size());
    return Value::array({size}, std::move(entries));
}
inline Value table(std::int64_t rows, std::int64_t columns, Reals entries) {
    return Value::array({rows, columns}, std::move(entries));
}
inline Value fields(std::vector<Member> members) {
    Value record = Value::record();
    record.members = std::move(members);
    return record;
}

inline std::int64_t entry_count(const Shape& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>{});
}
inline Value random_reals(Random& random, const Shape& shape) {
    Reals entries(static_cast<std::size_t>(entry_count(shape)));
    for (double& x : entries) x = random.normal();
    return Value::array(shape, entries);
}

/// The same value with every real number sent through f.
template <class F>
Value each(Value value, F f) {
    for (double& x : value.reals) x = f(x);
    for (Member& member : value.members) member.value = each(member.value, f);
    return value;
}

inline Value transpose(const Value& matrix) {
    const std::int64_t rows = matrix.shape[0], columns = matrix.shape[1];
    Reals entries;
    for (std::int64_t j = 0; j < columns; ++j)
        for (std::int64_t i = 0; i < rows; ++i)
            entries.push_back(matrix.reals[static_cast<std::size_t>(i * columns + j)]);
    return Value::array({columns, rows}, entries);
}

inline Pack::Task task_named(std::vector<std::string> arguments, double tolerance = 1e-9) {
    Pack::Task task;
    task.name = "task";
    task.arguments = std::move(arguments);
    task.tolerance = {tolerance, tolerance, "test"};
    return task;
}

using Answer = std::function<Value(const Pack::Case&)>;

inline std::vector<Value> answers_of(const Pack::Task& task, const Answer& answer) {
    std::vector<Value> answers;
    for (const Pack::Case& given : task.cases) answers.push_back(answer(given));
    return answers;
}

/// Answers made from the expected ones; cases that expect an error are refused as they should be.
inline std::vector<Value> from_expected(const Pack::Task& task,
                                        const std::function<Value(const Value&)>& change) {
    return answers_of(task, [&](const Pack::Case& given) {
        return given.expected.is_error() ? given.expected : change(given.expected);
    });
}

inline std::string sign_of(const Pack::Task& task, const std::vector<Value>& answers) {
    const grading::Finding finding = grading::diagnose(task, answers);
    return finding.diagnosis ? finding.diagnosis->id : "";
}

/// Tasks of one kind of answer: X is n×d, y has n entries; n and d differ between cases.
enum class AnswerKind { number, row, matrix, tensor, labels, record };

inline Value right_answer(AnswerKind kind, Random& random, std::int64_t n, std::int64_t d) {
    switch (kind) {
    case AnswerKind::number:
        return real(random.normal());
    case AnswerKind::row:
        return random_reals(random, {d});
    case AnswerKind::matrix:
        return random_reals(random, {n, d});
    case AnswerKind::tensor:
        return random_reals(random, {2, n, d});
    case AnswerKind::labels: {
        Integers labels;
        for (std::int64_t i = 0; i < n + 6; ++i) labels.push_back(random.index(4));
        return label_row(labels);
    }
    case AnswerKind::record:
        return fields(
            {{"coefficients", random_reals(random, {d})}, {"intercept", real(random.normal())}});
    }
    return {};
}

inline Pack::Task random_task(AnswerKind kind, Random& random, std::size_t cases = 6) {
    Pack::Task task = task_named({"X", "y"});
    for (std::size_t i = 0; i < cases; ++i) {
        const std::int64_t n = 3 + static_cast<std::int64_t>(i) * 2; // 3, 5, 7, …
        const std::int64_t d = i % 2 == 0 ? 4 : 2;
        task.cases.push_back({"random",
                              {random_reals(random, {n, d}), random_reals(random, {n})},
                              right_answer(kind, random, n, d)});
    }
    return task;
}

} // namespace mlcore::test
