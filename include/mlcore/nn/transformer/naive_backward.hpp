// The way back through naive.hpp, function by function: from the gradient of a loss at a function's
// output to the gradients at its inputs. Each runs the part of the forward pass it needs once more
// instead of keeping it. Where a value is used twice, its gradients add up: x goes into a branch
// and past it, the token embedding goes in at the bottom and comes out as the logits' matrix.
#pragma once

#include "mlcore/nn/transformer/naive.hpp"

#include <cmath>
#include <numbers>
#include <utility>

namespace mlcore::transformer::naive {

/// gelu'(x) = Φ(x) + x φ(x), where φ(x) = exp(−x²/2) / √(2π) is the derivative of Φ.
template <class T>
Tensor<T, 3> gelu_backward(const Tensor<T, 3>& x, const Tensor<T, 3>& dL_dout) {
    check_axes_match("gelu_backward", "x", x, 0, "dL_dout", dL_dout, 0);
    check_axes_match("gelu_backward", "x", x, 1, "dL_dout", dL_dout, 1);
    check_axes_match("gelu_backward", "x", x, 2, "dL_dout", dL_dout, 2);
    const T height = std::numbers::inv_sqrtpi_v<T> / std::numbers::sqrt2_v<T>; // 1 / √(2π)
    Tensor<T, 3> dL_dx(x.shape());                                             // [B, T, F]
    for (std::size_t i = 0; i < x.size(); ++i) {
        const T v = x.data()[i], density = height * std::exp(T(-0.5) * v * v);
        dL_dx.data()[i] = dL_dout.data()[i] * (normal_cdf(v) + v * density);
    }
    return dL_dx;
}

template <class T>
struct ProjectGradients {
    Tensor<T, 3> x;      // [B, T, D_in]
    RowMajorMatrix<T> W; // [D_in, D_out]
    Row<T> b;            // [D_out]
};

/// Of y = x W + b:   dL_dx = dL_dy Wᵀ,   dL_dW = Σ xᵀ dL_dy,   dL_db = Σ dL_dy over all positions.
template <class T>
ProjectGradients<T> project_backward(const Tensor<T, 3>& x, const RowMajorMatrix<T>& W,
                                     const Tensor<T, 3>& dL_dy) {
    ProjectGradients<T> dL{zeros<T, 3>(x.shape()), RowMajorMatrix<T>::Zero(W.rows(), W.cols()),
                           Row<T>::Zero(W.cols())};
    const auto X = rows(x), dY = rows(dL_dy); // [B·T, D_in], [B·T, D_out]
    auto dX = rows(dL.x);                     // [B·T, D_in]
    for (Index t = 0; t < X.rows(); ++t)
        for (Index j = 0; j < W.cols(); ++j) {
            dL.b(j) += dY(t, j);
            for (Index i = 0; i < W.rows(); ++i) {
                dX(t, i) += dY(t, j) * W(i, j);
                dL.W(i, j) += X(t, i) * dY(t, j);
            }
        }
    return dL;
}

/// What a function of x with weights w owes to both.
template <class T, class Weights>
struct Gradients {
    Tensor<T, 3> x; // [B, T, D]
    Weights w;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("x", self.x);
        visit("w", self.w);
    }
};

template <class T>
Gradients<T, FeedForward<T>> feed_forward_backward(const Tensor<T, 3>& x, const FeedForward<T>& w,
                                                   const Tensor<T, 3>& dL_dout) {
    check_feed_forward("feed_forward_backward", x, w);
    const auto hidden = attention::naive::project(x, w.W_in, w.b_in);  // [B, T, D] → [B, T, F]
    const auto out = project_backward(gelu(hidden), w.W_out, dL_dout); // [B, T, D] → [B, T, F]
    const auto in = project_backward(x, w.W_in, gelu_backward(hidden, out.x)); // → [B, T, D]
    return {in.x, {in.W, in.b, out.W, out.b}};
}

/// Causal attention of several heads.
template <class T>
Gradients<T, attention::Weights<T>>
multi_head_attention_backward(const Tensor<T, 3>& x, const attention::Weights<T>& w, int heads,
                              const Tensor<T, 3>& dL_dout) {
    using namespace attention::naive;
    attention::check_multi_head_attention("multi_head_attention_backward", x, w, heads);
    const auto q = split_heads(project(x, w.W_q, w.b_q), heads);                // [B, H, T, d]
    const auto k = split_heads(project(x, w.W_k, w.b_k), heads);                // [B, H, T, d]
    const auto v = split_heads(project(x, w.W_v, w.b_v), heads);                // [B, H, T, d]
    const auto mixed = merge_heads(attention::naive::attention(q, k, v, true)); // [B, T, D]

    const auto out = project_backward(mixed, w.W_o, dL_dout);                     // [B, T, D]
    const auto dL = attention_backward(q, k, v, true, split_heads(out.x, heads)); // [B, H, T, d]
    const auto by_q = project_backward(x, w.W_q, merge_heads(dL.q));              // [B, T, D]
    const auto by_k = project_backward(x, w.W_k, merge_heads(dL.k));              // [B, T, D]
    const auto by_v = project_backward(x, w.W_v, merge_heads(dL.v));              // [B, T, D]
    return {add(add(by_q.x, by_k.x), by_v.x), // x is asked, offers, and hands over
            {by_q.W, by_k.W, by_v.W, out.W, by_q.b, by_k.b, by_v.b, out.b}};
}

