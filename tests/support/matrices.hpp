// Matrices and vectors of any scalar in tests: random ones, casts, and how far apart two are.
#pragma once

#include "mlcore/core/random.hpp"
#include "mlcore/core/tensor.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::test {

template <class T>
using Column = Eigen::Matrix<T, Eigen::Dynamic, 1>;

template <class T>
RowMajorMatrix<T> normal_matrix(Random& random, Index rows, Index columns, double scale = 1) {
    RowMajorMatrix<T> x(rows, columns);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<T>(scale * random.normal());
    return x;
}

template <class T>
Column<T> normal_column(Random& random, Index n, double scale = 1) {
    Column<T> x(n);
    for (Index i = 0; i < n; ++i) x(i) = static_cast<T>(scale * random.normal());
    return x;
}

inline Labels random_labels(Random& random, Index n, Index classes) {
    Labels labels(n);
    for (Index i = 0; i < n; ++i) labels(i) = static_cast<int>(random.index(classes));
    return labels;
}

/// The largest |a − b| relative to the larger of 1 and the largest |b|; infinite where shapes
/// differ or a number is none.
template <class A, class B>
double difference(const Eigen::MatrixBase<A>& a, const Eigen::MatrixBase<B>& b) {
    if (a.rows() != b.rows() || a.cols() != b.cols()) return INFINITY;
    double scale = 1, worst = 0;
    for (Index i = 0; i < a.rows(); ++i)
        for (Index j = 0; j < a.cols(); ++j) {
            const auto x = static_cast<double>(a(i, j)), y = static_cast<double>(b(i, j));
            if (!std::isfinite(x)) return INFINITY;
            scale = std::max(scale, std::abs(y));
            worst = std::max(worst, std::abs(x - y));
        }
    return worst / scale;
}

} // namespace mlcore::test
