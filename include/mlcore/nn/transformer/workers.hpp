// The threads of a training step: each has its room, made once, and takes its piece of the rows.
#pragma once

#include "mlcore/nn/attention/blocks.hpp"
#include "mlcore/nn/products.hpp"

#include <algorithm>
#include <deque>
#include <type_traits>

#ifdef _OPENMP
#include <omp.h>
#endif

namespace mlcore::transformer::blocks {

using products::ConstStrided;
using products::Strided;

/// A [rows, columns] matrix in a buffer.
template <class T>
auto matrix(T* at, Index rows, Index columns) {
    using Scalar = std::remove_const_t<T>;
    using Map = std::conditional_t<std::is_const_v<T>, ConstStrided<Scalar>, Strided<Scalar>>;
    return Map(at, rows, columns, Eigen::OuterStride<>(columns));
}
/// A row in a buffer.
template <class T>
auto row(T* at, Index size) {
    using Row = Eigen::Matrix<std::remove_const_t<T>, 1, Eigen::Dynamic>;
    return Eigen::Map<std::conditional_t<std::is_const_v<T>, const Row, Row>>(at, size);
}
/// n of its rows from `first`, n of its columns from `first`. No copy.
template <class M>
M some_rows(const M& m, Index first, Index n) {
    return M(const_cast<typename M::PointerArgType>(m.data()) + first * m.outerStride(), n,
             m.cols(), Eigen::OuterStride<>(m.outerStride()));
}
template <class M>
M some_columns(const M& m, Index first, Index n) {
    return M(const_cast<typename M::PointerArgType>(m.data()) + first, m.rows(), n,
             Eigen::OuterStride<>(m.outerStride()));
}

template <class T>
class Workers {
public:
    using Room = attention::blocks::Room<T>;

    /// So many threads, all there are where `wanted` is 0; rooms for attention over `length`
    /// positions with heads of `depth`. One thread without OpenMP.
    Workers([[maybe_unused]] int wanted, Index length, Index depth) {
#ifdef _OPENMP
        count_ = wanted > 0 ? wanted : omp_get_max_threads();
#endif
        for (int i = 0; i < count_; ++i)
            rooms_.emplace_back(length, length, depth, products::Room<T>());
    }
    int count() const { return count_; }

    /// body(i, room) for i = 0 … n − 1, each on one of the threads.
    template <class Body>
    void spread(Index n, const Body& body) {
#ifdef _OPENMP
        if (count_ > 1) { // a team of one is made anew, in memory from the heap, for every loop
#pragma omp parallel for num_threads(count_) schedule(dynamic)
            for (Index i = 0; i < n; ++i)
                body(i, rooms_[static_cast<std::size_t>(omp_get_thread_num())]);
            return;
        }
#endif
        for (Index i = 0; i < n; ++i) body(i, rooms_[0]);
    }

    /// body(first, n, room, piece): `size` rows in one piece for each thread.
    template <class Body>
    void over(Index size, const Body& body) {
        const Index piece = (size + count_ - 1) / count_;
        spread(count_, [&](Index i, Room& room) {
            const Index first = i * piece, n = std::min(piece, size - first);
            if (n > 0) body(first, n, room, i);
        });
    }

    /// dW = Xᵀ dY, or dW += Xᵀ dY, and db = the sums of dY's columns where db is not null. Threads
    /// take rows of dW, so that no two add to the same sum.
    ///
    ///   X [n, k], dY [n, m]  →  dW [k, m], db [m]
    template <class X, class Y>
    void weight_gradient(const X& x, const Y& dy, Strided<T> dW, T* db, bool adds = false) {
        over(dW.rows(), [&](Index first, Index n, Room& room, Index) {
            auto part = some_rows(dW, first, n);
            if (!adds) part.setZero();
            room.packed.add_product(some_columns(x, first, n).transpose(), dy, part);
        });
        if (db == nullptr) return;
        over(dy.cols(), [&](Index first, Index n, Room&, Index) {
            auto sums = row(db + first, n);
            sums.setZero();
            for (Index i = 0; i < dy.rows(); ++i) sums += dy.row(i).segment(first, n);
        });
    }

private:
    int count_ = 1;
    std::deque<Room> rooms_;
};

} // namespace mlcore::transformer::blocks
