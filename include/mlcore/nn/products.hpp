// Matrix products that never allocate: C += A B with room for the packed operands made beforehand.
//
// Eigen packs blocks of both operands into buffers for its inner kernel; in `C.noalias() += A * B`
// it takes them from the heap at every call once they are large. A training step is some hundred
// products, so here a thread makes the buffers once and hands them to the same kernel.
#pragma once

#include "mlcore/core/tensor.hpp"

#include <algorithm>

namespace mlcore::products {

/// Rows that may lie further apart than they are long: a matrix, a block of its columns, a buffer.
template <class T>
using Strided = Eigen::Map<RowMajorMatrix<T>, 0, Eigen::OuterStride<>>;
template <class T>
using ConstStrided = Eigen::Map<const RowMajorMatrix<T>, 0, Eigen::OuterStride<>>;

/// What one thread packs operands into. Block sizes are the kernel's own, for this machine's
/// caches.
template <class T>
class Room {
public:
    /// For products of any size; some megabytes, of which a product touches what it needs.
    Room() : Room(largest, largest, largest) {}
    /// For products C [n, m] = A [n, k] B [k, m] of about this size; larger ones are right, too,
    /// and only cut into smaller blocks.
    Room(Index n, Index m, Index k) {
        depth_ = rows_ = columns_ = largest;
        Eigen::internal::computeProductBlockingSizes<T, T, 1>(depth_, rows_, columns_, Index(1));
        depth_ = std::min(depth_, std::max<Index>(k, 1));
        rows_ = std::min(rows_, std::max<Index>(m, 1));
        columns_ = std::min(columns_, std::max<Index>(n, 1));
        // The last block of each is rounded up to whole registers.
        a_.resize((rows_ + slack) * depth_);
        b_.resize((columns_ + slack) * depth_);
    }

    /// C += factor · A B, where A [n, k], B [k, m], C [n, m] is row-major. A and B: matrices, maps,
    /// blocks, or the transpose of one. Shapes are not checked.
    template <class A, class B, class C>
    void add_product(const A& a, const B& b, C&& c, T factor = 1) {
        static_assert(std::decay_t<C>::IsRowMajor, "C is written row by row");
        if (c.size() == 0 || a.cols() == 0) return;
        Blocking blocking(*this, c.cols(), c.rows(), a.cols());
        // Eigen's kernel writes columns: Cᵀ = Bᵀ Aᵀ, where a transposed row-major matrix is a
        // column-major one that lies the same way in memory.
        constexpr int b_order = B::IsRowMajor ? Eigen::ColMajor : Eigen::RowMajor;
        constexpr int a_order = A::IsRowMajor ? Eigen::ColMajor : Eigen::RowMajor;
        using Kernel =
            Eigen::internal::general_matrix_matrix_product<Index, T, b_order, false, T, a_order,
                                                           false, Eigen::ColMajor, 1>;
        Kernel::run(c.cols(), c.rows(), a.cols(), b.data(), b.outerStride(), a.data(),
                    a.outerStride(), c.data(), 1, c.outerStride(), factor, blocking, nullptr);
    }

    /// C = A B
    template <class A, class B, class C>
    void product(const A& a, const B& b, C&& c) {
        c.setZero();
        add_product(a, b, c);
    }

private:
    static constexpr Index largest = 4096, slack = 64;

    /// The sizes of the kernel's blocks for one product, and where it packs them.
    struct Blocking : Eigen::internal::level3_blocking<T, T> {
        Blocking(Room& room, Index rows, Index columns, Index depth) {
            this->m_mc = std::min(rows, room.rows_);
            this->m_nc = std::min(columns, room.columns_);
            this->m_kc = std::min(depth, room.depth_);
            this->m_blockA = room.a_.data();
            this->m_blockB = room.b_.data();
        }
    };

    Index rows_, columns_, depth_; // of a packed block of the first operand, of the second
    Eigen::Array<T, Eigen::Dynamic, 1> a_, b_;
};

} // namespace mlcore::products
