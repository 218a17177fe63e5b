// What changed against naive: exponentials and logarithms are taken for a whole SIMD register of
// entries at once (Eigen's packet functions, within a few units in the last place of the standard
// library's), and sums run in several lanes. Entries are visited in blocks that stay in the first-
// level cache, so that checking and summing cross memory once. Expected gain: most of the width of
// a register, as each formula is nearly all exponentials or logarithms.
//
// Packet functions do not know the edges of the number line: their exp(−∞) is 5e-309, their log of
// a number below the smallest normal one is −708. Where a block has such an entry, or the sum has
// cancelled, naive's loop answers.
#pragma once

#include "mlcore/foundations/information/interface.hpp"
#include "mlcore/foundations/information/naive.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mlcore::information::vectorized {

inline LogSumExp log_sum_exp;
inline Softmax softmax;
inline Entropy entropy;
inline CrossEntropy cross_entropy;
inline KlDivergence kl_divergence;

inline constexpr double smallest_normal = std::numeric_limits<double>::min();
/// exp(x) of x below this is under 1e-304: as good as 0 beside the maximum's 1.
inline constexpr double lowest_exponent = -700;

/// Calls body(first, count) for blocks of n entries: two blocks of this size fit into 32 KB.
template <class Body>
void for_each_block(Index n, Body&& body) {
    constexpr Index block = 2048;
    for (Index first = 0; first < n; first += block) body(first, std::min(block, n - first));
}

// Two passes: the maximum, then the sum.
inline double log_sum_exp(VectorView x) {
    if (x.size() == 0) return -INFINITY;
    const double maximum = x.maxCoeff<Eigen::PropagateNaN>();
    if (std::isnan(maximum)) check_no_nan("log_sum_exp", "x", x);
    if (std::isinf(maximum)) return maximum;
    double sum = 0;
    for_each_block(x.size(), [&](Index first, Index count) {
        sum += (x.segment(first, count).array() - maximum).exp().sum();
    });
    // Near 1 the sum has lost the small terms, and near 0 the maximum does not hide that.
    if (sum < 1.001 && std::abs(maximum) < 1) return naive::log_sum_exp(x);
    return maximum + std::log(sum);
}

/// x becomes exp(x), exactly 0 where x is below lowest_exponent: the comparison and the choice run
/// in registers too.
inline void exponentials(double* x, Index n) {
    constexpr Index block = 256;
    Eigen::Array<double, block, 1> exponential;
    for (Index first = 0; first < n; first += block) {
        const Index count = std::min(block, n - first);
        double* const part = x + first;
        exponential.head(count) = Eigen::Map<const Eigen::ArrayXd>(part, count).exp();
        for (Index i = 0; i < count; ++i) part[i] = part[i] < lowest_exponent ? 0 : exponential(i);
    }
}

// Rows are taken in blocks, so that rows much narrower than a register's worth of work share the
// exponentials' loop. Each row is scaled by one multiplication per entry, not divided.
inline Matrix softmax(MatrixView logits) {
    const Index n = logits.rows(), d = logits.cols();
    Matrix probabilities(n, d);
    if (probabilities.size() == 0) return probabilities;
    const Index block = std::max<Index>(1, 2048 / d);
    for (Index first = 0; first < n; first += block) {
        const Index rows = std::min(block, n - first);
        for (Index i = first; i < first + rows; ++i) {
            const double maximum = logits.row(i).maxCoeff<Eigen::PropagateNaN>();
            if (!(maximum < INFINITY)) check_logits("softmax", logits); // throws
            if (maximum == -INFINITY)
                probabilities.row(i).setConstant(-INFINITY); // fully masked: zeros below
            else
                probabilities.row(i) = logits.row(i).array() - maximum;
        }
        exponentials(&probabilities(first, 0), rows * d);
        for (Index i = first; i < first + rows; ++i) {
            const double sum = probabilities.row(i).sum();
            if (sum > 0) probabilities.row(i) *= 1 / sum;
        }
    }
    return probabilities;
}

/// What check_distribution looks at, gathered while the block is in the cache anyway. A NaN shows
/// in the sum.
class Checked {
public:
    template <class Block>
    void add(const Block& p) {
        smallest_ = std::min(smallest_, p.minCoeff());
        sum_ += p.sum();
    }
    bool good() const { return smallest_ >= 0 && std::abs(sum_ - 1) <= sum_tolerance; }

private:
    double smallest_ = INFINITY;
    double sum_ = 0;
};

inline double entropy(VectorView p) {
    Checked checked;
    double sum = 0;
    for_each_block(p.size(), [&](Index first, Index count) {
        const auto block = p.segment(first, count).array();
        checked.add(block);
        sum -= (block * block.max(smallest_normal).log()).sum(); // 0·log(smallest) is 0
    });
    if (!checked.good()) return naive::entropy(p); // throws, with the words of every variant
    return sum;
}

struct PairSum {
    double value = 0;
    bool of_distributions = false;
};

/// The sum over the entries of p and q: block by block by `of_blocks`, or by `of_entries` for each
/// p > 0 where the block has a q that packet functions do not know.
template <class OfBlocks, class OfEntries>
PairSum sum_of_pairs(VectorView p, VectorView q, OfBlocks of_blocks, OfEntries of_entries) {
    Checked checked_p, checked_q;
    double sum = 0;
    for_each_block(p.size(), [&](Index first, Index count) {
        const auto p_block = p.segment(first, count).array();
        const auto q_block = q.segment(first, count).array();
        checked_p.add(p_block);
        checked_q.add(q_block);
        if (q_block.minCoeff() >= smallest_normal)
            sum += of_blocks(p_block, q_block);
        else
            for (Index i = 0; i < count; ++i)
                if (p_block(i) > 0) sum += of_entries(p_block(i), q_block(i));
    });
    return {sum, checked_p.good() && checked_q.good()};
}

inline double cross_entropy(VectorView p, VectorView q) {
    check_same_size("cross_entropy", "p", p.size(), "q", q.size());
    const PairSum sum = sum_of_pairs(
        p, q, [](const auto& a, const auto& b) { return -(a * b.log()).sum(); },
        [](double a, double b) { return -a * std::log(b); });
    return sum.of_distributions ? sum.value : naive::cross_entropy(p, q);
}

inline double kl_divergence(VectorView p, VectorView q) {
    check_same_size("kl_divergence", "p", p.size(), "q", q.size());
    const PairSum sum = sum_of_pairs(
        p, q,
        [](const auto& a, const auto& b) { return (a * (a.max(smallest_normal) / b).log()).sum(); },
        [](double a, double b) { return a * naive::log_ratio(a, b); });
    // Below this, terms of both signs have cancelled: their rounding is not small beside the sum.
    const bool cancelled = sum.value < 1e-3;
    return cancelled || !sum.of_distributions ? naive::kl_divergence(p, q) : sum.value;
}

} // namespace mlcore::information::vectorized
