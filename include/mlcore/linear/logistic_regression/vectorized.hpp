// What changed against naive:
//
// - sigmoid, log_loss: exponentials and logarithms of several rows at once in SIMD registers,
//   without a branch. The gain is that of the exponential: about the width of a register.
// - gradient: Xβ and Xᵀr both need all of X; block by block, X crosses memory once, not twice.
// - fit: the same Newton steps. The Hessian, nearly all of the work, is a symmetric product of
//   blocks of rows that are scaled by the roots of their weights (half the multiplications,
//   register tiles). Compute-bound for large d: expect the largest gain.
#pragma once

#include "mlcore/linear/logistic_regression/checks.hpp"
#include "mlcore/linear/logistic_regression/interface.hpp"
#include "mlcore/linear/logistic_regression/newton.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::logistic_regression::vectorized {

inline Sigmoid sigmoid;
inline PredictProbability predict_probability;
inline Predict predict;
inline LogLoss log_loss;
inline LogLossGradient gradient;
inline Fit fit;

// Where e^−z overflows it is infinite, and one over it 0, which is what σ(z) is to a double there.
inline Vector sigmoid(VectorView z) { return (1 + (-z.array()).exp()).inverse(); }

inline Vector logits(MatrixView X, const Model& model) {
    Vector z = Vector::Constant(X.rows(), model.intercept);
    z.noalias() += X * model.coefficients;
    return z;
}

inline Vector predict_probability(MatrixView X, const Model& model) {
    check_columns_match("predict_probability", "X", X, "coefficients", model.coefficients);
    return sigmoid(logits(X, model));
}

inline Labels predict(MatrixView X, const Model& model) {
    check_columns_match("predict", "X", X, "coefficients", model.coefficients);
    return (logits(X, model).array() > 0).cast<int>();
}

/// −1 for label 1, +1 for label 0: log(1 + e^{sz}) is a row's loss and s·σ(sz) its residual
/// σ(z) − y, to all digits where it is nearly 0.
inline Eigen::ArrayXd signs(LabelsView y) { return 1 - 2 * y.array().cast<double>(); }

/// log(a + b) for positive numbers, to all digits also where a is 1 and b so small that a + b
/// rounds to 1: what rounding takes from w = a + b is put back, log(w + δ) = log w + δ/w. (That is
/// what log1p is for, which has no SIMD version here.)
template <class A, class B>
Eigen::ArrayXd log_of_sum(const Eigen::ArrayBase<A>& a, const Eigen::ArrayBase<B>& b) {
    const Eigen::ArrayXd w = a + b;
    return w.log() + (b - (w - a)) / w;
}

/// Σ log(1 + e^u), from log(1 + e^u) = max(u, 0) + log(1 + e^−|u|).
inline double sum_softplus(const Eigen::ArrayXd& u) {
    const Eigen::ArrayXd e = (-u.abs()).exp();
    return (u.max(0) + log_of_sum(Eigen::ArrayXd::Ones(u.size()), e)).sum();
}

/// Calls body(first, rows) for blocks of rows of X that stay in the second-level cache.
template <class Body>
void for_each_block(MatrixView X, Body&& body) {
    constexpr Index block_entries = 16'384; // 128 KB
    const Index rows = std::max<Index>(16, block_entries / std::max<Index>(1, X.cols()));
    for (Index first = 0; first < X.rows(); first += rows)
        body(first, std::min(rows, X.rows() - first));
}

inline double log_loss(MatrixView X, LabelsView y, const Model& model) {
    detail::check_loss("log_loss", X, y, model);
    const Eigen::ArrayXd u = signs(y) * logits(X, model).array();
    return sum_softplus(u) / static_cast<double>(y.size());
}

