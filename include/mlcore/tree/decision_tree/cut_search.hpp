// The best cut of one sorted column, with sums that are updated as rows move from right to left.
// The vectorized tree and the random forest search with it.
//
//     n_L G_L = n_L − S_L / n_L           S = Σ_c n_c²: one row of class c more adds 2 n_c + 1
//     n_L H_L = f(n_L) − Σ_c f(n_c)       f(m) = m log₂ m, from a table: no logarithm per cut
//
// The sums of squares are whole numbers below 2⁵³ (to 9·10⁷ rows): they carry no rounding along.
#pragma once

#include "mlcore/tree/decision_tree/growing.hpp"
#include "mlcore/tree/decision_tree/interface.hpp"

#include <cmath>
#include <vector>

namespace mlcore::decision_tree::detail {

/// A cell of the table as its column is scanned: all that the scan needs lies side by side.
struct Entry {
    double value;
    int row;
    int label;
};

class CutSearch {
public:
    /// For nodes of at most `rows` rows.
    CutSearch(int classes, Index rows, const Options& options)
        : gini_(options.criterion == "gini"), min_samples_leaf_(options.min_samples_leaf),
          left_(classes), right_(classes) {
        if (gini_) return;
        n_log_n_.resize(static_cast<std::size_t>(rows) + 1, 0.0);
        for (std::size_t m = 2; m < n_log_n_.size(); ++m)
            n_log_n_[m] = static_cast<double>(m) * std::log2(static_cast<double>(m));
    }

    double impurity(const Vector& counts) const {
        const double n = counts.sum();
        return gini_ ? 1 - counts.squaredNorm() / (n * n) : (n_log_n(n) - sum_n_log_n(counts)) / n;
    }

    /// Tries every cut of the n sorted entries; `counts` are their classes.
    void consider(int feature, const Entry* entries, Index n, const Vector& counts,
                  Candidate& best) {
        left_.setZero();
        right_ = counts;
        if (gini_)
            consider_gini(feature, entries, n, best);
        else
            consider_entropy(feature, entries, n, best);
    }

private:
    void consider_gini(int feature, const Entry* entries, Index n, Candidate& best) {
        double squares_left = 0, squares_right = right_.squaredNorm();
        scan(
            feature, entries, n, best,
            [&](int label) {
                squares_left += 2 * left_(label) + 1;
                squares_right -= 2 * right_(label) - 1;
            },
            [&](double n_left, double n_right) {
                return n_left + n_right - squares_left / n_left - squares_right / n_right;
            });
    }
    void consider_entropy(int feature, const Entry* entries, Index n, Candidate& best) {
        scan(
            feature, entries, n, best, [](int) {},
            [&](double n_left, double n_right) {
                return n_log_n(n_left) - sum_n_log_n(left_) + n_log_n(n_right) -
                       sum_n_log_n(right_);
            });
    }

    /// moves(label) is told of each row before it is counted on the left; left_over(n_left,
    /// n_right) is the impurity of both sides, each times its rows.
    template <class Moves, class LeftOver>
    void scan(int feature, const Entry* entries, Index n, Candidate& best, Moves&& moves,
              LeftOver&& left_over) {
        for (Index n_left = 1; n_left < n; ++n_left) {
            const Entry &entry = entries[n_left - 1], &next = entries[n_left];
            moves(entry.label);
            left_(entry.label) += 1;
            right_(entry.label) -= 1;
            if (entry.value == next.value) continue;
            if (n_left < min_samples_leaf_ || n - n_left < min_samples_leaf_) continue;
            const double impurity =
                left_over(static_cast<double>(n_left), static_cast<double>(n - n_left)) /
                static_cast<double>(n);
            if (best.beaten_by(impurity))
                best = {{feature, threshold_between(entry.value, next.value), 0}, impurity};
        }
    }

    double n_log_n(double m) const { return n_log_n_[static_cast<std::size_t>(m)]; }
    double sum_n_log_n(const Vector& counts) const {
        double sum = 0;
        for (Index c = 0; c < counts.size(); ++c) sum += n_log_n(counts(c));
        return sum;
    }

    bool gini_;
    Index min_samples_leaf_;
    Vector left_, right_;
    std::vector<double> n_log_n_;
};

} // namespace mlcore::decision_tree::detail
