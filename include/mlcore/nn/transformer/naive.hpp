// The transformer as its formulas say it: every position, every column in a loop. Attention and
// layer norm are the naive ones of their own algorithms. The way back stands in naive_backward.hpp.
#pragma once

#include "mlcore/nn/attention/naive.hpp"
#include "mlcore/nn/layer_norm/naive.hpp"
#include "mlcore/nn/transformer/interface.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace mlcore::transformer::naive {

/// Φ(x): how much of a normal distribution lies below x.
template <class T>
T normal_cdf(T x) {
    return T(0.5) * (1 + std::erf(x / std::numbers::sqrt2_v<T>));
}

/// x Φ(x)
template <class T>
Tensor<T, 3> gelu(const Tensor<T, 3>& x) {
    Tensor<T, 3> out(x.shape()); // [B, T, F]
    for (std::size_t i = 0; i < x.size(); ++i)
        out.data()[i] = x.data()[i] * normal_cdf(x.data()[i]);
    return out;
}

/// gelu(x W_in + b_in) W_out + b_out
template <class T>
Tensor<T, 3> feed_forward(const Tensor<T, 3>& x, const FeedForward<T>& w) {
    check_feed_forward("feed_forward", x, w);
    const auto hidden = attention::naive::project(x, w.W_in, w.b_in); // [B, T, D] → [B, T, F]
    return attention::naive::project(gelu(hidden), w.W_out, w.b_out); // [B, T, F] → [B, T, D]
}

/// Every position's D numbers normalised by their own mean and variance.
template <class T>
Tensor<T, 3> norm(const Tensor<T, 3>& x, const Norm<T>& w) {
    Tensor<T, 3> out(x.shape()); // [B, T, D]
    rows(out) = layer_norm::naive::layer_norm<T>(rows(x), w.gain, w.bias, T(norm_epsilon));
    return out;
}

template <class T>
Tensor<T, 3> add(const Tensor<T, 3>& a, const Tensor<T, 3>& b) {
    Tensor<T, 3> sum(a.shape());
    for (std::size_t i = 0; i < a.size(); ++i) sum.data()[i] = a.data()[i] + b.data()[i];
    return sum;
}

/// h = x + multi_head_attention(norm_1(x)), then h + feed_forward(norm_2(h))
template <class T>
Tensor<T, 3> block(const Tensor<T, 3>& x, const Block<T>& w, int heads) {
    check_block("block", x, w, heads);
    const auto mixed = attention::naive::multi_head_attention(norm(x, w.norm_1), w.attention, heads,
                                                              true);       // causal; [B, T, D]
    const auto h = add(x, mixed);                                          // [B, T, D]
    return add(h, naive::feed_forward(norm(h, w.norm_2), w.feed_forward)); // [B, T, D]
}

/// x[b, t] = E[token] + P[t]
template <class T>
Tensor<T, 3> embed(const Tokens& tokens, const Model<T>& model) {
    const auto& E = model.token_embedding;    // [V, D]
    const auto& P = model.position_embedding; // [C, D]
    auto x = zeros<T, 3>(
        {tokens.shape()[0], tokens.shape()[1], static_cast<std::size_t>(E.cols())}); // [B, T, D]
    for (Index b = 0; b < extent(x, 0); ++b)
        for (Index t = 0; t < extent(x, 1); ++t)
            for (Index c = 0; c < extent(x, 2); ++c) x(b, t, c) = E(tokens(b, t), c) + P(t, c);
    return x;
}

/// logits[b, t, v] = x[b, t] · E[v]
template <class T>
Tensor<T, 3> unembed(const Tensor<T, 3>& x, const RowMajorMatrix<T>& E) {
    auto logits =
        zeros<T, 3>({x.shape()[0], x.shape()[1], static_cast<std::size_t>(E.rows())}); // [B, T, V]
    for (Index b = 0; b < extent(x, 0); ++b)
        for (Index t = 0; t < extent(x, 1); ++t)
            for (Index v = 0; v < E.rows(); ++v)
                for (Index c = 0; c < E.cols(); ++c) logits(b, t, v) += x(b, t, c) * E(v, c);
    return logits;
}

template <class T>
Tensor<T, 3> gpt_logits(const Tokens& tokens, const Model<T>& model) {
    check_tokens("gpt_logits", tokens, model);
    auto x = embed(tokens, model);                                          // [B, T] → [B, T, D]
    for (const auto& w : model.blocks) x = naive::block(x, w, model.heads); // [B, T, D]
    return unembed(norm(x, model.final_norm), model.token_embedding);       // → [B, T, V]
}

/// The token that `uniform` in [0, 1) picks from V logits; the rule stands at GenerateFn.
template <class T>
int choose(const std::vector<T>& logits, double uniform, const SamplingOptions& options) {
    const int V = static_cast<int>(logits.size());
    std::vector<int> kept(logits.size()); // token numbers, the largest logit first
    std::iota(kept.begin(), kept.end(), 0);
    std::stable_sort(kept.begin(), kept.end(), [&](int a, int b) { return logits[a] > logits[b]; });
    const int largest = kept.front();
    if (options.temperature == 0) return largest;
    if (options.top_k > 0) kept.resize(std::min(options.top_k, V));

    std::vector<double> weight(logits.size()); // exp(logit / temperature), 0 where dropped
    double sum = 0;
    for (const int v : kept)
        sum += weight[v] =
            std::exp((static_cast<double>(logits[v]) - static_cast<double>(logits[largest])) /
                     options.temperature); // ≤ 1: nothing overflows
    double below = 0;                      // the weights of tokens 0 … v
    for (int v = 0; v < V; ++v) {
        below += weight[v];
        if (uniform * sum < below) return v;
    }
    return *std::max_element(kept.begin(), kept.end()); // rounding alone comes here
}

template <class T>
Labels generate(const Model<T>& model, LabelsView prompt, VectorView uniforms,
                const SamplingOptions& options) {
    check_generate("generate", model, prompt, uniforms, options);
    const Index C = model.position_embedding.rows();
    std::vector<int> text(prompt.begin(), prompt.end());

    Labels chosen(uniforms.size()); // [n]
    for (Index i = 0; i < uniforms.size(); ++i) {
        const Index length = std::min<Index>(std::ssize(text), C);
        Tokens tokens({1, static_cast<std::size_t>(length)}); // the last C, [1, T]
        std::copy(text.end() - length, text.end(), tokens.begin());
        const auto logits = naive::gpt_logits(tokens, model); // [1, T, V]
        const auto last = slice(logits, 0).row(length - 1);   // [V]
        chosen(i) = choose(std::vector<T>(last.begin(), last.end()), uniforms(i), options);
        text.push_back(chosen(i));
    }
    return chosen;
}

} // namespace mlcore::transformer::naive
