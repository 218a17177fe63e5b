// What changed against reordered: every number that is fetched is used several times before it is
// given up, on three levels.
//
// - Registers. A tile of 6×8 entries of C is summed in variables of its own, which the compiler
// keeps
//   in SIMD registers: for each k it loads 8 entries of B and 6 of A, and does 48 multiplications
//   and additions. C itself is touched once per block of k, not once per multiplication.
// - First-level cache. 8 columns of a block of B, a panel of 256×8 numbers or 16 KB, stay there
// while
//   tile after tile goes down the rows of A.
// - Cache lines and pages. The panel is copied first ("packed"), so that what the innermost loop
//   reads lies side by side and not one row of B apart. Each panel is copied once and used for
//   every row of A: the copy costs 1/n of the work.
//
// These are the ideas of every fast GEMM, Eigen's and BLIS's among them (Goto and van de Geijn,
// Anatomy of high-performance matrix multiplication, 2008). What those have in addition: A is
// packed as well, a third block size is fitted to the second-level cache, and tile sizes are chosen
// by processor.
#pragma once

#include "mlcore/foundations/matmul/checks.hpp"
#include "mlcore/foundations/matmul/interface.hpp"

#include <algorithm>
#include <array>

namespace mlcore::matmul::tiled {

inline MatMul matmul;

inline constexpr int tile_rows = 6;
inline constexpr int tile_columns = 8; // 6×8 sums: 12 of the 16 registers of AVX2
inline constexpr Index depth = 256;    // rows of a panel

using TileRow = Eigen::Array<double, 1, tile_columns>;
using Panel = Eigen::Array<double, Eigen::Dynamic, tile_columns, Eigen::RowMajor>; // p×8

/// C(i + r, j + s) += Σₖ A(i + r, first + k) panel(k, s) for all rows r < Rows of the tile, and for
/// as many of its columns s as C has from j on.
template <int Rows>
void add_tile(MatrixView A, const Panel& panel, Index i, Index first, Index j, Matrix& C) {
    std::array<TileRow, Rows> sums;
    sums.fill(TileRow::Zero());
    for (Index k = 0; k < panel.rows(); ++k) {
        const TileRow b = panel.row(k);
        for (int r = 0; r < Rows; ++r) sums[r] += A(i + r, first + k) * b;
    }
    const Index columns = std::min<Index>(tile_columns, C.cols() - j);
    for (int r = 0; r < Rows; ++r)
        C.row(i + r).segment(j, columns) += sums[r].head(columns).matrix();
}

inline Matrix matmul(MatrixView A, MatrixView B) {
    detail::check_matmul(A, B);
    Matrix C = Matrix::Zero(A.rows(), B.cols());
    const Index rows_in_tiles = A.rows() - A.rows() % tile_rows;
    for (Index first = 0; first < A.cols(); first += depth) {
        Panel panel = Panel::Zero(std::min(depth, A.cols() - first), tile_columns);
        for (Index j = 0; j < B.cols(); j += tile_columns) {
            // The last panel may have fewer columns; what is left in the others is not added to C.
            const Index columns = std::min<Index>(tile_columns, B.cols() - j);
            panel.leftCols(columns) = B.block(first, j, panel.rows(), columns).array();
            for (Index i = 0; i < rows_in_tiles; i += tile_rows)
                add_tile<tile_rows>(A, panel, i, first, j, C);
            for (Index i = rows_in_tiles; i < A.rows(); ++i) add_tile<1>(A, panel, i, first, j, C);
        }
    }
    return C;
}

} // namespace mlcore::matmul::tiled
