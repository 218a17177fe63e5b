// What changed against naive: the two inner loops trade places. Not one entry of C after the other,
// but row i of C as a sum of rows of B:
//
//     C(i, ·) = Σₖ Aᵢₖ B(k, ·)
//
// Why it is faster: both loops do the same 2npm flops, but the naive one steps down a column of B,
// a whole row's length from one entry to the next. Of every cache line that it fetches it uses 8
// bytes of 64. It also adds up in one variable, each addition waiting for the one before, where
// this one has a row of sums that do not wait for each other: the compiler puts several of them
// into one SIMD register. Every sum still runs over k upwards, so the answers are those of naive,
// but where the compiler fuses a multiplication with its addition. Expected gain: an order of
// magnitude, more the larger B is. What limits it then: for every multiplication one entry of C is
// loaded and stored again, and all of B is read for each row of C.
#pragma once

#include "mlcore/foundations/matmul/checks.hpp"
#include "mlcore/foundations/matmul/interface.hpp"

namespace mlcore::matmul::reordered {

inline MatMul matmul;

inline Matrix matmul(MatrixView A, MatrixView B) {
    detail::check_matmul(A, B);
    Matrix C = Matrix::Zero(A.rows(), B.cols());
    for (Index i = 0; i < A.rows(); ++i)
        for (Index k = 0; k < A.cols(); ++k)
            for (Index j = 0; j < B.cols(); ++j) C(i, j) += A(i, k) * B(k, j);
    return C;
}

} // namespace mlcore::matmul::reordered
