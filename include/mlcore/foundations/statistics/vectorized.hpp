// What changed against naive: X is read in the order in which it lies in memory, a block of rows at
// a time, and each block is used for all it is needed for while it is in the cache. Whether an
// entry was NaN or infinite is seen from the result, where it must show; only then is X searched
// for it.
//
// - mean: sums run over all columns at once, and over several rows where columns are few, in SIMD
//   registers. Bound by reading X.
// - covariance: one pass instead of d². Each block is centred on its own mean and multiplied with
//   itself as a symmetric product, and the blocks' means and scatters are then joined exactly
//   (Chan, Golub and LeVeque, Algorithms for computing the sample variance, 1983, equation 2.1b).
//   Compute-bound for large d: expect the largest gain.
// - standardize: three passes like that of mean, the last of which writes.
// - gaussian_log_pdf: with Σ = W⁻ᵀW⁻¹ the distance is ‖(x − μ)ᵀW‖², so a block needs one product
//   instead of a triangular solve for each row.
// - posterior: a block is turned on its side, so that exponentials are computed for many samples at
//   once and not for K classes of one.
#pragma once

#include "mlcore/foundations/statistics/checks.hpp"
#include "mlcore/foundations/statistics/interface.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace mlcore::statistics::vectorized {

inline Mean mean;
inline Covariance covariance;
inline Standardize standardize;
inline GaussianLogPdf gaussian_log_pdf;
inline Posterior posterior;

/// Calls body(first, rows) for blocks of rows of X that stay in the second-level cache.
template <class Body>
void for_each_block(MatrixView X, Body&& body) {
    constexpr Index block_entries = 16'384; // 128 KB
    const Index rows = std::max<Index>(16, block_entries / std::max<Index>(1, X.cols()));
    for (Index first = 0; first < X.rows(); first += rows)
        body(first, std::min(rows, X.rows() - first));
}

/// Consecutive entries of X in memory: one row, or several side by side.
using Stretch = Eigen::Map<const Eigen::ArrayXd>;

/// How many rows of X make a stretch: a row of 4 numbers would leave most of a loop to its start
/// and end. A view of a wider matrix has gaps between its rows, which stay apart.
inline Index rows_in_stretch(MatrixView X) {
    constexpr Index entries = 64;
    return X.outerStride() == X.cols() ? std::max<Index>(1, entries / X.cols()) : 1;
}

/// Calls body(i, stretch) for stretches of rows from row i on; the last ones may be single rows.
template <class Body>
void for_each_stretch(MatrixView X, Body&& body) {
    const Index together = rows_in_stretch(X);
    Index i = 0;
    for (; i + together <= X.rows(); i += together)
        body(i, Stretch(X.row(i).data(), together * X.cols()));
    for (; i < X.rows(); ++i) body(i, Stretch(X.row(i).data(), X.cols()));
}

/// Σᵢ f(xᵢⱼ, centreⱼ) for every column j of X; f takes two arrays.
template <class F>
Eigen::RowVectorXd column_sums(MatrixView X, const Eigen::RowVectorXd& centre, F&& f) {
    const Index together = rows_in_stretch(X);
    const Eigen::ArrayXd centres = centre.replicate(1, together).transpose();
    Eigen::ArrayXd sums = Eigen::ArrayXd::Zero(centres.size());
    for_each_stretch(
        X, [&](Index, const Stretch& x) { sums.head(x.size()) += f(x, centres.head(x.size())); });
    return Eigen::Map<const Matrix>(sums.data(), together, X.cols()).colwise().sum();
}

inline constexpr auto distance = [](const auto& x, const auto& centre) { return x - centre; };
inline constexpr auto square = [](const auto& x, const auto& centre) {
    return (x - centre).square();
};

/// As first row + mean distance from it (see naive::mean).
inline Eigen::RowVectorXd column_means(MatrixView X) {
    return X.row(0) + column_sums(X, X.row(0), distance) / static_cast<double>(X.rows());
}

inline Vector mean(MatrixView X) {
    check_not_empty("mean", "X", X);
    const Vector means = column_means(X).transpose();
    if (!means.allFinite()) check_finite("mean", "X", X);
    return means;
}

