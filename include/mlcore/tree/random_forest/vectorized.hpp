// What changed against naive:
//
// - bootstrap_indices, sample_features: nothing. The compiler turns the first into SIMD by itself,
// and
//   keeping only the swapped places of the second was slower, for 10,000 features too.
// - majority_vote, oob_error: votes are read along memory, tree by tree, into a table of counts.
// - fit: the columns of X are sorted once for all trees. A bag is in sorted order when the rows of
// the
//   sorted table are repeated as often as they were drawn; from there a tree divides instead of
//   sorting (decision_tree/presorted.hpp). Where few of many columns are drawn, nodes sort just
//   those instead (decision_tree/sorting.hpp). The trees are the same as naive's.
// - predict: the trees' own vectorized walk; votes are counted, not stored.
#pragma once

#include "mlcore/tree/decision_tree/presorted.hpp"
#include "mlcore/tree/decision_tree/sorting.hpp"
#include "mlcore/tree/decision_tree/vectorized.hpp"
#include "mlcore/tree/random_forest/checks.hpp"
#include "mlcore/tree/random_forest/interface.hpp"
#include "mlcore/tree/random_forest/naive.hpp"

#include <cmath>
#include <memory>
#include <vector>

namespace mlcore::random_forest::vectorized {

inline MajorityVote majority_vote;
inline OobError oob_error;
inline Fit fit;
inline Predict predict;
inline PredictProbabilities predict_probabilities;
inline OutOfBagError out_of_bag_error;

/// For each row of counts [n, classes] the first of the largest.
inline Labels winners(const Table& counts) {
    Labels best(counts.rows());
    for (Index i = 0; i < counts.rows(); ++i) counts.row(i).maxCoeff(&best(i));
    return best;
}

inline Labels majority_vote(const Table& votes) {
    const int classes = detail::check_votes("majority_vote", votes);
    Table counts = Table::Zero(votes.cols(), classes);
    for (Index t = 0; t < votes.rows(); ++t)
        for (Index i = 0; i < votes.cols(); ++i) ++counts(i, votes(t, i));
    return winners(counts);
}

inline double oob_error(const Table& votes, const Table& bags, LabelsView y) {
    const int classes = detail::check_oob_error(votes, bags, y);
    const Index n = y.size();
    Table counts = Table::Zero(n, classes);
    Labels judges = Labels::Zero(n);
    std::vector<char> out(static_cast<std::size_t>(n));
    for (Index t = 0; t < votes.rows(); ++t) {
        std::fill(out.begin(), out.end(), char{1});
        for (Index i = 0; i < n; ++i) out[static_cast<std::size_t>(bags(t, i))] = 0;
        for (Index i = 0; i < n; ++i) {
            counts(i, votes(t, i)) += out[static_cast<std::size_t>(i)];
            judges(i) += out[static_cast<std::size_t>(i)];
        }
    }
    Index wrong = 0;
    for (Index i = 0; i < n; ++i) {
        if (judges(i) == 0) continue;
        int best = 0;
        counts.row(i).maxCoeff(&best);
        wrong += best != y(i);
    }
    return detail::error_share(wrong, (judges.array() > 0).count());
}

/// The sorted columns of these rows, repeated ones as often as they stand there. O(d n).
inline decision_tree::detail::SortedColumns
resample(const decision_tree::detail::SortedColumns& sorted, LabelsView rows) {
    std::vector<int> times(static_cast<std::size_t>(sorted.rows));
    for (const int row : rows) ++times[static_cast<std::size_t>(row)];
    decision_tree::detail::SortedColumns bag{rows.size(), sorted.columns, {}};
    bag.entries.reserve(static_cast<std::size_t>(rows.size() * sorted.columns));
    for (const auto& entry : sorted.entries)
        bag.entries.insert(bag.entries.end(),
                           static_cast<std::size_t>(times[static_cast<std::size_t>(entry.row)]),
                           entry);
    return bag;
}

/// Whether a level of the tree costs less when all d columns stay sorted than when each node sorts
/// the m it has drawn. To sort an entry takes about twice log₂ n times as long as to move it.
inline bool keep_sorted(Index n, Index d, Index m) {
    return static_cast<double>(d) <=
           2 * static_cast<double>(m) * std::log2(static_cast<double>(n) + 1);
}

/// Grows the same CART trees as naive::cart, from this X and y and with these options. They are
/// only read: several threads may call it at once.
inline GrowTree cart(MatrixView X, LabelsView y, const Options& options) {
    const Index m = features_per_node(options, X.cols());
    const int classes = y.maxCoeff() + 1;
    const auto count = [classes](LabelsView labels, LabelsView rows) {
        Vector counts = Vector::Zero(classes);
        for (const int row : rows) counts(labels(row)) += 1;
        return counts;
    };
    if (keep_sorted(X.rows(), X.cols(), m)) {
        const auto sorted = std::make_shared<const decision_tree::detail::SortedColumns>(
            decision_tree::detail::sort_columns(X, y));
        return [sorted, count, m](MatrixView table, LabelsView labels, LabelsView rows,
                                  const Options& own, const ChooseFeatures& choose) {
            return decision_tree::detail::grow_sorted(resample(*sorted, rows), count(labels, rows),
                                                      table.rows(), own.tree, {m, choose});
        };
    }
    const auto columns = std::make_shared<const Eigen::MatrixXd>(X);
    return [columns, count, m](MatrixView, LabelsView labels, LabelsView rows, const Options& own,
                               const ChooseFeatures& choose) {
        return decision_tree::detail::grow_sorting(*columns, labels, {rows.begin(), rows.end()},
                                                   count(labels, rows), own.tree, {m, choose});
    };
}

inline Model fit(MatrixView X, LabelsView y, const Options& options) {
    detail::check_fit(X, y, options);
    return naive::fit(X, y, options, cart(X, y, options));
}

/// A tree as a prediction needs it.
struct ReadyTree {
    std::vector<decision_tree::vectorized::Step> steps;
    Labels classes; ///< of each node: the most frequent one
    Matrix shares;  ///< [nodes, classes], only where probabilities are asked for
};
inline std::vector<ReadyTree> ready(const Model& model, bool with_shares = false) {
    std::vector<ReadyTree> trees;
    for (const auto& tree : model.trees) {
        trees.push_back({decision_tree::vectorized::steps(tree),
                         decision_tree::vectorized::most_frequent_classes(tree), Matrix()});
        if (with_shares)
            trees.back().shares =
                tree.counts.array().colwise() / tree.counts.rowwise().sum().array();
    }
    return trees;
}

inline Labels vote(MatrixView X, const std::vector<ReadyTree>& trees, Index classes) {
    Table counts = Table::Zero(X.rows(), classes);
    for (const auto& tree : trees)
        decision_tree::vectorized::for_each_leaf(
            X, tree.steps, [&](Index i, Index leaf) { ++counts(i, tree.classes(leaf)); });
    return winners(counts);
}

inline Labels predict(MatrixView X, const Model& model) {
    detail::check_forest("predict", X, model);
    return vote(X, ready(model), model.trees[0].counts.cols());
}

inline Matrix mean_shares(MatrixView X, const std::vector<ReadyTree>& trees, Index classes) {
    Matrix sum = Matrix::Zero(X.rows(), classes);
    for (const auto& tree : trees)
        decision_tree::vectorized::for_each_leaf(
            X, tree.steps, [&](Index i, Index leaf) { sum.row(i) += tree.shares.row(leaf); });
    return sum / static_cast<double>(trees.size());
}

inline Matrix predict_probabilities(MatrixView X, const Model& model) {
    detail::check_forest("predict_probabilities", X, model);
    return mean_shares(X, ready(model, true), model.trees[0].counts.cols());
}

inline double out_of_bag_error(MatrixView X, LabelsView y, const Model& model) {
    detail::check_out_of_bag(X, y, model);
    Table votes(static_cast<Index>(model.trees.size()), X.rows());
    Index t = 0;
    for (const auto& tree : ready(model)) {
        decision_tree::vectorized::for_each_leaf(
            X, tree.steps, [&](Index i, Index leaf) { votes(t, i) = tree.classes(leaf); });
        ++t;
    }
    return oob_error(votes, naive::bags_of(X.rows(), model), y);
}

} // namespace mlcore::random_forest::vectorized
