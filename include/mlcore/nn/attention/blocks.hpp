// The blocks that the vectorized and the parallel attention are made of: what one block of queries
// computes, forward and backward. The idea stands at the top of vectorized.hpp. Rows are read and
// written where they lie, and nothing is allocated: a thread makes its Room once. So networks that
// keep their activations in buffers of their own are made of these blocks, too.
//
//     Room<float> room(T_q, T_k, d_k);
//     attend<float>(Q, K, V, causal, first, room, O.middleRows(first, n), log_sum_exp.segment(…));
//     BackwardHead<float> head{Q, K, V, dL_dO, dL_dQ, dL_dK, dL_dV, causal, log_sum_exp, mean};
//     head.add_block(first, start, true, true, room);
#pragma once

#include "mlcore/nn/attention/interface.hpp"
#include "mlcore/nn/attention/mask.hpp"
#include "mlcore/nn/products.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace mlcore::attention::blocks {

// A block of scores fits into the second-level cache. Fewer queries than keys: under a causal mask
// about half a query_block of scores per row is computed for nothing. 96 is a multiple of the 24 or
// 48 rows of Eigen's inner kernel.
inline constexpr Index query_block = 96;
inline constexpr Index key_block = 256;

/// Rows of one head. They may lie further apart than they are long, as a head's do inside [T, D].
template <class T>
using Rows = products::ConstStrided<T>;
template <class T>
using MutableRows = products::Strided<T>;
/// One number per query.
template <class T>
using PerQuery = Eigen::Array<T, Eigen::Dynamic, 1>;
template <class T>
using PerQueryMap = Eigen::Map<PerQuery<T>>;

/// n rows of a matrix from `first`, as the functions below take them. No copy.
template <class Derived>
auto rows_of(const Eigen::MatrixBase<Derived>& m, Index first, Index n) {
    using T = typename Derived::Scalar;
    return Rows<T>(m.derived().data() + first * m.derived().outerStride(), n, m.cols(),
                   Eigen::OuterStride<>(m.derived().outerStride()));
}
template <class Derived>
auto mutable_rows_of(Eigen::MatrixBase<Derived>& m, Index first, Index n) {
    using T = typename Derived::Scalar;
    return MutableRows<T>(m.derived().data() + first * m.derived().outerStride(), n, m.cols(),
                          Eigen::OuterStride<>(m.derived().outerStride()));
}

/// All rows of a head, [T, d], of a tensor.
template <class T>
Rows<T> all(ConstMatrixMap<T> m) {
    return rows_of(m, 0, m.rows());
}
template <class T>
MutableRows<T> mutable_all(MatrixMap<T> m) {
    return mutable_rows_of(m, 0, m.rows());
}

/// What one thread needs for one block of scores, made once and used for every block.
template <class T>
struct Room {
    RowMajorMatrix<T> P, dS;                      // [query_block, key_block] at most
    RowMajorMatrix<T> scaled;                     // [query_block, d_k] at most
    PerQuery<T> sum, largest, before, correction; // [query_block] at most
    products::Room<T> packed;

    /// `packing` may be one for larger products that the same thread makes in between.
    Room(Index T_q, Index T_k, Index d_k, products::Room<T> packing)
        : P(std::min(T_q, query_block), std::min(T_k, key_block)), dS(P.rows(), P.cols()),
          scaled(P.rows(), d_k), sum(P.rows()), largest(P.rows()), before(P.rows()),
          correction(P.rows()), packed(std::move(packing)) {}
    Room(Index T_q, Index T_k, Index d_k)
        : Room(T_q, T_k, d_k,
               products::Room<T>(query_block, std::max(key_block, d_k), std::max(key_block, d_k))) {
    }
};

