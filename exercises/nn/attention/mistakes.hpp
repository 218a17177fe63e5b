// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/attention/mask.hpp>
#include <mlcore/nn/attention/naive.hpp>

#include <algorithm>
#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::attention;

/// A B by inner products: these matrices are small, and Eigen's fast product takes long to compile.
inline Matrix product(MatrixView A, MatrixView B) {
    return A.lazyProduct(B);
}

/// The whole matrix P of weights of one head, [T_q, T_k], and the ways to get it wrong.
struct Probabilities {
    enum class Mask {
        right,
        ignored,
        at_start,       // j ≤ i, whatever T_k − T_q is
        hides_diagonal, // j < i + (T_k − T_q)
        after_softmax,  // hidden weights are set to 0, the others left as they are
        zero_score,     // hidden scores are set to 0 instead of −∞
        large_negative  // hidden scores are −10⁹: a row that sees nothing averages everything
    };
    Mask mask = Mask::right;
    double depth_power = -0.5; // scores are multiplied by d_k to this power
    bool over_queries = false;
    enum class Shift { largest, largest_or_zero, none } shift = Shift::largest; // before exp
    bool blind_rows_are_zero = true;                                            // else 0/0

    Index visible(Index i, Index T_q, Index T_k, bool causal) const {
        if (!causal || mask == Mask::ignored) return T_k;
        if (mask == Mask::at_start) return std::min(i + 1, T_k);
        const Index right = visible_keys(i, T_q, T_k, true);
        return mask == Mask::hides_diagonal ? std::max<Index>(right - 1, 0) : right;
    }

    Matrix scores(MatrixView Q, MatrixView K) const {
        return std::pow(static_cast<double>(Q.cols()), depth_power) *
               product(Q, Matrix(K.transpose()));
    }

    Matrix operator()(MatrixView Q, MatrixView K, bool causal) const {
        const Index T_q = Q.rows(), T_k = K.rows();
        const Matrix S = scores(Q, K);
        Matrix P = Matrix::Zero(T_q, T_k);
        for (Index i = 0; i < T_q; ++i) {
            const Index seen = visible(i, T_q, T_k, causal);
            Vector row = S.row(i);
            if (mask == Mask::zero_score) row.tail(T_k - seen).setZero();
            if (mask == Mask::large_negative) row.tail(T_k - seen).setConstant(-1e9);
            const bool softmax_of_all = mask == Mask::zero_score || mask == Mask::large_negative ||
                                        mask == Mask::after_softmax;
            const Index n = softmax_of_all ? T_k : seen;
            if (n == 0 && (blind_rows_are_zero || T_k == 0)) continue;
            const double largest = n > 0 ? row.head(n).maxCoeff() : 0;
            const double subtracted = shift == Shift::none      ? 0
                                      : shift == Shift::largest ? largest
                                                                : std::max(largest, 0.0);
            P.row(i).head(n) = (row.head(n).array() - subtracted).exp().transpose();
            if (!over_queries) P.row(i) /= P.row(i).sum();
            if (mask == Mask::after_softmax) P.row(i).tail(T_k - seen).setZero();
        }
        if (over_queries)
            for (Index j = 0; j < T_k; ++j) P.col(j) /= P.col(j).sum();
        return P;
    }

    Tensor<double, 4> attend(const Tensor<double, 4>& q, const Tensor<double, 4>& k,
                             const Tensor<double, 4>& v, bool causal) const {
        check_attention("attention", q, k, v);
        auto out = zeros<double, 4>({q.shape()[0], q.shape()[1], q.shape()[2], v.shape()[3]});
        for (Index b = 0; b < extent(q, 0); ++b)
            for (Index h = 0; h < extent(q, 1); ++h)
                slice(out, b, h) =
                    product((*this)(slice(q, b, h), slice(k, b, h), causal), slice(v, b, h));
        return out;
    }
};
using Mask = Probabilities::Mask;

#define MLCORE_WRONG_ATTENTION(...)                                                                \
    [](const Tensor<double, 4>& q, const Tensor<double, 4>& k, const Tensor<double, 4>& v,         \
       bool causal) { return Probabilities{__VA_ARGS__}.attend(q, k, v, causal); }

