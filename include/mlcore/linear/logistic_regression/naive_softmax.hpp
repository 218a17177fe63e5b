// Several classes, one loop per sum of the formulas. The fit is Newton's method with all k(d + 1)
// parameters in one Hessian: n k²d² flops to form it and (kd)³/3 to solve, for each step.
#pragma once

#include "mlcore/linear/logistic_regression/checks.hpp"
#include "mlcore/linear/logistic_regression/interface.hpp"
#include "mlcore/linear/logistic_regression/naive.hpp"
#include "mlcore/linear/logistic_regression/newton.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::logistic_regression::naive {

inline ComputeSoftmaxGradient softmax_gradient;
inline SoftmaxLogLoss log_loss;
inline PredictSoftmaxProbability predict_probability;
inline PredictSoftmax predict;
inline FitSoftmax fit_softmax;

/// Z = XWᵀ + b, n×k
inline Matrix logits(MatrixView X, const SoftmaxModel& model) {
    const auto& [W, b] = model;
    Matrix Z(X.rows(), W.rows());
    for (Index i = 0; i < X.rows(); ++i)
        for (Index c = 0; c < W.rows(); ++c) {
            Z(i, c) = b(c);
            for (Index j = 0; j < X.cols(); ++j) Z(i, c) += X(i, j) * W(c, j);
        }
    return Z;
}

/// The largest entry of a row is subtracted first: the quotients stay, and no exponential
/// overflows.
inline Matrix softmax(const Matrix& Z) {
    Matrix P(Z.rows(), Z.cols());
    for (Index i = 0; i < Z.rows(); ++i) {
        const double largest = Z.row(i).maxCoeff();
        double sum = 0;
        for (Index c = 0; c < Z.cols(); ++c) sum += P(i, c) = std::exp(Z(i, c) - largest);
        for (Index c = 0; c < Z.cols(); ++c) P(i, c) /= sum;
    }
    return P;
}

/// log Σ_c e^{z_c} − z_y of row i, as log(1 + Σ_{c≠y} e^{z_c − z_y}): exact where the sum is tiny,
/// and where it overflows shifted by its largest term.
inline double softmax_loss_of(const Matrix& Z, Index i, int label) {
    const double shift = std::max(0.0, Z.row(i).maxCoeff() - Z(i, label));
    double others = 0;
    for (Index c = 0; c < Z.cols(); ++c)
        if (c != label) others += std::exp(Z(i, c) - Z(i, label) - shift);
    return shift + std::log1p(others + std::expm1(-shift));
}

/// 1 − P, each entry as the sum of the others of its row: where a row is nearly sure of its class,
/// what is left still has all its digits.
inline Matrix complement(const Matrix& P) {
    Matrix Q = Matrix::Zero(P.rows(), P.cols());
    for (Index i = 0; i < P.rows(); ++i)
        for (Index c = 0; c < P.cols(); ++c)
            for (Index a = 0; a < P.cols(); ++a)
                if (a != c) Q(i, c) += P(i, a);
    return Q;
}

inline Matrix predict_probability(MatrixView X, const SoftmaxModel& model) {
    detail::check_softmax_model("predict_probability", X, model);
    return softmax(logits(X, model));
}

inline Labels predict(MatrixView X, const SoftmaxModel& model) {
    detail::check_softmax_model("predict", X, model);
    const Matrix Z = logits(X, model);
    Labels y(X.rows());
    for (Index i = 0; i < y.size(); ++i) {
        Index best = 0;
        for (Index c = 1; c < Z.cols(); ++c)
            if (Z(i, c) > Z(i, best)) best = c;
        y(i) = static_cast<int>(best);
    }
    return y;
}

inline double log_loss(MatrixView X, LabelsView y, const SoftmaxModel& model) {
    detail::check_softmax_loss("log_loss", X, y, model);
    const Matrix Z = logits(X, model);
    double sum = 0;
    for (Index i = 0; i < y.size(); ++i) sum += softmax_loss_of(Z, i, y(i));
    return sum / static_cast<double>(y.size());
}

inline SoftmaxGradient softmax_gradient(MatrixView X, LabelsView y, const SoftmaxModel& model) {
    detail::check_softmax_loss("softmax_gradient", X, y, model);
    const Index k = model.intercepts.size(), d = X.cols();
    const auto n = static_cast<double>(y.size());
    const Matrix P = softmax(logits(X, model));
    SoftmaxGradient gradient{Matrix::Zero(k, d), Vector::Zero(k)};
    for (Index i = 0; i < y.size(); ++i)
        for (Index c = 0; c < k; ++c) {
            const double residual = P(i, c) - (y(i) == c ? 1 : 0);
            for (Index j = 0; j < d; ++j) gradient.coefficients(c, j) += residual * X(i, j) / n;
            gradient.intercepts(c) += residual / n;
        }
    return gradient;
}

