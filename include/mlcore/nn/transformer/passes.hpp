// The forward and the backward pass of a whole transformer in buffers: what a training step is made
// of. The formulas are those of naive.hpp and naive_backward.hpp, in the same order. What changed:
//
//   all B·T positions are the rows of one matrix, so every layer is one matrix product;
//   a bias or a residual is what the product is added to, not another pass over memory;
//   what happens to a row alone (norm, product, gelu, product, sum) stays on one thread;
//   a weight's gradient Xᵀ dY is cut by its own rows, so threads share no sum;
//   the softmax, the loss and its gradient overwrite the logits, one slab of positions at a time;
//   nothing is allocated: activations lie in Buffers, and every thread has its room.
//
// Expected gain over the loops: what matrix products gain, twentyfold and more.
#pragma once

#include "mlcore/nn/transformer/block_passes.hpp"
#include "mlcore/nn/transformer/buffers.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace mlcore::transformer::blocks {

/// −log softmax(z)[target] of one row of V logits; z becomes (softmax(z) − onehot) · scale.
template <class T>
double cross_entropy(T* z, Index V, int target, T scale) {
    auto logits = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>(z, V);
    const T largest = logits.maxCoeff();
    const T at_target = z[target] - largest;
    logits = (logits - largest).exp();
    const T sum = logits.sum();
    logits *= scale / sum;
    z[target] -= scale;
    return std::log(static_cast<double>(sum)) - static_cast<double>(at_target);
}

template <class T>
class Passes {
public:
    /// For up to batch·length positions, in lines of up to `length`.
    Passes(const Shape& shape, Index batch, Index length, int threads)
        : shape_(shape), size_{batch,        length,      shape.width,
                               shape.hidden, shape.heads, shape.vocabulary},
          workers_(threads, length, shape.width / shape.heads),
          buffers_(shape, batch * length, workers_.count()),
          losses_(static_cast<std::size_t>(workers_.count())) {}

    void set_size(Index batch, Index length) { size_.B = batch, size_.T = length; }
    Workers<T>& workers() { return workers_; }
    Index bytes() const { return buffers_.size() * static_cast<Index>(sizeof(T)); }

    /// tokens [B, T] → the final norm's output, [B·T, D], in its buffer.
    void forward(const int* tokens, const T* parameters) {
        const Parts<const T> w(parameters, shape_);
        const auto input = [&](Index l) { // of block l
            return l < shape_.depth ? buffers_.kept[static_cast<std::size_t>(l)].x
                                    : buffers_.x_last;
        };
        embed(tokens, w, input(0));
        for (Index l = 0; l < shape_.depth; ++l)
            block_forward(workers_, size_, w.block(l), buffers_.kept[static_cast<std::size_t>(l)],
                          input(l + 1));
        const Index D = size_.D;
        workers_.over(size_.rows(), [&](Index i, Index n, auto&, Index) {
            layer_norm::blocks::layer_norm_forward(
                buffers_.x_last + i * D, w.final_gain(), w.final_bias(), buffers_.norm + i * D,
                buffers_.centre + i, buffers_.rstd + i, n, D, T(norm_epsilon));
        });
    }

    /// After forward, the logits of the n positions from `first`, [n, V]; n at most slab().
    const T* logits(Index first, Index n, const T* parameters) {
        const Index D = size_.D, V = size_.V;
        const auto E = matrix(Parts<const T>(parameters, shape_).token_embedding(), V, D);
        workers_.over(n, [&](Index i, Index count, auto& room, Index) { // [n, D] · [D, V]
            room.packed.product(matrix(buffers_.norm + (first + i) * D, count, D), E.transpose(),
                                matrix(buffers_.logits + i * V, count, V));
        });
        return buffers_.logits;
    }
    Index slab() const { return buffers_.slab; }

