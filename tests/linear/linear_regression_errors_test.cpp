// The smallest inputs, and what is refused.
#include "mlcore/core/random.hpp"
#include "mlcore/linear/linear_regression.hpp"
#include "support/arrays.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using namespace mlcore::linear_regression;
using test::matrix;
using test::normal_matrix;
using test::normal_vector;
using test::vector;

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
        CHECK_THROWS_WITH_AS(mse(Matrix(0, 2), Vector(0), model), "mse: y is empty", ValueError);
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