template <class T>
Gradients<T, Norm<T>> norm_backward(const Tensor<T, 3>& x, const Norm<T>& w,
                                    const Tensor<T, 3>& dL_dout) {
    auto dL = layer_norm::naive::layer_norm_backward<T>(rows(x), w.gain, T(norm_epsilon),
                                                        rows(dL_dout)); // [B·T, D]
    Tensor<T, 3> dL_dx(x.shape());                                      // [B, T, D]
    rows(dL_dx) = dL.X;
    return {dL_dx, {dL.gain, dL.bias}};
}

/// h = x + f(norm_1(x)) and out = h + g(norm_2(h)): the gradient at out reaches h by both terms,
/// and that at h reaches x by both.
template <class T>
Gradients<T, Block<T>> block_backward(const Tensor<T, 3>& x, const Block<T>& w, int heads,
                                      const Tensor<T, 3>& dL_dout) {
    check_block("block_backward", x, w, heads);
    const auto n_1 = norm(x, w.norm_1); // [B, T, D]
    const auto h =
        add(x, attention::naive::multi_head_attention(n_1, w.attention, heads, true)); // [B, T, D]
    const auto n_2 = norm(h, w.norm_2);                                                // [B, T, D]

    const auto feed = feed_forward_backward(n_2, w.feed_forward, dL_dout);          // [B, T, D]
    const auto norm_2 = norm_backward(h, w.norm_2, feed.x);                         // [B, T, D]
    const auto dL_dh = add(dL_dout, norm_2.x);                                      // [B, T, D]
    const auto mix = multi_head_attention_backward(n_1, w.attention, heads, dL_dh); // [B, T, D]
    const auto norm_1 = norm_backward(x, w.norm_1, mix.x);                          // [B, T, D]
    return {add(dL_dh, norm_1.x), {norm_1.w, mix.w, norm_2.w, feed.w}};
}

/// The mean of −log softmax(logits)[target], and its gradient at the logits:
/// (softmax(logits) − onehot(target)) / (B·T).
template <class T>
std::pair<T, Tensor<T, 3>> cross_entropy(const Tensor<T, 3>& logits, const Tokens& targets) {
    Tensor<T, 3> dL_dlogits(logits.shape()); // [B, T, V]
    const auto Z = rows(logits);             // [B·T, V]
    auto dZ = rows(dL_dlogits);              // [B·T, V]
    const T count = static_cast<T>(Z.rows());
    T loss = 0;
    for (Index i = 0; i < Z.rows(); ++i) {
        const Index target = targets.data()[i];
        T largest = Z(i, 0), sum = 0;
        for (Index v = 1; v < Z.cols(); ++v) largest = std::max(largest, Z(i, v));
        for (Index v = 0; v < Z.cols(); ++v) sum += std::exp(Z(i, v) - largest);
        loss += std::log(sum) - (Z(i, target) - largest);
        for (Index v = 0; v < Z.cols(); ++v)
            dZ(i, v) = (std::exp(Z(i, v) - largest) / sum - (v == target ? 1 : 0)) / count;
    }
    return {loss / count, dL_dlogits};
}

template <class T>
LossAndGradient<T> loss_and_gradient(const Tokens& tokens, const Tokens& targets,
                                     const Model<T>& model) {
    check_targets("loss_and_gradient", tokens, targets, model);
    const auto& E = model.token_embedding;             // [V, D]
    std::vector<Tensor<T, 3>> x{embed(tokens, model)}; // each block's input, [B, T, D]
    for (const auto& w : model.blocks) x.push_back(naive::block(x.back(), w, model.heads));
    const auto last = norm(x.back(), model.final_norm);                       // [B, T, D]
    const auto [loss, dL_dlogits] = cross_entropy(unembed(last, E), targets); // [B, T, V]

    // logits = last Eᵀ is a projection by Eᵀ, without a bias.
    const RowMajorMatrix<T> E_transposed = E.transpose();              // [D, V]
    const auto out = project_backward(last, E_transposed, dL_dlogits); // [B, T, V] → [B, T, D]
    const auto final_norm = norm_backward(x.back(), model.final_norm, out.x); // [B, T, D]

    LossAndGradient<T> result{loss, model};
    Model<T>& dL = result.gradient;
    dL.final_norm = final_norm.w;
    auto dL_dx = final_norm.x; // [B, T, D]
    for (std::size_t l = model.blocks.size(); l-- > 0;) {
        auto through = block_backward(x[l], model.blocks[l], model.heads, dL_dx);
        dL.blocks[l] = through.w;
        dL_dx = through.x; // [B, T, D]
    }
    dL.token_embedding = out.W.transpose(); // as the logits' matrix …
    dL.position_embedding.setZero();
    for (Index b = 0; b < extent(dL_dx, 0); ++b)
        for (Index t = 0; t < extent(dL_dx, 1); ++t) {
            dL.token_embedding.row(tokens(b, t)) += slice(dL_dx, b).row(t); // … and as the input
            dL.position_embedding.row(t) += slice(dL_dx, b).row(t);
        }
    return result;
}

} // namespace mlcore::transformer::naive
