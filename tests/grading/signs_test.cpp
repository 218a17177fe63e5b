// Each general sign: found where it holds, and not found where it nearly holds. Factors have a file
// of their own.
#include "signs_for_tests.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlcore;
using namespace mlcore::test;

TEST_CASE("signs: right answers have none") {
    for (const auto kind : {AnswerKind::number, AnswerKind::row, AnswerKind::matrix,
                            AnswerKind::tensor, AnswerKind::labels, AnswerKind::record}) {
        const Pack::Task task = task_of(kind);
        CHECK_FALSE(find_sign(task, from_expected(task, [](const Value& v) { return v; })));
    }
}

TEST_CASE("signs: entry by entry") {
    Random random(seed);
    Pack::Task task = task_named({"x"});
    Pack::Task positive = task;
    for (int i = 0; i < 6; ++i) {
        const Value input = random_reals(random, {3});
        task.cases.push_back({"", {input}, random_reals(random, {4})});
        positive.cases.push_back(
            {"", {input}, each(random_reals(random, {4}), [](double x) { return std::exp(x); })});
    }
    const auto id = [&](const Pack::Task& t, double (*f)(double)) {
        return found(t, from_expected(t, [f](const Value& v) { return each(v, f); })).id;
    };
    CHECK(id(task, [](double x) { return x + 0.25; }) == "constant_added");
    CHECK(id(task, [](double x) { return 1 - x; }) == "one_minus");
    CHECK(id(task, [](double x) { return x * x; }) == "squared");
    CHECK(id(task, [](double x) { return std::abs(x); }) == "sign_lost");
    CHECK(id(task, [](double x) { return std::exp(x); }) == "exponential");
    CHECK(id(task, [](double x) { return std::exp(-x); }) == "negative_exponential");
    CHECK(id(task, [](double x) { return 1 / x; }) == "reciprocal");
    CHECK(id(positive, [](double x) { return std::sqrt(x); }) == "square_root");
    CHECK(id(positive, [](double x) { return std::log(x); }) == "logarithm");
    CHECK(id(positive, [](double x) { return -std::log(x); }) == "negative_logarithm");
    CHECK(id(positive, [](double x) { return std::trunc(x); }) == "fraction_cut_off");
    // Two small whole numbers are squares, multiples and sums of too many things.
    Pack::Task small = task_named({"x"});
    small.cases = {{"", {}, real(2)}, {"", {}, real(3)}};
    CHECK_FALSE(find_sign(small, {real(4), real(9)}));
    small.cases.push_back({"", {}, real(5)});
    CHECK(find_sign(small, {real(4), real(9), real(25)})->id == "squared");
    // Close to one of them is none of them.
    for (auto* near :
         {+[](double x) { return x * x + 0.001; }, +[](double x) { return 1.01 - 2 * x; },
          +[](double x) { return std::abs(x) * 1.01; }})
        CHECK_FALSE(
            find_sign(task, from_expected(task, [near](const Value& v) { return each(v, near); })));
}

TEST_CASE("signs: whole numbers and booleans") {
    Random random(seed);
    Pack::Task task = random_task(AnswerKind::labels, random);
    const auto change = [&](auto f) {
        return from_expected(task, [f](Value v) {
            for (auto& x : v.integers) x = f(x);
            return v;
        });
    };
    CHECK(found(task, change([](auto x) { return x + 1; })).id == "counted_from_one");
    CHECK(found(task, change([](auto x) { return x - 1; })).id == "one_less");
    CHECK(found(task, change([](auto x) { return (x + 1) % 4; })).id == "renamed_labels");
    CHECK(found(task, change([](auto x) { return 3 - x; })).id == "renamed_labels");
    // Where no label comes twice there are no groups.
    Pack::Task once = task_named({"x"});
    for (int i = 0; i < 2; ++i) once.cases.push_back({"", {}, label_row({0, 1, 2, 3})});
    CHECK(find_sign(once, {label_row({2, 0, 3, 1}), label_row({1, 3, 0, 2})})->id ==
          "permuted_entries");
    // Two groups under one label are not renamed.
    CHECK_FALSE(find_sign(task, change([](auto x) { return x == 3 ? 1 : 2 - x; })));

    Pack::Task yes_no = task_named({"x"});
    for (int i = 0; i < 5; ++i)
        yes_no.cases.push_back({"", {integer(i)}, Value::boolean(i % 2 == 0)});
    const auto opposite =
        from_expected(yes_no, [](const Value& v) { return Value::boolean(v.integers[0] == 0); });
    CHECK(find_sign(yes_no, opposite)->id == "opposite");
    auto mixed = opposite;
    mixed[0] = yes_no.cases[0].expected;
    CHECK_FALSE(find_sign(yes_no, mixed));
    const auto always = from_expected(yes_no, [](const Value&) { return Value::boolean(true); });
    CHECK(find_sign(yes_no, always)->message == "every answer is true");
}

