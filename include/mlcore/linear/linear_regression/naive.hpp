// One loop per sum of the formulas.
#pragma once

#include "mlcore/linear/linear_regression/checks.hpp"
#include "mlcore/linear/linear_regression/interface.hpp"

namespace mlcore::linear_regression::naive {

inline Predict predict;
inline MeanSquaredError mse;
inline MseGradient mse_gradient;
inline GradientDescent gradient_descent;
inline FitRidge fit_ridge;
inline HoldoutR2 holdout_r2;

inline Vector predict(MatrixView X, const Model& model) {
    check_columns_match("predict", "X", X, "coefficients", model.coefficients);
    Vector predictions(X.rows());
    for (Index i = 0; i < X.rows(); ++i) {
        double sum = model.intercept;
        for (Index j = 0; j < X.cols(); ++j) sum += X(i, j) * model.coefficients(j);
        predictions(i) = sum;
    }
    return predictions;
}

inline double mse(MatrixView X, VectorView y, const Model& model) {
    detail::check_loss("mse", X, y, model);
    const Vector predictions = predict(X, model);
    double sum = 0;
    for (Index i = 0; i < y.size(); ++i) {
        const double residual = predictions(i) - y(i);
        sum += residual * residual;
    }
    return sum / static_cast<double>(y.size());
}

inline Gradient mse_gradient(MatrixView X, VectorView y, const Model& model) {
    detail::check_loss("mse_gradient", X, y, model);
    const Vector predictions = predict(X, model);
    const double scale = 2 / static_cast<double>(y.size());
    Gradient gradient{Vector::Zero(X.cols()), 0};
    for (Index i = 0; i < X.rows(); ++i) {
        const double residual = predictions(i) - y(i);
        for (Index j = 0; j < X.cols(); ++j) gradient.coefficients(j) += scale * residual * X(i, j);
        gradient.intercept += scale * residual;
    }
    return gradient;
}

inline Model gradient_descent(MatrixView X, VectorView y, const DescentOptions& options) {
    detail::check_descent(X, y, options);
    Model model{Vector::Zero(X.cols()), 0};
    for (int step = 0; step < options.iterations; ++step) {
        const Gradient gradient = mse_gradient(X, y, model);
        for (Index j = 0; j < X.cols(); ++j)
            model.coefficients(j) -= options.learning_rate * gradient.coefficients(j);
        model.intercept -= options.learning_rate * gradient.intercept;
    }
    detail::check_converged(model, options);
    return model;
}

/// The mean of `values`, as first entry + mean distance from it: a constant far from zero comes out
/// exactly, and the sum does not lose the digits that tell the entries apart.
inline double mean(VectorView values) {
    double sum = 0;
    for (Index i = 0; i < values.size(); ++i) sum += values(i) - values(0);
    return values(0) + sum / static_cast<double>(values.size());
}

// The derivative by b is zero where b = ȳ − x̄ᵀβ. With that put in, b is gone from the problem and
// the columns stand centred: (XᶜᵀXᶜ + λI) β = Xᶜᵀyᶜ.
inline Model fit_ridge(MatrixView X, VectorView y, const RidgeOptions& options) {
    detail::check_ridge(X, y, options);
    const Index n = X.rows(), d = X.cols();
    Vector x_mean(d);
    for (Index j = 0; j < d; ++j) x_mean(j) = mean(X.col(j));
    const double y_mean = mean(y);

    Matrix A = Matrix::Zero(d, d);
    Vector b = Vector::Zero(d);
    for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < d; ++j) {
            const double x = X(i, j) - x_mean(j);
            for (Index k = 0; k < d; ++k) A(j, k) += x * (X(i, k) - x_mean(k));
            b(j) += x * (y(i) - y_mean);
        }
    for (Index j = 0; j < d; ++j) A(j, j) += options.l2;

    Model model{detail::solve_normal_equations(A, b, options), y_mean};
    for (Index j = 0; j < d; ++j) model.intercept -= x_mean(j) * model.coefficients(j);
    return model;
}

inline double holdout_r2(MatrixView X_train, VectorView y_train, MatrixView X_test,
                         VectorView y_test, const RidgeOptions& options) {
    detail::check_test_rows(X_test, y_test);
    const Model model = fit_ridge(X_train, y_train, options);
    const Vector predictions = predict(X_test, model);
    const double y_mean = mean(y_test);
    double unexplained = 0, total = 0;
    for (Index i = 0; i < y_test.size(); ++i) {
        unexplained += (y_test(i) - predictions(i)) * (y_test(i) - predictions(i));
        total += (y_test(i) - y_mean) * (y_test(i) - y_mean);
    }
    return 1 - unexplained / total;
}

} // namespace mlcore::linear_regression::naive
