// Reads like the definition: in every node each column is sorted, and every cut between two
// different values is tried.
#pragma once

#include "mlcore/tree/decision_tree/checks.hpp"
#include "mlcore/tree/decision_tree/growing.hpp"
#include "mlcore/tree/decision_tree/interface.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace mlcore::decision_tree::naive {

inline Gini gini;
inline Entropy entropy;
inline BestSplit best_split;
inline Fit fit;
inline Predict predict;
inline PredictProbabilities predict_probabilities;

inline double gini(VectorView counts) {
    const double n = detail::check_counts("gini", counts);
    double sum = 0;
    for (Index c = 0; c < counts.size(); ++c) {
        const double p = counts(c) / n;
        sum += p * p;
    }
    return 1 - sum;
}

inline double entropy(VectorView counts) {
    const double n = detail::check_counts("entropy", counts);
    double sum = 0;
    for (Index c = 0; c < counts.size(); ++c) {
        const double p = counts(c) / n;
        if (p > 0) sum -= p * std::log2(p);
    }
    return sum;
}

inline double impurity(VectorView counts, const Options& options) {
    return options.criterion == "gini" ? gini(counts) : entropy(counts);
}

/// How many of the rows are of each class.
inline Vector count_classes(LabelsView y, int classes) {
    Vector counts = Vector::Zero(classes);
    for (Index i = 0; i < y.size(); ++i) counts(y(i)) += 1;
    return counts;
}

/// Tries every cut of one column, `values`, and puts the best into `best` where it beats it.
inline void consider(int feature, VectorView values, LabelsView y, int classes,
                     const Options& options, detail::Candidate& best) {
    const Index n = values.size();
    std::vector<Index> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), Index{0});
    std::sort(order.begin(), order.end(), [&](Index a, Index b) { return values(a) < values(b); });

    Vector left = Vector::Zero(classes), right = count_classes(y, classes);
    for (Index n_left = 1; n_left < n; ++n_left) {
        const Index row = order[static_cast<std::size_t>(n_left - 1)];
        const Index next = order[static_cast<std::size_t>(n_left)];
        left(y(row)) += 1; // row by row, the classes move over to the left
        right(y(row)) -= 1;
        const Index n_right = n - n_left;
        if (values(row) == values(next)) continue;
        if (n_left < options.min_samples_leaf || n_right < options.min_samples_leaf) continue;
        const double left_over = (static_cast<double>(n_left) * impurity(left, options) +
                                  static_cast<double>(n_right) * impurity(right, options)) /
                                 static_cast<double>(n);
        if (best.beaten_by(left_over))
            best = {{feature, detail::threshold_between(values(row), values(next)), 0}, left_over};
    }
}

/// The best cut on the features of the choice.
inline Split best_split_among(const detail::FeatureChoice& choice, MatrixView X, LabelsView y,
                              int classes, const Options& options) {
    detail::Candidate best =
        detail::search(choice, X.cols(), [&](int feature, detail::Candidate& so_far) {
            consider(feature, X.col(feature), y, classes, options, so_far);
        });
    best.split.gain = best.gain(impurity(count_classes(y, classes), options));
    return best.split;
}

inline Split best_split(MatrixView X, LabelsView y, const Options& options) {
    const int classes = detail::check_training_data("best_split", X, y);
    detail::check_options("best_split", options);
    return best_split_among({}, X, y, classes, options);
}

/// The tree of some rows of X, repeated ones counted as often as they are named; `classes` may be
/// more than these rows show. A stack of nodes that wait, the left child on top, gives preorder
/// without recursion: a tree may be as deep as it has rows.
inline Model grow(MatrixView X, LabelsView y, LabelsView rows, int classes, const Options& options,
                  const detail::FeatureChoice& choice) {
    struct Waiting {
        std::vector<int> rows;
        int depth;
        int parent;
    };
    detail::Nodes nodes(classes);
    std::vector<Waiting> stack{{{rows.begin(), rows.end()}, 0, -1}};
    while (!stack.empty()) {
        const Waiting here = std::move(stack.back());
        stack.pop_back();
        const Labels y_here = y(here.rows);
        const Vector counts = count_classes(y_here, classes);
        const int node = nodes.add(here.parent, counts);
        if (detail::is_leaf(counts, static_cast<double>(y_here.size()), here.depth, options))
            continue;
        const Split split =
            best_split_among(choice, X(here.rows, Eigen::all), y_here, classes, options);
        if (split.feature < 0) continue;
        nodes.cut(node, split);

        Waiting left{{}, here.depth + 1, node}, right{{}, here.depth + 1, node};
        for (const int i : here.rows)
            (X(i, split.feature) <= split.threshold ? left : right).rows.push_back(i);
        stack.push_back(std::move(right));
        stack.push_back(std::move(left));
    }
    return nodes.model(X.cols());
}

inline Model fit(MatrixView X, LabelsView y, const Options& options) {
    const int classes = detail::check_training_data("fit", X, y);
    detail::check_options("fit", options);
    Labels rows(X.rows());
    std::iota(rows.begin(), rows.end(), 0);
    return grow(X, y, rows, classes, options, {});
}

/// The leaf that row i of X arrives at.
inline Index leaf_of(MatrixView X, Index i, const Model& model) {
    Index node = 0;
    while (model.feature(node) >= 0)
        node = X(i, model.feature(node)) <= model.threshold(node) ? model.left(node)
                                                                  : model.right(node);
    return node;
}

inline Labels predict(MatrixView X, const Model& model) {
    detail::check_prediction("predict", X, model);
    Labels classes(X.rows());
    for (Index i = 0; i < X.rows(); ++i) {
        const Index leaf = leaf_of(X, i, model);
        int most_frequent = 0;
        for (int c = 1; c < model.counts.cols(); ++c)
            if (model.counts(leaf, c) > model.counts(leaf, most_frequent)) most_frequent = c;
        classes(i) = most_frequent;
    }
    return classes;
}

inline Matrix predict_probabilities(MatrixView X, const Model& model) {
    detail::check_prediction("predict_probabilities", X, model);
    Matrix probabilities(X.rows(), model.counts.cols());
    for (Index i = 0; i < X.rows(); ++i) {
        const Index leaf = leaf_of(X, i, model);
        probabilities.row(i) = model.counts.row(leaf) / model.counts.row(leaf).sum();
    }
    return probabilities;
}

} // namespace mlcore::decision_tree::naive