inline const grading::Mistakes<Attention> attention{
    {"no_scaling",
     "You do not divide the scores by √d_k. Without that they grow with the depth, and the "
     "softmax hardens to a choice of one key.",
     MLCORE_WRONG_ATTENTION(.depth_power = 0)},
    {"scales_by_depth",
     "You divide the scores by d_k; the formula divides by its square root, √d_k.",
     MLCORE_WRONG_ATTENTION(.depth_power = -1)},
    {"ignores_causal",
     "You answer as if causal were false. Where it is true, query i may only see the keys j ≤ i + "
     "(T_k − T_q).",
     MLCORE_WRONG_ATTENTION(.mask = Mask::ignored)},
    {"masks_after_softmax",
     "You set the hidden weights to 0 after the softmax, so the others no longer sum to 1. Hide "
     "the keys before it.",
     MLCORE_WRONG_ATTENTION(.mask = Mask::after_softmax)},
    {"masks_with_zero_score",
     "You set hidden scores to 0, but exp(0) is 1: those keys still take weight. Leave them out "
     "of the softmax, or use −∞.",
     MLCORE_WRONG_ATTENTION(.mask = Mask::zero_score)},
    {"masks_diagonal",
     "Your mask hides one key too many. A query sees its own position too: j ≤ i + (T_k − T_q), "
     "with "
     "equality.",
     MLCORE_WRONG_ATTENTION(.mask = Mask::hides_diagonal)},
    {"mask_aligned_at_start",
     "Your mask is j ≤ i, aligned at the start. With T_k ≠ T_q it is aligned at the end: the last "
     "query sees every key, j ≤ i + (T_k − T_q).",
     MLCORE_WRONG_ATTENTION(.mask = Mask::at_start)},
    {"softmax_over_queries",
     "Your weights sum to 1 over the queries. Each query spreads its weight over the keys: one "
     "softmax per row of q kᵀ.",
     MLCORE_WRONG_ATTENTION(.over_queries = true)},
    {"no_maximum_subtracted",
     "Your exponentials overflow or vanish for large scores. Subtract the row's largest score "
     "before exp: the softmax stays the same.",
     MLCORE_WRONG_ATTENTION(.shift = Probabilities::Shift::none)},
    {"maximum_starts_at_zero",
     "Your largest score starts at 0, so where all scores are far below that, every exponential "
     "is 0. Start with −∞, or with the first score.",
     MLCORE_WRONG_ATTENTION(.shift = Probabilities::Shift::largest_or_zero)},
    {"blind_rows_divide_by_zero",
     "A query that sees no key divides 0 by 0 in your code. Its output is zeros by convention.",
     MLCORE_WRONG_ATTENTION(.blind_rows_are_zero = false)},
    {"blind_rows_average",
     "A query that sees no key gets the average of all values in your code, because all its "
     "scores are the same large negative number. Its output is zeros by convention.",
     MLCORE_WRONG_ATTENTION(.mask = Mask::large_negative)},
};
#undef MLCORE_WRONG_ATTENTION

/// The backward pass in matrices, and the ways to get it wrong.
struct Backward {
    enum class Jacobian { right, no_row_sum, row_sum_without_weights, diagonal_only };
    Jacobian jacobian = Jacobian::right;
    Probabilities probabilities{};
    bool scaled = true;
    bool values_from_scores = false;
    bool swapped = false;

    Gradients<double> operator()(const Tensor<double, 4>& q, const Tensor<double, 4>& k,
                                 const Tensor<double, 4>& v, bool causal,
                                 const Tensor<double, 4>& dL_dout) const {
        check_attention_backward("attention_backward", q, k, v, dL_dout);
        const double scale = scaled ? 1 / std::sqrt(static_cast<double>(extent(q, 3))) : 1;
        Gradients<double> dL{zeros<double, 4>(q.shape()), zeros<double, 4>(k.shape()),
                             zeros<double, 4>(v.shape())};
        for (Index b = 0; b < extent(q, 0); ++b)
            for (Index h = 0; h < extent(q, 1); ++h) {
                const Matrix Q = slice(q, b, h), K = slice(k, b, h), V = slice(v, b, h);
                const Matrix dO = slice(dL_dout, b, h);
                const Matrix P = probabilities(Q, K, causal);
                const Matrix dP = product(dO, Matrix(V.transpose()));
                Matrix dS = P.cwiseProduct(dP);
                if (jacobian == Jacobian::right)
                    dS -= P.cwiseProduct(dS.rowwise().sum().replicate(1, P.cols()));
                if (jacobian == Jacobian::row_sum_without_weights)
                    dS -= P.cwiseProduct(dP.rowwise().sum().replicate(1, P.cols()));
                if (jacobian == Jacobian::diagonal_only) dS -= P.cwiseProduct(dS);
                slice(dL.q, b, h) = scale * product(dS, K);
                slice(dL.k, b, h) = scale * product(Matrix(dS.transpose()), Q);
                const Matrix S = probabilities.scores(Q, K);
                const Matrix seen = (P.array() != 0).cast<double>();
                const Matrix weights = values_from_scores ? Matrix(S.cwiseProduct(seen)) : P;
                slice(dL.v, b, h) = product(Matrix(weights.transpose()), dO);
            }
        if (swapped) std::swap(dL.q, dL.k);
        return dL;
    }
};
using Jacobian = Backward::Jacobian;

