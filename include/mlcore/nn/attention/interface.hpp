// Scaled dot-product attention, its gradient, and several heads of it side by side.
//
//     attention(q, k, v)        = softmax(q kᵀ / √d_k) v      the softmax runs over the keys
//     multi_head_attention(x)   = merge(attention(split(x W_q), split(x W_k), split(x W_v))) W_o
//
// Axis order: q, k, v are [batch, head, time, depth]; x is [batch, time, width]. Sizes: batch B,
// heads H, queries T_q, keys T_k, depth d_k of a query or key, depth d_v of a value, width D. (A T
// in square brackets is a number of times; the template parameter T is the scalar, float or
// double.)
//
// Source: Vaswani et al., Attention Is All You Need (2017), section 3.2, equation 1.
// Cost: 2·B·H·T_q·T_k·(d_k + d_v) floating-point operations forward; about half of it when causal
// and T_q = T_k. Function templates cannot be declared through a type: here it is the table of
// variants in attention.hpp that pins every variant to these signatures, for float and for double.
#pragma once

#include "mlcore/core/fields.hpp"
#include "mlcore/core/shapes.hpp"
#include "mlcore/core/tensor.hpp"

#include <string>
#include <type_traits>

namespace mlcore::attention {

/// The gradients of a loss with respect to q, k and v, each of its argument's shape.
template <class T = float>
struct Gradients {
    Tensor<T, 4> q; // [B, H, T_q, d_k]
    Tensor<T, 4> k; // [B, H, T_k, d_k]
    Tensor<T, 4> v; // [B, H, T_k, d_v]

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("q", self.q);
        visit("k", self.k);
        visit("v", self.v);
    }
};

/// The four projections of multi-head attention. Rows are inputs and columns are outputs, so that a
/// row x of width D becomes y = x W + b. (PyTorch stores Wᵀ.) A bias without entries is no bias.
template <class T = float>
struct Weights {
    RowMajorMatrix<T> W_q, W_k, W_v, W_o;                   // [D, D] each
    Eigen::Matrix<T, Eigen::Dynamic, 1> b_q, b_k, b_v, b_o; // [D] each, or empty

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("W_q", self.W_q);
        visit("W_k", self.W_k);
        visit("W_v", self.W_v);
        visit("W_o", self.W_o);
        visit("b_q", self.b_q);
        visit("b_k", self.b_k);
        visit("b_v", self.b_v);
        visit("b_o", self.b_o);
    }
};

/// softmax(q kᵀ / √d_k) v, for every batch entry and head by itself.
///
///   q [B, H, T_q, d_k], k [B, H, T_k, d_k], v [B, H, T_k, d_v]  →  [B, H, T_q, d_v]
///
/// Causal: query i sees key j where j ≤ i + (T_k − T_q). The last query sees every key, as when new
/// queries meet the keys of a cache; for T_q = T_k it is the usual lower triangle. A query that
/// sees no key (T_q > T_k, or T_k = 0) gives zeros. The softmax is shifted by each row's maximum,
/// so logits of ±1000 neither overflow nor vanish. Entries must be finite: that is not checked, and
/// NaN spreads as in any arithmetic.
///
/// Throws ShapeError where B, H, T_k or d_k do not agree; ValueError where d_k is 0.
template <class T>
using AttentionFn = Tensor<T, 4>(const Tensor<T, 4>& q, const Tensor<T, 4>& k,
                                 const Tensor<T, 4>& v, bool causal);

/// The gradients of a loss L from dL_dout = ∂L/∂attention(q, k, v, causal), [B, H, T_q, d_v].
/// A query that sees no key gets a zero gradient and adds nothing to the others.
///
/// Throws what AttentionFn throws, and ShapeError where dL_dout has not the output's shape.
template <class T>
using AttentionBackwardFn = Gradients<T>(const Tensor<T, 4>& q, const Tensor<T, 4>& k,
                                         const Tensor<T, 4>& v, bool causal,
                                         const Tensor<T, 4>& dL_dout);

/// x [B, T, H·d] → [B, H, T, d]: head h gets columns h·d to (h + 1)·d − 1 of every row.
/// Throws ValueError where heads < 1, ShapeError where it does not divide the width.
template <class T>
using SplitHeadsFn = Tensor<T, 4>(const Tensor<T, 3>& x, int heads);

