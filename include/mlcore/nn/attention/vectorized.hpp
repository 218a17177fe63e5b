// What changed against naive: the products run as matrix products of blocks, the exponentials as
// packets, and the softmax is taken *online*, while the keys pass by block after block.
//
// A block of queries keeps for every row i the largest score m_i so far, the sum l_i of
// exp(score − m_i), and an unfinished output O_i. Where the next block of keys brings a larger
// maximum m', what was summed so far is multiplied by exp(m_i − m'); after the last block O_i / l_i
// is the output. No T_q × T_k matrix is ever held: the memory beyond the output is one block of
// scores.
//
// The backward pass keeps one number per query, log Σ_j exp(score_ij), and rebuilds any block of
// probabilities from it as exp(score − that): two products more, instead of a matrix of T_q × T_k.
// Blocks that the causal mask hides altogether are computed in neither direction.
//
// Expected gain: naive's inner products are chains of additions that wait for one another; a matrix
// product fills the registers' lanes and reuses what the caches hold. Against 2·(d_k + d_v)
// operations of the products stands one exponential per score, so this comes near the products' own
// speed.
//
// Source: Milakov and Gimelshein, Online normalizer calculation for softmax (2018); Dao et al.,
// FlashAttention (2022); Dao, FlashAttention-2 (2023), algorithms 1 and 2.
#pragma once

#include "mlcore/nn/attention/blocks.hpp"
#include "mlcore/nn/attention/interface.hpp"

#include <algorithm>

namespace mlcore::attention::vectorized {

using blocks::key_block;
using blocks::query_block;

template <class T>
Tensor<T, 4> attention(const Tensor<T, 4>& q, const Tensor<T, 4>& k, const Tensor<T, 4>& v,
                       bool causal) {
    check_attention("attention", q, k, v);
    const Index B = extent(q, 0), H = extent(q, 1), T_q = extent(q, 2), T_k = extent(k, 2);

    // [B, H, T_q, d_v]
    auto out = zeros<T, 4>({q.shape()[0], q.shape()[1], q.shape()[2], v.shape()[3]});
    blocks::Room<T> room(T_q, T_k, extent(q, 3));
    blocks::PerQuery<T> log_sum_exp(query_block); // only the backward pass needs it
    for (Index b = 0; b < B; ++b)
        for (Index h = 0; h < H; ++h)
            for (Index first = 0; first < T_q; first += query_block) {
                const Index n = std::min(query_block, T_q - first);
                auto O = slice(out, b, h); // [T_q, d_v]
                blocks::attend<T>(blocks::all(slice(q, b, h)), blocks::all(slice(k, b, h)),
                                  blocks::all(slice(v, b, h)), causal, first, room,
                                  blocks::mutable_rows_of(O, first, n), {log_sum_exp.data(), n});
            }
    return out;
}

template <class T>
Gradients<T> attention_backward(const Tensor<T, 4>& q, const Tensor<T, 4>& k, const Tensor<T, 4>& v,
                                bool causal, const Tensor<T, 4>& dL_dout) {
    check_attention_backward("attention_backward", q, k, v, dL_dout);
    const Index B = extent(q, 0), H = extent(q, 1), T_q = extent(q, 2), T_k = extent(k, 2);

    Gradients<T> dL{zeros<T, 4>(q.shape()), zeros<T, 4>(k.shape()), zeros<T, 4>(v.shape())};
    blocks::Room<T> room(T_q, T_k, extent(q, 3));
    RowMajorMatrix<T> O(std::min(T_q, query_block), extent(v, 3)); // [n, d_v]
    for (Index b = 0; b < B; ++b)
        for (Index h = 0; h < H; ++h) {
            blocks::TensorHead<T> of(q, k, v, causal, dL_dout, dL, b, h);
            for (Index first = 0; first < T_q; first += query_block)
                of.head.prepare(first, room, O);
            for (Index start = 0; start < T_k; start += key_block)
                for (Index first = 0; first < T_q; first += query_block)
                    of.head.add_block(first, start, true, true, room);
        }
    return dL;
}

/// A head is a block of columns of x's [T, D]: whole rows of d entries are copied.
template <class T>
Tensor<T, 4> split_heads(const Tensor<T, 3>& x, int heads) {
    check_heads("split_heads", x, heads);
    const auto H = static_cast<std::size_t>(heads);
    const Index d = extent(x, 2) / heads;

    auto out = zeros<T, 4>({x.shape()[0], H, x.shape()[1], x.shape()[2] / H}); // [B, H, T, d]
    for (Index b = 0; b < extent(x, 0); ++b)
        for (Index h = 0; h < heads; ++h)
            slice(out, b, h) = slice(x, b).middleCols(h * d, d); // [T, d]
    return out;
}

template <class T>
Tensor<T, 3> merge_heads(const Tensor<T, 4>& x) {
    const Index H = extent(x, 1), d = extent(x, 3);

    // [B, T, H·d]
    auto out = zeros<T, 3>({x.shape()[0], x.shape()[2], x.shape()[1] * x.shape()[3]});
    for (Index b = 0; b < extent(x, 0); ++b)
        for (Index h = 0; h < H; ++h) slice(out, b).middleCols(h * d, d) = slice(x, b, h); // [T, d]
    return out;
}

/// One product for each projection of the whole batch. Nothing is split or merged (HeadsInPlace).
template <class T>
Tensor<T, 3> multi_head_attention(const Tensor<T, 3>& x, const Weights<T>& w, int heads,
                                  bool causal) {
    check_multi_head_attention("multi_head_attention", x, w, heads);
    const Index B = extent(x, 0), length = extent(x, 1);

    auto out = zeros<T, 3>(x.shape()); // [B, T, D]
    blocks::Room<T> room(length, length, extent(x, 2) / heads);
    blocks::PerQuery<T> log_sum_exp(query_block);
    blocks::HeadsInPlace<T> in_place(x, w, heads, causal);
    in_place.project_in(0, B * length);
    for (Index b = 0; b < B; ++b)
        for (Index h = 0; h < heads; ++h)
            for (Index first = 0; first < length; first += query_block)
                in_place.attend_block(b, h, first, room, log_sum_exp);
    in_place.project_out(0, B * length, out);
    return out;
}

} // namespace mlcore::attention::vectorized