TEST_CASE("signs: float instead of double") {
    const Pack::Task task = task_of(AnswerKind::row);
    const auto single = from_expected(task, [](const Value& v) {
        return each(v, [](double x) { return static_cast<double>(static_cast<float>(x)); });
    });
    CHECK(found(task, single).id == "single_precision");
    CHECK(find_sign(task, single)->message ==
          "every answer is right to 7 digits, which is not enough everywhere");
    const auto early = from_expected(
        task, [](const Value& v) { return each(v, [](double x) { return x * (1 + 3e-7); }); });
    CHECK(found(task, early).id == "low_precision");
    const auto coarse = from_expected(
        task, [](const Value& v) { return each(v, [](double x) { return x * (1 + 1e-3 * x); }); });
    CHECK_FALSE(find_sign(task, coarse));
}

TEST_CASE("signs: transposed and swapped axes") {
    const Pack::Task matrices = task_of(AnswerKind::matrix);
    CHECK(found(matrices, from_expected(matrices, transpose)).id == "transposed");

    Random random(seed);
    Pack::Task square = task_named({"x"}), symmetric = square;
    for (int i = 0; i < 4; ++i) {
        const Value m = random_reals(random, {3, 3});
        square.cases.push_back({"", {}, m});
        Value sum = transpose(m);
        for (std::size_t j = 0; j < 9; ++j) sum.reals[j] += m.reals[j];
        symmetric.cases.push_back({"", {}, sum});
    }
    CHECK(found(square, from_expected(square, transpose)).id == "transposed");
    CHECK_FALSE(find_sign(symmetric, from_expected(symmetric, transpose))); // it is right

    const Pack::Task tensors = task_of(AnswerKind::tensor);          // 2×n×d
    const auto swapped = from_expected(tensors, [](const Value& v) { // axes 1 and 2
        Value result = Value::array({v.shape[0], v.shape[2], v.shape[1]}, Reals(v.reals.size()));
        std::size_t to = 0;
        for (std::int64_t b = 0; b < v.shape[0]; ++b)
            for (std::int64_t j = 0; j < v.shape[2]; ++j)
                for (std::int64_t i = 0; i < v.shape[1]; ++i)
                    result.reals[to++] =
                        v.reals[static_cast<std::size_t>((b * v.shape[1] + i) * v.shape[2] + j)];
        return result;
    });
    CHECK(found(tensors, swapped).message == "every answer has axes 1 and 2 swapped");
    const auto reshaped = from_expected(tensors, [](const Value& v) {
        return Value::array({v.shape[0], v.shape[2], v.shape[1]}, v.reals);
    });
    CHECK(found(tensors, reshaped).id == "reshaped");
}

