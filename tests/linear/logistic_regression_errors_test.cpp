// Where there is no fit, and what is refused.
#include "mlcore/linear/logistic_regression.hpp"
#include "support/arrays.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace mlcore;
using namespace mlcore::logistic_regression;
using test::labels;
using test::vector;

TEST_CASE("logistic_regression: without a penalty there may be no minimum, or many") {
    const Matrix X{{1}, {2}, {3}, {4}, {5}};
    const Matrix twice{{1, 2}, {2, 4}, {4, 8}, {9, 18}, {3, 6}};
    const Labels separable = labels({0, 0, 1, 1, 1}), overlapping = labels({0, 1, 0, 1, 1});
    // Row 2 lies on the plane between the classes: nothing is strictly separated, yet β → ∞.
    const Matrix touching{{1}, {2}, {3}, {3}, {5}};
    const Labels touched = labels({0, 0, 0, 1, 1});
    const char* text =
        "fit: the classes can be separated, so larger coefficients are always better "
        "and there is no minimum; use l2 > 0";
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(X, separable, {.l2 = 0}), text, ValueError);
        CHECK_THROWS_WITH_AS(variant.function(touching, touched, {.l2 = 0}), text, ValueError);
        CHECK_THROWS_WITH_AS(
            variant.function(twice, overlapping, {.l2 = 0}),
            "fit: the columns of X are linearly dependent (column 1 is constant or "
            "follows from the columns before it); use l2 > 0",
            ValueError);
        CHECK(predict(X, variant.function(X, separable, {.l2 = 1e-9})) == separable);
        CHECK(variant.function(X, overlapping, {.l2 = 0}).coefficients(0) > 0);
    }
    const Labels three = labels({0, 0, 1, 1, 2}), mixed = labels({0, 1, 0, 2, 1});
    for (const auto& variant : fit_softmax_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_AS(variant.function(X, three, {.l2 = 0}), ValueError);
        CHECK_THROWS_AS(variant.function(twice, mixed, {.l2 = 0}), ValueError);
        CHECK(predict(X, variant.function(X, three, {.l2 = 1e-9})) == three);
    }
}

TEST_CASE("logistic_regression: wrong inputs are refused by every variant in the same words") {
    const Matrix X{{1, 2}, {3, 5}, {4, 4}};
    const Labels y = labels({0, 1, 1}), short_y = labels({0, 1}), third = labels({0, 1, 2});
    const Model model{vector({1, -1}), 0.5}, narrow{vector({1}), 0};
    Matrix broken = X;
    broken(2, 1) = std::nan("");
    const auto refuses = [&](auto function) {
        CHECK_THROWS_AS(function(X, short_y, model), ShapeError);
        CHECK_THROWS_AS(function(X, y, narrow), ShapeError);
        CHECK_THROWS_AS(function(Matrix(0, 2), Labels(0), model), ValueError);
        CHECK_THROWS_AS(function(X, third, model), ValueError);
        CHECK_THROWS_AS(function(X, labels({-1, 1, 1}), model), ValueError);
    };
    for (const auto& variant : log_loss_variants) {
        CAPTURE(variant.name);
        refuses(variant.function);
        CHECK_THROWS_WITH_AS(variant.function(X, third, model),
                             "log_loss: y(2) is 2, it must be 0 or 1", ValueError);
    }
    for (const auto& variant : gradient_variants) {
        CAPTURE(variant.name);
        refuses(variant.function);
    }
    for (const auto& variant : predict_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(Matrix(0, 2), model).size() == 0);
        CHECK_THROWS_WITH_AS(variant.function(X, narrow),
                             "predict: X is 3×2 but coefficients has 1 entries", ShapeError);
    }
    for (const auto& variant : predict_probability_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_AS(variant.function(X, narrow), ShapeError);
    }
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(X, short_y, {}), "fit: X is 3×2 but y has 2 entries",
                             ShapeError);
        CHECK_THROWS_AS(variant.function(Matrix(0, 2), Labels(0), {}), ValueError);
        CHECK_THROWS_WITH_AS(variant.function(X, third, {}), "fit: y(2) is 2, it must be 0 or 1",
                             ValueError);
        CHECK_THROWS_WITH_AS(variant.function(X, labels({1, 1, 1}), {}),
                             "fit: no row is of class 0 (there are 2 classes)", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(broken, y, {}), "fit: X(2, 1) is NaN", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(X, y, {.l2 = -1}),
                             "fit: l2 is -1.000000, it must not be negative", ValueError);
        CHECK_THROWS_AS(variant.function(X, y, {.l2 = std::nan("")}), ValueError);
    }
    const SoftmaxModel softmax{Matrix::Zero(3, 2), Vector::Zero(3)};
    for (const auto& variant : softmax_gradient_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_AS(variant.function(X, short_y, softmax), ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(X.leftCols(1), y, softmax),
                             "softmax_gradient: X is 3×1 but coefficients is 3×2", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(X, y, {Matrix::Zero(3, 2), Vector::Zero(2)}),
                             "softmax_gradient: coefficients is 3×2 but intercepts has 2 entries",
                             ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(X, labels({0, 3, 1}), softmax),
                             "softmax_gradient: y(1) is 3, it must be in 0 … 2", ValueError);
        CHECK_THROWS_AS(variant.function(Matrix(0, 2), Labels(0), softmax), ValueError);
    }
    for (const auto& variant : fit_softmax_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_AS(variant.function(X, short_y, {}), ShapeError);
        CHECK_THROWS_AS(variant.function(Matrix(0, 2), Labels(0), {}), ValueError);
        CHECK_THROWS_AS(variant.function(X, labels({0, 0, 0}), {}), ValueError);
        CHECK_THROWS_WITH_AS(variant.function(X, labels({0, 2, 2}), {}),
                             "fit_softmax: no row is of class 1 (there are 3 classes)", ValueError);
        CHECK_THROWS_AS(variant.function(broken, third, {}), ValueError);
        CHECK_THROWS_AS(variant.function(X, third, {.l2 = -1}), ValueError);
    }
}
