// What the variants share while a tree grows: the rule for equally good cuts, where a threshold
// lies, when a node stays a leaf, the features a node may use, and the list of nodes.
#pragma once

#include "mlcore/tree/decision_tree/interface.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

namespace mlcore::decision_tree::detail {

/// The features that a node may be cut on: all of them, or, in a random forest, `count` that are
/// drawn anew for every node. draw(m) returns m different features in random order.
struct FeatureChoice {
    Index count = 0;
    std::function<Labels(Index)> draw; ///< empty: all features, from the first to the last
};

/// The best cut so far, and the impurity it leaves: the mean of both sides', weighted by their
/// rows.
struct Candidate {
    Split split;
    double left_over = std::numeric_limits<double>::infinity();

    bool beaten_by(double impurity) const { return impurity < left_over - tie_tolerance; }
    double gain(double impurity_of_node) const {
        return split.feature < 0 ? 0 : std::max(0.0, impurity_of_node - left_over);
    }
};

/// Between a and b > a, so that a ≤ threshold < b whatever the rounding.
inline double threshold_between(double a, double b) {
    const double middle = std::midpoint(a, b);
    return middle < b ? middle : a;
}

/// Calls consider(feature, best) for every feature of the choice, in its order, and returns the
/// best cut. Where none of the drawn features can be cut (all their values are equal), all d are
/// drawn in random order and the first that can be cut is: a node is a leaf only where nothing is
/// left to ask.
template <class Consider>
Candidate search(const FeatureChoice& choice, Index d, Consider&& consider) {
    Candidate best;
    if (!choice.draw) {
        for (int feature = 0; feature < d; ++feature) consider(feature, best);
        return best;
    }
    for (const int feature : choice.draw(choice.count)) consider(feature, best);
    if (best.split.feature < 0 && choice.count < d)
        for (const int feature : choice.draw(d)) {
            consider(feature, best);
            if (best.split.feature >= 0) break;
        }
    return best;
}

/// Whether a node with these rows of each class is not even tried to be cut.
inline bool is_leaf(const Vector& counts, double rows, int depth, const Options& options) {
    return counts.maxCoeff() == rows || depth >= options.max_depth ||
           rows < options.min_samples_split || rows / 2 < options.min_samples_leaf;
}

/// The nodes in the order they are added. A node added for a parent becomes its left child first,
/// then its right.
class Nodes {
public:
    explicit Nodes(int classes) : classes_(classes) {}

    int add(int parent, const Vector& counts) {
        const int node = static_cast<int>(feature_.size());
        if (parent >= 0) {
            auto& side = left_[at(parent)] < 0 ? left_ : right_;
            side[at(parent)] = node;
        }
        feature_.push_back(-1);
        threshold_.push_back(0);
        left_.push_back(-1);
        right_.push_back(-1);
        counts_.insert(counts_.end(), counts.begin(), counts.end());
        return node;
    }
    void cut(int node, const Split& split) {
        feature_[at(node)] = split.feature;
        threshold_[at(node)] = split.threshold;
    }
    Model model(Index columns) const {
        const auto n = static_cast<Index>(feature_.size());
        return {.columns = static_cast<int>(columns),
                .feature = Eigen::Map<const Labels>(feature_.data(), n),
                .threshold = Eigen::Map<const Vector>(threshold_.data(), n),
                .left = Eigen::Map<const Labels>(left_.data(), n),
                .right = Eigen::Map<const Labels>(right_.data(), n),
                .counts = Eigen::Map<const Matrix>(counts_.data(), n, classes_)};
    }

private:
    static std::size_t at(int node) { return static_cast<std::size_t>(node); }

    int classes_;
    std::vector<int> feature_, left_, right_;
    std::vector<double> threshold_, counts_;
};

} // namespace mlcore::decision_tree::detail
