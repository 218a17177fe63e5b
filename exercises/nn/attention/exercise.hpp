// Attention: what a transformer does between its layers. The lesson: mlcore lesson attention
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// Tensor<double, 4> is a table with four axes, here [batch, head, time, depth]: q(b, h, i, c) is
// one entry, q.shape()[2] a size, zeros<double, 4>({B, H, T, d}) a new one. slice(q, b, h) is the
// [time, depth] matrix of one head as an Eigen matrix, without a copy: read it, write to it,
// multiply it.
#pragma once

#include <mlcore/nn/attention/interface.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace exercise {
using namespace mlcore;
inline attention::Attention attention;
inline attention::AttentionBackward attention_backward;
inline attention::SplitHeads split_heads;
inline attention::MergeHeads merge_heads;
inline attention::MultiHeadAttention multi_head_attention;

// Task 1: softmax(q kᵀ / √d_k) v, for every batch entry and head. Where causal, query i sees the
// keys j ≤ i + (T_k − T_q) only. A query that sees no key gives zeros. The last task asks for the
// same again, faster: mlcore times this function.
inline Tensor<double, 4> attention(const Tensor<double, 4>& q, const Tensor<double, 4>& k,
                                   const Tensor<double, 4>& v, bool causal) {
    attention::check_attention("attention", q, k, v); // throws what has to be thrown
    throw NotImplemented{"attention"};
}

// Task 2: the gradients {q, k, v} of a loss, from its gradient dL_dout at the output of task 1.
inline attention::Gradients<double> attention_backward(const Tensor<double, 4>& q,
                                                       const Tensor<double, 4>& k,
                                                       const Tensor<double, 4>& v, bool causal,
                                                       const Tensor<double, 4>& dL_dout) {
    attention::check_attention_backward("attention_backward", q, k, v, dL_dout);
    throw NotImplemented{"attention_backward"};
}

// Task 3: [B, T, H·d] → [B, H, T, d]. Head h gets the columns h·d to (h + 1)·d − 1 of every row.
inline Tensor<double, 4> split_heads(const Tensor<double, 3>& x, int heads) {
    attention::check_heads("split_heads", x, heads);
    throw NotImplemented{"split_heads"};
}

// Task 4: [B, H, T, d] → [B, T, H·d], the way back.
inline Tensor<double, 3> merge_heads(const Tensor<double, 4>& x) {
    throw NotImplemented{"merge_heads"};
}

// Task 5: project x to queries, keys and values, split, attend, merge, project: [B, T, D] → [B, T,
// D]. A row becomes x W + b; a bias without entries is no bias.
inline Tensor<double, 3> multi_head_attention(const Tensor<double, 3>& x,
                                              const attention::Weights<double>& w, int heads,
                                              bool causal) {
    attention::check_multi_head_attention("multi_head_attention", x, w, heads);
    throw NotImplemented{"multi_head_attention"};
}

} // namespace exercise
