// What the fast variants are made of, and what a network uses that turns queries and keys where
// they lie: a table of rotations, made once for all layers, heads and batch entries, and its
// product with rows. The idea stands at the top of vectorized.hpp.
//
//     const auto turns = blocks::rotations<float>(first_position, T, d, base);   // once
//     blocks::rotate<float>(Q, turns, Q);                                       // in place
//     blocks::rotate_back<float>(dL_dQ, turns, dL_dQ);                          // its gradient
#pragma once

#include "mlcore/nn/positional_encoding/naive.hpp"

#include <algorithm>
#include <complex>

namespace mlcore::positional_encoding::blocks {

/// e^(i ω_j p) for the positions p = first_position, … of the rows and the frequencies ω_j of the
/// columns: [T, ⌈depth/2⌉].
template <class T>
using Rotations = RowMajorMatrix<std::complex<T>>;

/// Rows of one head, or of any [T, depth]. They may lie further apart than they are long.
template <class T>
using Rows = Eigen::Ref<const RowMajorMatrix<T>>;
template <class T>
using MutableRows = Eigen::Ref<RowMajorMatrix<T>>;

namespace detail {

/// table(r, i) = factor · e^(± i ω_i (first_position + r)), the sign being `direction`, 1 or −1.
///
/// Sine and cosine are computed for every 64th position and for 64 steps, and multiplied in
/// between: e^(iω(64a + b)) = e^(iω64a) · e^(iωb). One multiplication from exact values, so no
/// error builds up along the positions.
template <class Table>
void fill_rotations(Index first_position, Index depth, double base, double direction,
                    std::complex<double> factor, Table& table) {
    constexpr Index steps = 64;
    using Scalar = typename Table::Scalar;
    const Index length = table.rows();
    const Eigen::ArrayXd omega = naive::frequencies(static_cast<int>(depth), base); // [⌈d/2⌉]
    const auto at = [&](Index position, Index i) {
        return std::polar(1.0, direction * omega(i) * static_cast<double>(position));
    };
    RowMajorMatrix<std::complex<double>> fine(std::min(steps, length), omega.size());
    for (Index r = 0; r < fine.rows(); ++r)
        for (Index i = 0; i < omega.size(); ++i) fine(r, i) = at(r, i);
    Eigen::Array<std::complex<double>, 1, Eigen::Dynamic> coarse(omega.size());
    for (Index start = 0; start < length; start += steps) {
        for (Index i = 0; i < omega.size(); ++i) coarse(i) = factor * at(first_position + start, i);
        for (Index r = 0; r < std::min(steps, length - start); ++r)
            table.row(start + r).array() = (coarse * fine.row(r).array()).template cast<Scalar>();
    }
}

} // namespace detail

/// The rotations of `length` positions from `first_position` on. Throws as Frequencies.
/// O(length·depth) multiplications, O((length/64 + 64)·depth) sines.
template <class T>
Rotations<T> rotations(Index first_position, Index length, Index depth, double base) {
    Rotations<T> table(length, (depth + 1) / 2); // [T, ⌈d/2⌉]
    detail::fill_rotations(first_position, depth, base, 1, 1, table);
    return table;
}

namespace detail {

/// A row of d numbers as d/2 complex ones, pair by pair. No copy.
template <class T>
auto pairs(const T* row, Index d) {
    using Row = Eigen::Array<std::complex<T>, 1, Eigen::Dynamic>;
    return Eigen::Map<const Row>(reinterpret_cast<const std::complex<T>*>(row), d / 2);
}
template <class T>
auto pairs(T* row, Index d) {
    using Row = Eigen::Array<std::complex<T>, 1, Eigen::Dynamic>;
    return Eigen::Map<Row>(reinterpret_cast<std::complex<T>*>(row), d / 2);
}

template <class T>
void check_rotate(const char* function, const Rows<T>& from, const Rotations<T>& turns,
                  const MutableRows<T>& to) {
    if (from.rows() != turns.rows() || from.cols() != 2 * turns.cols())
        throw ShapeError(std::string(function) + ": from is " + shape_text(from) +
                         " but turns is " + shape_text(turns) + " pairs");
    if (from.rows() != to.rows() || from.cols() != to.cols())
        throw ShapeError(std::string(function) + ": from is " + shape_text(from) + " but to is " +
                         shape_text(to));
}

} // namespace detail

/// Every pair of `from` [T, d] turned by its entry of `turns` [T, d/2]  →  `to` [T, d], which may
/// be `from`. Overwrites `to`; allocates nothing. Throws ShapeError where the shapes differ.
template <class T>
void rotate(const Rows<T>& from, const Rotations<T>& turns, MutableRows<T> to) {
    detail::check_rotate<T>("rotate", from, turns, to);
    for (Index t = 0; t < from.rows(); ++t)
        detail::pairs(&to.coeffRef(t, 0), to.cols()) =
            detail::pairs(&from.coeffRef(t, 0), from.cols()) * turns.row(t).array();
}

/// The same by the negative angles: the inverse of rotate, and its gradient.
template <class T>
void rotate_back(const Rows<T>& from, const Rotations<T>& turns, MutableRows<T> to) {
    detail::check_rotate<T>("rotate_back", from, turns, to);
    for (Index t = 0; t < from.rows(); ++t)
        detail::pairs(&to.coeffRef(t, 0), to.cols()) =
            detail::pairs(&from.coeffRef(t, 0), from.cols()) * turns.row(t).array().conjugate();
}

} // namespace mlcore::positional_encoding::blocks
