// Loops that read like the formulas. One query at a time: its scores against every key it sees,
// their softmax, and the sum of the values under it. Beyond the output that takes one row of T_k
// numbers, two going backwards.
#pragma once

#include "mlcore/nn/attention/interface.hpp"
#include "mlcore/nn/attention/mask.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace mlcore::attention::naive {

/// The weights of query i over the keys it sees, softmax_j(q_i · k_j / √d_k); empty if it sees
/// none.
///
///   Q [T_q, d_k], K [T_k, d_k]  →  p [visible]
template <class T>
std::vector<T> probabilities(ConstMatrixMap<T> Q, ConstMatrixMap<T> K, Index i, bool causal) {
    const Index d_k = Q.cols();
    const Index visible = visible_keys(i, Q.rows(), K.rows(), causal);
    const T scale = 1 / std::sqrt(static_cast<T>(d_k));

    std::vector<T> p(static_cast<std::size_t>(visible)); // [visible]
    T largest = std::numeric_limits<T>::lowest();
    for (Index j = 0; j < visible; ++j) {
        T score = 0; // q_i · k_j
        for (Index c = 0; c < d_k; ++c) score += Q(i, c) * K(j, c);
        p[j] = scale * score;
        largest = std::max(largest, p[j]);
    }
    T sum = 0;
    for (T& entry : p) sum += entry = std::exp(entry - largest); // ≤ 1: nothing overflows
    for (T& entry : p) entry /= sum;                             // sum ≥ 1: nothing vanishes
    return p;
}

/// out_i = Σ_j p_ij v_j
template <class T>
Tensor<T, 4> attention(const Tensor<T, 4>& q, const Tensor<T, 4>& k, const Tensor<T, 4>& v,
                       bool causal) {
    check_attention("attention", q, k, v);
    const Index B = extent(q, 0), H = extent(q, 1), T_q = extent(q, 2), d_v = extent(v, 3);

    // [B, H, T_q, d_v]
    auto out = zeros<T, 4>({q.shape()[0], q.shape()[1], q.shape()[2], v.shape()[3]});
    for (Index b = 0; b < B; ++b)
        for (Index h = 0; h < H; ++h) {
            const auto Q = slice(q, b, h); // [T_q, d_k]
            const auto K = slice(k, b, h); // [T_k, d_k]
            const auto V = slice(v, b, h); // [T_k, d_v]
            auto O = slice(out, b, h);     // [T_q, d_v]
            for (Index i = 0; i < T_q; ++i) {
                const auto p = probabilities<T>(Q, K, i, causal); // [visible]
                for (Index j = 0; j < std::ssize(p); ++j)
                    for (Index c = 0; c < d_v; ++c) O(i, c) += p[j] * V(j, c);
            }
        }
    return out;
}

/// With S = q kᵀ/√d_k, P = softmax(S) and out = P v, the chain rule backwards, row i of each:
///
///   dL_dv_j   = Σ_i P_ij dL_dout_i
///   dL_dP_ij  = dL_dout_i · v_j
///   dL_dS_ij  = P_ij (dL_dP_ij − Σ_m P_im dL_dP_im)     the softmax's Jacobian, diag(p) − p pᵀ
///   dL_dq_i   = Σ_j dL_dS_ij k_j / √d_k
///   dL_dk_j   = Σ_i dL_dS_ij q_i / √d_k
template <class T>
Gradients<T> attention_backward(const Tensor<T, 4>& q, const Tensor<T, 4>& k, const Tensor<T, 4>& v,
                                bool causal, const Tensor<T, 4>& dL_dout) {
    check_attention_backward("attention_backward", q, k, v, dL_dout);
    const Index B = extent(q, 0), H = extent(q, 1), T_q = extent(q, 2);
    const Index d_k = extent(q, 3), d_v = extent(v, 3);
    const T scale = 1 / std::sqrt(static_cast<T>(d_k));

    Gradients<T> dL{zeros<T, 4>(q.shape()), zeros<T, 4>(k.shape()), zeros<T, 4>(v.shape())};
    for (Index b = 0; b < B; ++b)
        for (Index h = 0; h < H; ++h) {
            const auto Q = slice(q, b, h);        // [T_q, d_k]
            const auto K = slice(k, b, h);        // [T_k, d_k]
            const auto V = slice(v, b, h);        // [T_k, d_v]
            const auto dO = slice(dL_dout, b, h); // [T_q, d_v]
            auto dQ = slice(dL.q, b, h);          // [T_q, d_k]
            auto dK = slice(dL.k, b, h);          // [T_k, d_k]
            auto dV = slice(dL.v, b, h);          // [T_k, d_v]
            for (Index i = 0; i < T_q; ++i) {
                const auto p = probabilities<T>(Q, K, i, causal); // [visible]
                const Index visible = std::ssize(p);

                std::vector<T> dP(p.size()); // [visible]
                T mean = 0;                  // of dP under the weights p
                for (Index j = 0; j < visible; ++j) {
                    for (Index c = 0; c < d_v; ++c) dP[j] += dO(i, c) * V(j, c);
                    mean += p[j] * dP[j];
                }
                for (Index j = 0; j < visible; ++j) {
                    const T dS = p[j] * (dP[j] - mean);
                    for (Index c = 0; c < d_v; ++c) dV(j, c) += p[j] * dO(i, c);
                    for (Index c = 0; c < d_k; ++c) {
                        dQ(i, c) += scale * dS * K(j, c);
                        dK(j, c) += scale * dS * Q(i, c);
                    }
                }
            }
        }
    return dL;
}

