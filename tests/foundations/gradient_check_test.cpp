#include "mlcore/core/random.hpp"
#include "mlcore/foundations/gradient_check.hpp"
#include "mlcore/foundations/gradient_check/closed_forms.hpp"
#include "support/arrays.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <sstream>
#include <vector>

using namespace mlcore;
using namespace mlcore::gradient_check;
using doctest::Approx;
using test::vector;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Vector random_vector(Random& random, Index n) {
    Vector x(n);
    for (Index i = 0; i < n; ++i) x(i) = random.normal();
    return x;
}

} // namespace

TEST_CASE("gradient_check: numerical gradients agree with closed forms") {
    const std::uint64_t seed = 41;
    CAPTURE(seed);
    Random random(seed);
    for (const std::string function :
         {"cubic", "quadratic", "rosenbrock", "absolute", "logarithm", "badly_scaled"}) {
        CAPTURE(function);
        for (const Index n : {2, 3, 9}) {
            Vector x = random_vector(random, n);
            if (function == "logarithm") x = x.cwiseAbs().array() + 0.01;
            if (function == "badly_scaled") {
                x = x.head(2).eval();
                x(1) *= 1e6;
            }
            CAPTURE(x.transpose());
            const Vector expected = functions::closed_form_gradient(function, x);
            for (const auto& variant : numerical_gradient_variants) {
                CAPTURE(variant.name);
                const Vector numeric =
                    variant.function(functions::by_name(function), x, default_step);
                REQUIRE(numeric.size() == x.size());
                // Truncation h²·f‴/6 and rounding ε·f/h, both near 1e-10 for values of order one;
                // here f and its derivatives reach some thousands. logarithm at 0.01: f‴ is 2e6.
                for (Index i = 0; i < x.size(); ++i)
                    CHECK(std::abs(numeric(i) - expected(i)) <=
                          1e-6 * std::max(std::abs(expected(i)),
                                          function == "badly_scaled" ? 0 : 0.1));
            }
        }
    }
}

TEST_CASE("gradient_check: the error is the one of a central difference") {
    for (const auto& variant : numerical_gradient_variants) {
        CAPTURE(variant.name);
        const auto numerical = variant.function;
        // A cubic's is exactly h², h = step · max(1, |x|); sums of powers of two are exact.
        CHECK(numerical(functions::cubic, vector({2, -0.5, 0, -8}), 0.25) ==
              vector({12 + 0.25, 0.75 + 0.0625, 0.0625, 192 + 4}));
        // A quadratic has none, whatever the step.
        CHECK(numerical(functions::quadratic, vector({1, -2, 0.5}), 64) ==
              vector({-1, -2.5, -0.5}));
        // At a kink: the mean of both sides.
        CHECK(numerical(functions::absolute, vector({0, 4, -4}), 0x1p-17) == vector({0, 1, -1}));
        CHECK(numerical([](VectorView x) { return std::max(x(0), 0.0); }, vector({0}), 0.5) ==
              vector({0.5}));
    }
}

TEST_CASE("gradient_check: every point differs from x in one coordinate, by the step") {
    const Vector x = vector({3, -0.5, 0, -2000});
    for (const auto& variant : numerical_gradient_variants) {
        CAPTURE(variant.name);
        std::vector<Vector> points;
        variant.function(
            [&](VectorView point) {
                points.emplace_back(point);
                return 0.0;
            },
            x, 0.125);
        REQUIRE(points.size() == 8);
        for (std::size_t k = 0; k < 8; ++k) {
            CAPTURE(k);
            Vector expected = x;
            const auto i = static_cast<Index>(k / 2);
            const double h = 0.125 * std::max(1.0, std::abs(x(i)));
            expected(i) += k % 2 == 0 ? h : -h;
            CHECK(points[k] == expected);
        }
    }
}

TEST_CASE("gradient_check: what has no numerical gradient is refused") {
    for (const auto& variant : numerical_gradient_variants) {
        CAPTURE(variant.name);
        const auto numerical = variant.function;
        CHECK(numerical(functions::cubic, Vector(0), 0.5).size() == 0);
        CHECK_THROWS_WITH_AS(numerical(functions::logarithm, vector({2, 0.25}), 0.5),
                             "numerical_gradient: the function is NaN where x(1) is moved to "
                             "-0.250000",
                             ValueError);
        CHECK_THROWS_WITH_AS(numerical(functions::logarithm, vector({0.5, 1}), 0.5),
                             "numerical_gradient: the function is infinite where x(0) is moved to "
                             "0.000000",
                             ValueError);
        CHECK_THROWS_WITH_AS(numerical(functions::cubic, vector({1, NAN}), 0.5),
                             "numerical_gradient: x(1) is NaN", ValueError);
        for (const double step : {0.0, -1e-6, infinity, static_cast<double>(NAN)})
            CHECK_THROWS_AS(numerical(functions::cubic, vector({1}), step), ValueError);
        CHECK_THROWS_AS(numerical(functions::rosenbrock, vector({1}), 0.5), ValueError);
    }
    CHECK_THROWS_WITH_AS(functions::by_name("parabola"), "by_name: no function is named parabola",
                         ValueError);
}

