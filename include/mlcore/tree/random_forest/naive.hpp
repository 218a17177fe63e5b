// One loop per definition; tree after tree.
#pragma once

#include "mlcore/tree/decision_tree/naive.hpp"
#include "mlcore/tree/random_forest/checks.hpp"
#include "mlcore/tree/random_forest/interface.hpp"

#include <numeric>
#include <utility>
#include <vector>

namespace mlcore::random_forest::naive {

inline BootstrapIndices bootstrap_indices;
inline SampleFeatures sample_features;
inline MajorityVote majority_vote;
inline OobError oob_error;
inline FitWith fit;
inline Fit fit;
inline Predict predict;
inline PredictProbabilities predict_probabilities;
inline OutOfBagError out_of_bag_error;

inline Labels bootstrap_indices(VectorView uniforms) {
    detail::check_bootstrap(uniforms);
    const Index n = uniforms.size();
    Labels rows(n);
    for (Index i = 0; i < n; ++i) rows(i) = static_cast<int>(uniforms(i) * static_cast<double>(n));
    return rows;
}

inline Labels sample_features(VectorView uniforms, int features) {
    detail::check_sample(uniforms, features);
    Labels order(features);
    std::iota(order.begin(), order.end(), 0);
    const int wanted = static_cast<int>(uniforms.size());
    for (int i = 0; i < wanted; ++i) {
        const int j = i + static_cast<int>(uniforms(i) * (features - i));
        std::swap(order(i), order(j));
    }
    return order.head(wanted);
}

/// The lowest of the classes that are counted most often.
inline int most_frequent(const std::vector<int>& counts) {
    std::size_t best = 0;
    for (std::size_t c = 1; c < counts.size(); ++c)
        if (counts[c] > counts[best]) best = c;
    return static_cast<int>(best);
}

inline Labels majority_vote(const Table& votes) {
    const int classes = detail::check_votes("majority_vote", votes);
    Labels winners(votes.cols());
    for (Index i = 0; i < votes.cols(); ++i) {
        std::vector<int> counts(static_cast<std::size_t>(classes));
        for (Index t = 0; t < votes.rows(); ++t) ++counts[static_cast<std::size_t>(votes(t, i))];
        winners(i) = most_frequent(counts);
    }
    return winners;
}

inline double oob_error(const Table& votes, const Table& bags, LabelsView y) {
    const int classes = detail::check_oob_error(votes, bags, y);
    Table times = Table::Zero(votes.rows(), votes.cols()); // how often row i is in bag t
    for (Index t = 0; t < bags.rows(); ++t)
        for (Index i = 0; i < bags.cols(); ++i) ++times(t, bags(t, i));

    Index wrong = 0, judged = 0;
    for (Index i = 0; i < y.size(); ++i) {
        std::vector<int> counts(static_cast<std::size_t>(classes));
        int voters = 0;
        for (Index t = 0; t < votes.rows(); ++t) {
            if (times(t, i) > 0) continue;
            ++counts[static_cast<std::size_t>(votes(t, i))];
            ++voters;
        }
        if (voters == 0) continue;
        ++judged;
        if (most_frequent(counts) != y(i)) ++wrong;
    }
    return detail::error_share(wrong, judged);
}

/// Tree and bag of one seed.
inline decision_tree::Model grow_seeded(MatrixView X, LabelsView y, const Options& options,
                                        const GrowTree& grow_tree, std::uint64_t seed) {
    Random random(seed);
    const Labels rows = bootstrap_indices(uniforms(random, X.rows()));
    const ChooseFeatures choose = [&](Index count) {
        return sample_features(uniforms(random, count), static_cast<int>(X.cols()));
    };
    return grow_tree(X, y, rows, options, choose);
}

inline Model fit(MatrixView X, LabelsView y, const Options& options, const GrowTree& grow_tree) {
    detail::check_fit(X, y, options);
    Model model;
    Random seeds(options.seed);
    for (int t = 0; t < options.trees; ++t) {
        model.seeds.push_back(seeds.bits());
        model.trees.push_back(grow_seeded(X, y, options, grow_tree, model.seeds.back()));
    }
    return model;
}

/// A CART tree that sorts in every node, and only the columns that were drawn.
inline decision_tree::Model cart(MatrixView X, LabelsView y, LabelsView rows,
                                 const Options& options, const ChooseFeatures& choose) {
    return decision_tree::naive::grow(X, y, rows, y.maxCoeff() + 1, options.tree,
                                      {features_per_node(options, X.cols()), choose});
}

inline Model fit(MatrixView X, LabelsView y, const Options& options) {
    return fit(X, y, options, cart);
}

/// What each tree says of each row: [trees, n].
inline Table votes_of(MatrixView X, const Model& model) {
    Table votes(static_cast<Index>(model.trees.size()), X.rows());
    for (std::size_t t = 0; t < model.trees.size(); ++t)
        votes.row(static_cast<Index>(t)) =
            decision_tree::naive::predict(X, model.trees[t]).transpose();
    return votes;
}

/// The rows that each tree was grown from, drawn again: [trees, n].
inline Table bags_of(Index n, const Model& model) {
    Table bags(static_cast<Index>(model.seeds.size()), n);
    for (std::size_t t = 0; t < model.seeds.size(); ++t) {
        Random random(model.seeds[t]);
        bags.row(static_cast<Index>(t)) = bootstrap_indices(uniforms(random, n)).transpose();
    }
    return bags;
}

inline Labels predict(MatrixView X, const Model& model) {
    detail::check_forest("predict", X, model);
    return majority_vote(votes_of(X, model));
}

inline Matrix predict_probabilities(MatrixView X, const Model& model) {
    detail::check_forest("predict_probabilities", X, model);
    Matrix sum = Matrix::Zero(X.rows(), model.trees[0].counts.cols());
    for (const auto& tree : model.trees)
        sum += decision_tree::naive::predict_probabilities(X, tree);
    return sum / static_cast<double>(model.trees.size());
}

inline double out_of_bag_error(MatrixView X, LabelsView y, const Model& model) {
    detail::check_out_of_bag(X, y, model);
    return oob_error(votes_of(X, model), bags_of(X.rows(), model), y);
}

} // namespace mlcore::random_forest::naive
