// One loop per index, the sum innermost, as the formulas are read aloud.
#pragma once

#include "mlcore/foundations/matmul/checks.hpp"
#include "mlcore/foundations/matmul/interface.hpp"

namespace mlcore::matmul::naive {

inline MatVec matvec;
inline MatMul matmul;

inline Vector matvec(MatrixView A, VectorView x) {
    detail::check_matvec(A, x);
    Vector y(A.rows());
    for (Index i = 0; i < A.rows(); ++i) {
        double sum = 0;
        for (Index k = 0; k < A.cols(); ++k) sum += A(i, k) * x(k);
        y(i) = sum;
    }
    return y;
}

inline Matrix matmul(MatrixView A, MatrixView B) {
    detail::check_matmul(A, B);
    Matrix C(A.rows(), B.cols());
    for (Index i = 0; i < A.rows(); ++i)
        for (Index j = 0; j < B.cols(); ++j) {
            double sum = 0;
            for (Index k = 0; k < A.cols(); ++k) sum += A(i, k) * B(k, j);
            C(i, j) = sum;
        }
    return C;
}

} // namespace mlcore::matmul::naive
