// Signs of a factor: found where it holds, and not found where it nearly holds.
#include "signs_for_tests.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

using namespace mlcore;
using namespace mlcore::test;

TEST_CASE("signs: the sign is reversed") {
    for (const auto kind : {AnswerKind::number, AnswerKind::row, AnswerKind::record}) {
        const Pack::Task task = task_of(kind);
        const Sign sign = found(task, scaled_by(task, [](const Pack::Case&) { return -1.0; }));
        CHECK(sign.id == "sign_reversed");
        CHECK(sign.message == "every answer has the opposite sign");
    }
}

TEST_CASE("signs: one constant factor, by its name") {
    const Pack::Task task = task_of(AnswerKind::row);
    const auto message = [&](double c) {
        const Sign sign = found(task, scaled_by(task, [c](const Pack::Case&) { return c; }));
        CHECK(sign.id == "scaled_by_constant");
        return sign.message;
    };
    CHECK(message(2) == "every answer is exactly 2 times the expected one");
    CHECK(message(0.5) == "every answer is exactly half the expected one");
    CHECK(message(50) == "every answer is exactly 50 times the expected one");
    CHECK(message(1.0 / 50) == "every answer is exactly 1/50 times the expected one");
    CHECK(message(2.5) == "every answer is exactly 2.5 times the expected one");
    CHECK(message(0.12345678) == "every answer is about 0.1235 times the expected one");
    CHECK(message(std::numbers::pi) == "every answer is exactly π times the expected one");
    CHECK(message(std::numbers::log2e) == "every answer is exactly 1/ln 2 times the expected one");
    // 2 is named only where it is 2.
    CHECK(message(2.0001) == "every answer is about 2 times the expected one");
}

TEST_CASE("signs: zeros and a single number are no evidence of a factor") {
    Pack::Task task = task_named({"y"});
    for (const double e : {0.0, 0.0, 3.0}) task.cases.push_back({"", {row({e, 1})}, real(e)});
    const auto doubled = [](const Value& v) { return each(v, [](double x) { return 2 * x; }); };
    CHECK_FALSE(find_sign(task, from_expected(task, doubled)));
    task.cases.push_back({"", {row({1, 1})}, real(3)}); // the same number again
    CHECK_FALSE(find_sign(task, from_expected(task, doubled)));
    task.cases.push_back({"", {row({2, 1})}, real(-5.25)});
    CHECK(find_sign(task, from_expected(task, doubled))->id == "scaled_by_constant");
    // A case that is right contradicts.
    std::vector<Value> answers = from_expected(task, doubled);
    answers[2] = real(3);
    CHECK_FALSE(find_sign(task, answers));
}

TEST_CASE("signs: a size of the inputs as factor") {
    for (const auto kind : {AnswerKind::number, AnswerKind::row, AnswerKind::record}) {
        const Pack::Task task = task_of(kind);
        const auto sign = [&](auto factor) { return found(task, scaled_by(task, factor)); };
        const auto n = [](const Pack::Case& c) { return static_cast<double>(rows(c)); };
        const auto d = [](const Pack::Case& c) { return static_cast<double>(columns(c)); };

        const Sign by_rows = sign(n);
        CHECK(by_rows.id == "scaled_by_rows");
        CHECK(by_rows.message == "every answer is exactly n times the expected one, n being the "
                                 "number of rows of X (3, 5, 7, 9, …)");
        CHECK(by_rows.text == "As if a division by the number of rows of X were missing.");
        CHECK(sign([=](const auto& c) { return 1 / n(c); }).message.find("exactly 1/n times") !=
              std::string::npos);
        CHECK(sign([=](const auto& c) { return d(c); }).id == "scaled_by_columns");
        CHECK(sign([=](const auto& c) { return n(c) * d(c); }).id == "scaled_by_size");
        CHECK(sign([=](const auto& c) { return n(c) / (n(c) - 1); }).text ==
              "As if divided by n − 1 where n is asked.");
        CHECK(sign([=](const auto& c) { return (n(c) - 1) / n(c); }).text ==
              "As if divided by n where n − 1 is asked.");
        CHECK(sign([=](const auto& c) {
                  return std::sqrt(d(c));
              }).message.find("exactly √d times") != std::string::npos);
        const Sign quotient = sign([=](const auto& c) { return n(c) / d(c); });
        CHECK(quotient.id == "scaled_by_quotient");
        CHECK(quotient.text ==
              "As if divided by the number of columns of X where that of its rows is "
              "asked.");
        CHECK(sign([=](const auto& c) { return d(c) / n(c); }).message.find("exactly d/n times") !=
              std::string::npos);
        CHECK(sign([=](const auto& c) { return -n(c); }).text.find("sign is reversed") !=
              std::string::npos);
        // n + 0.001 is no size.
        const auto near =
            find_sign(task, scaled_by(task, [=](const auto& c) { return n(c) + 1e-3; }));
        CHECK((!near || near->id == "scaled_case_by_case"));
    }
}

