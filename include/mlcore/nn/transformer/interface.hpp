// A decoder-only transformer in the style of GPT-2: what a language model is made of.
//
//     x₀     = E[token] + P[position]                          token and position embeddings
//     h      = x + multi_head_attention(norm_1(x))             a block: causal, several heads,
//     x'     = h + feed_forward(norm_2(h))                       the norms stand before the sums
//     logits = norm(x_L) Eᵀ                                    tied: the embedding read backwards
//
// Sizes: batch B, time T, width D, heads H, hidden width F (usually 4 D), vocabulary V, context C
// (the longest T), depth L (the number of blocks). (A T in square brackets is a number of times;
// the template parameter T is the scalar, float or double.)
//
// Source: Radford et al., Language Models are Unsupervised Multitask Learners (2019), section 2.3;
// Vaswani et al. (2017), sections 3.1 and 3.3; Hendrycks and Gimpel, Gaussian Error Linear Units
// (2016); Press and Wolf, Using the Output Embedding (2017). GELU is the exact one (erf), the
// norms' ε is 1e-5, there is no dropout. Weights are stored as x W (PyTorch stores Wᵀ).
#pragma once

#include "mlcore/core/fields.hpp"
#include "mlcore/core/shapes.hpp"
#include "mlcore/core/tensor.hpp"
#include "mlcore/nn/attention/interface.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace mlcore::transformer {

template <class T>
using Row = Eigen::Matrix<T, Eigen::Dynamic, 1>;

/// x [B, T, D] as a matrix of all its positions, [B·T, D]. No copy.
template <class T>
ConstMatrixMap<T> rows(const Tensor<T, 3>& x) {
    return {x.data(), extent(x, 0) * extent(x, 1), extent(x, 2)};
}
template <class T>
MatrixMap<T> rows(Tensor<T, 3>& x) {
    return {x.data(), extent(x, 0) * extent(x, 1), extent(x, 2)};
}

/// One line of token numbers, 0 … V − 1, for each entry of the batch: [B, T].
using Tokens = Tensor<int, 2>;

/// Added to the variance in every layer norm.
inline constexpr double norm_epsilon = 1e-5;

// ---- the parameters -----------------------------------------------------------------------------

template <class T = float>
struct Norm {
    Row<T> gain; // [D]
    Row<T> bias; // [D]

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("gain", self.gain);
        visit("bias", self.bias);
    }
};

template <class T = float>
struct FeedForward {
    RowMajorMatrix<T> W_in;  // [D, F]
    Row<T> b_in;             // [F]
    RowMajorMatrix<T> W_out; // [F, D]
    Row<T> b_out;            // [D]

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("W_in", self.W_in);
        visit("b_in", self.b_in);
        visit("W_out", self.W_out);
        visit("b_out", self.b_out);
    }
};

template <class T = float>
struct Block {
    Norm<T> norm_1;
    attention::Weights<T> attention; // with all four biases
    Norm<T> norm_2;
    FeedForward<T> feed_forward;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("norm_1", self.norm_1);
        visit("attention", self.attention);
        visit("norm_2", self.norm_2);
        visit("feed_forward", self.feed_forward);
    }
};

/// All that a trained transformer is; the gradient of a loss with respect to it has the same shape.
template <class T = float>
struct Model {
    int heads = 1;                        // H, divides D
    RowMajorMatrix<T> token_embedding;    // E [V, D]; the logits' matrix is its transpose
    RowMajorMatrix<T> position_embedding; // P [C, D]
    std::vector<Block<T>> blocks;         // L of them
    Norm<T> final_norm;

    static constexpr const char* model_name = "transformer";
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("heads", self.heads);
        visit("token_embedding", self.token_embedding);
        visit("position_embedding", self.position_embedding);
        visit("blocks", self.blocks);
        visit("final_norm", self.final_norm);
    }
};

/// How the next token is chosen from its logits.
struct SamplingOptions {
    double temperature = 1; ///< logits are divided by it; 0 takes the largest logit
    int top_k = 0;          ///< only the k largest logits may be chosen; 0 for all

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("temperature", self.temperature);
        visit("top_k", self.top_k);
    }
};

// ---- the functions ------------------------------------------------------------------------------

/// x Φ(x) entry by entry, where Φ(x) = (1 + erf(x / √2)) / 2 is the normal distribution function.
/// x [B, T, F]  →  [B, T, F]. Entries must be finite: that is not checked.
template <class T>
using GeluFn = Tensor<T, 3>(const Tensor<T, 3>& x);

