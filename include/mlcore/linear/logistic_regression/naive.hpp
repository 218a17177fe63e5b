// One loop per sum of the formulas, and Newton's method with the Hessian written out.
#pragma once

#include "mlcore/linear/logistic_regression/checks.hpp"
#include "mlcore/linear/logistic_regression/interface.hpp"
#include "mlcore/linear/logistic_regression/newton.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::logistic_regression::naive {

inline Sigmoid sigmoid;
inline PredictProbability predict_probability;
inline Predict predict;
inline LogLoss log_loss;
inline LogLossGradient gradient;
inline Fit fit;

/// Never an exponential of a positive number, so nothing overflows.
inline double sigmoid_of(double z) {
    if (z >= 0) return 1 / (1 + std::exp(-z));
    const double e = std::exp(z);
    return e / (1 + e);
}

inline Vector sigmoid(VectorView z) {
    Vector p(z.size());
    for (Index i = 0; i < z.size(); ++i) p(i) = sigmoid_of(z(i));
    return p;
}

/// z = Xβ + b
inline Vector logits(MatrixView X, const Model& model) {
    Vector z(X.rows());
    for (Index i = 0; i < X.rows(); ++i) {
        z(i) = model.intercept;
        for (Index j = 0; j < X.cols(); ++j) z(i) += X(i, j) * model.coefficients(j);
    }
    return z;
}

inline Vector predict_probability(MatrixView X, const Model& model) {
    check_columns_match("predict_probability", "X", X, "coefficients", model.coefficients);
    return sigmoid(logits(X, model));
}

inline Labels predict(MatrixView X, const Model& model) {
    check_columns_match("predict", "X", X, "coefficients", model.coefficients);
    const Vector z = logits(X, model);
    Labels y(z.size());
    for (Index i = 0; i < z.size(); ++i) y(i) = z(i) > 0 ? 1 : 0;
    return y;
}

/// log(1 + e^z), which is z + log(1 + e^−z): the form whose exponential cannot overflow.
inline double softplus(double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); }

/// −log of the probability of what happened: −log σ(z) = log(1 + e^−z), −log(1 − σ(z)) = log(1 +
/// e^z).
inline double loss_of(double z, int label) { return softplus(label == 1 ? -z : z); }

inline double log_loss(MatrixView X, LabelsView y, const Model& model) {
    detail::check_loss("log_loss", X, y, model);
    const Vector z = logits(X, model);
    double sum = 0;
    for (Index i = 0; i < y.size(); ++i) sum += loss_of(z(i), y(i));
    return sum / static_cast<double>(y.size());
}

inline Gradient gradient(MatrixView X, LabelsView y, const Model& model) {
    detail::check_loss("gradient", X, y, model);
    const Vector z = logits(X, model);
    const auto n = static_cast<double>(y.size());
    Gradient result{Vector::Zero(X.cols()), 0};
    for (Index i = 0; i < y.size(); ++i) {
        const double residual = sigmoid_of(z(i)) - y(i);
        for (Index j = 0; j < X.cols(); ++j) result.coefficients(j) += residual * X(i, j) / n;
        result.intercept += residual / n;
    }
    return result;
}

/// σ(z) − y without the cancellation of 1 − 1: where a row is nearly sure, its residual still has
/// all its digits.
inline double residual_of(double z, int label) {
    return label == 1 ? -sigmoid_of(-z) : sigmoid_of(z);
}

/// X with a mean of 0 in every column, and a last column of ones for the intercept. The shift is
/// the intercept's affair alone, and the Hessian keeps its digits where columns are far from zero.
inline Matrix centred_with_ones(MatrixView X, const Vector& mean) {
    Matrix Z(X.rows(), X.cols() + 1);
    for (Index i = 0; i < X.rows(); ++i) {
        for (Index j = 0; j < X.cols(); ++j) Z(i, j) = X(i, j) - mean(j);
        Z(i, X.cols()) = 1;
    }
    return Z;
}

/// Σ lossᵢ + ½ l2 ‖β‖², where θ = (β, b).
inline double objective(const Vector& z, LabelsView y, const Vector& theta, double l2) {
    double sum = 0;
    for (Index i = 0; i < y.size(); ++i) sum += loss_of(z(i), y(i));
    for (Index j = 0; j + 1 < theta.size(); ++j) sum += l2 / 2 * theta(j) * theta(j);
    return sum;
}

inline bool separates(const Vector& z, LabelsView y) {
    for (Index i = 0; i < y.size(); ++i)
        if (y(i) == 1 ? z(i) <= 0 : z(i) >= 0) return false;
    return true;
}

// Newton: θ ← θ − H⁻¹g with g = Zᵀ(p − y) + l2 (β, 0) and H = Zᵀ diag(p(1 − p)) Z + l2 diag(1, …,
// 1, 0).
inline Model fit(MatrixView X, LabelsView y, const FitOptions& options) {
    detail::check_fit("fit", X, y, 2, options);
    const Index n = X.rows(), d = X.cols();
    Vector mean = Vector::Zero(d);
    for (Index j = 0; j < d; ++j) {
        for (Index i = 0; i < n; ++i) mean(j) += (X(i, j) - X(0, j)) / static_cast<double>(n);
        mean(j) += X(0, j);
    }
    const Matrix Z = centred_with_ones(X, mean);

    Vector theta = Vector::Zero(d + 1), z = Vector::Zero(n);
    for (int step = 0; step < detail::most_steps; ++step) {
        Vector g = Vector::Zero(d + 1);
        Matrix H = Matrix::Zero(d + 1, d + 1);
        for (Index i = 0; i < n; ++i) {
            const double residual = residual_of(z(i), y(i));
            const double weight = sigmoid_of(z(i)) * sigmoid_of(-z(i));
            for (Index j = 0; j <= d; ++j) {
                g(j) += residual * Z(i, j);
                for (Index k = 0; k <= d; ++k) H(j, k) += weight * Z(i, j) * Z(i, k);
            }
        }
        for (Index j = 0; j < d; ++j) {
            g(j) += options.l2 * theta(j);
            H(j, j) += options.l2;
        }

        Vector direction;
        try {
            direction = linalg::solve_positive_definite(H, g);
        } catch (const linalg::NotPositiveDefinite&) { // no weight is left: z runs to infinity
            detail::throw_no_minimum("fit", options.l2);
        }
        const Vector change = Z * direction;
        const double value = objective(z, y, theta, options.l2), slope = g.dot(direction);
        const double t = detail::step_length(value, slope, [&](double s) {
            return objective(z - s * change, y, theta - s * direction, options.l2);
        });
        theta -= t * direction;
        z -= t * change;
        if (options.l2 == 0 && separates(z, y)) detail::throw_no_minimum("fit", options.l2);
        if (detail::settled(t * change, z, slope, value)) {
            Model model{theta.head(d), theta(d)};
            for (Index j = 0; j < d; ++j) model.intercept -= mean(j) * theta(j);
            return model;
        }
    }
    detail::throw_no_minimum("fit", options.l2);
}

} // namespace mlcore::logistic_regression::naive