    /// After forward, the mean of −log softmax(logits)[target]; targets [B, T]. Where `gradient` is
    /// not null, backward() can follow: the token embedding's part as the logits' matrix is
    /// assigned, and the gradient at the final norm's output is kept.
    double loss(const int* targets, const T* parameters, T* gradient) {
        const Index N = size_.rows(), D = size_.D, V = size_.V;
        const auto E = matrix(Parts<const T>(parameters, shape_).token_embedding(), V, D);
        double total = 0;
        for (Index first = 0; first < N; first += slab()) {
            const Index n = std::min(slab(), N - first);
            logits(first, n, parameters);
            std::fill(losses_.begin(), losses_.end(), 0);
            workers_.over(n, [&](Index i, Index count, auto& room, Index piece) {
                double sum = 0;
                for (Index r = i; r < i + count; ++r)
                    sum += cross_entropy(buffers_.logits + r * V, V, targets[first + r],
                                         T(1) / static_cast<T>(N));
                losses_[static_cast<std::size_t>(piece)] = sum;
                if (gradient != nullptr) // [n, V] · [V, D]
                    room.packed.product(matrix(buffers_.logits + i * V, count, V), E,
                                        matrix(buffers_.dn + (first + i) * D, count, D));
            });
            for (const double sum : losses_) total += sum;
            if (gradient != nullptr) // [V, n] · [n, D]
                workers_.weight_gradient(
                    matrix(buffers_.logits, n, V), matrix(buffers_.norm + first * D, n, D),
                    matrix(Parts<T>(gradient, shape_).token_embedding(), V, D), nullptr, first > 0);
        }
        return total / static_cast<double>(N);
    }

    /// After loss(…, gradient): all other parts of the gradient are assigned, and what the tokens
    /// owe to the token embedding is added to what loss() has put there.
    void backward(const int* tokens, const T* parameters, T* gradient) {
        const Parts<const T> w(parameters, shape_);
        const Parts<T> dw(gradient, shape_);
        norm_backward(workers_, size_.rows(), size_.D, buffers_.x_last, w.final_gain(),
                      buffers_.centre, buffers_.rstd, buffers_.dn, buffers_.dx,
                      layer_norm::blocks::Write::assign, dw.final_gain(), dw.final_bias(),
                      buffers_.partial);
        const Scratch<T> scratch{buffers_.dn, buffers_.dqkv, buffers_.dhidden, buffers_.mean,
                                 buffers_.partial};
        for (Index l = shape_.depth - 1; l >= 0; --l)
            block_backward(workers_, size_, w.block(l), buffers_.kept[static_cast<std::size_t>(l)],
                           scratch, buffers_.dx, dw.block(l));
        embed_backward(tokens, dw);
    }

private:
    void embed(const int* tokens, const Parts<const T>& w, T* x) {
        const Index D = size_.D;
        workers_.over(size_.rows(), [&](Index first, Index n, auto&, Index) {
            for (Index i = first; i < first + n; ++i)
                row(x + i * D, D) = row(w.token_embedding() + tokens[i] * D, D) +
                                    row(w.position_embedding() + i % size_.T * D, D);
        });
    }
    /// Threads take columns: the same token may stand in many places.
    void embed_backward(const int* tokens, const Parts<T>& dw) {
        const Index D = size_.D;
        workers_.over(D, [&](Index first, Index n, auto&, Index) {
            for (Index t = 0; t < shape_.context; ++t)
                row(dw.position_embedding() + t * D + first, n).setZero();
            for (Index i = 0; i < size_.rows(); ++i) {
                const auto dx = row(buffers_.dx + i * D + first, n);
                row(dw.token_embedding() + tokens[i] * D + first, n) += dx;
                row(dw.position_embedding() + i % size_.T * D + first, n) += dx;
            }
        });
    }

    Shape shape_;
    Size size_;
    Workers<T> workers_;
    Buffers<T> buffers_;
    std::vector<double> losses_; // one for each thread
};

} // namespace mlcore::transformer::blocks