TEST_CASE("signs: a size that cannot be told apart is not named") {
    Random random(seed);
    Pack::Task task = task_named({"X", "y"});
    for (const std::int64_t n : {2, 3, 5, 8})
        task.cases.push_back({"",
                              {random_reals(random, {n, n}), random_reals(random, {n})},
                              random_reals(random, {4})});
    const auto times_n = [](const Pack::Case& c) { return static_cast<double>(rows(c)); };
    const Sign sign = found(task, scaled_by(task, times_n));
    CHECK(sign.id == "scaled_by_some_size");
    CHECK(sign.message.find("rows") == std::string::npos);
    CHECK(sign.text.find("cannot tell which") != std::string::npos);

    // One column throughout: as many entries as rows is no second explanation.
    Pack::Task narrow = task;
    for (Pack::Case& c : narrow.cases) c.inputs[0] = random_reals(random, {rows(c), 1});
    CHECK(found(narrow, scaled_by(narrow, times_n)).id == "scaled_by_rows");

    // One value of n: that is a constant.
    for (Pack::Case& c : task.cases) c.inputs = {random_reals(random, {7, 2})};
    CHECK(found(task, scaled_by(task, times_n)).id == "scaled_by_constant");
}

TEST_CASE("signs: an integer input as factor") {
    Random random(seed);
    Pack::Task task = task_named({"x", "k"});
    for (const std::int64_t k : {1, 2, 3, 5})
        task.cases.push_back({"", {random_reals(random, {6}), integer(k)}, real(random.normal())});
    const Sign sign = found(task, scaled_by(task, [](const Pack::Case& c) {
                                return static_cast<double>(c.inputs[1].integers[0]);
                            }));
    CHECK(sign.id == "scaled_by_argument");
    CHECK(sign.message ==
          "every answer is exactly k times the expected one, k being the input k (2, 3, 5)");
}

TEST_CASE("signs: one field of a record, the rest right") {
    const Pack::Task task = task_of(AnswerKind::record);
    const auto change = [&](std::size_t field, double c) {
        return from_expected(task, [=](Value v) {
            v.members[field].value = each(v.members[field].value, [c](double x) { return c * x; });
            return v;
        });
    };
    CHECK(found(task, change(0, -1)).message ==
          "coefficients always has the opposite sign; the rest is right");
    CHECK(found(task, change(1, 2)).message ==
          "intercept is always exactly 2 times the expected one; the rest is right");
    const auto rows_lost = answers_of(task, [](const Pack::Case& c) {
        Value v = c.expected;
        const auto n = static_cast<double>(rows(c));
        v.members[0].value = each(v.members[0].value, [n](double x) { return n * x; });
        return v;
    });
    CHECK(
        found(task, rows_lost).message ==
        "coefficients is always exactly n times the expected one, n being the number of rows of X "
        "(3, 5, 7, 9, …); the rest is right");
    // The other field is wrong in another way: nothing holds for the whole.
    std::vector<Value> two = rows_lost;
    for (Value& v : two) v.members[1].value.reals[0] = 3 - v.members[1].value.reals[0];
    CHECK_FALSE(find_sign(task, two));
}

TEST_CASE("signs: a factor for each row, column or case") {
    const Pack::Task task = task_of(AnswerKind::matrix);
    const auto scaled = [&](bool by_row) {
        Random random(seed);
        return from_expected(task, [&](Value v) {
            const auto d = static_cast<std::size_t>(v.shape[1]);
            Reals factors(20);
            for (double& x : factors) x = random.uniform(0.2, 3);
            for (std::size_t i = 0; i < v.reals.size(); ++i)
                v.reals[i] *= factors[by_row ? i / d : i % d];
            return v;
        });
    };
    CHECK(found(task, scaled(true)).id == "scaled_row_by_row");
    CHECK(found(task, scaled(false)).id == "scaled_column_by_column");
    std::size_t number = 0;
    const Sign by_case = found(task, scaled_by(task, [&](const Pack::Case&) {
                                   return 1.1 + std::sqrt(static_cast<double>(++number));
                               }));
    CHECK(by_case.id == "scaled_case_by_case");
    // Of single numbers, and nearly of pairs, it would be true of anything.
    Pack::Task pairs = task_named({"x"});
    pairs.cases = {{"", {}, row({1.5, -2})}, {"", {}, row({0.25, 7})}};
    CHECK_FALSE(find_sign(pairs, {row({2.25, -3}), row({0.5, 14})}));
    const Pack::Task numbers = task_of(AnswerKind::number);
    number = 0;
    CHECK_FALSE(find_sign(numbers, scaled_by(numbers, [&](const Pack::Case&) {
                              return 1.1 + std::sqrt(static_cast<double>(++number));
                          })));
}
