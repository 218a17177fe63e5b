// What changed against naive: positions go through a layer together, as the rows of one matrix
// product, GELU takes a register of entries at a time, attention and layer norm are their
// vectorized ones, generation keeps keys and values (decoder.hpp), and the gradient is taken in
// buffers (passes.hpp says what changed there). Expected gain: what matrix products gain, some
// twentyfold and more as layers get wider; for generation the length of the text on top of that.
#pragma once

#include "mlcore/nn/attention/vectorized.hpp"
#include "mlcore/nn/layer_norm/vectorized.hpp"
#include "mlcore/nn/transformer/decoder.hpp"
#include "mlcore/nn/transformer/gelu.hpp"
#include "mlcore/nn/transformer/naive.hpp"
#include "mlcore/nn/transformer/trainer.hpp"

#include <algorithm>
#include <vector>

namespace mlcore::transformer::vectorized {

template <class T>
Tensor<T, 3> gelu(const Tensor<T, 3>& x) {
    Tensor<T, 3> out(x.shape()); // [B, T, F]
    blocks::gelu_forward(x.data(), out.data(), static_cast<Index>(x.size()));
    return out;
}

template <class T>
Tensor<T, 3> feed_forward(const Tensor<T, 3>& x, const FeedForward<T>& w) {
    check_feed_forward("feed_forward", x, w);
    RowMajorMatrix<T> hidden = rows(x) * w.W_in; // [B·T, D] · [D, F]
    hidden.rowwise() += w.b_in.transpose();
    blocks::gelu_forward(hidden.data(), hidden.data(), hidden.size());
    Tensor<T, 3> out(x.shape());            // [B, T, D]
    rows(out).noalias() = hidden * w.W_out; // [B·T, F] · [F, D]
    rows(out).rowwise() += w.b_out.transpose();
    return out;
}

template <class T>
Tensor<T, 3> norm(const Tensor<T, 3>& x, const Norm<T>& w) {
    Tensor<T, 3> out(x.shape()); // [B, T, D]
    rows(out) = layer_norm::vectorized::layer_norm<T>(rows(x), w.gain, w.bias, T(norm_epsilon));
    return out;
}

template <class T>
Tensor<T, 3> block(const Tensor<T, 3>& x, const Block<T>& w, int heads) {
    check_block("block", x, w, heads);
    auto h = attention::vectorized::multi_head_attention(norm(x, w.norm_1), w.attention, heads,
                                                         true); // [B, T, D]
    rows(h) += rows(x);
    auto out = vectorized::feed_forward(norm(h, w.norm_2), w.feed_forward); // [B, T, D]
    rows(out) += rows(h);
    return out;
}

template <class T>
Tensor<T, 3> gpt_logits(const Tokens& tokens, const Model<T>& model) {
    check_tokens("gpt_logits", tokens, model);
    auto x = naive::embed(tokens, model); // [B, T] → [B, T, D]
    for (const auto& w : model.blocks) x = vectorized::block(x, w, model.heads); // [B, T, D]
    x = norm(x, model.final_norm);
    Tensor<T, 3> logits({x.shape()[0], x.shape()[1],
                         static_cast<std::size_t>(model.token_embedding.rows())}); // [B, T, V]
    rows(logits).noalias() = rows(x) * model.token_embedding.transpose(); // [B·T, D] · [D, V]
    return logits;
}

template <class T>
Labels generate(const Model<T>& model, LabelsView prompt, VectorView uniforms,
                const SamplingOptions& options) {
    check_generate("generate", model, prompt, uniforms, options);
    Decoder<T> decoder(model);
    const Index C = decoder.context();
    std::vector<int> text(prompt.begin(), prompt.end());
    Labels chosen(uniforms.size()); // [n]
    std::vector<int> unread = text; // by the decoder
    for (Index i = 0; i < uniforms.size(); ++i) {
        if (decoder.length() + std::ssize(unread) > C) { // the window moves: read it anew
            decoder.clear();
            unread.assign(text.end() - std::min<Index>(std::ssize(text), C), text.end());
        }
        const Row<T> logits = decoder.read(unread); // [V]
        chosen(i) =
            naive::choose(std::vector<T>(logits.begin(), logits.end()), uniforms(i), options);
        text.push_back(chosen(i));
        unread.assign(1, chosen(i));
    }
    return chosen;
}

/// With that many threads, 0 for all.
template <class T>
LossAndGradient<T> loss_and_gradient_with(int threads, const Tokens& tokens, const Tokens& targets,
                                          const Model<T>& model) {
    check_targets("loss_and_gradient", tokens, targets, model);
    Trainer<T> trainer(model, {extent(tokens, 0), extent(tokens, 1), threads});
    const double loss = trainer.compute_gradient(tokens, targets);
    return {static_cast<T>(loss), trainer.gradient_model()};
}

template <class T>
LossAndGradient<T> loss_and_gradient(const Tokens& tokens, const Tokens& targets,
                                     const Model<T>& model) {
    return loss_and_gradient_with(1, tokens, targets, model);
}

} // namespace mlcore::transformer::vectorized
