// The quantities behind every classifier's loss: a stable logarithm of a sum of exponentials, the
// softmax, and how much two distributions differ.
//
//     log_sum_exp(x)      = log Σᵢ exp(xᵢ)
//     softmax(Z)ᵢⱼ        = exp(zᵢⱼ) / Σₖ exp(zᵢₖ)                  every row by itself
//     entropy(p)          = −Σᵢ pᵢ log pᵢ             ≥ 0
//     cross_entropy(p, q) = −Σᵢ pᵢ log qᵢ             ≥ entropy(p)
//     kl_divergence(p, q) =  Σᵢ pᵢ log(pᵢ / qᵢ)       = cross_entropy(p, q) − entropy(p) ≥ 0
//
// Logarithms are natural, so the unit is the nat; divide by log 2 for bits. 0·log 0 is 0, its
// limit, and a q of 0 where p is not gives +∞: what p does, q calls impossible. That is also what
// scipy.special.entr, rel_entr and logsumexp do. scipy.stats.entropy rescales its arguments to sum
// 1; these functions refuse what is not a distribution, because it is usually a logit or a count.
//
// Source: Shannon (1948), A Mathematical Theory of Communication; Kullback and Leibler (1951); the
// shift by the maximum: Blanchard, Higham and Higham (2021), Accurately Computing the Log-Sum-Exp
// and Softmax Functions. Cost: O(1) memory beyond the result, and one exponential or logarithm per
// entry (two per entry for kl_divergence where p and q nearly agree).
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/core/types.hpp"

#include <cmath>
#include <string>

namespace mlcore::information {

/// log Σᵢ exp(xᵢ) of n entries, without overflow or underflow: log_sum_exp(x + c) is
/// log_sum_exp(x) + c. An entry −∞ adds nothing; −∞ where all are, and where there are none (the
/// empty sum is 0); +∞ where one is. Throws ValueError where an entry is NaN.
using LogSumExp = double(VectorView x);

/// The softmax of every row of `logits` (n×d), n×d: entries ≥ 0, rows that sum to 1. −∞ masks an
/// entry: exactly 0. A row of nothing but −∞ has no distribution and gives zeros, as a fully masked
/// row of attention does (SciPy and PyTorch give NaN there). Throws ValueError where an entry is
/// NaN or +∞.
using Softmax = Matrix(MatrixView logits);

/// The entropy of the distribution p in nats: 0 where one entry is 1, log n where all are equal.
/// Throws ValueError unless p is a distribution (check_distribution).
using Entropy = double(VectorView p);

/// The cross-entropy of q relative to p in nats: the mean of −log q over draws from p. +∞ where q
/// is 0 and p is not. Throws ShapeError where the lengths differ, ValueError unless both are
/// distributions.
using CrossEntropy = double(VectorView p, VectorView q);

/// The Kullback–Leibler divergence of p from q in nats, KL(p‖q): 0 where they are equal, +∞ where q
/// is 0 and p is not. Not symmetric: the weights are p's. Where p and q nearly agree the answer is
/// accurate to the digits of p − q. Throws as CrossEntropy.
using KlDivergence = double(VectorView p, VectorView q);

// ---- what is refused: given, to be called by every variant --------------------------------------

/// How far from 1 a distribution may sum: what rounding to float leaves, also of a large softmax.
inline constexpr double sum_tolerance = 1e-6;

/// Throws ValueError where an entry is NaN, naming the first.
template <class Derived>
void check_no_nan(const char* function, const char* name, const Eigen::DenseBase<Derived>& x) {
    for (Index i = 0; i < x.rows(); ++i)
        for (Index j = 0; j < x.cols(); ++j)
            if (std::isnan(x.derived().coeff(i, j)))
                throw ValueError(std::string(function) + ": " + name + "(" + std::to_string(i) +
                                 (x.cols() == 1 ? "" : ", " + std::to_string(j)) + ") is NaN");
}

/// Throws ValueError where an entry is NaN or +∞, naming the first.
inline void check_logits(const char* function, MatrixView logits) {
    for (Index i = 0; i < logits.rows(); ++i)
        for (Index j = 0; j < logits.cols(); ++j)
            if (!(logits(i, j) < INFINITY))
                throw ValueError(std::string(function) + ": logits(" + std::to_string(i) + ", " +
                                 std::to_string(j) + ") is " +
                                 (std::isnan(logits(i, j)) ? "NaN" : "infinite"));
}

/// Throws ValueError unless p has entries, none is negative or NaN, and they sum to 1 within
/// sum_tolerance.
inline void check_distribution(const char* function, const char* name, VectorView p) {
    check_not_empty(function, name, p);
    double sum = 0;
    for (Index i = 0; i < p.size(); ++i) {
        if (!(p(i) >= 0))
            throw ValueError(std::string(function) + ": " + name + "(" + std::to_string(i) +
                             ") is " + (std::isnan(p(i)) ? "NaN" : std::to_string(p(i))) +
                             ", a probability must not be negative");
        sum += p(i);
    }
    if (!(std::abs(sum - 1) <= sum_tolerance))
        throw ValueError(std::string(function) + ": " + name + " sums to " + std::to_string(sum) +
                         ", not to 1");
}

/// check_distribution of both, and ShapeError where their lengths differ.
inline void check_distributions(const char* function, VectorView p, VectorView q) {
    check_same_size(function, "p", p.size(), "q", q.size());
    check_distribution(function, "p", p);
    check_distribution(function, "q", q);
}

} // namespace mlcore::information
