// Gradient boosting with histograms (XGBoost's method): a sum of small regression trees, each
// fitted to the first and second derivatives of the loss at what the trees before it predict.
//
//     squared loss    L = ½ (s − y)²                         g = s − y     h = 1
//     logistic loss   L = −y ln p − (1 − y) ln(1 − p)        g = p − y     h = p (1 − p)     p =
//     1/(1 + e⁻ˢ) leaf            w = −G / (H + λ)                       G = Σ g, H = Σ h over the
//     leaf's rows split           ½ [ G_L²/(H_L + λ) + G_R²/(H_R + λ) − (G_L + G_R)²/(H_L + H_R +
//     λ) ] − γ prediction      s = base + η Σ_trees w(leaf of x)      η is the learning rate
//
// Columns are cut into bins once, before the first tree; a tree splits only between bins, at x <
// cut.
//
// The conventions are XGBoost's (tree_method="hist", grow_policy="depthwise"), with these
// differences:
// - gamma is the γ of the formula, as in the paper. XGBoost compares its gamma with the bracket
// without
//   the ½: its gamma is twice this one.
// - NaN is refused; XGBoost treats it as a value that is missing.
// - max_depth 0 is a single leaf; in XGBoost it is no limit.
// - A root whose hessians sum to less than min_child_weight keeps its weight; XGBoost sets it to 0.
// - Sums are doubles; XGBoost's gradients and leaves are floats, so answers agree to about 1e-6.
// - Where a column has more different values than bins, the cuts are the quantiles defined at
//   HistogramBins; XGBoost's sketch places them a little differently.
//
// Sources: Chen and Guestrin, XGBoost: a scalable tree boosting system (2016), equations 5 and 7;
// Friedman, Greedy function approximation (2001); Hastie, Tibshirani and Friedman, The Elements of
// Statistical Learning (2nd ed., 2009), section 10.10.
#pragma once

#include "mlcore/core/types.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace mlcore::gradient_boosting {

/// A node is split only where a cut gains more than this (XGBoost's limit): less is rounding.
inline constexpr double least_gain = 5e-7;

/// Two gains that differ by no more than this part of them are equally good. Which cut wins then
/// must not depend on the last bit of a sum.
inline constexpr double tie_tolerance = 1e-9;

/// Whether a cut replaces the best one so far; start with best = least_gain. Cuts are tried feature
/// by feature and bin by bin, so of equally good ones the lowest feature's wins, then the lowest
/// bin.
inline bool beats(double gain, double best) { return gain > best + tie_tolerance * std::abs(best); }

struct Options {
    int trees = 100;            ///< ≥ 0
    double learning_rate = 0.3; ///< η in (0, 1]: what is added of each tree
    int max_depth = 6; ///< questions on the longest way down, 0 … 1000; 0 is a single leaf
    double l2 = 1;     ///< λ ≥ 0
    double gamma = 0;  ///< γ ≥ 0: what a split must gain at least
    double min_child_weight = 1;  ///< ≥ 0: the least sum of hessians on either side of a split
    int bins = 256;               ///< 2 … 256 for each column
    std::string loss = "squared"; ///< "squared" or "logistic"; the latter wants y in [0, 1]
    double base_score = 0.5; ///< the prediction of no trees; for "logistic" a probability in (0, 1)

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("trees", self.trees);
        visit("learning_rate", self.learning_rate);
        visit("max_depth", self.max_depth);
        visit("l2", self.l2);
        visit("gamma", self.gamma);
        visit("min_child_weight", self.min_child_weight);
        visit("bins", self.bins);
        visit("loss", self.loss);
        visit("base_score", self.base_score);
    }
};

/// The derivatives of the loss by each row's score.
struct Gradients {
    Vector gradient; ///< g
    Vector hessian;  ///< h ≥ 0

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("gradient", self.gradient);
        visit("hessian", self.hessian);
    }
};

/// G and H of some rows.
struct Sum {
    double gradient = 0;
    double hessian = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("gradient", self.gradient);
        visit("hessian", self.hessian);
    }
};