/// Σ lossᵢ + ½ l2 ‖W‖², where Θ (k×(d + 1)) has W and, last, the intercepts.
inline double softmax_objective(const Matrix& Z, LabelsView y, const Matrix& theta, double l2) {
    double sum = 0;
    for (Index i = 0; i < y.size(); ++i) sum += softmax_loss_of(Z, i, y(i));
    for (Index c = 0; c < theta.rows(); ++c)
        for (Index j = 0; j + 1 < theta.cols(); ++j) sum += l2 / 2 * theta(c, j) * theta(c, j);
    return sum;
}

inline bool softmax_separates(const Matrix& Z, LabelsView y) {
    for (Index i = 0; i < y.size(); ++i)
        for (Index c = 0; c < Z.cols(); ++c)
            if (c != y(i) && Z(i, c) >= Z(i, y(i))) return false;
    return true;
}

// Newton. Adding a number to all intercepts (with l2 = 0: a vector to all rows of W) changes no
// probability, so the parameters are those of the first k − 1 classes, and the last class's are
// minus their sum: θ_K = −Σ θ_a, hence ∂/∂θ_a − ∂/∂θ_K.
inline SoftmaxModel fit_softmax(MatrixView X, LabelsView y, const FitOptions& options) {
    const Index n = X.rows(), d = X.cols(), k = detail::count_classes(y), K = k - 1;
    detail::check_fit("fit_softmax", X, y, k, options);
    Vector mean(d);
    for (Index j = 0; j < d; ++j) mean(j) = X(0, j) + (X.col(j).array() - X(0, j)).mean();
    const Matrix Z1 = centred_with_ones(X, mean);
    const auto at = [&](Index a, Index j) { return a * (d + 1) + j; };

    Matrix theta = Matrix::Zero(k, d + 1), Z = Matrix::Zero(n, k);
    for (int step = 0; step < detail::most_steps; ++step) {
        const Matrix P = softmax(Z), Q = complement(P);
        Vector g = Vector::Zero(K * (d + 1));
        Matrix H = Matrix::Zero(K * (d + 1), K * (d + 1));
        for (Index i = 0; i < n; ++i) {
            const auto residual = [&](Index a) { return y(i) == a ? -Q(i, a) : P(i, a); };
            const auto weight = [&](Index a, Index c) { // of the Hessian in all k classes
                return P(i, a) * (a == c ? Q(i, a) : -P(i, c));
            };
            for (Index a = 0; a < K; ++a)
                for (Index j = 0; j <= d; ++j)
                    g(at(a, j)) += (residual(a) - residual(K)) * Z1(i, j);
            for (Index a = 0; a < K; ++a)
                for (Index c = 0; c < K; ++c) {
                    const double w = weight(a, c) - weight(a, K) - weight(K, c) + weight(K, K);
                    for (Index j = 0; j <= d; ++j)
                        for (Index l = 0; l <= d; ++l)
                            H(at(a, j), at(c, l)) += w * Z1(i, j) * Z1(i, l);
                }
        }
        for (Index j = 0; j < d; ++j)
            for (Index a = 0; a < K; ++a) {
                g(at(a, j)) += options.l2 * (theta(a, j) - theta(K, j));
                for (Index c = 0; c < K; ++c)
                    H(at(a, j), at(c, j)) += options.l2 * (a == c ? 2 : 1);
            }

        Matrix direction = Matrix::Zero(k, d + 1);
        double slope = 0;
        try {
            const Vector solution = linalg::solve_positive_definite(H, g);
            slope = g.dot(solution);
            for (Index a = 0; a < K; ++a)
                for (Index j = 0; j <= d; ++j) {
                    direction(a, j) = solution(at(a, j));
                    direction(K, j) -= solution(at(a, j));
                }
        } catch (const linalg::NotPositiveDefinite&) {
            detail::throw_no_minimum("fit_softmax", options.l2);
        }
        const Matrix change = Z1 * direction.transpose();
        const double value = softmax_objective(Z, y, theta, options.l2);
        const double t = detail::step_length(value, slope, [&](double s) {
            return softmax_objective(Z - s * change, y, theta - s * direction, options.l2);
        });
        theta -= t * direction;
        Z -= t * change;
        if (options.l2 == 0 && softmax_separates(Z, y))
            detail::throw_no_minimum("fit_softmax", options.l2);
        if (detail::settled(t * change, Z, slope, value))
            return {theta.leftCols(d), theta.col(d) - theta.leftCols(d) * mean};
    }
    detail::throw_no_minimum("fit_softmax", options.l2);
}

} // namespace mlcore::logistic_regression::naive