inline Gradient gradient(MatrixView X, LabelsView y, const Model& model) {
    detail::check_loss("gradient", X, y, model);
    Gradient result{Vector::Zero(X.cols()), 0};
    Vector z, residuals;
    for_each_block(X, [&](Index first, Index rows) {
        const auto block = X.middleRows(first, rows);
        z.setConstant(rows, model.intercept);
        z.noalias() += block * model.coefficients;
        residuals = sigmoid(z) - y.segment(first, rows).cast<double>();
        result.coefficients.noalias() += block.transpose() * residuals;
        result.intercept += residuals.sum();
    });
    const auto n = static_cast<double>(y.size());
    return {result.coefficients / n, result.intercept / n};
}

/// The columns' means, as distances from the first row for the digits' sake.
inline Vector column_means(MatrixView X) {
    Vector sum = Vector::Zero(X.cols());
    for (Index i = 0; i < X.rows(); ++i) sum += (X.row(i) - X.row(0)).transpose();
    return X.row(0).transpose() + sum / static_cast<double>(X.rows());
}

/// g = Zᵀ(p − y) and H = Zᵀ diag(p(1 − p)) Z for the centred columns and a last one of ones.
struct Quadratic {
    Vector g;
    Matrix H;

    explicit Quadratic(Index d) : g(d + 1), H(d + 1, d + 1) {}

    void compute(const Matrix& centred, const Vector& z, const Eigen::ArrayXd& s) {
        const Index d = centred.cols();
        g.setZero();
        H.setZero();
        for_each_block(centred, [&](Index first, Index rows) {
            const auto block = centred.middleRows(first, rows);
            const auto z_block = z.segment(first, rows).array();
            const auto s_block = s.segment(first, rows);
            residual = s_block / (1 + (-s_block * z_block).exp());
            exponential = (-z_block.abs()).exp();
            weight = exponential / (1 + exponential).square();
            scaled = block.array().colwise() * weight.array().sqrt();
            H.topLeftCorner(d, d).selfadjointView<Eigen::Lower>().rankUpdate(scaled.transpose());
            H.row(d).head(d).noalias() += weight.transpose() * block;
            H(d, d) += weight.sum();
            g.head(d).noalias() += block.transpose() * residual;
            g(d) += residual.sum();
        });
        H.triangularView<Eigen::StrictlyUpper>() = H.transpose();
    }

private:
    Vector residual, weight;
    Eigen::ArrayXd exponential;
    Matrix scaled;
};

inline Model fit(MatrixView X, LabelsView y, const FitOptions& options) {
    detail::check_fit("fit", X, y, 2, options);
    const Index n = X.rows(), d = X.cols();
    const double l2 = options.l2;
    const Vector mean = column_means(X);
    const Matrix centred = X.rowwise() - mean.transpose();
    const Eigen::ArrayXd s = signs(y);
    const auto objective = [&](const Vector& z, const Vector& theta) {
        return sum_softplus(s * z.array()) + l2 / 2 * theta.head(d).squaredNorm();
    };

    Quadratic quadratic(d);
    Vector theta = Vector::Zero(d + 1), z = Vector::Zero(n), direction;
    for (int step = 0; step < detail::most_steps; ++step) {
        quadratic.compute(centred, z, s);
        quadratic.g.head(d) += l2 * theta.head(d);
        quadratic.H.diagonal().head(d).array() += l2;
        try {
            direction = linalg::solve_positive_definite(quadratic.H, quadratic.g);
        } catch (const linalg::NotPositiveDefinite&) { // no weight is left: z runs to infinity
            detail::throw_no_minimum("fit", l2);
        }
        const Vector change = (centred * direction.head(d)).array() + direction(d);
        const double value = objective(z, theta), slope = quadratic.g.dot(direction);
        const double t = detail::step_length(value, slope, [&](double length) -> double {
            return objective(z - length * change, theta - length * direction);
        });
        theta -= t * direction;
        z -= t * change;
        if (l2 == 0 && (s * z.array() < 0).all()) detail::throw_no_minimum("fit", l2);
        if (detail::settled(t * change, z, slope, value))
            return {theta.head(d), theta(d) - mean.dot(theta.head(d))};
    }
    detail::throw_no_minimum("fit", l2);
}

} // namespace mlcore::logistic_regression::vectorized
