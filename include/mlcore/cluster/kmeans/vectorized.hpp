// What changed against naive:
//
// - assign: the distances of a block of rows to all centroids are one matrix product of a few
//   hundred rows (nearest.hpp), so that a number that was fetched is used k times, in SIMD
//   registers. Never are all n·k distances in memory. Expect a gain that grows with d and k, up to
//   that of a matrix product.
// - lloyd: one pass over X in each round, in which each block gets its labels and is added to the
//   sums (blocks.hpp).
// - update, inertia, plus_plus: whole rows at a time; they wait for the memory.
//
// Labels are those of naive to the last one, equally near centroids included.
#pragma once

#include "mlcore/cluster/kmeans/blocks.hpp"
#include "mlcore/cluster/kmeans/checks.hpp"
#include "mlcore/cluster/kmeans/interface.hpp"

namespace mlcore::kmeans::vectorized {

inline Assign assign;
inline Update update;
inline Inertia inertia;
inline PlusPlus plus_plus;
inline Lloyd lloyd;
inline Fit fit;

inline Labels assign(MatrixView X, MatrixView centroids) {
    detail::check_centroids("assign", X, centroids);
    return detail::assign<detail::Serial>(X, centroids);
}

inline Matrix update(MatrixView X, LabelsView labels, MatrixView centroids) {
    detail::check_labels("update", X, labels, centroids);
    return detail::update<detail::Serial>(X, labels, centroids);
}

inline double inertia(MatrixView X, LabelsView labels, MatrixView centroids) {
    detail::check_labels("inertia", X, labels, centroids);
    return detail::inertia<detail::Serial>(X, labels, centroids);
}

inline Matrix plus_plus(MatrixView X, VectorView uniforms) {
    detail::check_plus_plus(X, uniforms);
    return detail::plus_plus<detail::Serial>(X, uniforms);
}

inline Model lloyd(MatrixView X, MatrixView start, int max_iterations) {
    detail::check_lloyd(X, start, max_iterations);
    return detail::lloyd<detail::Serial>(X, start, max_iterations);
}

inline Model fit(MatrixView X, const Options& options) {
    return detail::best_of_restarts(lloyd, X, options);
}

} // namespace mlcore::kmeans::vectorized
