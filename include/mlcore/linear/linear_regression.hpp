// Linear regression and ridge: mlcore::linear_regression::fit, predict, and the functions they are
// made of.
//
//     const auto model = linear_regression::fit(X, y, {.l2 = 1});
//     const Vector y_hat = linear_regression::predict(X_new, model);
//     std::cout << model; // y = 3 + 2 x0 − 0.5 x1
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/linear/linear_regression/interface.hpp"
#include "mlcore/linear/linear_regression/naive.hpp"
#include "mlcore/linear/linear_regression/vectorized.hpp"

#include <cmath>
#include <ostream>

namespace mlcore::linear_regression {

inline const Variants<Predict> predict_variants{{"naive", naive::predict},
                                                {"vectorized", vectorized::predict}};
inline const Variants<MeanSquaredError> mse_variants{{"naive", naive::mse},
                                                     {"vectorized", vectorized::mse}};
inline const Variants<MseGradient> mse_gradient_variants{{"naive", naive::mse_gradient},
                                                         {"vectorized", vectorized::mse_gradient}};
inline const Variants<GradientDescent> gradient_descent_variants{
    {"naive", naive::gradient_descent}, {"vectorized", vectorized::gradient_descent}};
inline const Variants<FitRidge> fit_ridge_variants{{"naive", naive::fit_ridge},
                                                   {"vectorized", vectorized::fit_ridge}};
inline const Variants<HoldoutR2> holdout_r2_variants{{"naive", naive::holdout_r2},
                                                     {"vectorized", vectorized::holdout_r2}};

using vectorized::fit_ridge;
using vectorized::gradient_descent;
using vectorized::holdout_r2;
using vectorized::mse;
using vectorized::mse_gradient;
using vectorized::predict;

/// Least squares, or ridge where options.l2 > 0: fit_ridge with its options left out where they are
/// the defaults.
inline Model fit(MatrixView X, VectorView y, const RidgeOptions& options = {}) {
    return fit_ridge(X, y, options);
}

/// The model as an equation: "y = 3 + 2 x0 − 0.5 x1". Numbers as the stream formats them.
inline std::ostream& operator<<(std::ostream& out, const Model& model) {
    out << "y = " << model.intercept;
    for (Index j = 0; j < model.coefficients.size(); ++j) {
        const double coefficient = model.coefficients(j);
        out << (std::signbit(coefficient) ? " − " : " + ") << std::abs(coefficient) << " x" << j;
    }
    return out;
}

} // namespace mlcore::linear_regression