/// gelu(x W_in + b_in) W_out + b_out, for every position by itself.
/// x [B, T, D]  →  [B, T, D]. Throws ShapeError where a weight does not fit. 4·B·T·D·F operations.
template <class T>
using FeedForwardFn = Tensor<T, 3>(const Tensor<T, 3>& x, const FeedForward<T>& w);

/// One block: h = x + multi_head_attention(norm_1(x)), causal; then h + feed_forward(norm_2(h)).
/// x [B, T, D]  →  [B, T, D]. Throws ShapeError where a weight does not fit or heads does not
/// divide D, ValueError where heads < 1 or D is 0. B·T·(8 D² + 4 D F + 2 T D) operations.
template <class T>
using BlockFn = Tensor<T, 3>(const Tensor<T, 3>& x, const Block<T>& w, int heads);

/// logits[b, t, v]: how well token v would follow the tokens 0 … t of line b.
/// tokens [B, T]  →  [B, T, V]. Throws ValueError where T is 0 or above C, or a token is not one of
/// 0 … V − 1; ShapeError where the model's parts do not fit.
template <class T>
using GptLogitsFn = Tensor<T, 3>(const Tokens& tokens, const Model<T>& model);

/// One token for each entry of `uniforms`, each appended to the prompt before the next is chosen.
/// The model sees the last C tokens at most. The choice is made by the last position's logits:
///
/// 1. all but the top_k largest are dropped (of equal ones the lower token stays first);
/// 2. the others are divided by the temperature, and their softmax taken;
/// 3. the token is the first one, in the order of token numbers, at which the running sum of
///    probabilities is above the uniform. A temperature of 0 takes the largest logit instead, of
///    equal ones the lowest token.
///
/// prompt [T], uniforms [n] in [0, 1)  →  [n]. Throws ValueError where the prompt is empty, a token
/// is not one of 0 … V − 1, a uniform is not in [0, 1), the temperature is negative or not finite,
/// or top_k is negative; ShapeError where the model's parts do not fit.
template <class T>
using GenerateFn = Labels(const Model<T>& model, LabelsView prompt, VectorView uniforms,
                          const SamplingOptions& options);

/// The mean over all B·T positions of −log softmax(logits)[target], in nats.
template <class T>
struct LossAndGradient {
    T loss = 0;
    Model<T> gradient;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("loss", self.loss);
        visit("gradient", self.gradient);
    }
};

/// The loss of predicting targets [B, T] from tokens [B, T], and its gradient with respect to every
/// parameter. Throws what GptLogitsFn throws, ShapeError where tokens and targets differ in shape,
/// ValueError where a target is not one of 0 … V − 1. Three times the logits' operations.
template <class T>
using LossAndGradientFn = LossAndGradient<T>(const Tokens& tokens, const Tokens& targets,
                                             const Model<T>& model);

// The exercise asks for plain functions of double.
using Gelu = GeluFn<double>;
using FeedForwardFunction = FeedForwardFn<double>;
using BlockFunction = BlockFn<double>;
using GptLogits = GptLogitsFn<double>;
using Generate = GenerateFn<double>;

// ---- checks that every variant makes ------------------------------------------------------------

/// Throws ShapeError unless `part` is rows×columns (a vector has one column).
template <class Derived>
void check_part(const char* function, const std::string& name,
                const Eigen::DenseBase<Derived>& part, Index rows, Index columns,
                const std::string& why) {
    if (part.rows() == rows && part.cols() == columns) return;
    throw ShapeError(std::string(function) + ": " + why + " but " + name + " is " +
                     shape_text(part.derived()) + ", not " +
                     (columns == 1 ? std::to_string(rows) : shape_text(rows, columns)));
}

template <class T>
void check_norm(const char* function, const std::string& name, const Norm<T>& w, Index D,
                const std::string& why) {
    check_part(function, name + ".gain", w.gain, D, 1, why);
    check_part(function, name + ".bias", w.bias, D, 1, why);
}

/// The four parts of `w` against a width of D and one another.
template <class T>
void check_feed_forward(const char* function, const FeedForward<T>& w, Index D,
                        const std::string& why) {
    const Index F = w.W_in.cols();
    check_part(function, "W_in", w.W_in, D, F, why);
    const std::string hidden = "W_in is " + shape_text(w.W_in);
    check_part(function, "b_in", w.b_in, F, 1, hidden);
    check_part(function, "W_out", w.W_out, F, D, hidden);
    check_part(function, "b_out", w.b_out, D, 1, hidden);
}
template <class T>
void check_feed_forward(const char* function, const Tensor<T, 3>& x, const FeedForward<T>& w) {
    check_feed_forward(function, w, extent(x, 2), "x is " + shape_text(x));
}