#define MLCORE_WRONG_BACKWARD(...)                                                                 \
    [](const Tensor<double, 4>& q, const Tensor<double, 4>& k, const Tensor<double, 4>& v,         \
       bool causal, const Tensor<double, 4>& dL_dout) {                                            \
        return Backward{__VA_ARGS__}(q, k, v, causal, dL_dout);                                    \
    }

inline const grading::Mistakes<AttentionBackward> attention_backward{
    {"no_row_sum",
     "You multiply dL_dP by P and stop. Every weight of a row depends on every score of it: "
     "subtract the row's Σ P·dL_dP from dL_dP first.",
     MLCORE_WRONG_BACKWARD(.jacobian = Jacobian::no_row_sum)},
    {"row_sum_without_weights",
     "You subtract the plain sum of the row of dL_dP. The softmax's Jacobian has the sum weighted "
     "by the probabilities, Σ P·dL_dP.",
     MLCORE_WRONG_BACKWARD(.jacobian = Jacobian::row_sum_without_weights)},
    {"diagonal_of_jacobian",
     "You use P(1 − P), the derivative of each weight by its own score. The other scores of the "
     "row count too: the Jacobian is diag(p) − p pᵀ.",
     MLCORE_WRONG_BACKWARD(.jacobian = Jacobian::diagonal_only)},
    {"no_scaling",
     "The gradients of q and k lack the factor 1/√d_k, which stands between q kᵀ and the scores.",
     MLCORE_WRONG_BACKWARD(.scaled = false)},
    {"values_from_scores",
     "You build the gradient of v from the scores. The output is P v, so it is Pᵀ dL_dout, from "
     "the probabilities.",
     MLCORE_WRONG_BACKWARD(.values_from_scores = true)},
    {"queries_and_keys_swapped",
     "Your gradients of q and k are in each other's place: q's is dL_dS k, k's is the transposed "
     "dL_dSᵀ q.",
     MLCORE_WRONG_BACKWARD(.swapped = true)},
    {"ignores_causal",
     "You compute the probabilities as if causal were false. The gradient needs the weights that "
     "the forward pass had.",
     MLCORE_WRONG_BACKWARD(.probabilities = {.mask = Mask::ignored})},
    {"mask_aligned_at_start",
     "Your mask is j ≤ i, aligned at the start. With T_k ≠ T_q it is aligned at the end, j ≤ i + "
     "(T_k − T_q), as in the forward pass.",
     MLCORE_WRONG_BACKWARD(.probabilities = {.mask = Mask::at_start})},
    {"no_maximum_subtracted",
     "Your exponentials overflow or vanish for large scores. Subtract the row's largest score "
     "before exp, here too.",
     MLCORE_WRONG_BACKWARD(.probabilities = {.shift = Probabilities::Shift::none})},
    {"blind_rows_divide_by_zero",
     "A query that sees no key divides 0 by 0 in your code. Its gradient is zeros, and it adds "
     "nothing to the others.",
     MLCORE_WRONG_BACKWARD(.probabilities = {.blind_rows_are_zero = false})},
};
#undef MLCORE_WRONG_BACKWARD

/// The same entries in the same order in memory, under another shape.
template <std::size_t N, std::size_t M>
Tensor<double, N> reshaped(const Tensor<double, M>& x, const std::array<std::size_t, N>& shape) {
    Tensor<double, N> out(shape);
    std::copy(x.begin(), x.end(), out.begin());
    return out;
}

inline const grading::Mistakes<SplitHeads> split_heads{
    {"reshape_without_transpose",
     "You read the same memory as [B, H, T, d], which mixes times and heads. The memory is [B, T, "
     "H, d]: swap its middle axes by copying.",
     [](const Tensor<double, 3>& x, int heads) {
         check_heads("split_heads", x, heads);
         const auto H = static_cast<std::size_t>(heads);
         return reshaped<4>(x, {x.shape()[0], H, x.shape()[1], x.shape()[2] / H});
     }},
    {"heads_interleaved",
     "Your head h gets the columns h, h + H, h + 2H, …; it is the consecutive columns h·d to (h + "
     "1)·d − 1.",
     [](const Tensor<double, 3>& x, int heads) {
         auto out = naive::split_heads(x, heads);
         const auto [B, H, steps, d] = out.shape();
         for (std::size_t b = 0; b < B; ++b)
             for (std::size_t h = 0; h < H; ++h)
                 for (std::size_t t = 0; t < steps; ++t)
                     for (std::size_t c = 0; c < d; ++c) out(b, h, t, c) = x(b, t, c * H + h);
         return out;
     }},
    {"axes_not_swapped",
     "Your answer is [B, T, H, d]: the columns are split, but the head's axis has to stand before "
     "the time's.",
     [](const Tensor<double, 3>& x, int heads) {
         check_heads("split_heads", x, heads);
         const auto H = static_cast<std::size_t>(heads);
         return reshaped<4>(x, {x.shape()[0], x.shape()[1], H, x.shape()[2] / H});
     }},
};

