// The types every algorithm speaks: dense matrices and vectors of double, integer labels, and the
// read-only views that functions take them by.
#pragma once

#include "mlcore/core/errors.hpp"

// In a checked build (exercises and tests) an index out of range or a product of shapes that do not
// fit throws instead of aborting, so that the caller can say where it happened.
#ifdef MLCORE_CHECKED
#ifdef EIGEN_CORE_H
#error "include mlcore before Eigen: MLCORE_CHECKED replaces Eigen's assertions"
#endif
namespace mlcore {
/// A failed assertion of Eigen: an index out of range, or shapes that an operation does not allow.
struct AssertionError : std::logic_error {
    using std::logic_error::logic_error;
};
namespace detail {
[[noreturn]] inline void assertion_failed(const char* condition) {
    throw AssertionError(condition);
}
} // namespace detail
} // namespace mlcore
#undef eigen_assert
// One call, out of line: Eigen asserts in every function, and what stands here is compiled each
// time.
#define eigen_assert(condition)                                                                    \
    ((condition) ? static_cast<void>(0) : ::mlcore::detail::assertion_failed(#condition))
#endif

// In a program with OpenMP Eigen would spread every large product over all cores. Where threads go
// is for the parallel variants to say.
#ifndef EIGEN_DONT_PARALLELIZE
#define EIGEN_DONT_PARALLELIZE
#endif
#include <Eigen/Core>

namespace mlcore {

using Index = Eigen::Index;

/// Row-major table of doubles; rows are samples, columns are features.
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;
/// One integer per sample: a class, a cluster, a fold. Counted from 0.
using Labels = Eigen::VectorXi;

/// Parameters: bind to matrices, blocks and maps without a copy.
using MatrixView = const Eigen::Ref<const Matrix>&;
using VectorView = const Eigen::Ref<const Vector>&;
using LabelsView = const Eigen::Ref<const Labels>&;

} // namespace mlcore
