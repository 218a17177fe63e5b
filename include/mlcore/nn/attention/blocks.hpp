// The blocks that the vectorized and the parallel attention are made of: what one block of queries
// computes, forward and backward. The idea stands at the top of vectorized.hpp.
#pragma once

#include "mlcore/nn/attention/interface.hpp"
#include "mlcore/nn/attention/mask.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mlcore::attention::blocks {

// A block of scores fits into the second-level cache. Fewer queries than keys: under a causal mask
// about half a query_block of scores per row is computed for nothing. 96 is a multiple of the 24 or
// 48 rows of Eigen's inner kernel.
inline constexpr Index query_block = 96;
inline constexpr Index key_block = 256;

/// Rows of one head. They may lie further apart than they are long, as a head's do inside [T, D].
template <class T>
using Rows = Eigen::Ref<const RowMajorMatrix<T>>;
template <class T>
using MutableRows = Eigen::Ref<RowMajorMatrix<T>>;
/// One number per query.
template <class T>
using PerQuery = Eigen::Array<T, Eigen::Dynamic, 1>;

/// Room for one block of scores, made once and used for every block.
template <class T>
RowMajorMatrix<T> room(Index T_q, Index T_k) {
    return RowMajorMatrix<T>(std::min(T_q, query_block), std::min(T_k, key_block));
}

