#include "mlcore/core/convert.hpp"
#include "mlcore/core/value.hpp"
#include "mlcore/grading/function.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

using namespace mlcore;

TEST_CASE("value: size counts entries") {
    CHECK(Value{}.size() == 0);
    CHECK(Value::boolean(false).size() == 1);
    CHECK(Value::integer(7).size() == 1);
    CHECK(Value::real(7).size() == 1);
    CHECK(Value::of_text("seven").size() == 1);
    CHECK(Value::error("ShapeError", "x").size() == 0);
    CHECK(Value::array({2, 3}, std::vector<double>(6)).size() == 6);
    CHECK(Value::array({0, 3}, std::vector<double>{}).size() == 0);
    Value inner = Value::list();
    inner.members = {{"", Value::integer(1)}, {"", Value::array({3}, std::vector<double>(3))}};
    Value outer = Value::record();
    outer.members = {{"a", inner}, {"b", Value::real(1)}};
    CHECK(outer.size() == 5);
}

TEST_CASE("value: an array must fill its shape") {
    using Integers = std::vector<std::int64_t>;
    CHECK_NOTHROW(Value::array({2, 2}, Integers(4)));
    CHECK_NOTHROW(Value::array({2, 0}, Integers{}));
    CHECK_THROWS_WITH_AS(Value::array({2, 2}, Integers(3)),
                         "array: the shape 2×2 does not hold 3 entries", std::invalid_argument);
    CHECK_THROWS_AS(Value::array({2, 0}, Integers(2)), std::invalid_argument);
    CHECK_THROWS_AS(Value::array({-2, -2}, Integers(4)), std::invalid_argument);
    // 2³² · 2³² entries overflow to none.
    CHECK_THROWS_AS(Value::array({1LL << 32, 1LL << 32}, std::vector<double>{}),
                    std::invalid_argument);
}

TEST_CASE("value: equality is bit for bit") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(Value::real(nan) == Value::real(nan));
    CHECK_FALSE(Value::real(0.0) == Value::real(-0.0));
    CHECK_FALSE(Value::real(1) == Value::integer(1));
    CHECK_FALSE(Value::array({4}, std::vector<double>(4)) ==
                Value::array({2, 2}, std::vector<double>(4)));
    CHECK_FALSE(Value::error("ShapeError", "a") == Value::error("ShapeError", "b"));
    Value a = Value::record(), b = Value::record();
    a.members = {{"x", Value::real(1)}};
    b.members = {{"y", Value::real(1)}};
    CHECK_FALSE(a == b);
    b.members[0].name = "x";
    CHECK(a == b);
    b.members[0].value.reals[0] = std::nextafter(1.0, 2.0);
    CHECK_FALSE(a == b);
}

TEST_CASE("value: what messages call it") {
    CHECK(describe(Value::integer(1)) == "integer");
    CHECK(describe(Value::array({2, 3}, std::vector<double>(6))) == "2×3 array");
    CHECK(describe(Value::array({2, 3}, std::vector<std::int64_t>(6))) == "2×3 array of integers");
    CHECK(describe(Value::array({1}, std::vector<double>(1))) == "array of 1 entry");
    CHECK(describe(Value::array({3}, std::vector<std::int64_t>(3))) == "array of 3 integers");
    Value record = Value::record();
    record.members = {{"coefficients", Value::real(1)}, {"intercept", Value::real(1)}};
    CHECK(describe(record) == "record {coefficients, intercept}");
    CHECK(describe(Value::error("ShapeError", "")) == "error ShapeError");
}

TEST_CASE("value: wrong kinds and counts say both sides") {
    CHECK_THROWS_WITH_AS(from_value<bool>(Value::real(1)), "expected a boolean, got: real number",
                         std::invalid_argument);
    auto function = grading::bind(+[](double x) { return x; });
    CHECK_THROWS_WITH_AS(function->prepare({Value::real(1), Value::real(2)}),
                         "expected 1 inputs, got 2", std::logic_error);
}
