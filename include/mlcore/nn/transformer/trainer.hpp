// Training: parameters, gradients, the optimizer's moments and all activations in flat buffers that
// are allocated once. After the first step no step allocates anything.
//
//     Trainer trainer(initial_model<float>({.vocabulary = 65, .context = 64}, seed),
//                     {.batch = 16, .length = 64});
//     const double loss = trainer.adamw_step(tokens, targets, {.learning_rate = 1e-3});
//     save(trainer.model(), "shakespeare.model");
#pragma once

#include "mlcore/foundations/optimizers/vectorized.hpp"
#include "mlcore/nn/transformer/parameters.hpp"
#include "mlcore/nn/transformer/passes.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace mlcore::transformer {

struct TrainerOptions {
    Index batch = 8;    ///< the most lines of a step
    Index length = 128; ///< their longest, at most the context
    int threads = 0;    ///< 0 for all that OpenMP gives
};

template <class T = float>
class Trainer {
public:
    /// Throws ShapeError where the model's parts do not fit together or its blocks' hidden widths
    /// differ, ValueError where batch or length is below 1 or length above the context.
    Trainer(const Model<T>& model, const TrainerOptions& options)
        : shape_(checked(model, options)), options_(options),
          parameters_(static_cast<std::size_t>(Parts<T>::size(shape_))),
          gradient_(parameters_.size()),
          passes_(shape_, options.batch, options.length, options.threads) {
        write_parameters(model, shape_, parameters_.data());
    }

    /// The mean loss of predicting targets from tokens, both [B, T]. Throws ShapeError where they
    /// differ in shape, ValueError where B or T is 0 or above the options' or a token is not one of
    /// 0 … V − 1.
    double loss(const Tokens& tokens, const Tokens& targets) {
        prepare("loss", tokens, targets);
        passes_.forward(tokens.data(), parameters_.data());
        return passes_.loss(targets.data(), parameters_.data(), nullptr);
    }
    /// The loss, and its gradient into gradient(). Throws as loss.
    double compute_gradient(const Tokens& tokens, const Tokens& targets) {
        prepare("compute_gradient", tokens, targets);
        passes_.forward(tokens.data(), parameters_.data());
        const double loss = passes_.loss(targets.data(), parameters_.data(), gradient_.data());
        passes_.backward(tokens.data(), parameters_.data(), gradient_.data());
        return loss;
    }
    /// Multiplies the gradient so that its Euclidean norm is at most `largest`; returns what it
    /// was.
    double clip_gradient(double largest) {
        if (!(largest > 0))
            throw ValueError("clip_gradient: largest is " + std::to_string(largest) +
                             ", it must be positive");
        auto g = Eigen::Map<Row<T>>(gradient_.data(), size());
        const double norm = std::sqrt(static_cast<double>(g.squaredNorm()));
        if (norm > largest) g *= static_cast<T>(largest / norm);
        return norm;
    }

    /// One step from the gradient that compute_gradient left. Conventions are those of
    /// torch.optim.SGD and torch.optim.AdamW over all parameters: embeddings, biases and norms
    /// decay too.
    void apply_sgd(double learning_rate) {
        optimizers::detail::check_learning_rate("apply_sgd", learning_rate);
        over_parameters([&](Index first, Index n) {
            optimizers::vectorized::sgd_update<T>(part(parameters_, first, n),
                                                  part(gradient_, first, n), learning_rate);
        });
    }
    void apply_adamw(const optimizers::AdamWOptions& options) {
        optimizers::detail::check_options("apply_adamw", options);
        if (first_moment_.empty()) {
            first_moment_.resize(parameters_.size());
            second_moment_.resize(parameters_.size());
        }
        ++steps_;
        over_parameters([&](Index first, Index n) {
            optimizers::vectorized::adamw_update<T>(
                part(parameters_, first, n), part(first_moment_, first, n),
                part(second_moment_, first, n), part(gradient_, first, n), steps_, options);
        });
    }
    /// compute_gradient and one step; returns the loss before it.
    double sgd_step(const Tokens& tokens, const Tokens& targets, double learning_rate) {
        const double loss = compute_gradient(tokens, targets);
        apply_sgd(learning_rate);
        return loss;
    }
    double adamw_step(const Tokens& tokens, const Tokens& targets,
                      const optimizers::AdamWOptions& options) {
        const double loss = compute_gradient(tokens, targets);
        apply_adamw(options);
        return loss;
    }