/// x [B, H, T, d] → [B, T, H·d]: the inverse of splitting.
template <class T>
using MergeHeadsFn = Tensor<T, 3>(const Tensor<T, 4>& x);

/// Self-attention with several heads: x [B, T, D] is projected three times, split into heads of
/// depth D / heads, attended, merged, and projected again  →  [B, T, D].
///
/// Throws ValueError where heads < 1 or D is 0; ShapeError where heads does not divide D, a matrix
/// is not D×D, or a bias has neither 0 nor D entries.
template <class T>
using MultiHeadAttentionFn = Tensor<T, 3>(const Tensor<T, 3>& x, const Weights<T>& w, int heads,
                                          bool causal);

// The exercise asks for plain functions of double.
using Attention = AttentionFn<double>;
using AttentionBackward = AttentionBackwardFn<double>;
using SplitHeads = SplitHeadsFn<double>;
using MergeHeads = MergeHeadsFn<double>;
using MultiHeadAttention = MultiHeadAttentionFn<double>;

// ---- checks that every variant makes ------------------------------------------------------------

/// Throws ShapeError unless q [B,H,T_q,d_k], k [B,H,T_k,d_k] and v [B,H,T_k,d_v] fit together, and
/// ValueError where d_k is 0.
template <class T>
void check_attention(const char* function, const Tensor<T, 4>& q, const Tensor<T, 4>& k,
                     const Tensor<T, 4>& v) {
    check_axes_match(function, "q", q, 0, "k", k, 0); // B
    check_axes_match(function, "q", q, 1, "k", k, 1); // H
    check_axes_match(function, "q", q, 3, "k", k, 3); // d_k
    check_axes_match(function, "k", k, 0, "v", v, 0); // B
    check_axes_match(function, "k", k, 1, "v", v, 1); // H
    check_axes_match(function, "k", k, 2, "v", v, 2); // T_k
    check_value(function, extent(q, 3) > 0, "q is " + shape_text(q) + ", its depth must not be 0");
}

/// check_attention, and ShapeError unless dL_dout is [B,H,T_q,d_v].
template <class T>
void check_attention_backward(const char* function, const Tensor<T, 4>& q, const Tensor<T, 4>& k,
                              const Tensor<T, 4>& v, const Tensor<T, 4>& dL_dout) {
    check_attention(function, q, k, v);
    check_axes_match(function, "dL_dout", dL_dout, 0, "q", q, 0); // B
    check_axes_match(function, "dL_dout", dL_dout, 1, "q", q, 1); // H
    check_axes_match(function, "dL_dout", dL_dout, 2, "q", q, 2); // T_q
    check_axes_match(function, "dL_dout", dL_dout, 3, "v", v, 3); // d_v
}

/// Throws ValueError unless heads ≥ 1, and ShapeError unless it divides the width of x [B,T,D].
template <class T>
void check_heads(const char* function, const Tensor<T, 3>& x, int heads) {
    check_value(function, heads >= 1,
                "heads is " + std::to_string(heads) + ", it must be at least 1");
    if (extent(x, 2) % heads != 0)
        throw ShapeError(std::string(function) + ": x is " + shape_text(x) + ", its width " +
                         std::to_string(extent(x, 2)) + " is not divisible by " +
                         std::to_string(heads) + " heads");
}

/// check_heads, ShapeError unless every matrix of `w` is D×D and every bias has 0 or D entries, and
/// ValueError where D is 0.
template <class T>
void check_multi_head_attention(const char* function, const Tensor<T, 3>& x, const Weights<T>& w,
                                int heads) {
    check_heads(function, x, heads);
    const Index D = extent(x, 2);
    check_value(function, D > 0, "x is " + shape_text(x) + ", its width must not be 0");
    for_each_field(w, [&](const char* name, const auto& field) {
        constexpr bool is_bias = std::decay_t<decltype(field)>::ColsAtCompileTime == 1;
        const bool fits = is_bias ? field.size() == 0 || field.size() == D
                                  : field.rows() == D && field.cols() == D;
        if (!fits)
            throw ShapeError(std::string(function) + ": x is " + shape_text(x) + " but " + name +
                             (is_bias ? " has " : " is ") + shape_text(field) +
                             (is_bias ? " entries" : ""));
    });
}

} // namespace mlcore::attention
