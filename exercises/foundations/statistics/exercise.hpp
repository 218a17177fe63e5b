// Statistics: means, covariances, Gaussians, Bayes. The lesson: mlcore lesson statistics
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// X is n×d, one row for each sample: X.rows(), X.cols(), X(i, j), X.row(i), X.col(j).
// check_not_empty and check_columns_match of core/shapes.hpp throw the errors for you.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/statistics/interface.hpp>
#include <mlcore/linalg/decompositions.hpp>
#include <mlcore/linalg/solve.hpp>

#include <cmath>
#include <numbers>

namespace exercise {
using namespace mlcore;

// What the exercise calls; leave these lines as they are.
inline statistics::Mean mean;
inline statistics::Covariance covariance;
inline statistics::Standardize standardize;
inline statistics::GaussianLogPdf gaussian_log_pdf;
inline statistics::Posterior posterior;

// Task 1: the mean of every column. ValueError where X has no entries.
inline Vector mean(MatrixView X) {
    throw NotImplemented{"mean"};
}

// Task 2: the sample covariance of the columns, divided by n − 1: d×d.
// ValueError{"covariance: …"} where X has no entries or only one row.
inline Matrix covariance(MatrixView X) {
    throw NotImplemented{"covariance"};
}

// Task 3: every column minus its mean, divided by its population deviation (n, not n − 1).
// The entries of a constant column become 0. ValueError where X has no entries.
inline Matrix standardize(MatrixView X) {
    throw NotImplemented{"standardize"};
}

// Task 4: ln p(x) of a Gaussian for every row x of X; mean has d entries, covariance is d×d.
// linalg::solve_positive_definite(covariance, b) is Σ⁻¹b, and throws ValueError where Σ is no
// covariance; linalg::symmetric_eigen(covariance).values are its eigenvalues. ShapeError where the
// shapes do not fit.
inline Vector gaussian_log_pdf(MatrixView X, VectorView mean, MatrixView covariance) {
    throw NotImplemented{"gaussian_log_pdf"};
}

// Task 5: the probability of each class k for each sample i, by Bayes' rule from ln p(xᵢ | k) and
// the priors P(k). Rows sum to 1. ShapeError unless there is one prior for each column; ValueError
// where a prior is negative, they do not sum to 1 within 1e-9, or no class can be (all −∞).
inline Matrix posterior(MatrixView log_likelihoods, VectorView priors) {
    throw NotImplemented{"posterior"};
}

} // namespace exercise