TEST_CASE("gradient_check: relative_error") {
    for (const auto& variant : relative_error_variants) {
        CAPTURE(variant.name);
        const auto error = variant.function;
        CHECK(error(vector({3, 4}), vector({0, 4})) == Approx(0.6).epsilon(1e-15));
        CHECK(error(vector({0, 4}), vector({3, 4})) == Approx(0.6).epsilon(1e-15));
        CHECK(error(vector({1, -2}), vector({-1, 2})) == Approx(2).epsilon(1e-15));
        CHECK(error(vector({0, 0}), vector({1, -2})) == 1);
        CHECK(error(vector({0, 0}), vector({0, 0})) == 0);
        CHECK(error(Vector(0), Vector(0)) == 0);
        // The same at every size.
        CHECK(error(1e-100 * vector({3, 4}), 1e-100 * vector({0, 4})) ==
              Approx(0.6).epsilon(1e-14));
        CHECK_THROWS_WITH_AS(error(vector({1, 2}), vector({1})),
                             "relative_error: a has 2 entries but b has 1", ShapeError);
        CHECK_THROWS_WITH_AS(error(vector({1, 2}), vector({NAN, 1})), "relative_error: b(0) is NaN",
                             ValueError);
        CHECK_THROWS_WITH_AS(error(vector({1, infinity}), vector({1, 1})),
                             "relative_error: a(1) is infinite", ValueError);
    }
}

TEST_CASE("gradient_check: check tells right gradients from wrong ones") {
    const std::uint64_t seed = 42;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& variant : check_variants) {
        CAPTURE(variant.name);
        for (const Index n : {2, 5}) {
            const Vector x = random_vector(random, n);
            Vector analytic = functions::closed_form_gradient("rosenbrock", x);
            const Report right = variant.function(functions::rosenbrock, analytic, x, {});
            CHECK(right.passed);
            CHECK(right.error < 1e-8);
            // Any one entry that is off by a percent of the gradient's length is found.
            for (Index i = 0; i < n; ++i) {
                Vector wrong = analytic;
                wrong(i) += 0.01 * analytic.norm();
                const Report report = variant.function(functions::rosenbrock, wrong, x, {});
                CHECK_FALSE(report.passed);
                CHECK(report.worst == i);
                CHECK(report.error == Approx(0.01).epsilon(0.02));
                CHECK(report.numeric == right.numeric);
            }
        }
        CHECK(variant.function(functions::cubic, Vector(0), Vector(0), {}).passed);
        CHECK(variant.function(functions::cubic, Vector(0), Vector(0), {}).worst == -1);
        const Report exact = variant.function(functions::cubic, vector({3.25, 3.25}),
                                              vector({1, -1}), {.step = 0.5, .tolerance = 0});
        CHECK(exact.passed); // 3x² + h², as the central difference has it
        CHECK(exact.worst == 0);
        CHECK_THROWS_WITH_AS(variant.function(functions::cubic, vector({1}), vector({1, 2}), {}),
                             "check: analytic has 1 entries but x has 2", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(functions::cubic, vector({NAN}), vector({1}), {}),
                             "check: analytic(0) is NaN", ValueError);
        CHECK_THROWS_AS(
            variant.function(functions::cubic, vector({1}), vector({1}), {.tolerance = -1}),
            ValueError);
        CHECK_THROWS_AS(variant.function(functions::logarithm, vector({4}), vector({0.25}),
                                         {.step = 0.5, .tolerance = 1}),
                        ValueError);
    }
}

TEST_CASE("gradient_check: any callable, defaults, and reports that can be read") {
    const Vector w = vector({2, -1});
    const auto loss = [&w](VectorView x) { return (x - w).squaredNorm(); };
    const Vector x = vector({0.5, 3});
    CHECK(gradient_check::numerical_gradient(loss, x).isApprox(2 * (x - w), 1e-9));
    std::ostringstream passed, failed;
    passed << gradient_check::check(loss, 2 * (x - w), x).passed;
    CHECK(passed.str() == "1");
    failed << gradient_check::check(loss, x - w, x, {.step = 0.25, .tolerance = 1e-3});
    CHECK(failed.str() ==
          "failed: relative error 0.5, worst at 1, where central differences give 8");
}
