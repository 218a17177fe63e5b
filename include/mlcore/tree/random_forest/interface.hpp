// Random forests: many decision trees, each grown from rows drawn with replacement, each node cut
// on a few features drawn for it, and a vote.
//
//     bootstrap          row_i = ⌊u_i n⌋, i = 1 … n          u uniform in [0, 1); about 63% of the
//                                                            rows are in the bag, 1 − (1 − 1/n)ⁿ
//     features of a node m of d by a partial Fisher–Yates shuffle: for i = 0 … m − 1
//                        swap f_i with f_j, j = i + ⌊u_i (d − i)⌋
//     vote               the class that most trees say
//     out-of-bag error   the error of the vote in which each row is judged only by the trees that
//                        have not seen it: an estimate for new rows without setting any aside
//
// The draws of a forest, in this order: Random(options.seed) gives one seed per tree, by bits().
// Tree t owns Random(seed_t), which gives n uniforms for its rows, then as many as each node asks
// for, node by node in preorder. So a forest depends on its seed alone, not on how many threads
// grow it.
//
// Against scikit-learn's RandomForestClassifier: the same defaults (100 trees to the end, ⌊√d⌋
// features, bootstrap of n rows). predict counts votes (Breiman); scikit-learn adds up the trees'
// probabilities, which is the same where leaves are pure; predict_probabilities is its
// predict_proba. Where none of a node's features can be cut, both look on until one can.
//
// Sources: Breiman, Random Forests, Machine Learning 45 (2001); Breiman, Bagging predictors (1996);
// Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2nd ed., 2009),
// chapter 15.
#pragma once

#include "mlcore/core/random.hpp"
#include "mlcore/core/types.hpp"
#include "mlcore/tree/decision_tree/interface.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

namespace mlcore::random_forest {

/// One row per tree, one column per sample: [trees, n]. Classes for votes, row numbers for bags.
using Table = Eigen::Matrix<int, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// For Options::max_features: ⌊√d⌋.
inline constexpr int square_root = 0;

struct Options {
    int trees = 100;                ///< ≥ 1
    int max_features = square_root; ///< drawn for each node: 1 … d, or square_root
    std::uint64_t seed = 0;
    decision_tree::Options tree{}; ///< of every tree

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("trees", self.trees);
        visit("max_features", self.max_features);
        visit("seed", self.seed);
        visit("tree", self.tree);
    }
};

/// What a fit returns.
struct Model {
    std::vector<decision_tree::Model> trees;
    std::vector<std::uint64_t> seeds; ///< seeds[t] drew the rows and features of trees[t]

    static constexpr const char* model_name = "random_forest"; ///< core/model_file.hpp
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("trees", self.trees);
        visit("seeds", self.seeds);
    }
};

/// The next `count` uniforms.
inline Vector uniforms(Random& random, Index count) {
    Vector u(count);
    for (Index i = 0; i < count; ++i) u(i) = random.uniform();
    return u;
}

/// What options.max_features comes to for d columns.
inline Index features_per_node(const Options& options, Index d) {
    if (options.max_features != square_root) return options.max_features;
    return std::max<Index>(1, static_cast<Index>(std::sqrt(static_cast<double>(d))));
}

/// n uniforms in [0, 1) to n row numbers in 0 … n − 1, with repeats: row_i = ⌊u_i n⌋.
/// Throws ValueError where there are none or one is not in [0, 1). Cost: O(n).
using BootstrapIndices = Labels(VectorView uniforms);

/// One uniform in [0, 1) for each feature wanted: as many different ones of 0 … features − 1, in
/// the order drawn, by the partial Fisher–Yates shuffle above. Throws ValueError where more are
/// wanted than there are, or a uniform is not in [0, 1). Cost: O(features).
using SampleFeatures = Labels(VectorView uniforms, int features);

/// For each column of votes [trees, n] the most frequent class, the lowest of equally frequent
/// ones. Throws ValueError where there is no tree or a class is negative. Cost: O(trees · n + k n),
/// k classes.
using MajorityVote = Labels(const Table& votes);

/// The share of rows whose out-of-bag vote is wrong. votes(t, i) is what tree t says of row i,
/// bags(t, ·) are the n rows that tree t was grown from; y holds the true classes. Only trees whose
/// bag lacks row i vote on it (ties as in MajorityVote); rows that are in all bags are left out.
/// Throws ShapeError where the shapes differ, ValueError where there is no tree, a class is
/// negative, a bag has a row that is not in 0 … n − 1, or no row is left. Cost: O(trees · n + k n).
using OobError = double(const Table& votes, const Table& bags, LabelsView y);

/// Draws `count` different features, anew at every call.
using ChooseFeatures = std::function<Labels(Index count)>;

/// Grows one tree from these rows of X and y (repeated ones count as often as they stand there).
/// For every node it asks choose(features_per_node(options, d)) which features it may cut on.
using GrowTree =
    std::function<decision_tree::Model(MatrixView X, LabelsView y, LabelsView rows,
                                       const Options& options, const ChooseFeatures& choose)>;

/// A forest of whatever trees grow_tree grows: bagging works with any of them. For each tree: its
/// seed, its bag of n rows, and a `choose` that draws from the same Random. Throws ShapeError
/// unless y has one entry for each row of X, and ValueError where X has no rows or no columns, an
/// entry is not finite, a class is negative, or an option is out of its range. Cost: `trees` trees.
using FitWith = Model(MatrixView X, LabelsView y, const Options& options,
                      const GrowTree& grow_tree);

/// The forest of CART trees (decision_tree). Of equally good cuts the one on the feature drawn
/// first wins. Throws as FitWith. Cost for m features per node: naive O(trees · m n log n) per
/// level; vectorized O(d n log n) once and O(trees · d n) per level, or naive's where that is less.
using Fit = Model(MatrixView X, LabelsView y, const Options& options);

/// The majority vote of the trees on each row of X. Throws ShapeError unless X has the trees'
/// columns, ValueError where an entry is not finite or the model has no trees. Cost: O(trees ·
/// depth) a row.
using Predict = Labels(MatrixView X, const Model& model);

/// The mean over the trees of the class shares at the row's leaf, n×k; rows sum to 1. Throws as
/// Predict.
using PredictProbabilities = Matrix(MatrixView X, const Model& model);

/// The out-of-bag error of a forest on the table it was fitted to; the bags are drawn again from
/// its seeds. Throws as Predict and OobError.
using OutOfBagError = double(MatrixView X, LabelsView y, const Model& model);

} // namespace mlcore::random_forest
