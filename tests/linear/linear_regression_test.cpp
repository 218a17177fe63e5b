#include "mlcore/core/random.hpp"
#include "mlcore/linear/linear_regression.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace mlcore;
using namespace mlcore::linear_regression;
using doctest::Approx;
using test::matrix;
using test::normal_matrix;
using test::normal_vector;
using test::vector;

namespace {

// Sums of at most a few hundred terms in another order.
constexpr double summation_order = 1e-12;
// Normal equations on tables whose columns, scaled alike, have a condition number below 1e3: its
// square times 1e-16.
constexpr double normal_equations = 1e-9;

/// The largest |a − b| in units of the largest |b|, intercepts included.
template <class A, class B>
double distance(const A& a, const B& b) {
    REQUIRE(a.coefficients.size() == b.coefficients.size());
    double scale = std::abs(b.intercept), largest = std::abs(a.intercept - b.intercept);
    for (Index j = 0; j < a.coefficients.size(); ++j) {
        scale = std::max(scale, std::abs(b.coefficients(j)));
        largest = std::max(largest, std::abs(a.coefficients(j) - b.coefficients(j)));
    }
    return scale == 0 ? largest : largest / scale;
}

/// The objective that fit_ridge claims to minimise, from its definition.
double ridge_objective(MatrixView X, VectorView y, const Model& model, double l2) {
    double sum = 0;
    for (Index i = 0; i < X.rows(); ++i) {
        double residual = model.intercept - y(i);
        for (Index j = 0; j < X.cols(); ++j) residual += X(i, j) * model.coefficients(j);
        sum += residual * residual;
    }
    for (Index j = 0; j < X.cols(); ++j) sum += l2 * model.coefficients(j) * model.coefficients(j);
    return sum;
}

} // namespace

TEST_CASE("linear_regression: scikit-learn's fit and R² on the diabetes table") {
    const test::Golden golden("linear_regression");
    const Matrix table = test::read_table("diabetes.csv");
    const Matrix X_train = table.topLeftCorner(352, 10), X_test = table.bottomLeftCorner(90, 10);
    const Vector y_train = table.col(10).head(352), y_test = table.col(10).tail(90);
    for (const std::string at : {"diabetes/0/", "diabetes/1/", "diabetes/2/"}) {
        CAPTURE(at);
        const Model expected{golden.get<Vector>(at + "coefficients"),
                             golden.get<double>(at + "intercept")};
        const RidgeOptions options{golden.get<double>(at + "l2")};
        for (const auto& variant : fit_ridge_variants) {
            CAPTURE(variant.name);
            const auto fit_ridge = variant.function;
            const Model model = fit_ridge(X_train, y_train, options);
            CHECK(distance(model, expected) < normal_equations);
            CHECK(mse(X_train, y_train, model) ==
                  Approx(golden.get<double>(at + "train_mse")).epsilon(normal_equations));
        }
        for (const auto& variant : holdout_r2_variants) {
            CAPTURE(variant.name);
            const auto holdout_r2 = variant.function;
            CHECK(holdout_r2(X_train, y_train, X_test, y_test, options) ==
                  Approx(golden.get<double>(at + "r2")).epsilon(normal_equations));
        }
    }
}

TEST_CASE("linear_regression: scikit-learn's fit of drawn tables") {
    const test::Golden golden("linear_regression");
    for (const std::string at : {"fit/0/", "fit/1/", "fit/2/", "fit/3/"}) {
        const auto X = golden.get<Matrix>(at + "X");
        const auto y = golden.get<Vector>(at + "y");
        const RidgeOptions options{golden.get<double>(at + "l2")};
        const auto coefficients = golden.get<Vector>(at + "coefficients");
        for (const auto& variant : fit_ridge_variants) {
            CAPTURE(at);
            CAPTURE(variant.name);
            const auto fit_ridge = variant.function;
            const Model model = fit_ridge(X, y, options);
            CHECK((model.coefficients - coefficients).cwiseAbs().maxCoeff() < normal_equations);
            CHECK(model.intercept ==
                  Approx(golden.get<double>(at + "intercept")).epsilon(normal_equations));
        }
    }
}

