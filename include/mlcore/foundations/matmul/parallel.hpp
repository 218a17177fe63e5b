// What changed against vectorized: C is cut into blocks that the threads share out among
// themselves, each a product of its own: some rows of A with some columns of B. No two threads
// write to the same entry, so nothing has to be locked or added up afterwards. matvec is cut by
// rows alone.
//
// The blocks' sizes do not depend on the number of threads, so neither does the last digit of any
// answer. Each block packs its part of B for itself; with 192 rows to use it on, that is a few
// percent of the work. Expected gain: the number of cores for matmul; for matvec, which has to wait
// for the memory, what several cores can read more than one. Small products stay on one thread:
// starting several takes some microseconds. Without OpenMP these are serial loops.
#pragma once

#include "mlcore/foundations/matmul/checks.hpp"
#include "mlcore/foundations/matmul/interface.hpp"

#include <algorithm>

#ifdef _OPENMP
#define MLCORE_OPENMP(directive) _Pragma(directive)
#else
#define MLCORE_OPENMP(directive)
#endif

namespace mlcore::matmul::parallel {

inline MatVec matvec;
inline MatMul matmul;

inline constexpr Index block_rows = 192, block_columns = 384; // of C
inline constexpr Index block_entries = 65'536;                // of A, in matvec
inline constexpr double worth_threads = 1e6;                  // multiplications: 20 µs or more

/// How many blocks of that size cover n.
inline Index count(Index n, Index block) { return (n + block - 1) / block; }

inline Vector matvec(MatrixView A, VectorView x) {
    detail::check_matvec(A, x);
    const Index block = std::max<Index>(1, block_entries / std::max<Index>(1, A.cols()));
    [[maybe_unused]] const bool threads = static_cast<double>(A.size()) > worth_threads;
    Vector y(A.rows());
    MLCORE_OPENMP("omp parallel for schedule(static) if(threads)")
    for (Index b = 0; b < count(A.rows(), block); ++b) {
        const Index first = b * block, rows = std::min(block, A.rows() - first);
        y.segment(first, rows).noalias() = A.middleRows(first, rows) * x;
    }
    return y;
}

inline Matrix matmul(MatrixView A, MatrixView B) {
    detail::check_matmul(A, B);
    [[maybe_unused]] const bool threads =
        static_cast<double>(A.size()) * static_cast<double>(B.cols()) > worth_threads;
    Matrix C(A.rows(), B.cols());
    MLCORE_OPENMP("omp parallel for collapse(2) schedule(dynamic) if(threads)")
    for (Index b = 0; b < count(A.rows(), block_rows); ++b)
        for (Index c = 0; c < count(B.cols(), block_columns); ++c) {
            const Index i = b * block_rows, j = c * block_columns;
            const Index rows = std::min(block_rows, A.rows() - i);
            const Index columns = std::min(block_columns, B.cols() - j);
            C.block(i, j, rows, columns).noalias() =
                A.middleRows(i, rows) * B.middleCols(j, columns);
        }
    return C;
}

} // namespace mlcore::matmul::parallel

#undef MLCORE_OPENMP
