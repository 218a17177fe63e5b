// Softmax, entropy, cross-entropy, divergence. The lesson: mlcore lesson information
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// VectorView and MatrixView are read-only Eigen objects of double: x.size(), x(i); X.rows(),
// X.cols(), X(i, j). std::log is the natural logarithm; −INFINITY is a double like any other.
// The first line of each function can be the check named above it: it throws the errors for you.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/information/interface.hpp>

#include <algorithm>
#include <cmath>

namespace exercise {
using namespace mlcore;
using namespace mlcore::information;

// What the exercise calls; leave these lines as they are.
inline LogSumExp log_sum_exp;
inline Softmax softmax;
inline Entropy entropy;
inline CrossEntropy cross_entropy;
inline KlDivergence kl_divergence;

// Task 1: log Σᵢ exp(xᵢ), for entries of ±1000 too. −∞ where every entry is −∞.
// check_no_nan("log_sum_exp", "x", x)
inline double log_sum_exp(VectorView x) {
    throw NotImplemented{"log_sum_exp"};
}

// Task 2: exp(zᵢⱼ) / Σₖ exp(zᵢₖ) for every row i. A logit of −∞ has probability 0; a row of nothing
// but −∞ gives zeros. check_logits("softmax", logits)
inline Matrix softmax(MatrixView logits) {
    throw NotImplemented{"softmax"};
}

// Task 3: −Σᵢ pᵢ log pᵢ in nats; 0·log 0 is 0.
// check_distribution("entropy", "p", p)
inline double entropy(VectorView p) {
    throw NotImplemented{"entropy"};
}

// Task 4: −Σᵢ pᵢ log qᵢ in nats; +∞ where qᵢ is 0 and pᵢ is not.
// check_distributions("cross_entropy", p, q)
inline double cross_entropy(VectorView p, VectorView q) {
    throw NotImplemented{"cross_entropy"};
}

// Task 5: Σᵢ pᵢ log(pᵢ / qᵢ) in nats; +∞ where qᵢ is 0 and pᵢ is not.
// check_distributions("kl_divergence", p, q)
inline double kl_divergence(VectorView p, VectorView q) {
    throw NotImplemented{"kl_divergence"};
}

} // namespace exercise
