// What changed against naive: Eigen's products. matvec runs over several rows at once, in SIMD
// registers, so that additions do not wait for each other; it is bound by reading A, and the gain
// shrinks to the memory's speed once A has left the cache. matmul is a GEMM, tiled.hpp with tile
// and block sizes fitted to the processor: bound by arithmetic, so here the gain is largest.
//
// Serial: core/types.hpp keeps Eigen from starting threads by itself.
#pragma once

#include "mlcore/foundations/matmul/checks.hpp"
#include "mlcore/foundations/matmul/interface.hpp"

namespace mlcore::matmul::vectorized {

inline MatVec matvec;
inline MatMul matmul;

inline Vector matvec(MatrixView A, VectorView x) {
    detail::check_matvec(A, x);
    return A * x;
}

inline Matrix matmul(MatrixView A, MatrixView B) {
    detail::check_matmul(A, B);
    return A * B;
}

} // namespace mlcore::matmul::vectorized
