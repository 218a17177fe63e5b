#include "mlcore/nn/backprop.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using namespace mlcore::backprop;

TEST_CASE("backprop: every variant refuses the same inputs with the same words") {
    const Matrix X = Matrix::Ones(3, 4), W = Matrix::Ones(4, 2);
    const Vector b = Vector::Ones(2);
    for (const auto& variant : dense_forward_variants<double>) {
        CHECK_THROWS_WITH_AS(
            variant.function(X, Matrix::Ones(3, 2), b),
            "dense_forward: X is 3×4 but W is 3×2 (columns of X must equal rows of W)", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(X, W, Vector::Ones(4)),
                             "dense_forward: W is 4×2 but b has 4 entries", ShapeError);
    }
    for (const auto& variant : dense_backward_variants<double>) {
        CHECK_THROWS_AS(variant.function(X, Matrix::Ones(3, 2), Matrix::Ones(3, 2)), ShapeError);
        CHECK_THROWS_WITH_AS(
            variant.function(X, W, Matrix::Ones(2, 2)),
            "dense_backward: X is 3×4 and W is 4×2 but dL_dY is 2×2 (it must be 3×2)", ShapeError);
        CHECK_THROWS_AS(variant.function(X, W, Matrix::Ones(3, 4)), ShapeError);
    }
    for (const auto& variant : relu_backward_variants<double>)
        CHECK_THROWS_WITH_AS(variant.function(X, Matrix::Ones(4, 3)),
                             "relu_backward: X is 3×4 but dL_dY is 4×3", ShapeError);
    for (const auto& variant : softmax_cross_entropy_variants<double>) {
        CHECK_THROWS_AS(variant.function(X, Labels::Zero(4)), ShapeError);
        CHECK_THROWS_WITH_AS(
            variant.function(X, Labels{{0, 4, 1}}),
            "softmax_cross_entropy: labels(1) is 4, with 4 classes it must be from "
            "0 to 3",
            ValueError);
        CHECK_THROWS_AS(variant.function(X, Labels{{0, 1, -1}}), ValueError);
        CHECK_THROWS_AS(variant.function(Matrix(0, 3), Labels(0)), ValueError);
    }
    const auto refuses = [&](const auto& function, const std::string& name) {
        CHECK_THROWS_WITH_AS(function(Mlp<double>{}), (name + ": the model has no layer").c_str(),
                             ValueError);
        CHECK_THROWS_WITH_AS(function(Mlp<double>{{{W, b}, {Matrix::Ones(3, 2), b}}}),
                             (name + ": layers[0].W is 4×2 but layers[1].W is 3×2 (columns of "
                                     "layers[0].W must equal rows of layers[1].W)")
                                 .c_str(),
                             ShapeError);
        CHECK_THROWS_AS(function(Mlp<double>{{{Matrix::Ones(3, 2), b}}}), ShapeError);
        CHECK_THROWS_AS(function(Mlp<double>{{{W, Vector::Ones(4)}}}), ShapeError);
    };
    const Mlp<double> model{{{W, b}}};
    for (const auto& variant : mlp_logits_variants<double>)
        refuses([&](const Mlp<double>& m) { return variant.function(m, X); }, "mlp_logits");
    for (const auto& variant : mlp_gradients_variants<double>) {
        refuses([&](const Mlp<double>& m) { return variant.function(m, X, Labels::Zero(3)); },
                "mlp_gradients");
        CHECK_THROWS_AS(variant.function(model, X, Labels::Zero(2)), ShapeError);
        CHECK_THROWS_AS(variant.function(model, X, Labels::Constant(3, 2)), ValueError);
        CHECK_THROWS_AS(variant.function(model, Matrix(0, 4), Labels(0)), ValueError);
    }
    CHECK_THROWS_AS(initial_mlp<double>({3}, 1), ValueError);
    CHECK_THROWS_AS(initial_mlp<double>({3, 0, 2}, 1), ValueError);
}
