// Decision trees for classification: questions "is feature j at most t?", asked one after the
// other.
//
//     p_c = n_c / n                                   the share of class c among a node's n rows
//     Gini impurity    G = 1 − Σ_c p_c²               0 where all rows are of one class
//     entropy          H = − Σ_c p_c log₂ p_c         in bits; 0 log 0 = 0
//     gain of a cut      = I(node) − (n_L / n) I(left) − (n_R / n) I(right)      I is G or H
//
// A row goes left where x_j ≤ t. A tree is grown from the root down (CART): each node takes the cut
// with the largest gain, until its rows are of one class or an option says stop.
//
// The conventions are scikit-learn's (DecisionTreeClassifier), with these differences:
// - Equally good cuts: the lowest feature wins, then the lowest threshold. scikit-learn looks
//   at the features in random order and keeps the first, so its tree depends on random_state.
// - Numbers are compared as doubles: different numbers can be cut apart. scikit-learn rounds X to
//   float and does not cut between values that are closer than 1e-7.
// - NaN is refused; scikit-learn treats it as a value that is missing.
// - A leaf has feature −1 and threshold 0; scikit-learn writes −2 for both. Classes are 0, 1, ….
//
// Sources: Breiman, Friedman, Olshen and Stone, Classification and Regression Trees (1984),
// chapters 2 and 4; Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2nd ed.,
// 2009), section 9.2; entropy as in Quinlan, C4.5 (1993).
#pragma once

#include "mlcore/core/types.hpp"

#include <limits>
#include <string>

namespace mlcore::decision_tree {

/// For Options::max_depth: a tree as deep as its data ask for.
inline constexpr int unlimited = std::numeric_limits<int>::max();

/// Two gains that differ by no more are equally good. Which cut wins then must not depend on the
/// last bit of a sum.
inline constexpr double tie_tolerance = 1e-12;

struct Options {
    std::string criterion = "gini"; ///< "gini" or "entropy"
    int max_depth = unlimited; ///< questions on the longest way down, ≥ 0; 0 is a single leaf
    int min_samples_split = 2; ///< ≥ 2: a node with fewer rows is not cut
    int min_samples_leaf = 1;  ///< ≥ 1: no cut may leave fewer rows than this on a side

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("criterion", self.criterion);
        visit("max_depth", self.max_depth);
        visit("min_samples_split", self.min_samples_split);
        visit("min_samples_leaf", self.min_samples_leaf);
    }
};

/// One question, and what it is worth. feature −1, threshold 0, gain 0 where nothing can be cut.
struct Split {
    int feature = -1;
    double threshold = 0; ///< x(feature) ≤ threshold goes left
    double gain = 0;      ///< of impurity, ≥ 0

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("feature", self.feature);
        visit("threshold", self.threshold);
        visit("gain", self.gain);
    }
};

/// What a fit returns: the nodes, one entry of each array per node. Node 0 is the root; a node
/// comes before all nodes below it, and those on its left before those on its right (preorder).
struct Model {
    int columns = 0;  ///< d: what a row of X has
    Labels feature;   ///< the column that is asked about, −1 at a leaf
    Vector threshold; ///< 0 at a leaf
    Labels left;      ///< the node for x(feature) ≤ threshold, −1 at a leaf
    Labels right;     ///< the node for the others, −1 at a leaf
    Matrix counts;    ///< [nodes, classes]: the training rows of each class that came by

    static constexpr const char* model_name = "decision_tree"; ///< core/model_file.hpp
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("columns", self.columns);
        visit("feature", self.feature);
        visit("threshold", self.threshold);
        visit("left", self.left);
        visit("right", self.right);
        visit("counts", self.counts);
    }
};

/// G of a node that has counts(c) rows (or weight) of class c: in [0, 1 − 1/k] for k classes.
/// Throws ValueError where a count is negative, NaN or infinite, or all are zero. Cost: O(k).
using Gini = double(VectorView counts);

/// H in bits of such a node: in [0, log₂ k]. Throws as Gini. Cost: O(k) logarithms.
using Entropy = double(VectorView counts);

/// The cut of the n rows of X (n×d) with the largest gain; y holds their classes, from 0.
/// Thresholds are the middles between two neighbouring different values of a column (the lower
/// value, where no double lies between them); both sides keep min_samples_leaf rows or more. A cut
/// without gain is still a cut: feature is −1 only where none is allowed. Of equally good ones
/// (tie_tolerance) the lowest feature's wins, then the lowest threshold. Of the options only
/// criterion and min_samples_leaf count here. Throws ShapeError unless y has n entries, and
/// ValueError where there are no rows, an entry of X is not finite, a class is negative (or above a
/// million), or an option is out of its range. Cost: O(d n (log n + k)) for k classes; k falls away
/// with the Gini impurity.
using BestSplit = Split(MatrixView X, LabelsView y, const Options& options);

/// The tree of the n rows of X. A node becomes a leaf where its rows are of one class, are fewer
/// than min_samples_split, lie max_depth questions below the root, or have no allowed cut; else it
/// takes the best one, even at no gain: for x₀ xor x₁ the first question gains nothing. Throws as
/// BestSplit. Cost: naive sorts in each node, O(d n log n) per level; vectorized sorts once,
/// O(d n log n) in all and O(d n) per level. The model has O(leaves · k) entries.
using Fit = Model(MatrixView X, LabelsView y, const Options& options);

/// The class of each row: the most frequent one at its leaf, the lowest of equally frequent ones.
/// Throws ShapeError unless X has the model's columns, ValueError where an entry is not finite or
/// the model's arrays are not a tree. Cost: O(depth) per row.
using Predict = Labels(MatrixView X, const Model& model);

/// The shares of the classes at each row's leaf, n×k; every row sums to 1. Throws as Predict.
using PredictProbabilities = Matrix(MatrixView X, const Model& model);

} // namespace mlcore::decision_tree
