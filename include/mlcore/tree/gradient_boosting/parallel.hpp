// What changed against vectorized: the columns are shared out among threads, to be cut into bins,
// to have their histograms filled and to be searched; predict shares out blocks of rows. Each
// column is worked on by one thread in the order of its rows, and the columns' best cuts are
// compared in their order, so the model is that of vectorized to the last bit. Expected gain: the
// number of cores, up to the number of columns. Nodes with few rows stay on one thread: starting
// several takes some microseconds. Without OpenMP these are serial loops.
#pragma once

#include "mlcore/tree/gradient_boosting/binning.hpp"
#include "mlcore/tree/gradient_boosting/checks.hpp"
#include "mlcore/tree/gradient_boosting/histograms.hpp"
#include "mlcore/tree/gradient_boosting/interface.hpp"
#include "mlcore/tree/gradient_boosting/vectorized.hpp"
#include "mlcore/tree/gradient_boosting/walking.hpp"

#include <exception>
#include <vector>

namespace mlcore::gradient_boosting::parallel {

inline HistogramBins histogram_bins;
inline Fit fit;
inline Predict predict;

struct Threads {
    /// What is thrown for the first number that failed is thrown again here, because no exception
    /// may leave an OpenMP loop.
    template <class Body>
    static void run(Index count, [[maybe_unused]] double work, Body&& body) {
        std::vector<std::exception_ptr> errors(static_cast<std::size_t>(count));
#ifdef _OPENMP
        constexpr double worth_threads = 1e6; // additions: some hundred microseconds
#pragma omp parallel for schedule(dynamic) if (work > worth_threads)
#endif
        for (Index i = 0; i < count; ++i) {
            try {
                body(i);
            } catch (...) {
                errors[static_cast<std::size_t>(i)] = std::current_exception();
            }
        }
        for (const auto& error : errors)
            if (error) std::rethrow_exception(error);
    }
};

inline Bins histogram_bins(MatrixView X, int bins) {
    detail::check_bins("histogram_bins", X, bins);
    return detail::histogram_bins<Threads>(X, bins);
}

inline Model fit(MatrixView X, VectorView y, const Options& options) {
    detail::check_fit(X, y, options);
    return detail::fit<Threads>(X, y, options, vectorized::gradients);
}

inline Vector predict(MatrixView X, const Model& model) {
    detail::check_prediction("predict", X, model);
    return detail::predict<Threads>(X, model);
}

} // namespace mlcore::gradient_boosting::parallel