/// Attention of the queries first, …, first + n − 1 of one head, where n = O.rows().
///
///   Q [T_q, d_k], K [T_k, d_k], V [T_k, d_v]  →  O [n, d_v], log_sum_exp [n]
///
/// log_sum_exp is log Σ_j exp(score_ij) over the keys that are seen, 0 where there are none.
template <class T>
void attend(const Rows<T>& Q, const Rows<T>& K, const Rows<T>& V, bool causal, Index first,
            Room<T>& room, MutableRows<T> O, PerQueryMap<T> log_sum_exp) {
    const Index n = O.rows(), T_q = Q.rows(), T_k = K.rows();
    const T scale = 1 / std::sqrt(static_cast<T>(Q.cols()));
    auto scaled = room.scaled.topRows(n); // [n, d_k]
    scaled = scale * Q.middleRows(first, n);

    O.setZero();                                                             // [n, d_v]
    auto sum = room.sum.head(n);                                             // l [n]
    auto largest = room.largest.head(n);                                     // m [n]
    auto before = room.before.head(n), correction = room.correction.head(n); // [n]
    sum.setZero();
    largest.setConstant(std::numeric_limits<T>::lowest());

    const Index seen = visible_keys(first + n - 1, T_q, T_k, causal); // by the last of the queries
    for (Index start = 0; start < seen; start += key_block) {
        const Index keys = std::min(key_block, seen - start);
        const auto visible = [&](Index r) { // how many of these keys row r sees
            return std::clamp<Index>(visible_keys(first + r, T_q, T_k, causal) - start, 0, keys);
        };
        auto P = room.P.topLeftCorner(n, keys); // [n, keys] = [n, d_k] · [d_k, keys]
        room.packed.product(scaled, rows_of(K, start, keys).transpose(), P);

        before = largest;
        for (Index r = 0; r < n; ++r)
            if (visible(r) > 0)
                largest(r) = std::max(largest(r), P.row(r).head(visible(r)).maxCoeff());
        correction = (before - largest).exp(); // [n] 1 where the maximum stayed
        sum *= correction;
        for (Index r = 0; r < n; ++r) {
            auto p = P.row(r).head(visible(r)).array(); // [visible]
            p = (p - largest(r)).exp();
            sum(r) += p.sum();
            P.row(r).tail(keys - visible(r)).setZero();
            if (correction(r) != 1) O.row(r) *= correction(r);
        }
        room.packed.add_product(P, rows_of(V, start, keys), O); // [n, keys] · [keys, d_v]
    }
    for (Index r = 0; r < n; ++r) {
        if (sum(r) > 0) O.row(r) /= sum(r);
        log_sum_exp(r) = sum(r) > 0 ? largest(r) + std::log(sum(r)) : 0;
    }
}

/// One head on its way back: what the blocks of its gradients are made of, and where they are
/// added.
template <class T>
struct BackwardHead {
    Rows<T> Q, K, V, dO;       // [T_q, d_k], [T_k, d_k], [T_k, d_v], [T_q, d_v]
    MutableRows<T> dQ, dK, dV; // [T_q, d_k], [T_k, d_k], [T_k, d_v]
    bool causal;
    PerQueryMap<T> log_sum_exp; // [T_q] of the scores
    PerQueryMap<T> mean; // [T_q] Σ_j P_ij dL_dP_ij = dL_dout_i · out_i: no row of P is needed

    /// The forward pass again, where neither its output nor log_sum_exp were kept: fills
    /// log_sum_exp and mean for the block of queries from `first`. `O` is room for query_block
    /// rows.
    void prepare(Index first, Room<T>& room, RowMajorMatrix<T>& O_room) {
        const Index n = std::min(query_block, Q.rows() - first);
        auto O = mutable_rows_of(O_room, 0, n); // [n, d_v]
        attend<T>(Q, K, V, causal, first, room, O, PerQueryMap<T>(log_sum_exp.data() + first, n));
        mean_from(O, first);
    }

    /// Fills mean for the queries first, …, first + n − 1 from their outputs O [n, d_v].
    template <class Outputs>
    void mean_from(const Outputs& O, Index first) {
        for (Index r = 0; r < O.rows(); ++r)
            mean(first + r) = dO.row(first + r).cwiseProduct(O.row(r)).sum();
    }

    /// Adds what the queries from `first` and the keys from `start` owe to each other's gradients:
    /// to dQ, or to dK and dV, or to all three.
    void add_block(Index first, Index start, bool to_queries, bool to_keys, Room<T>& room) {
        const Index T_q = Q.rows(), T_k = K.rows();
        const Index n = std::min(query_block, T_q - first);
        const Index seen = visible_keys(first + n - 1, T_q, T_k, causal);
        const Index keys = std::min(key_block, seen - start);
        if (keys <= 0) return; // hidden altogether

        const T scale = 1 / std::sqrt(static_cast<T>(Q.cols()));
        const auto q = rows_of(Q, first, n);          // [n, d_k]
        const auto k = rows_of(K, start, keys);       // [keys, d_k]
        const auto v = rows_of(V, start, keys);       // [keys, d_v]
        const auto dout = rows_of(dO, first, n);      // [n, d_v]
        auto P = room.P.topLeftCorner(n, keys);       // [n, keys]
        auto dS = room.dS.topLeftCorner(n, keys);     // [n, keys]
        room.packed.product(q, k.transpose(), P);     // [n, d_k] · [d_k, keys]: scores, not scaled
        room.packed.product(dout, v.transpose(), dS); // [n, d_v] · [d_v, keys]: dL_dP
        for (Index r = 0; r < n; ++r) {
            const Index i = first + r;
            const Index visible =
                std::clamp<Index>(visible_keys(i, T_q, T_k, causal) - start, 0, keys);
            auto p = P.row(r).head(visible).array();   // [visible]
            auto ds = dS.row(r).head(visible).array(); // [visible]
            p = (scale * p - log_sum_exp(i)).exp();
            ds = scale * p * (ds - mean(i));
            P.row(r).tail(keys - visible).setZero();
            dS.row(r).tail(keys - visible).setZero();
        }
        if (to_queries) // [n, keys] · [keys, d_k]
            room.packed.add_product(dS, k, mutable_rows_of(dQ, first, n));
        if (to_keys) { // [keys, n] · [n, d_k], [keys, n] · [n, d_v]
            room.packed.add_product(dS.transpose(), q, mutable_rows_of(dK, start, keys));
            room.packed.add_product(P.transpose(), dout, mutable_rows_of(dV, start, keys));
        }
    }
};

