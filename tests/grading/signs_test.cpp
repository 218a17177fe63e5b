// Each general sign: found where it holds, and not found where it nearly holds.
#include "grading/signs.hpp"
#include "task_for_tests.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

using namespace mlcore;
using namespace mlcore::test;
using grading::find_sign;
using grading::Sign;

namespace {

constexpr std::uint64_t seed = 20;

// One wrong entry in the last case: no sign over all answers may survive it.
std::vector<Value> spoilt(std::vector<Value> answers) {
    Value* last = &answers.back();
    while (!last->members.empty()) last = &last->members.front().value;
    if (!last->reals.empty()) last->reals.back() += 0.5;
    if (!last->integers.empty()) last->integers.back() += 17;
    return answers;
}

// The sign's id, and that it disappears when one entry of the last case does not fit.
Sign found(const Pack::Task& task, const std::vector<Value>& answers) {
    const auto sign = find_sign(task, answers);
    REQUIRE(sign);
    CAPTURE(sign->id);
    const auto without = find_sign(task, spoilt(answers));
    CHECK((!without || without->id != sign->id));
    return *sign;
}

std::int64_t rows(const Pack::Case& given) { return given.inputs[0].shape[0]; }
std::int64_t columns(const Pack::Case& given) { return given.inputs[0].shape[1]; }

template <class Factor>
std::vector<Value> scaled_by(const Pack::Task& task, Factor factor) {
    return answers_of(task, [&](const Pack::Case& given) {
        const double c = factor(given);
        return each(given.expected, [c](double x) { return c * x; });
    });
}

Pack::Task task_of(AnswerKind kind) {
    Random random(seed);
    return random_task(kind, random);
}

} // namespace

TEST_CASE("signs: right answers have none") {
    for (const auto kind : {AnswerKind::number, AnswerKind::row, AnswerKind::matrix,
                            AnswerKind::tensor, AnswerKind::labels, AnswerKind::record}) {
        const Pack::Task task = task_of(kind);
        CHECK_FALSE(find_sign(task, from_expected(task, [](const Value& v) { return v; })));
    }
}

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

    // One wrong entry in a row of equal ones is one wrong entry, not a shift.
    Pack::Task sorted = task_named({"x"});
    sorted.cases.push_back({"", {}, label_row({0, 0, 1, 1})});
    CHECK_FALSE(find_sign(sorted, {label_row({0, 0, 0, 1})}));
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
    // Of single numbers it would be true of anything.
    const Pack::Task numbers = task_of(AnswerKind::number);
    number = 0;
    CHECK_FALSE(find_sign(numbers, scaled_by(numbers, [&](const Pack::Case&) {
                              return 1.1 + std::sqrt(static_cast<double>(++number));
                          })));
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