TEST_CASE("signs: reversed, shifted, one short, one too many") {
    const Pack::Task task = task_of(AnswerKind::matrix); // n×d, row-major
    const auto rows_from = [&](auto source, std::int64_t longer) {
        return from_expected(task, [&](const Value& v) {
            const std::int64_t n = v.shape[0], d = v.shape[1];
            Reals entries;
            for (std::int64_t i = 0; i < n + longer; ++i)
                for (std::int64_t j = 0; j < d; ++j) {
                    const std::int64_t from = source(i, n);
                    entries.push_back(from < 0 || from >= n
                                          ? 0
                                          : v.reals[static_cast<std::size_t>(from * d + j)]);
                }
            return Value::array({n + longer, d}, entries);
        });
    };
    const auto next = [](auto i, auto) { return i + 1; };
    const auto previous = [](auto i, auto) { return i - 1; };
    const auto same = [](auto i, auto) { return i; };
    CHECK(found(task, rows_from([](auto i, auto n) { return n - 1 - i; }, 0)).message ==
          "every answer has its rows in reverse order");
    // The last row is the one that nothing is said of, so spoilt() cannot reach it here.
    CHECK(find_sign(task, rows_from(next, 0))->message ==
          "every answer is shifted by one: each row holds what the one after it should");
    CHECK(found(task, rows_from(previous, 0)).message ==
          "every answer is shifted by one: each row holds what the one before it should");
    CHECK(found(task, rows_from(next, -1)).message ==
          "every answer is right, but the first row is missing");
    CHECK(found(task, rows_from(same, -1)).id == "last_missing");
    CHECK(found(task, rows_from(previous, 1)).id == "one_more_in_front");
    CHECK(find_sign(task, rows_from(same, 1))->id == "one_more_at_the_end");

    // One wrong entry in a row of equal ones is one wrong entry, not a shift; twice as well.
    Pack::Task sorted = task_named({"x"});
    sorted.cases.push_back({"", {}, label_row({0, 0, 1, 1})});
    CHECK_FALSE(find_sign(sorted, {label_row({0, 0, 0, 1})}));
    sorted.cases.push_back({"", {}, label_row({2, 2, 5, 5})});
    CHECK_FALSE(find_sign(sorted, {label_row({0, 0, 0, 1}), label_row({2, 2, 2, 5})}));
}

TEST_CASE("signs: permuted") {
    const Pack::Task task = task_of(AnswerKind::matrix);
    const auto swap_rows = from_expected(task, [](Value v) {
        const auto d = static_cast<std::ptrdiff_t>(v.shape[1]);
        std::swap_ranges(v.reals.begin(), v.reals.begin() + d, v.reals.begin() + 2 * d);
        std::swap_ranges(v.reals.begin(), v.reals.begin() + d, v.reals.begin() + d);
        return v;
    });
    CHECK(found(task, swap_rows).id == "permuted_rows");
    const auto swap_columns = from_expected(task, [](Value v) {
        for (std::size_t i = 0; i < v.reals.size(); i += 2) std::swap(v.reals[i], v.reals[i + 1]);
        return v;
    });
    CHECK(find_sign(task, swap_columns)->id == "permuted_columns");
    // d is 4 or 2: read down the columns instead of along the rows.
    const auto reread = from_expected(task, [](Value v) {
        v.reals = transpose(v).reals;
        return v;
    });
    CHECK(found(task, reread).id == "permuted_entries");
    const Pack::Task rows_of = task_of(AnswerKind::row);
    const auto sorted = from_expected(rows_of, [](Value v) {
        std::sort(v.reals.begin(), v.reals.end());
        return v;
    });
    CHECK(found(rows_of, sorted).id == "permuted_entries");
}

TEST_CASE("signs: the same whatever the input, or the input itself") {
    Pack::Task task = task_of(AnswerKind::row);
    CHECK(found(task, from_expected(
                          task, [](const Value& v) { return each(v, [](double) { return 0; }); }))
              .message == "every answer is all zeros");
    CHECK(found(task, from_expected(
                          task, [](const Value& v) { return each(v, [](double) { return 7; }); }))
              .message == "every answer is 7 in all its entries");
    const Pack::Task record = task_of(AnswerKind::record);
    CHECK(find_sign(record, from_expected(record,
                                          [](Value v) {
                                              v.members[1].value = real(0);
                                              return v;
                                          }))
              ->message == "intercept is always 0; the rest is right");

    for (Pack::Case& c : task.cases) // y has as many entries as the answer
        c.inputs[1] = each(c.expected, [](double x) { return x * x * x - 0.3; });
    const auto unchanged = answers_of(task, [](const Pack::Case& c) { return c.inputs[1]; });
    const Sign sign = found(task, unchanged);
    CHECK(sign.id == "unchanged_input");
    CHECK(sign.message == "every answer is the input y itself");
}

