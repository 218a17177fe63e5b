// What changed against vectorized: the rows are cut into up to 64 chunks that the threads share out
// among themselves. A chunk has sums of its own, which are added in the order of the chunks. The
// chunks depend on n and k alone, so every answer is the same whatever the number of threads;
// against vectorized the last digits of a mean may differ. Expected gain: the number of cores for
// assign and lloyd; for the others what several cores can read more than one. Small tables stay on
// one thread: starting several takes some microseconds. Without OpenMP these are serial loops.
#pragma once

#include "mlcore/cluster/kmeans/blocks.hpp"
#include "mlcore/cluster/kmeans/checks.hpp"
#include "mlcore/cluster/kmeans/interface.hpp"

#include <algorithm>
#include <exception>
#include <vector>

namespace mlcore::kmeans::parallel {

inline Assign assign;
inline Update update;
inline Inertia inertia;
inline PlusPlus plus_plus;
inline Lloyd lloyd;
inline Fit fit;

struct Threads {
    /// Enough to share out; few enough that all sums together are no larger than a quarter of X.
    static Index chunks(Index n, Index k) { return std::clamp<Index>(n / (4 * k), 1, 64); }

    /// body(c) for all chunks. What is thrown for the first of them that failed is thrown again
    /// here, because no exception may leave an OpenMP loop.
    template <class Body>
    static void run(Index chunks, [[maybe_unused]] double flops, Body&& body) {
        std::vector<std::exception_ptr> errors(static_cast<std::size_t>(chunks));
#ifdef _OPENMP
        constexpr double worth_threads = 1e7; // flops: several hundred microseconds
#pragma omp parallel for schedule(dynamic) if (flops > worth_threads)
#endif
        for (Index chunk = 0; chunk < chunks; ++chunk) {
            try {
                body(chunk);
            } catch (...) {
                errors[static_cast<std::size_t>(chunk)] = std::current_exception();
            }
        }
        for (const auto& error : errors)
            if (error) std::rethrow_exception(error);
    }
};

inline Labels assign(MatrixView X, MatrixView centroids) {
    detail::check_centroids("assign", X, centroids);
    return detail::assign<Threads>(X, centroids);
}

inline Matrix update(MatrixView X, LabelsView labels, MatrixView centroids) {
    detail::check_labels("update", X, labels, centroids);
    return detail::update<Threads>(X, labels, centroids);
}

inline double inertia(MatrixView X, LabelsView labels, MatrixView centroids) {
    detail::check_labels("inertia", X, labels, centroids);
    return detail::inertia<Threads>(X, labels, centroids);
}

inline Matrix plus_plus(MatrixView X, VectorView uniforms) {
    detail::check_plus_plus(X, uniforms);
    return detail::plus_plus<Threads>(X, uniforms);
}

inline Model lloyd(MatrixView X, MatrixView start, int max_iterations) {
    detail::check_lloyd(X, start, max_iterations);
    return detail::lloyd<Threads>(X, start, max_iterations);
}

inline Model fit(MatrixView X, const Options& options) {
    return detail::best_of_restarts(lloyd, X, options);
}

} // namespace mlcore::kmeans::parallel
