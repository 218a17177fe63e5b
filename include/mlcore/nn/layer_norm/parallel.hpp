// What changed against vectorized: the rows are shared out among the threads. Forward that is all:
// no row knows of another. Backward the rows share the gradients of gain and bias, so they are cut
// into parts, each with sums of its own that are added up in order at the end.
//
// The parts do not depend on the number of threads, so neither does the last digit of any answer.
// Expected gain: the number of cores while the rows are in their caches, then what several cores
// can read more than one. Small tables stay on one thread. Without OpenMP these are serial loops.
//
// Beside the variants stand the same on buffers of the caller's, as in blocks.hpp.
#pragma once

#include "mlcore/nn/layer_norm/blocks.hpp"
#include "mlcore/nn/layer_norm/interface.hpp"

#include <algorithm>

#ifdef _OPENMP
#define MLCORE_OPENMP(directive) _Pragma(directive)
#else
#define MLCORE_OPENMP(directive)
#endif

namespace mlcore::layer_norm::parallel {

using blocks::Write;

inline constexpr Index worth_threads = 262'144; // entries: 30 µs or more
inline constexpr Index most_parts = 64;

inline Index part_rows(Index rows) {
    return std::max<Index>(32, (rows + most_parts - 1) / most_parts);
}
inline Index parts(Index rows) { return (rows + part_rows(rows) - 1) / part_rows(rows); }

/// How many numbers of room the backward passes need.
inline Index layer_norm_room(Index rows, Index width) { return parts(rows) * 2 * width; }
inline Index rms_norm_room(Index rows, Index width) { return parts(rows) * width; }

/// Calls body(first, count) for every part of the rows, on several threads where that is worth it.
template <class Body>
void for_each_part(Index rows, Index width, const Body& body) {
    const auto one_part = [&](Index part) {
        const Index first = part * part_rows(rows);
        body(first, std::min(part_rows(rows), rows - first));
    };
    // Two loops and not one with an if clause: going from a team of one thread to a team of several
    // and back lets the OpenMP runtime allocate.
    if (rows * width >= worth_threads) {
        MLCORE_OPENMP("omp parallel for schedule(static)")
        for (Index part = 0; part < parts(rows); ++part) one_part(part);
    } else {
        for (Index part = 0; part < parts(rows); ++part) one_part(part);
    }
}

/// The same where a part adds to sums: body(first, count, sums) gets a row of `room` that starts
/// as zeros, [entries]. In the end add(sums) is called for every part, in order.
template <class T, class Body, class Add>
void for_each_part_with_sums(Index rows, Index width, Index entries, T* room, const Body& body,
                             const Add& add) {
    for_each_part(rows, width, [&](Index first, Index count) {
        T* const sums = room + first / part_rows(rows) * entries;
        std::fill_n(sums, entries, T(0));
        body(first, count, sums);
    });
    for (Index part = 0; part < parts(rows); ++part) add(room + part * entries);
}

// ---- on buffers of the caller's -----------------------------------------------------------------

/// As blocks::layer_norm_forward.
template <class T>
void layer_norm_forward(const T* x, const T* gain, const T* bias, T* out, T* centre, T* rstd,
                        Index rows, Index width, T epsilon) {
    for_each_part(rows, width, [=](Index first, Index count) {
        blocks::layer_norm_forward(x + first * width, gain, bias, out + first * width,
                                   centre ? centre + first : nullptr, rstd ? rstd + first : nullptr,
                                   count, width, epsilon);
    });
}

/// As blocks::layer_norm_backward, with room for layer_norm_room(rows, width) numbers.
template <class T>
void layer_norm_backward(const T* x, const T* gain, const T* centre, const T* rstd,
                         const T* dL_dout, T* dL_dx, T* dL_dgain, T* dL_dbias, Index rows,
                         Index width, T* room, Write write = Write::assign) {
    for_each_part_with_sums(
        rows, width, 2 * width, room,
        [=](Index first, Index count, T* sums) {
            blocks::layer_norm_backward(x + first * width, gain, centre + first, rstd + first,
                                        dL_dout + first * width, dL_dx + first * width, sums,
                                        sums + width, count, width, write);
        },
        [=](const T* sums) {
            blocks::MutableRow<T>(dL_dgain, width) += blocks::Row<T>(sums, width);
            blocks::MutableRow<T>(dL_dbias, width) += blocks::Row<T>(sums + width, width);
        });
}

/// As blocks::rms_norm_forward.
template <class T>
void rms_norm_forward(const T* x, const T* gain, T* out, T* rrms, Index rows, Index width,
                      T epsilon) {
    for_each_part(rows, width, [=](Index first, Index count) {
        blocks::rms_norm_forward(x + first * width, gain, out + first * width,
                                 rrms ? rrms + first : nullptr, count, width, epsilon);
    });
}

/// As blocks::rms_norm_backward, with room for rms_norm_room(rows, width) numbers.
template <class T>
void rms_norm_backward(const T* x, const T* gain, const T* rrms, const T* dL_dout, T* dL_dx,
                       T* dL_dgain, Index rows, Index width, T* room, Write write = Write::assign) {
    for_each_part_with_sums(
        rows, width, width, room,
        [=](Index first, Index count, T* sums) {
            blocks::rms_norm_backward(x + first * width, gain, rrms + first,
                                      dL_dout + first * width, dL_dx + first * width, sums, count,
                                      width, write);
        },
        [=](const T* sums) {
            blocks::MutableRow<T>(dL_dgain, width) += blocks::Row<T>(sums, width);
        });
}

// ---- the variants -------------------------------------------------------------------------------

template <class T>
using Column = Eigen::Matrix<T, Eigen::Dynamic, 1>;

template <class T>
RowMajorMatrix<T> layer_norm(Rows<T> X, Columns<T> gain, Columns<T> bias, T epsilon) {
    check_layer_norm<T>("layer_norm", X, gain, bias, epsilon);
    RowMajorMatrix<T> Y(X.rows(), X.cols());
    for_each_part(X.rows(), X.cols(), [&](Index first, Index count) {
        for (Index i = first; i < first + count; ++i)
            blocks::layer_norm_forward_row(X.row(i).data(), gain.data(), bias.data(),
                                           Y.row(i).data(), X.cols(), epsilon);
    });
    return Y;
}

template <class T>
Gradients<T> layer_norm_backward(Rows<T> X, Columns<T> gain, T epsilon, Rows<T> dL_dY) {
    check_backward<T>("layer_norm_backward", X, gain, epsilon, dL_dY);
    const Index d = X.cols();
    Gradients<T> dL{RowMajorMatrix<T>(X.rows(), d), Column<T>::Zero(d), Column<T>::Zero(d)};
    Column<T> room(layer_norm_room(X.rows(), d));
    for_each_part_with_sums(
        X.rows(), d, 2 * d, room.data(),
        [&](Index first, Index count, T* sums) {
            for (Index i = first; i < first + count; ++i) {
                const auto [centre, rstd] = blocks::statistics(X.row(i).data(), d, epsilon);
                blocks::layer_norm_backward_row<T, Write::assign>(
                    X.row(i).data(), gain.data(), centre, rstd, dL_dY.row(i).data(),
                    dL.X.row(i).data(), sums, sums + d, d);
            }
        },
        [&](const T* sums) {
            dL.gain.array() += blocks::Row<T>(sums, d);
            dL.bias.array() += blocks::Row<T>(sums + d, d);
        });
    return dL;
}

template <class T>
RowMajorMatrix<T> rms_norm(Rows<T> X, Columns<T> gain, T epsilon) {
    check_rms_norm<T>("rms_norm", X, gain, epsilon);
    RowMajorMatrix<T> Y(X.rows(), X.cols());
    for_each_part(X.rows(), X.cols(), [&](Index first, Index count) {
        for (Index i = first; i < first + count; ++i)
            blocks::rms_norm_forward_row(X.row(i).data(), gain.data(), Y.row(i).data(), X.cols(),
                                         epsilon);
    });
    return Y;
}

template <class T>
RmsGradients<T> rms_norm_backward(Rows<T> X, Columns<T> gain, T epsilon, Rows<T> dL_dY) {
    check_backward<T>("rms_norm_backward", X, gain, epsilon, dL_dY);
    const Index d = X.cols();
    RmsGradients<T> dL{RowMajorMatrix<T>(X.rows(), d), Column<T>::Zero(d)};
    Column<T> room(rms_norm_room(X.rows(), d));
    for_each_part_with_sums(
        X.rows(), d, d, room.data(),
        [&](Index first, Index count, T* sums) {
            for (Index i = first; i < first + count; ++i)
                blocks::rms_norm_backward_row<T, Write::assign>(
                    X.row(i).data(), gain.data(),
                    blocks::reciprocal_rms(X.row(i).data(), d, epsilon), dL_dY.row(i).data(),
                    dL.X.row(i).data(), sums, d);
        },
        [&](const T* sums) { dL.gain.array() += blocks::Row<T>(sums, d); });
    return dL;
}

} // namespace mlcore::layer_norm::parallel

#undef MLCORE_OPENMP