TEST_CASE("signs: not a number") {
    Pack::Task task = task_of(AnswerKind::matrix);
    task.cases[2].label = "a constant column";
    auto answers = from_expected(task, [](const Value& v) { return v; });
    answers[2].reals[6] = answers[4].reals[0] = std::numeric_limits<double>::quiet_NaN();
    const Sign sign = *find_sign(task, answers);
    CHECK(sign.id == "not_a_number");
    CHECK(sign.message == "not a number (NaN) in 2 of 6 answers");
    CHECK(sign.text ==
          "First in the case “a constant column”, in 1 of 28 entries, first at (1, 2). "
          "All other answers are right.");
    answers[0].reals[0] += 1; // then they are not
    CHECK(find_sign(task, answers)->text.find("right") == std::string::npos);
    answers[2].reals[6] = answers[4].reals[0] = std::numeric_limits<double>::infinity();
    CHECK(find_sign(task, answers)->id == "infinite");
}

TEST_CASE("signs: errors") {
    Pack::Task task = task_of(AnswerKind::number);
    task.cases.push_back(
        {"lengths differ", {row({1}), row({1, 2})}, Value::error("ShapeError", "")});
    task.cases.push_back({"empty", {row({}), row({})}, Value::error("ValueError", "")});
    const auto right = from_expected(task, [](const Value& v) { return v; });

    auto answers = right;
    answers[6] = real(0);
    Sign sign = *find_sign(task, answers);
    CHECK(sign.id == "accepts_bad_input");
    CHECK(sign.message == "answers an input that must be refused with ShapeError");
    CHECK(sign.text ==
          "Check the inputs before anything else: “lengths differ” must be refused. The "
          "answers to all 6 inputs that have one are right.");
    answers[7] = real(0);
    CHECK(find_sign(task, answers)->message ==
          "answers 2 inputs that must be refused with ShapeError or ValueError");

    answers = right;
    answers[6] = Value::error("std::runtime_error", "no");
    sign = *find_sign(task, answers);
    CHECK(sign.id == "wrong_error_type");
    CHECK(sign.message == "throws std::runtime_error where ShapeError is asked");

    answers = right;
    answers[1] = Value::error("std::out_of_range", "vector::_M_range_check\n\x1b[31m");
    sign = *find_sign(task, answers);
    CHECK(sign.id == "throws_instead_of_answering");
    CHECK(sign.message == "throws std::out_of_range in 1 of 6 cases that have an answer");
    CHECK(sign.text ==
          "In the case “random”: vector::_M_range_check\\n\\x1b[31m. The answers to all "
          "other cases are right.");

    for (std::size_t i = 0; i < 6; ++i) answers[i] = Value::error("ShapeError", "lengths differ");
    answers[6] = real(0);
    task.cases.pop_back();
    answers.pop_back();
    CHECK(find_sign(task, answers)->id == "check_inverted");

    // Two problems: the sign, and the refusal that is missing.
    answers = from_expected(task, [](const Value& v) { return real(-v.reals[0]); });
    answers[6] = real(0);
    sign = *find_sign(task, answers);
    CHECK(sign.id == "sign_reversed");
    CHECK(sign.text.find("Besides, 1 input must be refused with ShapeError and is answered.") !=
          std::string::npos);
}

TEST_CASE("signs: shapes and groups of cases") {
    Pack::Task task = task_of(AnswerKind::matrix);
    auto answers = from_expected(task, [](const Value& v) { return v; });
    answers[1] = table(1, 1, {0.5});
    CHECK(find_sign(task, answers)->message == "the shape is wrong in 1 of 6 answers");
    CHECK(find_sign(task, answers)->text == "In the case “random”: 1×1 where 5×2 is expected.");

    task = task_of(AnswerKind::number);
    task.cases[1].label = task.cases[4].label = "ties";
    answers = from_expected(task, [](const Value& v) { return v; });
    answers[1].reals[0] += 1;
    CHECK_FALSE(find_sign(task, answers)); // not all of them
    answers[4].reals[0] += 2;
    CHECK(find_sign(task, answers)->message == "wrong in the 2 cases “ties”, right in all others");
    answers[5].reals[0] += 3;
    CHECK_FALSE(find_sign(task, answers));
}

TEST_CASE("signs: no answer says nothing") {
    const Pack::Task task = task_of(AnswerKind::row);
    auto answers = scaled_by(task, [](const Pack::Case&) { return 2.0; });
    answers[0] = answers[3] = Value{};
    CHECK(find_sign(task, answers)->id == "scaled_by_constant");
    CHECK_FALSE(find_sign(task, std::vector<Value>(task.cases.size())));
}