/// heads[b, h, t, c] = x[b, t, h·d + c]
template <class T>
Tensor<T, 4> split_heads(const Tensor<T, 3>& x, int heads) {
    check_heads("split_heads", x, heads);
    const std::size_t B = x.shape()[0], steps = x.shape()[1], H = heads, d = x.shape()[2] / H;

    auto out = zeros<T, 4>({B, H, steps, d});
    for (std::size_t b = 0; b < B; ++b)
        for (std::size_t h = 0; h < H; ++h)
            for (std::size_t t = 0; t < steps; ++t)
                for (std::size_t c = 0; c < d; ++c) out(b, h, t, c) = x(b, t, h * d + c);
    return out;
}

/// out[b, t, h·d + c] = x[b, h, t, c]
template <class T>
Tensor<T, 3> merge_heads(const Tensor<T, 4>& x) {
    const auto [B, H, steps, d] = x.shape();

    auto out = zeros<T, 3>({B, steps, H * d});
    for (std::size_t b = 0; b < B; ++b)
        for (std::size_t h = 0; h < H; ++h)
            for (std::size_t t = 0; t < steps; ++t)
                for (std::size_t c = 0; c < d; ++c) out(b, t, h * d + c) = x(b, h, t, c);
    return out;
}

/// Every row of every batch entry: y = x W + bias.
///
///   x [B, T, D_in], W [D_in, D_out], bias [D_out] or empty  →  [B, T, D_out]
template <class T>
Tensor<T, 3> project(const Tensor<T, 3>& x, const RowMajorMatrix<T>& W,
                     const Eigen::Matrix<T, Eigen::Dynamic, 1>& bias) {
    auto out = zeros<T, 3>({x.shape()[0], x.shape()[1], static_cast<std::size_t>(W.cols())});
    for (Index b = 0; b < extent(x, 0); ++b) {
        const auto X = slice(x, b); // [T, D_in]
        auto Y = slice(out, b);     // [T, D_out]
        for (Index t = 0; t < X.rows(); ++t)
            for (Index j = 0; j < W.cols(); ++j) {
                if (bias.size() > 0) Y(t, j) = bias(j);
                for (Index i = 0; i < W.rows(); ++i) Y(t, j) += X(t, i) * W(i, j);
            }
    }
    return out;
}

template <class T>
Tensor<T, 3> multi_head_attention(const Tensor<T, 3>& x, const Weights<T>& w, int heads,
                                  bool causal) {
    check_multi_head_attention("multi_head_attention", x, w, heads);
    const auto q = split_heads(project(x, w.W_q, w.b_q), heads); // [B, T, D] → [B, H, T, d]
    const auto k = split_heads(project(x, w.W_k, w.b_k), heads); // [B, T, D] → [B, H, T, d]
    const auto v = split_heads(project(x, w.W_v, w.b_v), heads); // [B, T, D] → [B, H, T, d]
    const auto mixed = attention(q, k, v, causal);               // [B, H, T, d]
    return project(merge_heads(mixed), w.W_o, w.b_o);            // [B, H, T, d] → [B, T, D]
}

} // namespace mlcore::attention::naive
