// Linear regression: a number predicted as a weighted sum of features.
//
//     ŷ = X β + b                                                 n rows, d features
//     MSE(β, b) = (1/n) Σᵢ (ŷᵢ − yᵢ)²
//     ∂MSE/∂β = (2/n) Xᵀ(ŷ − y)      ∂MSE/∂b = (2/n) Σᵢ (ŷᵢ − yᵢ)
//     ridge: the (β, b) that make  Σᵢ (ŷᵢ − yᵢ)² + λ ‖β‖²  smallest; b is not penalised
//     R² = 1 − Σᵢ (yᵢ − ŷᵢ)² / Σᵢ (yᵢ − ȳ)²
//
// Sources: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2nd ed., 2009),
// sections 3.2 and 3.4.1 (equation 3.41); Hoerl and Kennard, Ridge regression (1970).
#pragma once

#include "mlcore/core/types.hpp"

namespace mlcore::linear_regression {

/// What a fit returns: ŷ = X coefficients + intercept.
struct Model {
    Vector coefficients;  ///< β, one for each column of X
    double intercept = 0; ///< b

    static constexpr const char* model_name = "linear_regression"; ///< core/model_file.hpp
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("coefficients", self.coefficients);
        visit("intercept", self.intercept);
    }
};

/// The derivatives of a loss by a model's parameters, in the same shape as the model.
struct Gradient {
    Vector coefficients;  ///< ∂loss/∂β, one for each column of X
    double intercept = 0; ///< ∂loss/∂b

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("coefficients", self.coefficients);
        visit("intercept", self.intercept);
    }
};

struct DescentOptions {
    double learning_rate = 0.1; ///< η > 0; diverges beyond 2 / (the MSE's largest curvature)
    int iterations = 100;       ///< steps taken, ≥ 0

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("learning_rate", self.learning_rate);
        visit("iterations", self.iterations);
    }
};

struct RidgeOptions {
    double l2 = 0; ///< λ ≥ 0, in the units of Σ residual², not of their mean; 0 is least squares

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("l2", self.l2);
    }
};

/// The predictions Xβ + b, one for each row of X (n×d). No rows give no predictions.
/// Throws ShapeError unless the model has d coefficients. Cost: 2nd flops.
using Predict = Vector(MatrixView X, const Model& model);

/// The mean over the rows of the squared residual; y has n entries.
/// Throws ShapeError where the shapes do not fit, ValueError where there are no rows. Cost: 2nd
/// flops.
using MeanSquaredError = double(MatrixView X, VectorView y, const Model& model);

/// The gradient of the mean squared error at `model`. Throws as MeanSquaredError. Cost: 4nd flops.
using MseGradient = Gradient(MatrixView X, VectorView y, const Model& model);

/// Gradient descent on the mean squared error from β = 0, b = 0: in each step every parameter moves
/// by −learning_rate times its derivative, all derivatives taken at the same point.
/// Throws ShapeError where the shapes do not fit, and ValueError where there are no rows, an entry
/// is NaN or infinite, an option is out of its range, or the steps diverged beyond what a double
/// holds. Cost: 4nd flops an iteration.
using GradientDescent = Model(MatrixView X, VectorView y, const DescentOptions& options);

/// The exact minimiser of Σ residual² + l2·‖coefficients‖². The intercept is not penalised, so
/// adding a number to a column or to y changes no coefficient; a column may be as far from zero as
/// 1e8 times its spread. Throws ShapeError where the shapes do not fit, and ValueError where there
/// are no rows, an entry is NaN or infinite, l2 is negative, or the answer is not unique: with l2 =
/// 0 a column that is constant or follows from the others (always so where n ≤ d), to about six
/// digits of its spread. Cost: nd² + d³/3 flops.
using FitRidge = Model(MatrixView X, VectorView y, const RidgeOptions& options);

/// Fits by ridge on the training rows and returns R² on the test rows: 1 is perfect, 0 as good as
/// always answering the test rows' mean, below 0 worse. R² is not defined where all y_test are
/// equal. Throws as Predict and FitRidge, and ValueError where y_test is empty or all equal.
using HoldoutR2 = double(MatrixView X_train, VectorView y_train, MatrixView X_test,
                         VectorView y_test, const RidgeOptions& options);

} // namespace mlcore::linear_regression