/// The parts of a block against a width of D, its biases included.
template <class T>
void check_block(const char* function, const Block<T>& w, Index D, const std::string& why) {
    check_norm(function, "norm_1", w.norm_1, D, why);
    for_each_field(w.attention, [&](const char* name, const auto& field) {
        constexpr bool is_bias = std::decay_t<decltype(field)>::ColsAtCompileTime == 1;
        check_part(function, name, field, D, is_bias ? 1 : D, why);
    });
    check_norm(function, "norm_2", w.norm_2, D, why);
    check_feed_forward(function, w.feed_forward, D, why);
}
template <class T>
void check_block(const char* function, const Tensor<T, 3>& x, const Block<T>& w, int heads) {
    attention::check_heads(function, x, heads);
    check_value(function, extent(x, 2) > 0, "x is " + shape_text(x) + ", its width must not be 0");
    check_block(function, w, extent(x, 2), "x is " + shape_text(x));
}

/// Every part of the model against the token embedding's width.
template <class T>
void check_model(const char* function, const Model<T>& model) {
    const Index D = model.token_embedding.cols();
    check_value(function, model.token_embedding.size() > 0, "token_embedding is empty");
    check_value(function, model.position_embedding.rows() > 0, "position_embedding is empty");
    check_value(function, model.heads >= 1,
                "heads is " + std::to_string(model.heads) + ", it must be at least 1");
    const std::string why = "token_embedding is " + shape_text(model.token_embedding);
    if (D % model.heads != 0)
        throw ShapeError(std::string(function) + ": " + why + ", its width is not divisible by " +
                         std::to_string(model.heads) + " heads");
    check_part(function, "position_embedding", model.position_embedding,
               model.position_embedding.rows(), D, why);
    for (const auto& block : model.blocks) check_block(function, block, D, why);
    check_norm(function, "final_norm", model.final_norm, D, why);
}

/// Throws ValueError where one of the n token numbers is not one of 0 … V − 1.
inline void check_token_numbers(const char* function, const char* name, const int* tokens, Index n,
                                Index V) {
    for (Index i = 0; i < n; ++i)
        if (tokens[i] < 0 || tokens[i] >= V) // the text is made only where it is needed
            throw ValueError(std::string(function) + ": " + name + " holds the token " +
                             std::to_string(tokens[i]) + ", they go from 0 to " +
                             std::to_string(V - 1));
}

/// check_model, and the tokens [B, T] against its vocabulary and context.
template <class T>
void check_tokens(const char* function, const Tokens& tokens, const Model<T>& model) {
    check_model(function, model);
    const Index C = model.position_embedding.rows();
    check_value(function, tokens.shape()[0] > 0 && tokens.shape()[1] > 0,
                "tokens is " + shape_text(tokens) + ", it must have at least one token");
    check_value(function, extent(tokens, 1) <= C,
                "tokens is " + shape_text(tokens) + ", longer than the context of " +
                    std::to_string(C));
    check_token_numbers(function, "tokens", tokens.data(), static_cast<Index>(tokens.size()),
                        model.token_embedding.rows());
}

/// check_tokens, and the targets against tokens and vocabulary.
template <class T>
void check_targets(const char* function, const Tokens& tokens, const Tokens& targets,
                   const Model<T>& model) {
    check_tokens(function, tokens, model);
    check_axes_match(function, "tokens", tokens, 0, "targets", targets, 0);
    check_axes_match(function, "tokens", tokens, 1, "targets", targets, 1);
    check_token_numbers(function, "targets", targets.data(), static_cast<Index>(targets.size()),
                        model.token_embedding.rows());
}

/// The arguments of generate.
template <class T>
void check_generate(const char* function, const Model<T>& model, LabelsView prompt,
                    VectorView uniforms, const SamplingOptions& options) {
    check_model(function, model);
    check_not_empty(function, "prompt", prompt);
    check_token_numbers(function, "prompt", prompt.data(), prompt.size(),
                        model.token_embedding.rows());
    for (Index i = 0; i < uniforms.size(); ++i)
        check_value(function, uniforms(i) >= 0 && uniforms(i) < 1,
                    "uniforms(" + std::to_string(i) + ") is " + std::to_string(uniforms(i)) +
                        ", it must be in [0, 1)");
    check_value(function, std::isfinite(options.temperature) && options.temperature >= 0,
                "temperature is " + std::to_string(options.temperature) +
                    ", it must not be negative");
    check_value(function, options.top_k >= 0,
                "top_k is " + std::to_string(options.top_k) + ", it must not be negative");
}

} // namespace mlcore::transformer
