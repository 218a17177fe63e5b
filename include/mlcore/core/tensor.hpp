// Tensors of rank above two. xtensor holds them; Eigen maps of their slices multiply them. This is
// the only header that includes xtensor, in either of the layouts its releases use.
#pragma once

#include "mlcore/core/types.hpp"

#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xtensor.hpp> // 0.26 and later
#else
#include <xtensor/xtensor.hpp> // up to 0.25
#endif

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

namespace mlcore {

/// Row-major: the last axis is contiguous. The axis order is part of a function's documentation.
template <class T, std::size_t N>
using Tensor = xt::xtensor<T, N, xt::layout_type::row_major>;

template <class T>
using RowMajorMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using MatrixMap = Eigen::Map<RowMajorMatrix<T>>;
template <class T>
using ConstMatrixMap = Eigen::Map<const RowMajorMatrix<T>>;

/// A tensor of that shape, all entries zero.
template <class T, std::size_t N>
Tensor<T, N> zeros(const std::array<std::size_t, N>& shape) {
    return Tensor<T, N>(shape, T(0));
}

/// The size of one axis, as Eigen counts.
template <class T, std::size_t N>
Index extent(const Tensor<T, N>& tensor, std::size_t axis) {
    return static_cast<Index>(tensor.shape()[axis]);
}

/// The last two axes at (b, h) of a [batch, head, rows, columns] tensor, as an Eigen matrix. No
/// copy.
template <class T>
ConstMatrixMap<T> slice(const Tensor<T, 4>& x, Index b, Index h) {
    return {x.data() + (b * extent(x, 1) + h) * extent(x, 2) * extent(x, 3), extent(x, 2),
            extent(x, 3)};
}
template <class T>
MatrixMap<T> slice(Tensor<T, 4>& x, Index b, Index h) {
    return {x.data() + (b * extent(x, 1) + h) * extent(x, 2) * extent(x, 3), extent(x, 2),
            extent(x, 3)};
}

/// The last two axes at `b` of a [batch, rows, columns] tensor, as an Eigen matrix. No copy.
template <class T>
ConstMatrixMap<T> slice(const Tensor<T, 3>& x, Index b) {
    return {x.data() + b * extent(x, 1) * extent(x, 2), extent(x, 1), extent(x, 2)};
}
template <class T>
MatrixMap<T> slice(Tensor<T, 3>& x, Index b) {
    return {x.data() + b * extent(x, 1) * extent(x, 2), extent(x, 1), extent(x, 2)};
}

/// "2×4×16×8"
template <class T, std::size_t N>
std::string shape_text(const Tensor<T, N>& tensor) {
    std::string text;
    for (std::size_t axis = 0; axis < N; ++axis)
        text += (axis == 0 ? "" : "×") + std::to_string(tensor.shape()[axis]);
    return text;
}

/// Throws ShapeError unless axis `a_axis` of `a` and axis `b_axis` of `b` have the same size.
template <class A, std::size_t N, class B, std::size_t M>
void check_axes_match(const char* function, const char* a_name, const Tensor<A, N>& a,
                      std::size_t a_axis, const char* b_name, const Tensor<B, M>& b,
                      std::size_t b_axis) {
    if (a.shape()[a_axis] != b.shape()[b_axis])
        throw ShapeError(std::string(function) + ": " + a_name + " is " + shape_text(a) + " but " +
                         b_name + " is " + shape_text(b) + " (axis " + std::to_string(a_axis) +
                         " of " + a_name + " must equal axis " + std::to_string(b_axis) + " of " +
                         b_name + ")");
}

/// Throws ValueError if an entry is NaN (infinite entries are left to the function).
template <class T, std::size_t N>
void check_no_nan(const char* function, const char* name, const Tensor<T, N>& tensor) {
    for (std::size_t i = 0; i < tensor.size(); ++i)
        if (std::isnan(tensor.data()[i]))
            throw ValueError(std::string(function) + ": " + name + " has a NaN at flat index " +
                             std::to_string(i));
}

} // namespace mlcore