inline Matrix covariance(MatrixView X) {
    detail::check_enough_rows(X);
    // Means are kept as distances from the first row: far from zero a mean itself would be rounded
    // to more than the distance between two of them.
    const Eigen::RowVectorXd origin = X.row(0);
    Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(X.cols()); // of the rows seen so far
    double seen = 0;
    Matrix centred, S = Matrix::Zero(X.cols(), X.cols());
    for_each_block(X, [&](Index first, Index block_rows) {
        const auto block = X.middleRows(first, block_rows);
        const auto rows = static_cast<double>(block_rows);
        const Eigen::RowVectorXd block_mean = column_sums(block, origin, distance) / rows;
        centred = (block.rowwise() - origin).rowwise() - block_mean;
        S.selfadjointView<Eigen::Lower>().rankUpdate(centred.transpose());
        const Eigen::VectorXd apart = (block_mean - mean).transpose();
        S.selfadjointView<Eigen::Lower>().rankUpdate(apart, seen * rows / (seen + rows));
        seen += rows;
        mean += apart.transpose() * (rows / seen);
    });
    S.triangularView<Eigen::StrictlyUpper>() = S.transpose();
    S /= static_cast<double>(X.rows() - 1);
    if (!S.allFinite()) check_finite("covariance", "X", X);
    return S;
}

inline Matrix standardize(MatrixView X) {
    check_not_empty("standardize", "X", X);
    const Eigen::RowVectorXd means = column_means(X);
    Eigen::RowVectorXd scale = column_sums(X, means, square) / static_cast<double>(X.rows());
    if (!scale.allFinite()) check_finite("standardize", "X", X);
    for (Index j = 0; j < X.cols(); ++j)
        scale(j) = detail::is_constant(means(j), scale(j), X.rows()) ? 1 : 1 / std::sqrt(scale(j));

    const Index together = rows_in_stretch(X);
    const Eigen::ArrayXd centres = means.replicate(1, together).transpose();
    const Eigen::ArrayXd scales = scale.replicate(1, together).transpose();
    Matrix Z(X.rows(), X.cols());
    for_each_stretch(X, [&](Index i, const Stretch& x) {
        Eigen::Map<Eigen::ArrayXd>(&Z(i, 0), x.size()) =
            (x - centres.head(x.size())) * scales.head(x.size());
    });
    return Z;
}

inline Vector gaussian_log_pdf(MatrixView X, VectorView mean, MatrixView covariance) {
    detail::check_gaussian(X, mean, covariance);
    const detail::Correlations given = detail::correlations(covariance);
    // Σ = D V Λ Vᵀ D, so W = D⁻¹ V Λ^(−1/2).
    const Matrix W = given.deviations.cwiseInverse().asDiagonal() * given.eigen.vectors *
                     given.eigen.values.cwiseSqrt().cwiseInverse().asDiagonal();
    const double constant = static_cast<double>(X.cols()) * std::log(2 * std::numbers::pi) +
                            detail::log_determinant(given);
    Vector log_densities(X.rows());
    Matrix centred, whitened;
    for_each_block(X, [&](Index first, Index rows) {
        centred = X.middleRows(first, rows).rowwise() - mean.transpose();
        whitened.noalias() = centred * W;
        log_densities.segment(first, rows) =
            (-0.5 * (constant + whitened.rowwise().squaredNorm().array())).matrix();
    });
    if (!log_densities.allFinite()) check_finite("gaussian_log_pdf", "X", X);
    return log_densities;
}

inline Matrix posterior(MatrixView log_likelihoods, VectorView priors) {
    detail::check_posterior(log_likelihoods, priors);
    // Eigen's exponential of several numbers at once goes no lower than about 1e-308, which is not
    // the 0 of an impossible class.
    constexpr double no_chance = -700;
    const Eigen::RowVectorXd log_priors = priors.array().log().matrix().transpose();
    Matrix P(log_likelihoods.rows(), priors.size());
    Eigen::ArrayXXd joint; // column by column: neighbours in memory are samples
    Eigen::ArrayXd largest, total;
    for_each_block(log_likelihoods, [&](Index first, Index rows) {
        joint = (log_likelihoods.middleRows(first, rows).rowwise() + log_priors).array();
        largest = joint.rowwise().maxCoeff();
        for (Index i = 0; i < rows; ++i)
            if (std::isinf(largest(i))) detail::throw_impossible(first + i);
        joint.colwise() -= largest;
        joint = (joint < no_chance).select(0.0, joint.exp());
        total = joint.rowwise().sum();
        joint.colwise() /= total;
        P.middleRows(first, rows) = joint.matrix();
    });
    return P;
}

} // namespace mlcore::statistics::vectorized
