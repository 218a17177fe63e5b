// Means, covariances, the Gaussian and Bayes' rule: what a table of numbers looks like, and how
// probable a new row of it is.
//
//     mean         x̄ⱼ  = (1/n) Σᵢ xᵢⱼ                                   n rows, d columns
//     covariance   Sⱼₖ = 1/(n − 1) Σᵢ (xᵢⱼ − x̄ⱼ)(xᵢₖ − x̄ₖ)               the sample covariance
//     standardize  zᵢⱼ = (xᵢⱼ − x̄ⱼ) / σⱼ,   σⱼ² = (1/n) Σᵢ (xᵢⱼ − x̄ⱼ)²   the population deviation
//     Gaussian     ln p(x) = −½ (d ln 2π + ln |Σ| + (x − μ)ᵀ Σ⁻¹ (x − μ))
//     Bayes        P(k | x) = πₖ p(x | k) / Σₗ πₗ p(x | l)               K classes
//
// Logarithms are natural. The two conventions for a variance are NumPy's and scikit-learn's: cov
// divides by n − 1, StandardScaler by n.
//
// Sources: Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), sections 6.3, 6.4
// and 6.5; Bishop, Pattern Recognition and Machine Learning (2006), equations 1.43 and 2.43.
#pragma once

#include "mlcore/core/types.hpp"

namespace mlcore::statistics {

/// The mean of every column of X (n×d): d entries. Throws ValueError where X has no entries, or one
/// that is NaN or infinite. Cost: nd additions.
using Mean = Vector(MatrixView X);

/// The sample covariance of the columns of X (n×d), divided by n − 1: d×d, symmetric. A column's
/// variance stands on the diagonal. Columns may lie as far from zero as 1e8 times their spread.
/// Throws ValueError where there are fewer than 2 rows, no columns, or an entry that is NaN or
/// infinite. Cost: nd² flops and one copy of X's size at most.
using Covariance = Matrix(MatrixView X);

/// Every column of X (n×d) shifted to mean 0 and divided by its population deviation (n, not n − 1:
/// with n the mean of the squares is exactly 1): n×d. A column that is constant, to rounding, is
/// only shifted: its entries become 0.
/// Throws ValueError where X has no entries, or one that is NaN or infinite. Cost: 5nd flops.
using Standardize = Matrix(MatrixView X);

/// The logarithm of the density of a Gaussian with that mean (d entries) and covariance (d×d) at
/// every row of X (n×d): n entries. Computed as a logarithm throughout: the density itself
/// underflows a few dozen deviations out, or in a few hundred dimensions.
/// Throws ShapeError where the shapes do not fit, and ValueError where d is 0, an entry is NaN or
/// infinite, or the covariance is not symmetric or not positive definite (see
/// linalg::solve_positive_definite; units do not matter). SciPy's multivariate_normal refuses in
/// addition columns whose variances are more than about 1e10 times apart.
/// Cost: 2nd² flops and 9d³ for the covariance.
using GaussianLogPdf = Vector(MatrixView X, VectorView mean, MatrixView covariance);

/// The probability of each class given each sample, by Bayes' rule: n×K, every row sums to 1.
/// `log_likelihoods` (n×K) has ln p(xᵢ | k), −∞ where class k cannot bring forth that sample;
/// `priors` (K entries) has P(k). Likelihoods of e^−1000 are no problem.
/// Throws ShapeError unless there is one prior for each column, and ValueError where a prior is
/// negative or they do not sum to 1 (within 1e-9), a log-likelihood is NaN or +∞, or a sample is
/// impossible under every class that has a positive prior. Cost: nK exponentials.
using Posterior = Matrix(MatrixView log_likelihoods, VectorView priors);

} // namespace mlcore::statistics