TEST_CASE("linear_regression: PyTorch's loss, gradient and descent") {
    const test::Golden golden("linear_regression");
    for (const std::string at : {"loss/0/", "loss/1/", "loss/2/"}) {
        CAPTURE(at);
        const auto X = golden.get<Matrix>(at + "X");
        const auto y = golden.get<Vector>(at + "y");
        const Model model{golden.get<Vector>(at + "coefficients"),
                          golden.get<double>(at + "intercept")};
        for (const auto& variant : mse_variants) {
            CAPTURE(variant.name);
            const auto mse = variant.function;
            CHECK(mse(X, y, model) ==
                  Approx(golden.get<double>(at + "mse")).epsilon(summation_order));
        }
        const Gradient gradient{golden.get<Vector>(at + "gradient/coefficients"),
                                golden.get<double>(at + "gradient/intercept")};
        for (const auto& variant : mse_gradient_variants) {
            CAPTURE(variant.name);
            const auto mse_gradient = variant.function;
            CHECK(distance(mse_gradient(X, y, model), gradient) < summation_order);
        }
        const Model descended{golden.get<Vector>(at + "descent/coefficients"),
                              golden.get<double>(at + "descent/intercept")};
        for (const auto& variant : gradient_descent_variants) {
            CAPTURE(variant.name);
            const auto gradient_descent = variant.function;
            const Model got = gradient_descent(X, y, {.learning_rate = 0.03, .iterations = 15});
            CHECK(distance(got, descended) < summation_order);
        }
    }
}

TEST_CASE("linear_regression: the gradient against central differences") {
    const std::uint64_t seed = 11;
    CAPTURE(seed);
    Random random(seed);
    // The loss is quadratic: a central difference has no truncation error, only rounding.
    constexpr double step = 1e-3, difference_rounding = 1e-9;
    for (const auto& size : {std::pair<Index, Index>{1, 3}, {8, 2}, {40, 600}}) {
        const Index n = size.first, d = size.second;
        const Matrix X = normal_matrix(random, n, d);
        const Vector y = 2 * normal_vector(random, n);
        const Model model{0.1 * normal_vector(random, d), random.normal()};
        for (const auto& variant : mse_gradient_variants) {
            CAPTURE(variant.name);
            const auto mse_gradient = variant.function;
            CAPTURE(n);
            CAPTURE(d);
            const Gradient gradient = mse_gradient(X, y, model);
            Gradient differences{Vector(d), 0};
            for (Index j = 0; j <= d; ++j) {
                Model above = model, below = model;
                (j == d ? above.intercept : above.coefficients(j)) += step;
                (j == d ? below.intercept : below.coefficients(j)) -= step;
                (j == d ? differences.intercept : differences.coefficients(j)) =
                    (naive::mse(X, y, above) - naive::mse(X, y, below)) / (2 * step);
            }
            CHECK(distance(gradient, differences) < difference_rounding);
        }
    }
}

TEST_CASE("linear_regression: every variant agrees beyond one block of rows") {
    Random random(5);
    const Index n = 5003, d = 7; // blocks of 2340 rows
    Matrix X = normal_matrix(random, n, d);
    X.col(2).array() += 1e4;
    const Vector y = normal_vector(random, n) + X.col(1) * 3;
    const Model model{normal_vector(random, d), 0.5};
    CHECK((vectorized::predict(X, model) - naive::predict(X, model)).cwiseAbs().maxCoeff() < 1e-9);
    CHECK(distance(vectorized::mse_gradient(X, y, model), naive::mse_gradient(X, y, model)) <
          1e-12);
    CHECK(distance(vectorized::fit_ridge(X, y, {3}), naive::fit_ridge(X, y, {3})) <
          normal_equations);
}

