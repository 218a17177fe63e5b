// What all variants share: the checks, when a column counts as constant, and the logarithm of a
// determinant.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/linalg/decompositions.hpp"
#include "mlcore/linalg/solve.hpp"

#include <cmath>
#include <limits>
#include <string>

namespace mlcore::statistics::detail {

inline void check_enough_rows(MatrixView X) {
    check_not_empty("covariance", "X", X);
    check_value("covariance", X.rows() >= 2, "X has 1 row, a sample covariance needs at least 2");
}

/// Whether a column with that mean and variance over n rows is constant but for the rounding of the
/// mean and of the sum of squares. scikit-learn's StandardScaler draws the line in the same place.
inline bool is_constant(double mean, double variance, Index n) {
    const double rounding = static_cast<double>(n) * std::numeric_limits<double>::epsilon();
    return variance <= rounding * variance + (rounding * mean) * (rounding * mean);
}

inline void check_gaussian(MatrixView X, VectorView mean, MatrixView covariance) {
    const char* name = "gaussian_log_pdf";
    check_columns_match(name, "X", X, "mean", mean);
    if (covariance.rows() != mean.size() || covariance.cols() != mean.size())
        throw ShapeError(std::string(name) + ": mean has " + std::to_string(mean.size()) +
                         " entries but covariance is " + shape_text(covariance));
    check_not_empty(name, "mean", mean);
    check_finite(name, "mean", mean);
    check_finite(name, "covariance", covariance);
    try {
        linalg::solve_positive_definite(covariance, Vector::Zero(mean.size()));
    } catch (const linalg::NotPositiveDefinite& error) {
        throw ValueError(std::string(name) + ": covariance is not positive definite (column " +
                         std::to_string(error.column) + " follows from those before it)");
    } catch (const ValueError&) {
        throw ValueError(std::string(name) + ": covariance is not symmetric");
    }
}

/// Σ = D R D with the deviations in D and ones on R's diagonal, R = V diag(values) Vᵀ. The
/// eigenvalues of R are accurate whatever the columns' units; those of Σ would not be, where units
/// are far apart.
struct Correlations {
    Vector deviations;            // d
    linalg::SymmetricEigen eigen; // of R
};

inline Correlations correlations(MatrixView covariance) {
    Correlations result{covariance.diagonal().cwiseSqrt(), {}};
    const Vector scale = result.deviations.cwiseInverse();
    result.eigen = linalg::symmetric_eigen(scale.asDiagonal() * covariance * scale.asDiagonal());
    // Positive by check_gaussian, but for rounding next to its limit.
    if (!(result.eigen.values(0) > 0))
        throw ValueError("gaussian_log_pdf: covariance is not positive definite");
    return result;
}

/// ln |Σ|: the determinant itself overflows or underflows in a few hundred dimensions.
inline double log_determinant(const Correlations& given) {
    double sum = 0;
    for (Index j = 0; j < given.deviations.size(); ++j)
        sum += 2 * std::log(given.deviations(j)) + std::log(given.eigen.values(j));
    return sum;
}

inline void check_posterior(MatrixView log_likelihoods, VectorView priors) {
    const char* name = "posterior";
    check_columns_match(name, "log_likelihoods", log_likelihoods, "priors", priors);
    check_finite(name, "priors", priors);
    for (Index k = 0; k < priors.size(); ++k)
        check_value(name, priors(k) >= 0, "priors(" + std::to_string(k) + ") is negative");
    check_value(name, std::abs(priors.sum() - 1) <= 1e-9,
                "priors sum to " + std::to_string(priors.sum()) + ", they must sum to 1");
    for (Index i = 0; i < log_likelihoods.rows(); ++i)
        for (Index k = 0; k < log_likelihoods.cols(); ++k)
            if (!(log_likelihoods(i, k) < std::numeric_limits<double>::infinity()))
                throw ValueError(std::string(name) + ": log_likelihoods(" + std::to_string(i) +
                                 ", " + std::to_string(k) + ") is NaN or +∞");
}

[[noreturn]] inline void throw_impossible(Index row) {
    throw ValueError("posterior: row " + std::to_string(row) +
                     " is impossible under every class that has a positive prior");
}

} // namespace mlcore::statistics::detail
