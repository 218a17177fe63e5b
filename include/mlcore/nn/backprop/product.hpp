// Products of matrices into memory that the caller has, without an allocation, on one thread or on
// all.
//
// Before Eigen multiplies, it copies ("packs") panels of both matrices, into the stack where they
// fit into 128 KB, else into memory that it takes from the heap for every product. Cut into blocks
// they always fit. That costs 3 to 6% of a large product's speed (measured on 512³ floats: 182
// instead of 190 GFLOP/s), and gives what is to be shared out among threads.
#pragma once

#include "mlcore/core/tensor.hpp"

#include <algorithm>
#include <cstdint>

#ifdef _OPENMP
#define MLCORE_OPENMP(directive) _Pragma(directive)
#else
#define MLCORE_OPENMP(directive)
#endif

namespace mlcore::backprop {

/// Whether a function keeps to its own thread or may use all.
enum class Threads : std::uint8_t { one, all };

/// What a function does with what is in its output: it writes over it, or it adds to it.
enum class Write : std::uint8_t { assign, add };

inline constexpr Index product_rows = 128, product_columns = 256; // of a block of C
template <class T>
inline constexpr Index product_depth = 512 / sizeof(T); // packs of at most 128 × 512 B, 256 × 512 B
inline constexpr double product_worth_threads = 1e6;    // multiplications: 20 µs or more

inline Index count_blocks(Index n, Index block) { return (n + block - 1) / block; }

/// Rows of a block of C: fewer where there would be too few blocks to share out. The number of
/// threads is not asked, so that it changes no digit.
inline Index block_rows(Index rows, Index columns) {
    Index block = product_rows;
    while (block > 32 && count_blocks(rows, block) * count_blocks(columns, product_columns) < 8)
        block /= 2;
    return block;
}

/// C = A B, or C += A B. Then, while a block is still in the cache, finish(i, j, block) is called
/// for it: its first row and column in C, and the block itself, to be written to.
///
///   A [n, p], B [p, m], C [n, m]; C overlaps neither.
template <class T, class A, class B, class Finish>
void multiply(const A& a, const B& b, Eigen::Ref<RowMajorMatrix<T>> c, Write write, Threads threads,
              const Finish& finish) {
    const Index rows = c.rows(), columns = c.cols(), depth = a.cols();
    const Index step = block_rows(rows, columns);
    const auto one_block = [&](Index i, Index j) {
        auto block =
            c.block(i, j, std::min(step, rows - i), std::min(product_columns, columns - j));
        if (write == Write::assign && depth == 0) block.setZero();
        for (Index k = 0; k < depth; k += product_depth<T>) {
            const Index n = std::min(product_depth<T>, depth - k);
            const auto left = a.block(i, k, block.rows(), n);
            const auto right = b.block(k, j, n, block.cols());
            if (k == 0 && write == Write::assign)
                block.noalias() = left * right;
            else
                block.noalias() += left * right;
        }
        finish(i, j, block);
    };

    // Two loops and not one with an if clause: going from a team of one thread to a team of several
    // and back lets the OpenMP runtime allocate.
    const double work =
        static_cast<double>(rows) * static_cast<double>(columns) * static_cast<double>(depth);
    if (threads == Threads::all && work >= product_worth_threads) {
        MLCORE_OPENMP("omp parallel for collapse(2) schedule(dynamic)")
        for (Index i = 0; i < rows; i += step)
            for (Index j = 0; j < columns; j += product_columns) one_block(i, j);
    } else {
        for (Index i = 0; i < rows; i += step)
            for (Index j = 0; j < columns; j += product_columns) one_block(i, j);
    }
}

template <class T, class A, class B>
void multiply(const A& a, const B& b, Eigen::Ref<RowMajorMatrix<T>> c, Write write,
              Threads threads) {
    multiply<T>(a, b, c, write, threads, [](Index, Index, auto&) {});
}

} // namespace mlcore::backprop

#undef MLCORE_OPENMP