/// Attention of the queries first, …, first + n − 1 of one head, where n = O.rows().
///
///   Q [T_q, d_k], K [T_k, d_k], V [T_k, d_v]  →  O [n, d_v], log_sum_exp [n]
///
/// log_sum_exp is log Σ_j exp(score_ij) over the keys that are seen, 0 where there are none.
template <class T>
void attend(const Rows<T>& Q, const Rows<T>& K, const Rows<T>& V, bool causal, Index first,
            RowMajorMatrix<T>& scores_room, MutableRows<T> O, Eigen::Ref<PerQuery<T>> log_sum_exp) {
    const Index n = O.rows(), T_q = Q.rows(), T_k = K.rows();
    const T scale = 1 / std::sqrt(static_cast<T>(Q.cols()));
    const RowMajorMatrix<T> scaled = scale * Q.middleRows(first, n); // [n, d_k]

    O.setZero();                                                                      // [n, d_v]
    PerQuery<T> sum = PerQuery<T>::Zero(n);                                           // l [n]
    PerQuery<T> largest = PerQuery<T>::Constant(n, std::numeric_limits<T>::lowest()); // m [n]
    PerQuery<T> before(n), correction(n);                                             // [n]

    const Index seen = visible_keys(first + n - 1, T_q, T_k, causal); // by the last of the queries
    for (Index start = 0; start < seen; start += key_block) {
        const Index keys = std::min(key_block, seen - start);
        const auto visible = [&](Index r) { // how many of these keys row r sees
            return std::clamp<Index>(visible_keys(first + r, T_q, T_k, causal) - start, 0, keys);
        };
        auto P = scores_room.topLeftCorner(n, keys);                  // [n, keys]
        P.noalias() = scaled * K.middleRows(start, keys).transpose(); // [n, d_k] · [d_k, keys]

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
        O.noalias() += P * V.middleRows(start, keys); // [n, keys] · [keys, d_v]
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
    ConstMatrixMap<T> Q, K, V, dO; // [T_q, d_k], [T_k, d_k], [T_k, d_v], [T_q, d_v]
    MatrixMap<T> dQ, dK, dV;       // [T_q, d_k], [T_k, d_k], [T_k, d_v]
    bool causal;
    PerQuery<T> log_sum_exp; // [T_q] of the scores
    PerQuery<T> mean;        // [T_q] Σ_j P_ij dL_dP_ij = dL_dout_i · out_i: no row of P is needed

    BackwardHead(const Tensor<T, 4>& q, const Tensor<T, 4>& k, const Tensor<T, 4>& v,
                 bool is_causal, const Tensor<T, 4>& dL_dout, Gradients<T>& dL, Index b, Index h)
        : Q(slice(q, b, h)), K(slice(k, b, h)), V(slice(v, b, h)), dO(slice(dL_dout, b, h)),
          dQ(slice(dL.q, b, h)), dK(slice(dL.k, b, h)), dV(slice(dL.v, b, h)), causal(is_causal),
          log_sum_exp(Q.rows()), mean(Q.rows()) {}

    /// The forward pass again: fills log_sum_exp and mean for the block of queries from `first`.
    void prepare(Index first, RowMajorMatrix<T>& scores_room) {
        const Index n = std::min(query_block, Q.rows() - first);
        RowMajorMatrix<T> O(n, V.cols()); // [n, d_v]
        attend<T>(Q, K, V, causal, first, scores_room, O, log_sum_exp.segment(first, n));
        mean.segment(first, n) = dO.middleRows(first, n).cwiseProduct(O).rowwise().sum().array();
    }

    /// Adds what the queries from `first` and the keys from `start` owe to each other's gradients:
    /// to dQ, or to dK and dV, or to all three.
    void add_block(Index first, Index start, bool to_queries, bool to_keys,
                   RowMajorMatrix<T>& P_room, RowMajorMatrix<T>& dS_room) {
        const Index T_q = Q.rows(), T_k = K.rows();
        const Index n = std::min(query_block, T_q - first);
        const Index seen = visible_keys(first + n - 1, T_q, T_k, causal);
        const Index keys = std::min(key_block, seen - start);
        if (keys <= 0) return; // hidden altogether

        const T scale = 1 / std::sqrt(static_cast<T>(Q.cols()));
        const auto q = Q.middleRows(first, n);     // [n, d_k]
        const auto k = K.middleRows(start, keys);  // [keys, d_k]
        const auto v = V.middleRows(start, keys);  // [keys, d_v]
        const auto dout = dO.middleRows(first, n); // [n, d_v]
        auto P = P_room.topLeftCorner(n, keys);    // [n, keys]
        auto dS = dS_room.topLeftCorner(n, keys);  // [n, keys]
        P.noalias() = q * k.transpose();     // [n, d_k] · [d_k, keys]: scores, not yet scaled
        dS.noalias() = dout * v.transpose(); // [n, d_v] · [d_v, keys]: dL_dP
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
        if (to_queries) dQ.middleRows(first, n).noalias() += dS * k; // [n, keys] · [keys, d_k]
        if (to_keys) {
            dK.middleRows(start, keys).noalias() += dS.transpose() * q;   // [keys, n] · [n, d_k]
            dV.middleRows(start, keys).noalias() += P.transpose() * dout; // [keys, n] · [n, d_v]
        }
    }
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
    static void project(const Rows<T>& from, const RowMajorMatrix<T>& W,
                        const Eigen::Matrix<T, Eigen::Dynamic, 1>& bias, MutableRows<T> to) {
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
    void attend_block(Index b, Index h, Index first, RowMajorMatrix<T>& scores_room) {
        const Index n = std::min(query_block, length - first);
        const Index row = b * length, column = h * depth;
        PerQuery<T> log_sum_exp(n);                    // not needed here
        attend<T>(Q.block(row, column, length, depth), // [T, d]
                  K.block(row, column, length, depth), // [T, d]
                  V.block(row, column, length, depth), // [T, d]
                  causal, first, scores_room, mixed.block(row + first, column, n, depth),
                  log_sum_exp); // [n, d]
    }
    /// n of the B·T rows of the mixed heads → out [B, T, D].
    void project_out(Index first, Index n, Tensor<T, 3>& out) const {
        MatrixMap<T> Y(out.data(), X.rows(), X.cols());                            // [B·T, D]
        project(mixed.middleRows(first, n), w.W_o, w.b_o, Y.middleRows(first, n)); // [n, D]
    }
};

} // namespace mlcore::attention::blocks
