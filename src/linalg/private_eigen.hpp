// Eigen under another name. Its functions are templates, which the linker merges across object
// files by name; were they named Eigen here too, a program compiled for AVX-512 could get this
// folder's SSE copy of a function that expects 64-byte alignment, or the reverse. Renamed, nothing
// is shared. So: include this before anything else, never mlcore/core/types.hpp, and let no Eigen
// type leave this folder. tests/linalg/no_shared_eigen.sh checks the object files.
#pragma once

#ifdef EIGEN_CORE_H
#error "include private_eigen.hpp first: Eigen must be renamed before it is seen"
#endif
#define Eigen mlcore_linalg_eigen

#include <Eigen/Core>

#include "mlcore/linalg/compiled.hpp"

#include <cmath>

namespace mlcore::linalg::compiled {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Output = Eigen::Map<RowMajor>;
using Input = Eigen::Map<const RowMajor, 0, Eigen::OuterStride<>>;

inline Input map(Table t) { return {t.data, t.rows, t.columns, Eigen::OuterStride<>(t.stride)}; }

inline Outcome check_finite(Table t, Problem problem) {
    for (Size i = 0; i < t.rows; ++i)
        for (Size j = 0; j < t.columns; ++j)
            if (!std::isfinite(t.data[i * t.stride + j])) return {problem, i, j};
    return {};
}

/// Finite, and symmetric but for rounding: |A(i, j) − A(j, i)| ≤ 1e-8 of the larger of them, or of
/// the largest entry times 1e-15 where both are cancellation's leftovers.
inline Outcome check_symmetric(Table t) {
    if (const Outcome outcome = check_finite(t, Problem::a_not_finite);
        outcome.problem != Problem::none)
        return outcome;
    double largest = 0;
    for (Size i = 0; i < t.rows; ++i)
        for (Size j = 0; j < t.columns; ++j)
            largest = std::fmax(largest, std::abs(t.data[i * t.stride + j]));
    for (Size i = 0; i < t.rows; ++i)
        for (Size j = 0; j < i; ++j) {
            const double a = t.data[i * t.stride + j], b = t.data[j * t.stride + i];
            const double allowed = 1e-8 * std::fmax(std::abs(a), std::abs(b)) + 1e-15 * largest;
            if (std::abs(a - b) > allowed) return {Problem::not_symmetric, j, i};
        }
    return {};
}

/// The row of a column's largest entry in magnitude, the first of equals.
template <class Column>
Size largest_entry(const Column& column) {
    Size largest = 0;
    for (Size i = 1; i < column.size(); ++i)
        if (std::abs(column(i)) > std::abs(column(largest))) largest = i;
    return largest;
}

} // namespace mlcore::linalg::compiled
