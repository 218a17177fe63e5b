// The convolution and its gradients in blocks, for the vectorized and the parallel variants and for
// networks that keep their activations in buffers of their own. The idea stands at the top of
// vectorized.hpp. No checks, and no allocation but the workspace's first.
//
// Every sum is added up in the same order, whatever the number of threads.
#pragma once

#include "mlcore/nn/convolution/columns.hpp"
#include "mlcore/nn/convolution/workspace.hpp"

#include <algorithm>

namespace mlcore::convolution::blocks {

/// Rows that may lie further apart than they are long.
template <class T>
using Strided = Eigen::Map<RowMajorMatrix<T>, 0, Eigen::OuterStride<>>;
template <class T>
using ConstStrided = Eigen::Map<const RowMajorMatrix<T>, 0, Eigen::OuterStride<>>;

/// A convolution whose arguments are matrices: w as [O, rows], one image's output as [O,
/// positions].
template <class T>
struct Problem {
    Geometry g;
    Index N, O;
    const T* x; // [N, C, H, W]
    Index rows = g.rows(), positions = g.positions();

    Problem(const Tensor<T, 4>& images, const Tensor<T, 4>& w, const Options& options)
        : g(images, extent(w, 2), extent(w, 3), options), N(extent(images, 0)), O(extent(w, 0)),
          x(images.data()) {}

