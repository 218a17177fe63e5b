#include "mlcore/core/random.hpp"
#include "mlcore/linear/linear_regression.hpp"
#include "support/golden.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace mlcore;
using namespace mlcore::linear_regression;
using doctest::Approx;

namespace {

// Sums of at most a few hundred terms in another order.
constexpr double summation_order = 1e-12;
// Normal equations on tables whose columns, scaled alike, have a condition number below 1e3: its
// square times 1e-16.
constexpr double normal_equations = 1e-9;

Vector vector(std::initializer_list<double> values) {
    return Eigen::Map<const Vector>(values.begin(), static_cast<Index>(values.size()));
}
Matrix matrix(std::initializer_list<std::initializer_list<double>> rows) { return Matrix(rows); }

Vector normal_vector(Random& random, Index n) {
    Vector v(n);
    for (Index i = 0; i < n; ++i) v(i) = random.normal();
    return v;
}
Matrix normal_matrix(Random& random, Index rows, Index columns) {
    Matrix m(rows, columns);
    for (Index i = 0; i < m.size(); ++i) m.data()[i] = random.normal();
    return m;
}

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

TEST_CASE("linear_regression: the smallest inputs") {
    for (const auto& variant : predict_variants) {
        CAPTURE(variant.name);
        const auto predict = variant.function;
        CHECK(predict(Matrix(0, 2), {vector({1, 2}), 3}).size() == 0);
        CHECK(predict(Matrix(2, 0), {Vector(0), 3}) == vector({3, 3}));
    }
    for (const auto& variant : gradient_descent_variants) {
        CAPTURE(variant.name);
        const auto gradient_descent = variant.function;
        const Model start = gradient_descent(matrix({{1, 2}}), vector({5}), {.iterations = 0});
        CHECK(start.coefficients == vector({0, 0}));
        CHECK(start.intercept == 0);
    }
    for (const auto& variant : fit_ridge_variants) {
        CAPTURE(variant.name);
        const auto fit_ridge = variant.function;
        const Model one_row = fit_ridge(matrix({{2, -3}}), vector({4}), {.l2 = 1});
        CHECK(one_row.coefficients == vector({0, 0}));
        CHECK(one_row.intercept == 4);
        const Model no_columns = fit_ridge(Matrix(3, 0), vector({1, 2, 6}), {});
        CHECK(no_columns.coefficients.size() == 0);
        CHECK(no_columns.intercept == 3);
        // 0.1 has no exact double; its column is constant all the same.
        Matrix constant(5, 2);
        constant.col(0) << 1, 2, 4, 7, 5;
        constant.col(1).setConstant(0.1);
        CHECK(fit_ridge(constant, constant.col(0), {.l2 = 1}).coefficients(1) == 0);
        CHECK_THROWS_AS(fit_ridge(constant, constant.col(0), {}), ValueError);
    }
}

TEST_CASE("linear_regression: linearly dependent columns are refused alike") {
    Random random(8);
    Matrix X = normal_matrix(random, 300, 6);
    X.col(4) = X.col(1) / 3 - 7 * X.col(0) + Vector::Constant(300, 1e4);
    const Vector y = normal_vector(random, 300);
    for (const auto& variant : fit_ridge_variants) {
        CAPTURE(variant.name);
        const auto fit_ridge = variant.function;
        CHECK_THROWS_WITH_AS(fit_ridge(X, y, {}),
                             "fit_ridge: the columns of X are linearly dependent (column 4 is "
                             "constant or follows from the columns before it); use l2 > 0",
                             ValueError);
        CHECK_THROWS_WITH_AS(fit_ridge(X, y, {.l2 = 1e-300}),
                             "fit_ridge: the columns of X are linearly dependent (column 4 is "
                             "constant or follows from the columns before it); use a larger l2",
                             ValueError);
        CHECK_NOTHROW(fit_ridge(X, y, {.l2 = 1e-3}));
        CHECK_THROWS_AS(fit_ridge(X.topRows(6), y.head(6), {}), ValueError);
        // A column known to five digits from another is not dependent.
        Matrix close = X.leftCols(2);
        close.col(1) = close.col(0) + 1e-5 * X.col(2);
        CHECK_NOTHROW(fit_ridge(close, y, {}));
    }
}

TEST_CASE("linear_regression: what is refused, and in which words") {
    const Matrix X = matrix({{1, 2}, {3, 5}, {4, -1}});
    const Vector y = vector({1, 2, 4}), short_y = vector({1, 2});
    const Model model{vector({1, 2}), 0}, long_model{vector({1, 2, 3}), 0};
    for (const auto& variant : predict_variants) {
        CAPTURE(variant.name);
        const auto predict = variant.function;
        CHECK_THROWS_WITH_AS(predict(X, long_model),
                             "predict: X is 3×2 but coefficients has 3 entries", ShapeError);
    }
    for (const auto& variant : mse_variants) {
        CAPTURE(variant.name);
        const auto mse = variant.function;
        CHECK_THROWS_WITH_AS(mse(X, short_y, model), "mse: X is 3×2 but y has 2 entries",
                             ShapeError);
        CHECK_THROWS_WITH_AS(mse(X, y, long_model), "mse: X is 3×2 but coefficients has 3 entries",
                             ShapeError);
        CHECK_THROWS_WITH_AS(mse(Matrix(0, 2), Vector(0), model), "mse: y is empty",
                             ValueError);
    }
    for (const auto& variant : mse_gradient_variants) {
        CAPTURE(variant.name);
        const auto mse_gradient = variant.function;
        CHECK_THROWS_WITH_AS(mse_gradient(X, short_y, model),
                             "mse_gradient: X is 3×2 but y has 2 entries", ShapeError);
        CHECK_THROWS_AS(mse_gradient(X, y, long_model), ShapeError);
        CHECK_THROWS_AS(mse_gradient(Matrix(0, 2), Vector(0), model), ValueError);
    }
    Matrix broken = X;
    broken(2, 1) = NAN;
    for (const auto& variant : gradient_descent_variants) {
        CAPTURE(variant.name);
        const auto gradient_descent = variant.function;
        CHECK_THROWS_WITH_AS(gradient_descent(X, short_y, {}),
                             "gradient_descent: X is 3×2 but y has 2 entries", ShapeError);
        CHECK_THROWS_AS(gradient_descent(Matrix(0, 2), Vector(0), {}), ValueError);
        CHECK_THROWS_AS(gradient_descent(broken, y, {}), ValueError);
        CHECK_THROWS_AS(gradient_descent(X, y, {.iterations = -1}), ValueError);
        CHECK_THROWS_AS(gradient_descent(X, y, {.learning_rate = 0}), ValueError);
        CHECK_THROWS_WITH_AS(gradient_descent(X, y, {.learning_rate = 10, .iterations = 500}),
                             "gradient_descent: the steps diverged; learning_rate 10.000000 is too "
                             "large for these columns",
                             ValueError);
    }
    for (const auto& variant : fit_ridge_variants) {
        CAPTURE(variant.name);
        const auto fit_ridge = variant.function;
        CHECK_THROWS_WITH_AS(fit_ridge(X, short_y, {}), "fit_ridge: X is 3×2 but y has 2 entries",
                             ShapeError);
        CHECK_THROWS_AS(fit_ridge(Matrix(0, 2), Vector(0), {.l2 = 1}), ValueError);
        CHECK_THROWS_WITH_AS(fit_ridge(broken, y, {}), "fit_ridge: X(2, 1) is NaN", ValueError);
        CHECK_THROWS_AS(fit_ridge(X, vector({1, 2, INFINITY}), {}), ValueError);
        CHECK_THROWS_WITH_AS(fit_ridge(X, y, {.l2 = -1}),
                             "fit_ridge: l2 is -1.000000, it must not be negative", ValueError);
        CHECK_THROWS_AS(fit_ridge(X, y, {.l2 = NAN}), ValueError);
    }
    for (const auto& variant : holdout_r2_variants) {
        CAPTURE(variant.name);
        const auto holdout_r2 = variant.function;
        CHECK_THROWS_AS(holdout_r2(X, y, X, short_y, {.l2 = 1}), ShapeError);
        CHECK_THROWS_AS(holdout_r2(X, short_y, X, y, {.l2 = 1}), ShapeError);
        CHECK_THROWS_AS(holdout_r2(X, y, X.leftCols(1), y, {.l2 = 1}), ShapeError);
        CHECK_THROWS_AS(holdout_r2(X, y, Matrix(0, 2), Vector(0), {.l2 = 1}), ValueError);
        CHECK_THROWS_AS(holdout_r2(X, y, X.topRows(1), y.head(1), {.l2 = 1}), ValueError);
        CHECK_THROWS_WITH_AS(holdout_r2(X, y, X, vector({0.1, 0.1, 0.1}), {.l2 = 1}),
                             "holdout_r2: R² is not defined where all entries of y_test are equal",
                             ValueError);
    }
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
