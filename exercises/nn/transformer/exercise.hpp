// The transformer: a language model from token numbers to the next token. The lesson:
// mlcore lesson transformer
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// x is [batch, time, width]. slice(x, b) is line b of the batch as a [time, width] Eigen matrix,
// rows(x) all its positions as one [batch·time, width] matrix; neither copies: read them, write to
// them, multiply them.
#pragma once

#include <mlcore/nn/attention/interface.hpp>
#include <mlcore/nn/layer_norm/interface.hpp>
#include <mlcore/nn/transformer/interface.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

// Layer norm and attention are given: the library's. To build on your own instead, once they pass,
// write #include "layer_norm.hpp" and #include "attention.hpp" in place of the lines from here to
// the next empty one.
namespace mlcore::given {
layer_norm::LayerNorm layer_norm;
attention::MultiHeadAttention multi_head_attention;
} // namespace mlcore::given
namespace exercise {
using mlcore::given::layer_norm, mlcore::given::multi_head_attention;
}

namespace exercise {
using namespace mlcore;
using transformer::rows;
// What the exercise calls; leave these lines as they are.
inline transformer::Gelu gelu;
inline transformer::FeedForwardFunction feed_forward;
inline transformer::BlockFunction block;
inline transformer::GptLogits gpt_logits;
inline transformer::Generate generate;

// Task 1: x Φ(x) of every entry, where Φ(x) = (1 + erf(x / √2)) / 2. std::erf is there.
inline Tensor<double, 3> gelu(const Tensor<double, 3>& x) {
    throw NotImplemented{"gelu"};
}

// Task 2: gelu(x W_in + b_in) W_out + b_out, for every position: [B, T, D] → [B, T, D].
inline Tensor<double, 3> feed_forward(const Tensor<double, 3>& x,
                                      const transformer::FeedForward<double>& w) {
    transformer::check_feed_forward("feed_forward", x, w); // throws what has to be thrown
    throw NotImplemented{"feed_forward"};
}

// Task 3: h = x + attention(norm_1(x)), then h + feed_forward(norm_2(h)).
// multi_head_attention(x, w.attention, heads, true) is causal; layer_norm(X, gain, bias,
// transformer::norm_epsilon) normalises the rows of a matrix, such as rows(x).
inline Tensor<double, 3> block(const Tensor<double, 3>& x, const transformer::Block<double>& w,
                               int heads) {
    transformer::check_block("block", x, w, heads);
    throw NotImplemented{"block"};
}

// Task 4: tokens [B, T] → logits [B, T, V]: token plus position embedding, every block in turn, the
// final norm, and the product with the token embedding's transpose.
inline Tensor<double, 3> gpt_logits(const transformer::Tokens& tokens,
                                    const transformer::Model<double>& model) {
    transformer::check_tokens("gpt_logits", tokens, model);
    throw NotImplemented{"gpt_logits"};
}

// Task 5: one token for each uniform, each appended to the text before the next is chosen: from the
// last C tokens, by the last position's logits. Keep the top_k largest (0: all), divide by the
// temperature (0: take the largest logit), softmax, and take the first token at which the running
// sum of probabilities is above the uniform.
inline Labels generate(const transformer::Model<double>& model, LabelsView prompt,
                       VectorView uniforms, const transformer::SamplingOptions& options) {
    transformer::check_generate("generate", model, prompt, uniforms, options);
    throw NotImplemented{"generate"};
}

} // namespace exercise
