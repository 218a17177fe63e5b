// What changed against naive: sums are matrix products, and each block of rows is used for all it
// is needed for while it is in the cache.
//
// - predict, mse: one matrix–vector product. Eigen multiplies several rows at once in SIMD
// registers.
//   Bound by reading X, so the gain shrinks to the memory's speed once X has left the cache.
// - mse_gradient: Xβ and Xᵀr both need all of X. Block by block, X crosses memory once, not twice.
// - fit_ridge: a block is centred into a small buffer and added to XᶜᵀXᶜ as a symmetric product
//   (half the multiplications, register tiles). Compute-bound for large d: expect the largest gain.
#pragma once

#include "mlcore/linear/linear_regression/checks.hpp"
#include "mlcore/linear/linear_regression/interface.hpp"

#include <algorithm>

namespace mlcore::linear_regression::vectorized {

inline Predict predict;
inline MeanSquaredError mse;
inline MseGradient mse_gradient;
inline GradientDescent gradient_descent;
inline FitRidge fit_ridge;
inline HoldoutR2 holdout_r2;

/// Calls body(first, rows) for blocks of rows of X that stay in the second-level cache.
template <class Body>
void for_each_block(MatrixView X, Body&& body) {
    constexpr Index block_entries = 16'384; // 128 KB
    const Index rows = std::max<Index>(16, block_entries / std::max<Index>(1, X.cols()));
    for (Index first = 0; first < X.rows(); first += rows)
        body(first, std::min(rows, X.rows() - first));
}

inline Vector predict(MatrixView X, const Model& model) {
    check_columns_match("predict", "X", X, "coefficients", model.coefficients);
    Vector predictions = Vector::Constant(X.rows(), model.intercept);
    predictions.noalias() += X * model.coefficients;
    return predictions;
}

inline double mse(MatrixView X, VectorView y, const Model& model) {
    detail::check_loss("mse", X, y, model);
    return (predict(X, model) - y).squaredNorm() / static_cast<double>(y.size());
}

inline Gradient mse_gradient(MatrixView X, VectorView y, const Model& model) {
    detail::check_loss("mse_gradient", X, y, model);
    const double scale = 2 / static_cast<double>(y.size());
    Gradient gradient{Vector::Zero(X.cols()), 0};
    Vector residuals;
    for_each_block(X, [&](Index first, Index rows) {
        const auto block = X.middleRows(first, rows);
        residuals = (model.intercept - y.segment(first, rows).array()).matrix();
        residuals.noalias() += block * model.coefficients;
        gradient.coefficients.noalias() += scale * (block.transpose() * residuals);
        gradient.intercept += scale * residuals.sum();
    });
    return gradient;
}

inline Model gradient_descent(MatrixView X, VectorView y, const DescentOptions& options) {
    detail::check_descent(X, y, options);
    Model model{Vector::Zero(X.cols()), 0};
    for (int step = 0; step < options.iterations; ++step) {
        const Gradient gradient = mse_gradient(X, y, model);
        model.coefficients -= options.learning_rate * gradient.coefficients;
        model.intercept -= options.learning_rate * gradient.intercept;
    }
    detail::check_converged(model, options);
    return model;
}

inline Model fit_ridge(MatrixView X, VectorView y, const RidgeOptions& options) {
    detail::check_ridge(X, y, options);
    const auto n = static_cast<double>(X.rows());
    const Index d = X.cols();
    // Means as distances from the first row, for the digits' sake (see naive::mean).
    const double y_mean = y(0) + (y.array() - y(0)).sum() / n;
    Vector x_mean = Vector::Zero(d);
    for (Index i = 0; i < X.rows(); ++i) x_mean += (X.row(i) - X.row(0)).transpose();
    x_mean = X.row(0).transpose() + x_mean / n;

    Matrix A = Matrix::Zero(d, d);
    Vector b = Vector::Zero(d);
    Matrix centred;
    for_each_block(X, [&](Index first, Index rows) {
        centred = X.middleRows(first, rows).rowwise() - x_mean.transpose();
        A.selfadjointView<Eigen::Lower>().rankUpdate(centred.transpose());
        b.noalias() += centred.transpose() * (y.segment(first, rows).array() - y_mean).matrix();
    });
    A.triangularView<Eigen::StrictlyUpper>() = A.transpose();
    A.diagonal().array() += options.l2;

    const Vector coefficients = detail::solve_normal_equations(A, b, options);
    return {coefficients, y_mean - x_mean.dot(coefficients)};
}

inline double holdout_r2(MatrixView X_train, VectorView y_train, MatrixView X_test,
                         VectorView y_test, const RidgeOptions& options) {
    detail::check_test_rows(X_test, y_test);
    const Model model = fit_ridge(X_train, y_train, options);
    const double unexplained = (y_test - predict(X_test, model)).squaredNorm();
    return 1 - unexplained / (y_test.array() - y_test.mean()).matrix().squaredNorm();
}

} // namespace mlcore::linear_regression::vectorized