/// The head (b, h) of tensors, with rooms of its own for what its gradients need.
template <class T>
struct TensorHead {
    PerQuery<T> log_sum_exp, mean; // [T_q]
    BackwardHead<T> head;

    TensorHead(const Tensor<T, 4>& q, const Tensor<T, 4>& k, const Tensor<T, 4>& v, bool causal,
               const Tensor<T, 4>& dL_dout, Gradients<T>& dL, Index b, Index h)
        : log_sum_exp(extent(q, 2)),
          mean(extent(q, 2)), head{all(slice(q, b, h)),
                                   all(slice(k, b, h)),
                                   all(slice(v, b, h)),
                                   all(slice(dL_dout, b, h)),
                                   mutable_all(slice(dL.q, b, h)),
                                   mutable_all(slice(dL.k, b, h)),
                                   mutable_all(slice(dL.v, b, h)),
                                   causal,
                                   {log_sum_exp.data(), log_sum_exp.size()},
                                   {mean.data(), mean.size()}} {}
    TensorHead(const TensorHead&) = delete; // head points into it
    TensorHead& operator=(const TensorHead&) = delete;
};

/// Multi-head attention without splitting and merging: a head is read where it lies, as a block of
/// columns of [T, D], and its output is written where merging would put it.
template <class T>
struct HeadsInPlace {
    const Weights<T>& w;
    ConstMatrixMap<T> X; // [B·T, D]
    Index length, depth; // T, d = D / heads
    bool causal;
    RowMajorMatrix<T> Q, K, V, mixed; // [B·T, D]

    HeadsInPlace(const Tensor<T, 3>& x, const Weights<T>& weights, int heads, bool is_causal)
        : w(weights), X(x.data(), extent(x, 0) * extent(x, 1), extent(x, 2)), length(extent(x, 1)),
          depth(extent(x, 2) / heads), causal(is_causal), Q(X.rows(), X.cols()),
          K(X.rows(), X.cols()), V(X.rows(), X.cols()), mixed(X.rows(), X.cols()) {}

    /// Y = X W + bias.   X [rows, D], W [D, D], bias [D] or empty  →  Y [rows, D]
    template <class From>
    static void project(const From& from, const RowMajorMatrix<T>& W,
                        const Eigen::Matrix<T, Eigen::Dynamic, 1>& bias,
                        Eigen::Ref<RowMajorMatrix<T>> to) {
        to.noalias() = from * W;
        if (bias.size() > 0) to.rowwise() += bias.transpose();
    }
    /// n of the B·T rows of x → Q, K and V.
    void project_in(Index first, Index n) {
        project(X.middleRows(first, n), w.W_q, w.b_q, Q.middleRows(first, n)); // [n, D]
        project(X.middleRows(first, n), w.W_k, w.b_k, K.middleRows(first, n)); // [n, D]
        project(X.middleRows(first, n), w.W_v, w.b_v, V.middleRows(first, n)); // [n, D]
    }
    /// The block of queries from `first` of head (b, h).
    void attend_block(Index b, Index h, Index first, Room<T>& room, PerQuery<T>& log_sum_exp) {
        const Index n = std::min(query_block, length - first);
        const Index row = b * length, column = h * depth;
        const auto head = [&](RowMajorMatrix<T>& m) { // [T, d]
            return Rows<T>(&m(row, column), length, depth, Eigen::OuterStride<>(m.cols()));
        };
        attend<T>(head(Q), head(K), head(V), causal, first, room,
                  MutableRows<T>(&mixed(row + first, column), n, depth,
                                 Eigen::OuterStride<>(mixed.cols())), // [n, d]
                  PerQueryMap<T>(log_sum_exp.data(), n));             // not needed here
    }
    /// n of the B·T rows of the mixed heads → out [B, T, D].
    void project_out(Index first, Index n, Tensor<T, 3>& out) const {
        MatrixMap<T> Y(out.data(), X.rows(), X.cols());                            // [B·T, D]
        project(mixed.middleRows(first, n), w.W_o, w.b_o, Y.middleRows(first, n)); // [n, D]
    }
};

} // namespace mlcore::attention::blocks
