// One loop per sum of the formulas.
#pragma once

#include "mlcore/foundations/statistics/checks.hpp"
#include "mlcore/foundations/statistics/interface.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace mlcore::statistics::naive {

inline Mean mean;
inline Covariance covariance;
inline Standardize standardize;
inline GaussianLogPdf gaussian_log_pdf;
inline Posterior posterior;

// As first row + mean distance from it. A constant column comes out exactly, where a sum of 0.1s
// would already be rounded, and a column far from zero keeps the digits that tell its rows apart.
inline Vector mean(MatrixView X) {
    check_not_empty("mean", "X", X);
    check_finite("mean", "X", X);
    Vector means(X.cols());
    for (Index j = 0; j < X.cols(); ++j) {
        double sum = 0;
        for (Index i = 0; i < X.rows(); ++i) sum += X(i, j) - X(0, j);
        means(j) = X(0, j) + sum / static_cast<double>(X.rows());
    }
    return means;
}

// Two passes: Σxy − n x̄ȳ would need only one, and subtract two huge numbers that are nearly equal.
inline Matrix covariance(MatrixView X) {
    detail::check_enough_rows(X);
    check_finite("covariance", "X", X);
    const Vector means = mean(X);
    Matrix S(X.cols(), X.cols());
    for (Index j = 0; j < X.cols(); ++j)
        for (Index k = 0; k < X.cols(); ++k) {
            double sum = 0;
            for (Index i = 0; i < X.rows(); ++i) sum += (X(i, j) - means(j)) * (X(i, k) - means(k));
            S(j, k) = sum / static_cast<double>(X.rows() - 1);
        }
    return S;
}

inline Matrix standardize(MatrixView X) {
    check_not_empty("standardize", "X", X);
    check_finite("standardize", "X", X);
    const Vector means = mean(X);
    Matrix Z(X.rows(), X.cols());
    for (Index j = 0; j < X.cols(); ++j) {
        double variance = 0;
        for (Index i = 0; i < X.rows(); ++i)
            variance += (X(i, j) - means(j)) * (X(i, j) - means(j)) / static_cast<double>(X.rows());
        const bool constant = detail::is_constant(means(j), variance, X.rows());
        const double deviation = constant ? 1 : std::sqrt(variance);
        for (Index i = 0; i < X.rows(); ++i) Z(i, j) = (X(i, j) - means(j)) / deviation;
    }
    return Z;
}

inline Vector gaussian_log_pdf(MatrixView X, VectorView mean, MatrixView covariance) {
    detail::check_gaussian(X, mean, covariance);
    check_finite("gaussian_log_pdf", "X", X);
    const Index n = X.rows(), d = X.cols();
    Matrix centred(d, n); // one column for each row of X
    for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < d; ++j) centred(j, i) = X(i, j) - mean(j);
    const Matrix solved = linalg::solve_positive_definite(covariance, centred); // Σ⁻¹(x − μ)
    const double constant = static_cast<double>(d) * std::log(2 * std::numbers::pi) +
                            detail::log_determinant(detail::correlations(covariance));
    Vector log_densities(n);
    for (Index i = 0; i < n; ++i) {
        double distance = 0; // (x − μ)ᵀ Σ⁻¹ (x − μ), the squared Mahalanobis distance
        for (Index j = 0; j < d; ++j) distance += centred(j, i) * solved(j, i);
        log_densities(i) = -0.5 * (constant + distance);
    }
    return log_densities;
}

// With the largest exponent subtracted first, one term of the sum is e⁰ = 1: nothing overflows, and
// what underflows is too small to matter.
inline Matrix posterior(MatrixView log_likelihoods, VectorView priors) {
    detail::check_posterior(log_likelihoods, priors);
    const Index n = log_likelihoods.rows(), K = priors.size();
    Matrix P(n, K);
    for (Index i = 0; i < n; ++i) {
        double largest = -std::numeric_limits<double>::infinity();
        for (Index k = 0; k < K; ++k) {
            P(i, k) = std::log(priors(k)) + log_likelihoods(i, k); // of the joint probability
            largest = std::max(largest, P(i, k));
        }
        if (std::isinf(largest)) detail::throw_impossible(i);
        double sum = 0;
        for (Index k = 0; k < K; ++k) {
            P(i, k) = std::exp(P(i, k) - largest);
            sum += P(i, k);
        }
        for (Index k = 0; k < K; ++k) P(i, k) /= sum;
    }
    return P;
}

} // namespace mlcore::statistics::naive