    const Shape& shape() const { return shape_; }
    /// How many parameters there are.
    Index size() const { return static_cast<Index>(parameters_.size()); }
    /// Of everything it holds, without the rooms of its threads (some megabytes each).
    Index bytes() const {
        return passes_.bytes() +
               static_cast<Index>(sizeof(T) * (parameters_.size() + gradient_.size() +
                                               first_moment_.size() + second_moment_.size()));
    }
    Model<T> model() const { return read_parameters(parameters_.data(), shape_); }
    /// In the layout of parameters.hpp.
    std::vector<T>& parameters() { return parameters_; }
    std::vector<T>& gradient() { return gradient_; }
    Model<T> gradient_model() const { return read_parameters(gradient_.data(), shape_); }

    /// After loss or compute_gradient… of the same tokens: the logits [B, T, V] of the forward
    /// pass alone.
    Tensor<T, 3> logits(const Tokens& tokens) {
        prepare("logits", tokens, tokens);
        passes_.forward(tokens.data(), parameters_.data());
        Tensor<T, 3> out({tokens.shape()[0], tokens.shape()[1],
                          static_cast<std::size_t>(shape_.vocabulary)}); // [B, T, V]
        const Index N = static_cast<Index>(tokens.size()), V = shape_.vocabulary;
        for (Index first = 0; first < N; first += passes_.slab()) {
            const Index n = std::min(passes_.slab(), N - first);
            std::copy_n(passes_.logits(first, n, parameters_.data()), n * V,
                        out.data() + first * V);
        }
        return out;
    }

private:
    static Shape checked(const Model<T>& model, const TrainerOptions& options) {
        check_model("Trainer", model);
        const Shape shape = shape_of(model);
        for (const auto& block : model.blocks)
            if (block.feed_forward.W_in.cols() != shape.hidden)
                throw ShapeError("Trainer: W_in is " + shape_text(block.feed_forward.W_in) +
                                 " but that of the first block has " +
                                 std::to_string(shape.hidden) + " columns");
        check_value("Trainer", options.batch >= 1,
                    "batch is " + std::to_string(options.batch) + ", it must be at least 1");
        check_value("Trainer", options.length >= 1 && options.length <= shape.context,
                    "length is " + std::to_string(options.length) +
                        ", it must be from 1 to the context of " + std::to_string(shape.context));
        return shape;
    }
    void prepare(const char* function, const Tokens& tokens, const Tokens& targets) {
        check_axes_match(function, "tokens", tokens, 0, "targets", targets, 0);
        check_axes_match(function, "tokens", tokens, 1, "targets", targets, 1);
        const Index B = extent(tokens, 0), length = extent(tokens, 1);
        if (B < 1 || B > options_.batch || length < 1 || length > options_.length)
            throw ValueError(std::string(function) + ": tokens is " + shape_text(tokens) +
                             ", this trainer takes up to " +
                             shape_text(options_.batch, options_.length));
        check_token_numbers(function, "tokens", tokens.data(), B * length, shape_.vocabulary);
        check_token_numbers(function, "targets", targets.data(), B * length, shape_.vocabulary);
        passes_.set_size(B, length);
    }
    static Eigen::Map<Row<T>> part(std::vector<T>& all, Index first, Index n) {
        return {all.data() + first, n};
    }
    template <class Body>
    void over_parameters(const Body& body) {
        passes_.workers().over(size(), [&](Index first, Index n, auto&, Index) { body(first, n); });
    }

    Shape shape_;
    TrainerOptions options_;
    std::vector<T> parameters_, gradient_, first_moment_, second_moment_;
    blocks::Passes<T> passes_;
    int steps_ = 0;
};

} // namespace mlcore::transformer
