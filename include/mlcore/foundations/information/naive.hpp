// One loop per formula, with the two precautions that the formulas do not show: exponentials are
// taken of differences from the maximum, and terms of weight 0 are left out.
#pragma once

#include "mlcore/foundations/information/interface.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::information::naive {

inline LogSumExp log_sum_exp;
inline Softmax softmax;
inline Entropy entropy;
inline CrossEntropy cross_entropy;
inline KlDivergence kl_divergence;

// log Σ exp(xᵢ) = m + log Σ exp(xᵢ − m) for every m. With m the maximum no exponential overflows,
// and its own is exactly 1; so log1p of the others keeps the digits of what is far below it.
inline double log_sum_exp(VectorView x) {
    check_no_nan("log_sum_exp", "x", x);
    if (x.size() == 0) return -INFINITY;
    Index largest = 0;
    for (Index i = 1; i < x.size(); ++i)
        if (x(i) > x(largest)) largest = i;
    const double maximum = x(largest);
    if (std::isinf(maximum)) return maximum; // ∞ − ∞ is not a number
    double others = 0;
    for (Index i = 0; i < x.size(); ++i)
        if (i != largest) others += std::exp(x(i) - maximum);
    return maximum + std::log1p(others);
}

// The shift cancels between numerator and denominator.
inline Matrix softmax(MatrixView logits) {
    check_logits("softmax", logits);
    Matrix probabilities = Matrix::Zero(logits.rows(), logits.cols());
    for (Index i = 0; i < logits.rows(); ++i) {
        double maximum = -INFINITY;
        for (Index j = 0; j < logits.cols(); ++j) maximum = std::max(maximum, logits(i, j));
        if (maximum == -INFINITY) continue; // fully masked: zeros
        double sum = 0;
        for (Index j = 0; j < logits.cols(); ++j) {
            probabilities(i, j) = std::exp(logits(i, j) - maximum);
            sum += probabilities(i, j);
        }
        for (Index j = 0; j < logits.cols(); ++j) probabilities(i, j) /= sum;
    }
    return probabilities;
}

inline double entropy(VectorView p) {
    check_distribution("entropy", "p", p);
    double sum = 0;
    for (Index i = 0; i < p.size(); ++i)
        if (p(i) > 0) sum -= p(i) * std::log(p(i));
    return sum;
}

inline double cross_entropy(VectorView p, VectorView q) {
    check_distributions("cross_entropy", p, q);
    double sum = 0;
    for (Index i = 0; i < p.size(); ++i)
        if (p(i) > 0) sum -= p(i) * std::log(q(i));
    return sum;
}

/// log(p/q) of p > 0. The quotient of two numbers that nearly agree is 1 and a rounding; their
/// difference is exact. Far apart, it is the quotient that may overflow.
inline double log_ratio(double p, double q) {
    const bool near = std::abs(p - q) < q / 2;
    return near ? std::log1p((p - q) / q) : std::log(p) - std::log(q);
}

inline double kl_divergence(VectorView p, VectorView q) {
    check_distributions("kl_divergence", p, q);
    double sum = 0;
    for (Index i = 0; i < p.size(); ++i)
        if (p(i) > 0) sum += p(i) * log_ratio(p(i), q(i));
    return sum;
}

} // namespace mlcore::information::naive
