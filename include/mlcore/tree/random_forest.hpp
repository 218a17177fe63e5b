// Random forests: mlcore::random_forest::fit, predict, and the functions they are made of.
//
//     const auto forest = random_forest::fit(X, y, {.trees = 200, .seed = 7});
//     const Labels y_hat = random_forest::predict(X_new, forest);
//     const double error = random_forest::out_of_bag_error(X, y, forest); // without a test set
//     std::cout << forest; // random forest: 200 trees, 8342 nodes, 4 columns, 3 classes
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/tree/random_forest/given/interface.hpp"
#include "mlcore/tree/random_forest/interface.hpp"
#include "mlcore/tree/random_forest/naive.hpp"
#include "mlcore/tree/random_forest/parallel.hpp"
#include "mlcore/tree/random_forest/vectorized.hpp"

#include <ostream>

namespace mlcore::random_forest {

inline const Variants<BootstrapIndices> bootstrap_indices_variants{
    {"naive", naive::bootstrap_indices}};
inline const Variants<SampleFeatures> sample_features_variants{{"naive", naive::sample_features}};
inline const Variants<MajorityVote> majority_vote_variants{
    {"naive", naive::majority_vote}, {"vectorized", vectorized::majority_vote}};
inline const Variants<OobError> oob_error_variants{{"naive", naive::oob_error},
                                                   {"vectorized", vectorized::oob_error}};
/// Forests of any trees; here of the exercise's.
inline const Variants<Fit> fit_given_variants{{"naive", drive::fit<naive::fit>},
                                              {"parallel", drive::fit<parallel::fit>}};
inline const Variants<Fit> fit_variants{
    {"naive", naive::fit}, {"vectorized", vectorized::fit}, {"parallel", parallel::fit}};
inline const Variants<Predict> predict_variants{{"naive", naive::predict},
                                                {"vectorized", vectorized::predict},
                                                {"parallel", parallel::predict}};
inline const Variants<PredictProbabilities> predict_probabilities_variants{
    {"naive", naive::predict_probabilities},
    {"vectorized", vectorized::predict_probabilities},
    {"parallel", parallel::predict_probabilities}};
inline const Variants<OutOfBagError> out_of_bag_error_variants{
    {"naive", naive::out_of_bag_error}, {"vectorized", vectorized::out_of_bag_error}};

using naive::bootstrap_indices;
using naive::sample_features;
using parallel::predict;
using parallel::predict_probabilities;
using vectorized::majority_vote;
using vectorized::oob_error;
using vectorized::out_of_bag_error;

/// A forest of CART trees, on all cores; options left out are the defaults.
inline Model fit(MatrixView X, LabelsView y, const Options& options = {}) {
    return parallel::fit(X, y, options);
}

/// A forest of any trees. grow_tree is called from several threads at once.
inline Model fit(MatrixView X, LabelsView y, const Options& options, const GrowTree& grow_tree) {
    return parallel::fit(X, y, options, grow_tree);
}

/// "random forest: 200 trees, 8342 nodes, 4 columns, 3 classes"
inline std::ostream& operator<<(std::ostream& out, const Model& model) {
    Index nodes = 0;
    for (const auto& tree : model.trees) nodes += tree.feature.size();
    out << "random forest: " << model.trees.size()
        << (model.trees.size() == 1 ? " tree" : " trees");
    if (!model.trees.empty())
        out << ", " << nodes << " nodes, " << model.trees[0].columns << " columns, "
            << model.trees[0].counts.cols() << " classes";
    return out;
}

} // namespace mlcore::random_forest