TEST_CASE("linear_regression: properties of the fit") {
    const std::uint64_t seed = 21;
    CAPTURE(seed);
    Random random(seed);
    const Matrix X = normal_matrix(random, 23, 4);
    const Vector y = normal_vector(random, 23);
    for (const auto& variant : fit_ridge_variants) {
        CAPTURE(variant.name);
        const auto fit_ridge = variant.function;
        for (const double l2 : {0.0, 0.3, 50.0}) {
            CAPTURE(l2);
            const Model model = fit_ridge(X, y, {l2});
            // No neighbour is better.
            const double best = ridge_objective(X, y, model, l2);
            for (Index j = 0; j <= 4; ++j)
                for (const double move : {-1e-3, 1e-3}) {
                    Model moved = model;
                    (j == 4 ? moved.intercept : moved.coefficients(j)) += move;
                    CHECK(ridge_objective(X, y, moved, l2) > best);
                }
            // Offsets change the intercept and nothing else, as far as the data still hold them.
            Matrix far = X;
            far.col(1).array() += 1e8;
            const Model shifted = fit_ridge(far, Vector(y.array() + 7), {l2});
            CHECK((shifted.coefficients - model.coefficients).cwiseAbs().maxCoeff() < 1e-7);
            CHECK(shifted.intercept ==
                  Approx(model.intercept + 7 - 1e8 * shifted.coefficients(1)).epsilon(1e-9));
        }
        // A large penalty leaves the mean.
        const Model flat = fit_ridge(X, y, {1e12});
        CHECK(flat.coefficients.cwiseAbs().maxCoeff() < 1e-9);
        CHECK(flat.intercept == Approx(y.mean()));
        // Descent arrives at the same place.
        const Model descended = gradient_descent(X, y, {.learning_rate = 0.2, .iterations = 1000});
        CHECK(distance(descended, fit_ridge(X, y, {})) < 1e-9);
        // Rescaling a column rescales its coefficient, whatever the unit.
        Matrix tiny = X;
        tiny.col(3) *= 1e-9;
        CHECK(fit_ridge(tiny, y, {}).coefficients(3) ==
              Approx(fit_ridge(X, y, {}).coefficients(3) * 1e9).epsilon(normal_equations));
    }
}

TEST_CASE("linear_regression: the lesson's numbers on the cost of unequal columns") {
    const Matrix table = test::read_table("diabetes.csv"), X = table.leftCols(10);
    const Vector y = table.col(10);
    Matrix standardised = X.rowwise() - X.colwise().mean();
    for (Index j = 0; j < 10; ++j)
        standardised.col(j) /= std::sqrt(standardised.col(j).squaredNorm() / 442);
    const double least = mse(X, y, fit(X, y));
    const auto loss = [&](const Matrix& Z, double learning_rate, int iterations) {
        return mse(Z, y, gradient_descent(Z, y, {learning_rate, iterations})) / least;
    };
    // The rates are one over the largest eigenvalue of the loss's second derivatives.
    CHECK(loss(standardised, 0.124, 7) > 1.1);
    CHECK(loss(standardised, 0.124, 8) < 1.1);
    CHECK(loss(X, 6.79e-6, 38'000) > 1.1);
    CHECK(loss(X, 6.79e-6, 38'500) < 1.1);
}

TEST_CASE("linear_regression: blocks and maps are taken without a copy of the whole") {
    Random random(2);
    const Matrix table = normal_matrix(random, 9, 5);
    const Vector y = table.col(4);
    const Matrix copy = table.middleCols(1, 3);
    for (const auto& variant : fit_ridge_variants) {
        CAPTURE(variant.name);
        const auto fit_ridge = variant.function;
        CHECK(distance(fit_ridge(table.middleCols(1, 3), y, {1}), fit_ridge(copy, y, {1})) <
              summation_order);
    }
}

TEST_CASE("linear_regression: fit, predict and print as a user writes them") {
    const Matrix X = matrix({{1}, {2}, {6}});
    const Vector y = vector({1, 12, 14});
    const Model least_squares = linear_regression::fit(X, y);
    CHECK(distance(least_squares, Model{vector({2}), 3}) < summation_order);
    const Model ridge = linear_regression::fit(X, y, {.l2 = 14});
    CHECK(distance(ridge, Model{vector({1}), 6}) < summation_order);
    CHECK((linear_regression::predict(X, ridge) - vector({7, 8, 12})).norm() < 1e-12);

    std::ostringstream text;
    text << Model{vector({2, -0.5}), -3};
    CHECK(text.str() == "y = -3 + 2 x0 − 0.5 x1");
}
