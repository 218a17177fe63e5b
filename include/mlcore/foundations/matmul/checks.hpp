// The checks that all variants share.
#pragma once

#include "mlcore/core/shapes.hpp"

#include <string>

namespace mlcore::matmul::detail {

inline void check_matvec(MatrixView A, VectorView x) {
    check_columns_match("matvec", "A", A, "x", x);
}

inline void check_matmul(MatrixView A, MatrixView B) {
    if (A.cols() != B.rows())
        throw ShapeError("matmul: A is " + shape_text(A) + " but B is " + shape_text(B));
}

} // namespace mlcore::matmul::detail