/// A table whose numbers are replaced by the bins they lie in.
struct Bins {
    std::vector<Vector> cuts; ///< of each column, ascending
    Eigen::Matrix<int, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> index; ///< n×d: cuts ≤ x

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("cuts", self.cuts);
        visit("index", self.index);
    }
};

/// What a fit returns: the nodes of all trees, one entry of each array per node. A tree's nodes
/// stand together, its root first; a node comes before all nodes below it, and those on its left
/// before those on its right (preorder).
struct Model {
    int columns = 0;              ///< d: what a row of X has
    std::string loss = "squared"; ///< as in Options
    double base_score = 0;        ///< s of no trees: for "logistic" ln(p / (1 − p)) of the option
    std::vector<int> roots;       ///< the first node of each tree
    std::vector<int> feature;     ///< the column that is asked about, −1 at a leaf
    std::vector<double> threshold; ///< x(feature) < threshold goes left; 0 at a leaf
    std::vector<int> left, right;  ///< nodes, −1 at a leaf
    std::vector<double> value;     ///< η w at a leaf, 0 elsewhere

    static constexpr const char* model_name = "gradient_boosting"; ///< core/model_file.hpp
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("columns", self.columns);
        visit("loss", self.loss);
        visit("base_score", self.base_score);
        visit("roots", self.roots);
        visit("feature", self.feature);
        visit("threshold", self.threshold);
        visit("left", self.left);
        visit("right", self.right);
        visit("value", self.value);
    }
};

/// g and h of each row for the scores s and targets y. h of the logistic loss is at least 1e-16.
/// Throws ShapeError where the sizes differ, ValueError where a score is NaN or infinite, y is, or
/// is outside [0, 1] for "logistic", or the loss has another name. Cost: O(n).
using ComputeGradients = Gradients(VectorView scores, VectorView y, const std::string& loss);

/// w = −G / (H + λ), the leaf that makes G w + ½ (H + λ) w² smallest; 0 where H + λ is 0. Throws
/// ValueError where H or l2 is negative, or a number is NaN or infinite.
using LeafWeight = double(const Sum& sum, double l2);

/// What the split gains: see the top; a term whose H + λ is 0 counts as 0. It may be negative.
/// Throws as LeafWeight, also for a negative gamma.
using SplitGain = double(const Sum& left, const Sum& right, double l2, double gamma);

/// At most `bins` bins for each column of X (n×d). Cuts are values of the column, and x lies in the
/// bin whose number is how many cuts are ≤ x. With at most `bins` different values every one of
/// them is a cut except the smallest: a bin for each value. Else the cuts are the values at the
/// places ⌊q n / bins⌋, q = 1, …, bins − 1, of the n sorted entries, each once and without the
/// smallest value: about as many rows in each bin. Throws ValueError where X is empty, an entry is
/// NaN or infinite, or bins is not in 2 … 256. Cost: O(d n log n).
using HistogramBins = Bins(MatrixView X, int bins);

/// The trees, one after the other, on the gradients of the scores so far. A node is split by the
/// cut with the largest gain (beats, least_gain), among those with rows and at least
/// min_child_weight of hessian on both sides, unless it is max_depth questions below the root.
/// Throws ShapeError unless y has n entries, and ValueError where there are no rows, an entry is
/// NaN or infinite, y does not suit the loss, or an option is out of its range. Cost: O(d n log n),
/// and for each tree naive O(d (n + nodes of a level · bins)) a level; vectorized fills the
/// histograms of at most half of a level's rows.
using Fit = Model(MatrixView X, VectorView y, const Options& options);

/// The prediction for each row: s for "squared", the probability of y = 1 for "logistic". Throws
/// ShapeError unless X has the model's columns, ValueError where an entry is NaN or infinite or the
/// model's arrays are not trees. Cost: O(trees · depth) per row.
using Predict = Vector(MatrixView X, const Model& model);

} // namespace mlcore::gradient_boosting
