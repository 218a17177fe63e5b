// What changed against naive:
//
// - gini, entropy: array expressions.
// - best_split: value, row and class lie side by side when a column is sorted and scanned, and a
// cut
//   costs a few operations, whatever the number of classes (cut_search.hpp): no fetch from a random
//   place per row, no impurity from scratch per cut.
// - fit: each column is sorted once, not in every node (presorted.hpp). Expect a gain that grows
// with
//   the depth of the tree and with n.
// - predict: eight rows walk down at a time. A step of one row must wait for its node; the waits of
//   eight overlap, and which way each goes is an index, not a branch that is mispredicted half the
//   time.
#pragma once

#include "mlcore/tree/decision_tree/checks.hpp"
#include "mlcore/tree/decision_tree/cut_search.hpp"
#include "mlcore/tree/decision_tree/growing.hpp"
#include "mlcore/tree/decision_tree/interface.hpp"
#include "mlcore/tree/decision_tree/presorted.hpp"

#include <algorithm>
#include <array>
#include <numbers>
#include <vector>

namespace mlcore::decision_tree::vectorized {

inline Gini gini;
inline Entropy entropy;
inline BestSplit best_split;
inline Fit fit;
inline Predict predict;
inline PredictProbabilities predict_probabilities;

inline double gini(VectorView counts) {
    const double n = detail::check_counts("gini", counts);
    return 1 - (counts / n).squaredNorm();
}

inline double entropy(VectorView counts) {
    const double n = detail::check_counts("entropy", counts);
    const auto p = counts.array() / n;
    // log₂ of 1 where p is 0
    return -(p * (p > 0).select(p, 1.0).log()).sum() / std::numbers::ln2;
}

inline Vector count_classes(LabelsView y, int classes) {
    Vector counts = Vector::Zero(classes);
    for (const int label : y) counts(label) += 1;
    return counts;
}

inline Split best_split(MatrixView X, LabelsView y, const Options& options) {
    const int classes = detail::check_training_data("best_split", X, y);
    detail::check_options("best_split", options);
    const Vector counts = count_classes(y, classes);
    detail::CutSearch cuts(classes, y.size(), options);
    std::vector<detail::Entry> column(static_cast<std::size_t>(y.size()));
    detail::Candidate best =
        detail::search({}, X.cols(), [&](int feature, detail::Candidate& so_far) {
            for (Index i = 0; i < y.size(); ++i)
                column[static_cast<std::size_t>(i)] = {X(i, feature), static_cast<int>(i), y(i)};
            detail::sort_by_value(column.data(), column.data() + column.size());
            cuts.consider(feature, column.data(), y.size(), counts, so_far);
        });
    best.split.gain = best.gain(cuts.impurity(counts));
    return best.split;
}

inline Model fit(MatrixView X, LabelsView y, const Options& options) {
    const int classes = detail::check_training_data("fit", X, y);
    detail::check_options("fit", options);
    return detail::grow_sorted(detail::sort_columns(X, y), count_classes(y, classes), X.rows(),
                               options, {});
}

/// A node as a walk needs it, 24 bytes in one place. A leaf leads to itself.
struct Step {
    double threshold;
    int feature;
    std::array<int, 2> next; // left, right
};

inline std::vector<Step> steps(const Model& model) {
    std::vector<Step> all(static_cast<std::size_t>(model.feature.size()));
    for (Index i = 0; i < model.feature.size(); ++i) {
        const int self = static_cast<int>(i);
        all[static_cast<std::size_t>(i)] =
            model.feature(i) < 0
                ? Step{0, 0, {self, self}}
                : Step{model.threshold(i), model.feature(i), {model.left(i), model.right(i)}};
    }
    return all;
}

/// Calls arrived(row, leaf) for every row of X, in order.
template <class Arrived>
void for_each_leaf(MatrixView X, const std::vector<Step>& tree, Arrived&& arrived) {
    constexpr Index together = 8;
    if (tree[0].next[0] == 0) { // a leaf: X may have no columns to look at
        for (Index i = 0; i < X.rows(); ++i) arrived(i, Index{0});
        return;
    }
    for (Index first = 0; first < X.rows(); first += together) {
        std::array<const double*, together> row;
        for (Index k = 0; k < together; ++k) // the last rows stand in for those that are not there
            row[static_cast<std::size_t>(k)] =
                X.data() + std::min(first + k, X.rows() - 1) * X.outerStride();
        std::array<int, together> at{};
        for (int moved = 1; moved != 0;) {
            moved = 0;
            for (std::size_t k = 0; k < together; ++k) {
                const Step& step = tree[static_cast<std::size_t>(at[k])];
                const int next = step.next[!(row[k][step.feature] <= step.threshold)];
                moved |= next ^ at[k];
                at[k] = next;
            }
        }
        for (Index k = 0; k < std::min(together, X.rows() - first); ++k)
            arrived(first + k, Index{at[static_cast<std::size_t>(k)]});
    }
}

/// The most frequent class of every node, the lowest of equally frequent ones.
inline Labels most_frequent_classes(const Model& model) {
    Labels classes(model.counts.rows());
    for (Index node = 0; node < model.counts.rows(); ++node)
        model.counts.row(node).maxCoeff(&classes(node)); // the first of equal ones
    return classes;
}

inline Labels predict(MatrixView X, const Model& model) {
    detail::check_prediction("predict", X, model);
    const Labels most_frequent = most_frequent_classes(model);
    Labels classes(X.rows());
    for_each_leaf(X, steps(model), [&](Index i, Index leaf) { classes(i) = most_frequent(leaf); });
    return classes;
}

inline Matrix predict_probabilities(MatrixView X, const Model& model) {
    detail::check_prediction("predict_probabilities", X, model);
    Matrix probabilities(X.rows(), model.counts.cols());
    for_each_leaf(X, steps(model), [&](Index i, Index leaf) {
        probabilities.row(i) = model.counts.row(leaf) / model.counts.row(leaf).sum();
    });
    return probabilities;
}

} // namespace mlcore::decision_tree::vectorized
