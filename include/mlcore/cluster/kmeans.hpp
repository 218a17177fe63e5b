// k-means clustering: mlcore::kmeans::fit, predict, and the functions they are made of.
//
//     const auto model = kmeans::fit(X, {.k = 3, .seed = 7, .restarts = 10});
//     const Labels nearest = kmeans::predict(X_new, model);
//     std::cout << model; // k-means: 3 clusters of 62, 50, 38 rows, inertia 78.8514, 5 iterations
#pragma once

#include "mlcore/cluster/kmeans/interface.hpp"
#include "mlcore/cluster/kmeans/naive.hpp"
#include "mlcore/cluster/kmeans/parallel.hpp"
#include "mlcore/cluster/kmeans/vectorized.hpp"
#include "mlcore/core/variants.hpp"

#include <ostream>

namespace mlcore::kmeans {

inline const Variants<Assign> assign_variants{
    {"naive", naive::assign}, {"vectorized", vectorized::assign}, {"parallel", parallel::assign}};
inline const Variants<Update> update_variants{
    {"naive", naive::update}, {"vectorized", vectorized::update}, {"parallel", parallel::update}};
inline const Variants<Inertia> inertia_variants{{"naive", naive::inertia},
                                                {"vectorized", vectorized::inertia},
                                                {"parallel", parallel::inertia}};
inline const Variants<PlusPlus> plus_plus_variants{{"naive", naive::plus_plus},
                                                   {"vectorized", vectorized::plus_plus},
                                                   {"parallel", parallel::plus_plus}};
inline const Variants<Lloyd> lloyd_variants{
    {"naive", naive::lloyd}, {"vectorized", vectorized::lloyd}, {"parallel", parallel::lloyd}};
inline const Variants<Fit> fit_variants{
    {"naive", naive::fit}, {"vectorized", vectorized::fit}, {"parallel", parallel::fit}};

using parallel::assign;
using parallel::inertia;
using parallel::plus_plus;
using parallel::update;

/// As the type Lloyd, with scikit-learn's limit on the rounds.
inline Model lloyd(MatrixView X, MatrixView start, int max_iterations = 300) {
    return parallel::lloyd(X, start, max_iterations);
}

/// The clusters; options left out are the defaults.
inline Model fit(MatrixView X, const Options& options = {}) { return parallel::fit(X, options); }

/// The nearest centroid of each row of X. Throws as Assign. Cost: 3nkd flops.
inline Labels predict(MatrixView X, const Model& model) {
    return parallel::assign(X, model.centroids);
}

/// "k-means: 3 clusters of 62, 50, 38 rows, inertia 78.8514, 5 iterations"; the sizes of the first
/// ten clusters. Numbers as the stream formats them.
inline std::ostream& operator<<(std::ostream& out, const Model& model) {
    constexpr Index shown = 10;
    const Index k = model.centroids.rows();
    out << "k-means: " << k << (k == 1 ? " cluster of" : " clusters of");
    for (Index j = 0; j < k && j < shown; ++j)
        out << (j == 0 ? " " : ", ") << (model.labels.array() == static_cast<int>(j)).count();
    return out << (k > shown ? ", … rows" : " rows") << ", inertia " << model.inertia << ", "
               << model.iterations << (model.iterations == 1 ? " iteration" : " iterations");
}

} // namespace mlcore::kmeans
