// Layer and RMS normalisation of rows that lie one after the other in memory, written into buffers
// that the caller has: no allocation, no checks, no threads. vectorized.hpp and parallel.hpp are
// made of these, and so are networks that keep their activations in buffers of their own.
//
//     blocks::layer_norm_forward(x, gain, bias, out, centre, rstd, rows, width, epsilon);
//     blocks::layer_norm_backward(x, gain, centre, rstd, dL_dout, dL_dx, dL_dgain, dL_dbias,
//                                 rows, width);
//
// x, out, dL_dout, dL_dx: [rows, width]; gain, bias, dL_dgain, dL_dbias: [width]; centre, rstd:
// [rows]. The idea stands at the top of vectorized.hpp.
#pragma once

#include "mlcore/core/tensor.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::layer_norm::blocks {

/// What a backward pass does with what is in dL_dx: it writes over it, or it adds to it, as a
/// residual connection wants. Gradients of gain and bias are always added to: rows share them.
enum class Write { assign, add };

template <class T>
using Row = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;
template <class T>
using MutableRow = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;

/// Entries that are looked at together: 16 KB of double, half of a first-level cache.
inline constexpr Index chunk = 2048;

/// Of the distances of a row's entries to its first entry.
template <class T>
struct Moments {
    T mean = 0;
    T squares = 0; // Σ (x − μ)²
};

/// The moments of one row, in one pass over memory: a chunk stays in the cache while its mean, then
/// its squares are summed; chunks are joined as Chan, Golub and LeVeque (1983) join samples.
template <class T>
Moments<T> moments(const T* x, Index width) {
    Moments<T> all;
    for (Index start = 0; start < width; start += chunk) {
        const Index n = std::min(chunk, width - start);
        const auto distance = Row<T>(x + start, n) - x[0];
        const T mean = distance.sum() / static_cast<T>(n);
        const T squares = (distance - mean).square().sum();
        const T apart = mean - all.mean;
        const T share = static_cast<T>(n) / static_cast<T>(start + n);
        all.mean += share * apart;
        all.squares += squares + apart * apart * share * static_cast<T>(start);
    }
    return all;
}

/// What the backward pass needs to know of a row.
template <class T>
struct Statistics {
    T centre; // μ less the first entry: μ itself would lose its digits where the offset is large
    T rstd;   // 1/√(σ² + ε)
};

template <class T>
Statistics<T> statistics(const T* x, Index width, T epsilon) {
    const Moments<T> m = moments(x, width);
    return {m.mean, 1 / std::sqrt(m.squares / static_cast<T>(width) + epsilon)};
}

/// One row of layer_norm_forward.
template <class T>
Statistics<T> layer_norm_forward_row(const T* x, const T* gain, const T* bias, T* out, Index width,
                                     T epsilon) {
    const auto [centre, rstd] = statistics(x, width, epsilon);
    MutableRow<T>(out, width) =
        ((Row<T>(x, width) - x[0]) - centre) * rstd * Row<T>(gain, width) + Row<T>(bias, width);
    return {centre, rstd};
}

/// out = gain · x̂ + bias, row by row. Each row's statistics are kept in centre and rstd, where
/// those are not null, for the backward pass. out may be x, where no backward pass follows.
template <class T>
void layer_norm_forward(const T* x, const T* gain, const T* bias, T* out, T* centre, T* rstd,
                        Index rows, Index width, T epsilon) {
    for (Index i = 0; i < rows; ++i) {
        const Statistics<T> row =
            layer_norm_forward_row(x + i * width, gain, bias, out + i * width, width, epsilon);
        if (centre) centre[i] = row.centre;
        if (rstd) rstd[i] = row.rstd;
    }
}

