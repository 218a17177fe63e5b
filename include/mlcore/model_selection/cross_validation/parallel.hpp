// What changed against vectorized: the folds are shared out among threads, first to be summed, then
// to be solved and scored. Totals are added up in the order of the folds, so the answer does not
// depend on the number of threads. Expected gain: the number of cores, up to the number of folds.
// Without OpenMP this is the serial loop.
#pragma once

#include "mlcore/model_selection/cross_validation/fold_sums.hpp"
#include "mlcore/model_selection/cross_validation/interface.hpp"

#include <exception>
#include <vector>

namespace mlcore::cross_validation::parallel {

inline CrossValMse cross_val_mse;

/// Below some ten milliseconds of work for one thread, waking the others may cost more than it
/// gains.
inline constexpr double least_work = 1e8; // floating-point operations

/// body(f) for all folds; what is thrown for the first of them that failed is thrown again here,
/// because no exception may leave an OpenMP loop.
template <class Body>
void for_each_fold(Index folds, double work, Body&& body) {
    std::vector<std::exception_ptr> errors(static_cast<std::size_t>(folds));
    (void)work; // without OpenMP
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic) if (work >= least_work)
#endif
    for (Index f = 0; f < folds; ++f) {
        try {
            body(f);
        } catch (...) {
            errors[static_cast<std::size_t>(f)] = std::current_exception();
        }
    }
    for (const auto& error : errors)
        if (error) std::rethrow_exception(error);
}

inline Vector cross_val_mse(MatrixView X, VectorView y, const RidgeCvOptions& options) {
    detail::check_cross_val(X, y, options);
    const Index n = X.rows(), d = X.cols(), folds = options.folds;
    const detail::Centre centre(X, y);
    const auto width = static_cast<double>(d),
               work = width * width * static_cast<double>(n + folds * d);
    const bool keep = folds * d <= n; // as in vectorized
    std::vector<detail::Sums> kept(keep ? static_cast<std::size_t>(folds) : 0, detail::Sums(d));
    detail::Sums whole(d);
    if (keep) {
        for_each_fold(folds, work, [&](Index f) {
            kept[static_cast<std::size_t>(f)].add(X, y, centre, detail::test_block(n, folds, f));
        });
        for (const auto& sums : kept) whole += sums;
    } else {
        whole.add(X, y, centre, {0, n});
    }

    Vector errors(folds);
    for_each_fold(folds, work, [&](Index f) {
        const auto test = detail::test_block(n, folds, f);
        detail::Sums tested(keep ? 0 : d);
        if (!keep) tested.add(X, y, centre, test);
        errors(f) = detail::fold_error_without(X, y, centre, whole,
                                               keep ? kept[static_cast<std::size_t>(f)] : tested,
                                               test, options.l2, f);
    });
    return errors;
}

} // namespace mlcore::cross_validation::parallel
