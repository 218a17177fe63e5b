// What changed against vectorized: the trees grow on several threads, and blocks of rows are
// predicted on several. A tree draws from its own generator, whose seed is known before any tree
// grows, so the forest is the same to the last bit whatever the number of threads. Expected gain:
// the number of cores; the sort of the columns before the first tree stays serial. Without OpenMP
// these are serial loops.
#pragma once

#include "mlcore/tree/random_forest/checks.hpp"
#include "mlcore/tree/random_forest/interface.hpp"
#include "mlcore/tree/random_forest/naive.hpp"
#include "mlcore/tree/random_forest/vectorized.hpp"

#include <algorithm>
#include <exception>

#ifdef _OPENMP
#define MLCORE_OPENMP(directive) _Pragma(directive)
#else
#define MLCORE_OPENMP(directive)
#endif

namespace mlcore::random_forest::parallel {

inline FitWith fit;
inline Fit fit;
inline Predict predict;
inline PredictProbabilities predict_probabilities;

/// Calls body(i) for i = 0 … n − 1, on all threads. An exception may not leave a thread: the first
/// one is kept and thrown at the end.
template <class Body>
void for_each_index(Index n, Body&& body) {
    std::exception_ptr failure;
    MLCORE_OPENMP("omp parallel for schedule(dynamic) if (n > 1)")
    for (Index i = 0; i < n; ++i) {
        try {
            body(i);
        } catch (...) {
            MLCORE_OPENMP("omp critical(mlcore_random_forest)")
            if (!failure) failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

/// grow_tree is called from several threads at once.
inline Model fit(MatrixView X, LabelsView y, const Options& options, const GrowTree& grow_tree) {
    detail::check_fit(X, y, options);
    Model model;
    Random seeds(options.seed);
    for (int t = 0; t < options.trees; ++t) model.seeds.push_back(seeds.bits());
    model.trees.resize(model.seeds.size());
    for_each_index(options.trees, [&](Index t) {
        const auto at = static_cast<std::size_t>(t);
        model.trees[at] = naive::grow_seeded(X, y, options, grow_tree, model.seeds[at]);
    });
    return model;
}

inline Model fit(MatrixView X, LabelsView y, const Options& options) {
    detail::check_fit(X, y, options);
    return fit(X, y, options, vectorized::cart(X, y, options));
}

/// Calls body(first, rows) for blocks that are worth a thread.
template <class Body>
void for_each_block(Index n, Body&& body) {
    constexpr Index smallest_block = 2048, most_blocks = 32;
    const Index block = std::max(smallest_block, (n + most_blocks - 1) / most_blocks);
    for_each_index((n + block - 1) / block,
                   [&](Index b) { body(b * block, std::min(block, n - b * block)); });
}

inline Labels predict(MatrixView X, const Model& model) {
    detail::check_forest("predict", X, model);
    const auto trees = vectorized::ready(model);
    const Index class_count = model.trees[0].counts.cols();
    Labels classes(X.rows());
    for_each_block(X.rows(), [&](Index first, Index rows) {
        classes.segment(first, rows) =
            vectorized::vote(X.middleRows(first, rows), trees, class_count);
    });
    return classes;
}

inline Matrix predict_probabilities(MatrixView X, const Model& model) {
    detail::check_forest("predict_probabilities", X, model);
    const auto trees = vectorized::ready(model, true);
    Matrix probabilities(X.rows(), model.trees[0].counts.cols());
    for_each_block(X.rows(), [&](Index first, Index rows) {
        probabilities.middleRows(first, rows) =
            vectorized::mean_shares(X.middleRows(first, rows), trees, probabilities.cols());
    });
    return probabilities;
}

} // namespace mlcore::random_forest::parallel

#undef MLCORE_OPENMP
