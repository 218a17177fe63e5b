// Gradient boosting on histograms: mlcore::gradient_boosting::fit, predict, and the functions they
// are made of.
//
//     const auto model = gradient_boosting::fit(X, y, {.trees = 200, .learning_rate = 0.1});
//     const Vector y_hat = gradient_boosting::predict(X_new, model);
//     std::cout << model; // gradient boosting: 200 trees, 5812 leaves, squared loss
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/tree/gradient_boosting/interface.hpp"
#include "mlcore/tree/gradient_boosting/naive.hpp"
#include "mlcore/tree/gradient_boosting/parallel.hpp"
#include "mlcore/tree/gradient_boosting/vectorized.hpp"

#include <algorithm>
#include <ostream>

namespace mlcore::gradient_boosting {

inline const Variants<ComputeGradients> gradients_variants{{"naive", naive::gradients},
                                                           {"vectorized", vectorized::gradients}};
inline const Variants<LeafWeight> leaf_weight_variants{{"naive", naive::leaf_weight}};
inline const Variants<SplitGain> split_gain_variants{{"naive", naive::split_gain}};
inline const Variants<HistogramBins> histogram_bins_variants{
    {"naive", naive::histogram_bins},
    {"vectorized", vectorized::histogram_bins},
    {"parallel", parallel::histogram_bins}};
inline const Variants<Fit> fit_variants{
    {"naive", naive::fit}, {"vectorized", vectorized::fit}, {"parallel", parallel::fit}};
inline const Variants<Predict> predict_variants{{"naive", naive::predict},
                                                {"vectorized", vectorized::predict},
                                                {"parallel", parallel::predict}};

using naive::leaf_weight;
using naive::split_gain;
using parallel::predict;
using vectorized::gradients;

/// As the type HistogramBins, with as many bins as a byte can number.
inline Bins histogram_bins(MatrixView X, int bins = 256) {
    return parallel::histogram_bins(X, bins);
}

/// The trees; options left out are the defaults.
inline Model fit(MatrixView X, VectorView y, const Options& options = {}) {
    return parallel::fit(X, y, options);
}

/// "gradient boosting: 200 trees, 5812 leaves, squared loss"
inline std::ostream& operator<<(std::ostream& out, const Model& model) {
    const auto leaves = std::count(model.feature.begin(), model.feature.end(), -1);
    return out << "gradient boosting: " << model.roots.size()
               << (model.roots.size() == 1 ? " tree, " : " trees, ") << leaves
               << (leaves == 1 ? " leaf, " : " leaves, ") << model.loss << " loss";
}

} // namespace mlcore::gradient_boosting