/// One row of layer_norm_backward.
template <class T, Write write>
void layer_norm_backward_row(const T* x, const T* gain, T centre, T rstd, const T* dL_dout,
                             T* dL_dx, T* dL_dgain, T* dL_dbias, Index width) {
    const Row<T> g(gain, width), dout(dL_dout, width);
    const auto centred = (Row<T>(x, width) - x[0]) - centre;
    // Means over the row of dL_dx̂ = gain · dL_dout, and of dL_dx̂ · x̂.
    const T mean = (g * dout).sum() / static_cast<T>(width);
    const T slope = rstd * (g * dout * centred).sum() / static_cast<T>(width);

    MutableRow<T>(dL_dgain, width) += dout * (centred * rstd);
    MutableRow<T>(dL_dbias, width) += dout;
    const auto dx = rstd * (g * dout - mean - (centred * rstd) * slope);
    if constexpr (write == Write::add)
        MutableRow<T>(dL_dx, width) += dx;
    else
        MutableRow<T>(dL_dx, width) = dx;
}

/// From dL_dout, and what layer_norm_forward kept: dL_dx is assigned or added to, as `write` says;
/// dL_dgain and dL_dbias are added to. dL_dx may be dL_dout where it is assigned.
template <class T>
void layer_norm_backward(const T* x, const T* gain, const T* centre, const T* rstd,
                         const T* dL_dout, T* dL_dx, T* dL_dgain, T* dL_dbias, Index rows,
                         Index width, Write write = Write::assign) {
    const auto row = write == Write::add ? layer_norm_backward_row<T, Write::add>
                                         : layer_norm_backward_row<T, Write::assign>;
    for (Index i = 0; i < rows; ++i)
        row(x + i * width, gain, centre[i], rstd[i], dL_dout + i * width, dL_dx + i * width,
            dL_dgain, dL_dbias, width);
}

/// 1/√(Σ x² / width + ε), summed chunk by chunk: a sum of sums loses fewer digits.
template <class T>
T reciprocal_rms(const T* x, Index width, T epsilon) {
    T squares = 0;
    for (Index start = 0; start < width; start += chunk)
        squares += Row<T>(x + start, std::min(chunk, width - start)).square().sum();
    return 1 / std::sqrt(squares / static_cast<T>(width) + epsilon);
}

/// One row of rms_norm_forward; returns its reciprocal_rms.
template <class T>
T rms_norm_forward_row(const T* x, const T* gain, T* out, Index width, T epsilon) {
    const T rrms = reciprocal_rms(x, width, epsilon);
    MutableRow<T>(out, width) = Row<T>(x, width) * rrms * Row<T>(gain, width);
    return rrms;
}

/// out = gain · x · rrms, row by row. Each row's reciprocal_rms is kept in rrms, where that is not
/// null, for the backward pass. out may be x, where no backward pass follows.
template <class T>
void rms_norm_forward(const T* x, const T* gain, T* out, T* rrms, Index rows, Index width,
                      T epsilon) {
    for (Index i = 0; i < rows; ++i) {
        const T row = rms_norm_forward_row(x + i * width, gain, out + i * width, width, epsilon);
        if (rrms) rrms[i] = row;
    }
}

/// One row of rms_norm_backward.
template <class T, Write write>
void rms_norm_backward_row(const T* x, const T* gain, T rrms, const T* dL_dout, T* dL_dx,
                           T* dL_dgain, Index width) {
    const Row<T> g(gain, width), dout(dL_dout, width), row(x, width);
    const T slope = rrms * (g * dout * row).sum() / static_cast<T>(width);

    MutableRow<T>(dL_dgain, width) += dout * (row * rrms);
    const auto dx = rrms * (g * dout - (row * rrms) * slope);
    if constexpr (write == Write::add)
        MutableRow<T>(dL_dx, width) += dx;
    else
        MutableRow<T>(dL_dx, width) = dx;
}

/// As layer_norm_backward, without a bias.
template <class T>
void rms_norm_backward(const T* x, const T* gain, const T* rrms, const T* dL_dout, T* dL_dx,
                       T* dL_dgain, Index rows, Index width, Write write = Write::assign) {
    const auto row = write == Write::add ? rms_norm_backward_row<T, Write::add>
                                         : rms_norm_backward_row<T, Write::assign>;
    for (Index i = 0; i < rows; ++i)
        row(x + i * width, gain, rrms[i], dL_dout + i * width, dL_dx + i * width, dL_dgain, width);
}

} // namespace mlcore::layer_norm::blocks
