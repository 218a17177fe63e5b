// The parts that the vectorized and the parallel functions are made of, and networks that keep
// their activations in buffers of their own: every one writes where the caller says. No allocation,
// no checks; on one thread or on all.
#pragma once

#include "mlcore/nn/backprop/interface.hpp"
#include "mlcore/nn/backprop/product.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>

#ifdef _OPENMP
#define MLCORE_OPENMP(directive) _Pragma(directive)
#else
#define MLCORE_OPENMP(directive)
#endif

namespace mlcore::backprop::blocks {

template <class T>
using MutableRows = Eigen::Ref<RowMajorMatrix<T>>;
template <class T>
using MutableColumns = Eigen::Ref<Column<T>>;
template <class T>
using Row = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;
template <class T>
using MutableRow = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;

/// What follows a dense layer.
enum class Activation : std::uint8_t { none, relu };

/// x ← relu(x). A comparison that is false for NaN, so that NaN spreads; compilers make it one
/// instruction for a register.
template <class T>
void relu(T* x, Index n) {
    for (Index i = 0; i < n; ++i) x[i] = x[i] < 0 ? T(0) : x[i];
}

/// Y = X W + b, or relu(X W + b): bias and rectifier while a block of Y is in the cache.
///
///   X [n, d_in], W [d_in, d_out], b [d_out]  →  Y [n, d_out], assigned
template <class T>
void dense_forward(Rows<T> X, Rows<T> W, Columns<T> b, Activation activation, MutableRows<T> Y,
                   Threads threads) {
    multiply<T>(X, W, Y, Write::assign, threads, [&](Index, Index j, auto& block) {
        for (Index r = 0; r < block.rows(); ++r) {
            auto y = block.row(r);
            y += b.segment(j, block.cols()).transpose();
            if (activation == Activation::relu) relu(y.data(), y.size());
        }
    });
}

/// The gradients of a dense layer's parameters: W's is Xᵀ dL_dY, b's the sum of dL_dY's rows.
///
///   X [n, d_in], dL_dY [n, d_out]  →  dL_dW [d_in, d_out], dL_db [d_out], as `write` says
template <class T>
void dense_parameters_backward(Rows<T> X, Rows<T> dL_dY, MutableRows<T> dL_dW,
                               MutableColumns<T> dL_db, Write write, Threads threads) {
    multiply<T>(X.transpose(), dL_dY, dL_dW, write, threads);
    if (write == Write::assign) dL_db.setZero();
    for (Index i = 0; i < dL_dY.rows(); ++i) dL_db += dL_dY.row(i).transpose();
}

/// The gradient of a dense layer's input, dL_dY Wᵀ.
///
///   W [d_in, d_out], dL_dY [n, d_out]  →  dL_dX [n, d_in], as `write` says
template <class T>
void dense_input_backward(Rows<T> W, Rows<T> dL_dY, MutableRows<T> dL_dX, Write write,
                          Threads threads) {
    multiply<T>(dL_dY, W.transpose(), dL_dX, write, threads);
}

/// The same, and on through the rectifier before the layer, whose output X was: entries where that
/// is 0 get 0.   X [n, d_in]  →  dL_dX [n, d_in], assigned
template <class T>
void dense_relu_backward(Rows<T> X, Rows<T> W, Rows<T> dL_dY, MutableRows<T> dL_dX,
                         Threads threads) {
    multiply<T>(dL_dY, W.transpose(), dL_dX, Write::assign, threads,
                [&](Index i, Index j, auto& block) {
                    const auto x = X.block(i, j, block.rows(), block.cols());
                    block = (x.array() > T(0)).select(block, T(0));
                });
}

/// One row of softmax_cross_entropy: returns its loss, and assigns its gradient times `scale`. The
/// gradient may be the row of logits itself.
template <class T>
T softmax_cross_entropy_row(const T* logits, int label, T scale, T* gradient, Index classes) {
    const Row<T> z(logits, classes);
    MutableRow<T> g(gradient, classes);
    const T largest = z.maxCoeff();
    const T margin = z(label) - largest; // before g overwrites z
    g = (z - largest).exp();
    const T sum = g.sum();
    g *= scale / sum;
    g(label) -= scale;
    return std::log(sum) - margin;
}

/// The mean loss of n rows; gradient [n, k] is assigned. Forward and backward in one pass over
/// memory: a row of logits is read once, and its gradient is written while it is in the cache.
/// gradient may be logits.
template <class T>
T softmax_cross_entropy(Rows<T> logits, LabelsView labels, MutableRows<T> gradient,
                        Threads threads) {
    const Index n = logits.rows();
    const T scale = 1 / static_cast<T>(n);
    // Parts that do not depend on the number of threads, each with a sum of its own: losses are
    // added up in the same order on one thread and on many.
    constexpr Index most_parts = 64;
    const Index rows = std::max<Index>(16, count_blocks(n, most_parts));
    const Index parts = count_blocks(n, rows);
    std::array<double, most_parts> losses{};
    const auto one_part = [&](Index part) {
        for (Index i = part * rows; i < std::min(n, (part + 1) * rows); ++i)
            losses[static_cast<std::size_t>(part)] += softmax_cross_entropy_row(
                logits.row(i).data(), labels(i), scale, gradient.row(i).data(), logits.cols());
    };
    if (threads == Threads::all && logits.size() >= 32'768) { // exponentials: 30 µs or more
        MLCORE_OPENMP("omp parallel for schedule(static)")
        for (Index part = 0; part < parts; ++part) one_part(part);
    } else {
        for (Index part = 0; part < parts; ++part) one_part(part);
    }
    return static_cast<T>(std::accumulate(losses.begin(), losses.end(), 0.0) *
                          static_cast<double>(scale));
}

} // namespace mlcore::backprop::blocks

#undef MLCORE_OPENMP