    const T* image(Index n) const { return x + n * g.C * g.H * g.W; }
    double multiplications() const {
        return static_cast<double>(N * O) * static_cast<double>(rows * positions);
    }
    /// One block of im2col in a thread's part of the workspace.
    MatrixMap<T> columns(Index n, Index row, Index n_rows, Index first, Index count,
                         T* room) const {
        gather_columns(image(n), g, row, n_rows, first, count, room);
        return {room, n_rows, count};
    }
};

/// Calls body(first, n) for every block of [begin, end).
template <class Body>
void for_each_block(Index begin, Index end, Index block, const Body& body) {
    for (Index first = begin; first < end; first += block)
        body(first, std::min(block, end - first));
}

/// out = conv2d(x, w, bias, options).   out [N, O, H_out, W_out], assigned
///
/// A unit is a block of positions of one image: its columns are gathered block of rows by block of
/// rows, and each is multiplied while it is in the cache.
template <class T>
void forward(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Column<T>& bias,
             const Options& options, Workspace<T>& workspace, Threads threads, Tensor<T, 4>& out) {
    const Problem<T> problem(x, w, options);
    const Index O = problem.O, rows = problem.rows, positions = problem.positions;
    const ConstMatrixMap<T> W(w.data(), O, rows); // [O, rows]
    const Index parts = count_blocks(positions, block_positions<T>);
    workspace.prepare(detail::thread_count(threads));
    detail::for_each_unit(
        threads, problem.multiplications(), problem.N * parts, [&](Index unit, int thread) {
            const Index n = unit / parts, first = unit % parts * block_positions<T>;
            const Index count = std::min(block_positions<T>, positions - first);
            Strided<T> Y(out.data() + n * O * positions + first, O, count,
                         Eigen::OuterStride<>(positions)); // [O, count]
            if (bias.size() > 0)
                Y.colwise() = bias;
            else
                Y.setZero();
            for_each_block(0, rows, block_rows, [&](Index row, Index r) {
                const auto columns =
                    problem.columns(n, row, r, first, count, workspace.room(thread));
                for_each_block(0, O, block_outputs<T>, [&](Index o, Index k) {
                    Y.middleRows(o, k).noalias() += W.block(o, row, k, r) * columns;
                });
            });
        });
}

/// ∂L/∂x: for each image wᵀ dL_dout is the gradient by its columns, which col2im adds up.
///
///   dL_dout [N, O, H_out, W_out]  →  dL_dx [N, C, H, W], assigned
///
/// A unit is a group of channels of one image: nobody else adds to them.
template <class T>
void input_gradient(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Options& options,
                    const Tensor<T, 4>& dL_dout, Workspace<T>& workspace, Threads threads,
                    Tensor<T, 4>& dL_dx) {
    const Problem<T> problem(x, w, options);
    const Geometry& g = problem.g;
    const Index O = problem.O, positions = problem.positions;
    const ConstMatrixMap<T> W(w.data(), O, problem.rows);                            // [O, rows]
    const Index area = g.K_h * g.K_w, group = std::max<Index>(1, block_rows / area); // of channels
    const Index groups = count_blocks(g.C, group);
    workspace.prepare(detail::thread_count(threads));
    detail::for_each_unit(
        threads, problem.multiplications(), problem.N * groups, [&](Index unit, int thread) {
            const Index n = unit / groups, c = unit % groups * group;
            const Index channels = std::min(group, g.C - c);
            T* const image = dL_dx.data() + n * g.C * g.H * g.W; // [C, H, W]
            std::fill_n(image + c * g.H * g.W, channels * g.H * g.W, T(0));
            const ConstMatrixMap<T> dY(dL_dout.data() + n * O * positions, O, positions);
            for_each_block(0, positions, block_positions<T>, [&](Index first, Index count) {
                for_each_block(
                    c * area, (c + channels) * area, block_rows, [&](Index row, Index r) {
                        MatrixMap<T> dColumns(workspace.room(thread), r, count); // [r, count]
                        dColumns.setZero();
                        for_each_block(0, O, block_outputs<T>, [&](Index o, Index k) {
                            dColumns.noalias() +=
                                W.block(o, row, k, r).transpose() * dY.block(o, first, k, count);
                        });
                        scatter_columns(dColumns.data(), g, row, r, first, count, image);
                    });
            });
        });
}

/// ∂L/∂w and ∂L/∂bias: dL_dout columnsᵀ, added up over the images.
///
///   dL_dout [N, O, H_out, W_out]  →  dL_dw [O, C, K_h, K_w], dL_dbias [O], assigned
///
/// A unit is a block of rows of the columns, that is of columns of dL_dw. Where there are few of
/// those, the images are split into groups as well, each with a sum of its own, which are added up
/// at the end: at least 16 units where there are as many images, on every machine.
template <class T>
void weight_gradient(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Options& options,
                     const Tensor<T, 4>& dL_dout, Workspace<T>& workspace, Threads threads,
                     Tensor<T, 4>& dL_dw, Column<T>& dL_dbias) {
    const Problem<T> problem(x, w, options);
    const Index N = problem.N, O = problem.O, rows = problem.rows, positions = problem.positions;
    const Index parts = count_blocks(rows, block_rows);
    const Index groups =
        std::clamp<Index>(count_blocks(16, std::max<Index>(parts, 1)), 1, std::max<Index>(N, 1));
    const auto gradient_of = [&](Index n) {
        return ConstMatrixMap<T>(dL_dout.data() + n * O * positions, O, positions);
    };

    T* const sums = groups == 1 ? dL_dw.data() : workspace.partial_sums(groups * O * rows);
    std::fill_n(sums, groups * O * rows, T(0));
    workspace.prepare(detail::thread_count(threads));
    detail::for_each_unit(
        threads, problem.multiplications(), parts * groups, [&](Index unit, int thread) {
            const Index group = unit % groups, row = unit / groups * block_rows;
            const Index r = std::min(block_rows, rows - row);
            MatrixMap<T> sum(sums + group * O * rows, O, rows);
            for (Index n = group * N / groups; n < (group + 1) * N / groups; ++n) {
                const auto dY = gradient_of(n); // [O, positions]
                for_each_block(0, positions, block_positions<T>, [&](Index first, Index count) {
                    const auto columns =
                        problem.columns(n, row, r, first, count, workspace.room(thread));
                    for_each_block(0, O, block_outputs<T>, [&](Index o, Index k) {
                        sum.block(o, row, k, r).noalias() +=
                            dY.block(o, first, k, count) * columns.transpose();
                    });
                });
            }
        });

    using Flat = Eigen::Map<Column<T>>;
    Flat dW(dL_dw.data(), O * rows);
    for (Index group = 0; group < groups && groups > 1; ++group) {
        const Flat sum(sums + group * O * rows, O * rows);
        if (group == 0)
            dW = sum;
        else
            dW += sum;
    }
    dL_dbias.setZero();
    for (Index n = 0; n < N; ++n) {
        const auto dY = gradient_of(n);
        for (Index o = 0; o < O; ++o) dL_dbias(o) += dY.row(o).sum();
    }
}

} // namespace mlcore::convolution::blocks
