// The tree that the exercise's forest is made of, given so that a forest can be written and checked
// on its own: at most two questions deep, each in the middle of a column's range. It is a poor
// tree, and that is what bagging is for. drive::fit turns a function that takes a GrowTree into one
// of values.
#pragma once

#include "mlcore/tree/random_forest/interface.hpp"

#include <vector>

namespace mlcore::random_forest::given {

/// Some rows of a table, and the question that divides them.
struct Group {
    std::vector<int> rows;
    Vector counts;     // of each class
    int feature = -1;  // −1: not divided
    double middle = 0; // x ≤ middle is on the left
    std::vector<int> left, right;
};

/// Asks choose for features and divides the rows in the middle between the smallest and the largest
/// value of one of them: of the one whose sides' majorities are right for the most rows. Rows of
/// one class are not divided, and nobody is asked.
inline Group divide(MatrixView X, LabelsView y, const std::vector<int>& rows,
                    const Options& options, const ChooseFeatures& choose) {
    Group group{rows, Vector::Zero(y.maxCoeff() + 1), -1, 0, {}, {}};
    for (const int i : rows) group.counts(y(i)) += 1;
    if (group.counts.maxCoeff() == group.counts.sum()) return group;
    double most_right = -1;
    for (const int j : choose(features_per_node(options, X.cols()))) {
        double lowest = X(rows[0], j), highest = lowest;
        for (const int i : rows) {
            lowest = std::min(lowest, X(i, j));
            highest = std::max(highest, X(i, j));
        }
        const double middle = lowest / 2 + highest / 2;
        if (!(lowest <= middle && middle < highest)) continue;
        Vector left = Vector::Zero(group.counts.size());
        for (const int i : rows) left(y(i)) += X(i, j) <= middle;
        const double right_rows = left.maxCoeff() + (group.counts - left).maxCoeff();
        if (right_rows > most_right) {
            most_right = right_rows;
            group.feature = j;
            group.middle = middle;
        }
    }
    if (group.feature < 0) return group;
    for (const int i : rows)
        (X(i, group.feature) <= group.middle ? group.left : group.right).push_back(i);
    return group;
}

/// A tree of at most seven nodes: the root, its two sides, and theirs.
inline decision_tree::Model small_tree(MatrixView X, LabelsView y, LabelsView rows,
                                       const Options& options, const ChooseFeatures& choose) {
    decision_tree::Model tree{
        static_cast<int>(X.cols()), Labels::Constant(7, -1), Vector::Zero(7),
        Labels::Constant(7, -1),    Labels::Constant(7, -1), Matrix::Zero(7, y.maxCoeff() + 1)};
    int nodes = 0;
    const auto add = [&](const Group& group) {
        tree.feature(nodes) = group.feature;
        tree.threshold(nodes) = group.middle;
        tree.counts.row(nodes) = group.counts;
        return nodes++;
    };
    const auto add_leaf = [&](const std::vector<int>& leaf_rows) {
        Group leaf{leaf_rows, Vector::Zero(tree.counts.cols()), -1, 0, {}, {}};
        for (const int i : leaf_rows) leaf.counts(y(i)) += 1;
        return add(leaf);
    };
    const auto add_side = [&](const std::vector<int>& side_rows) {
        const Group side = divide(X, y, side_rows, options, choose);
        const int node = add(side);
        if (side.feature >= 0) {
            tree.left(node) = add_leaf(side.left);
            tree.right(node) = add_leaf(side.right);
        }
        return node;
    };
    const Group root = divide(X, y, {rows.begin(), rows.end()}, options, choose);
    add(root);
    if (root.feature >= 0) {
        tree.left(0) = add_side(root.left);
        tree.right(0) = add_side(root.right);
    }
    tree.feature.conservativeResize(nodes);
    tree.threshold.conservativeResize(nodes);
    tree.left.conservativeResize(nodes);
    tree.right.conservativeResize(nodes);
    tree.counts.conservativeResize(nodes, Eigen::NoChange);
    return tree;
}

inline const GrowTree grow_tree = small_tree;

} // namespace mlcore::random_forest::given

namespace mlcore::random_forest::drive {

/// A forest of given trees, grown by `fit_with`.
template <FitWith* fit_with>
Model fit(MatrixView X, LabelsView y, const Options& options) {
    return fit_with(X, y, options, given::grow_tree);
}

} // namespace mlcore::random_forest::drive