inline const grading::Mistakes<MergeHeads> merge_heads{
    {"reshape_without_transpose",
     "You read the memory [B, H, T, d] as [B, T, H·d], which mixes times and heads. Swap the "
     "middle axes first, by copying.",
     [](const Tensor<double, 4>& x) {
         return reshaped<3>(x, {x.shape()[0], x.shape()[2], x.shape()[1] * x.shape()[3]});
     }},
    {"heads_interleaved",
     "You put entry c of head h into column c·H + h. The heads stand one after the other: column "
     "h·d + c.",
     [](const Tensor<double, 4>& x) {
         auto out = naive::merge_heads(x);
         const auto [B, H, steps, d] = x.shape();
         for (std::size_t b = 0; b < B; ++b)
             for (std::size_t h = 0; h < H; ++h)
                 for (std::size_t t = 0; t < steps; ++t)
                     for (std::size_t c = 0; c < d; ++c) out(b, t, c * H + h) = x(b, h, t, c);
         return out;
     }},
    {"heads_added",
     "You add the heads up. They are put side by side, so that a row has H·d entries.",
     [](const Tensor<double, 4>& x) {
         auto out = zeros<double, 3>({x.shape()[0], x.shape()[2], x.shape()[3]});
         for (Index b = 0; b < extent(x, 0); ++b)
             for (Index h = 0; h < extent(x, 1); ++h) slice(out, b) += slice(x, b, h);
         return out;
     }},
};

inline const grading::Mistakes<MultiHeadAttention> multi_head_attention{
    {"no_output_projection",
     "You return the merged heads. One projection is still to come: W_o (and b_o) mixes what the "
     "heads found.",
     [](const Tensor<double, 3>& x, const Weights<double>& w, int heads, bool causal) {
         check_multi_head_attention("multi_head_attention", x, w, heads);
         Weights<double> without = w;
         without.W_o.setIdentity();
         without.b_o.resize(0);
         return naive::multi_head_attention(x, without, heads, causal);
     }},
    {"scales_by_width",
     "You divide the scores by √D. Each head works at depth D / heads, and the root is of that.",
     [](const Tensor<double, 3>& x, const Weights<double>& w, int heads, bool causal) {
         check_multi_head_attention("multi_head_attention", x, w, heads);
         Weights<double> smaller = w;
         smaller.W_q /= std::sqrt(heads);
         smaller.b_q /= std::sqrt(heads);
         return naive::multi_head_attention(x, smaller, heads, causal);
     }},
    {"weights_transposed",
     "You multiply by the transposed matrices (PyTorch stores them so). Here a row becomes x W: "
     "y_j = Σᵢ xᵢ W_ij.",
     [](const Tensor<double, 3>& x, const Weights<double>& w, int heads, bool causal) {
         check_multi_head_attention("multi_head_attention", x, w, heads);
         Weights<double> transposed = w;
         transposed.W_q = w.W_q.transpose();
         transposed.W_k = w.W_k.transpose();
         transposed.W_v = w.W_v.transpose();
         transposed.W_o = w.W_o.transpose();
         return naive::multi_head_attention(x, transposed, heads, causal);
     }},
    {"heads_not_split",
     "You attend over the whole width at once, as if heads were 1. Split first: each head has a "
     "softmax of its own.",
     [](const Tensor<double, 3>& x, const Weights<double>& w, int heads, bool causal) {
         check_multi_head_attention("multi_head_attention", x, w, heads);
         return naive::multi_head_attention(x, w, 1, causal);
     }},
    {"biases_forgotten",
     "You leave the biases out. Where b_q, b_k, b_v or b_o has entries, it is added to every row.",
     [](const Tensor<double, 3>& x, const Weights<double>& w, int heads, bool causal) {
         check_multi_head_attention("multi_head_attention", x, w, heads);
         return naive::multi_head_attention(
             x, Weights<double>{w.W_q, w.W_k, w.W_v, w.W_o, {}, {}, {}, {}}, heads, causal);
     }},
    {"keys_and_values_swapped",
     "You use the projected values as keys and the projected keys as values.",
     [](const Tensor<double, 3>& x, const Weights<double>& w, int heads, bool causal) {
         check_multi_head_attention("multi_head_attention", x, w, heads);
         Weights<double> other = w;
         std::swap(other.W_k, other.W_v);
         std::swap(other.b_k, other.b_v);
         return naive::multi_head_attention(x, other, heads, causal);
     }},
    {"ignores_causal", "You do not pass causal on to attention: every position sees the future.",
     [](const Tensor<double, 3>& x, const Weights<double>& w, int heads, bool) {
         return naive::multi_head_attention(x, w, heads, false);
     }},
};

} // namespace mlcore::mistakes
