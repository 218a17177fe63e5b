// Matrix products, and why loop order matters. The lesson: mlcore lesson matmul
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// MatrixView is a read-only matrix of double, stored row by row: A.rows(), A.cols(), A(i, j).
// Vector y(n) and Matrix C(n, m) make new ones, whose entries are not set; Vector::Zero(n) and
// Matrix::Zero(n, m) start with zeros.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/matmul/interface.hpp>

namespace exercise {
using namespace mlcore;

// What the exercise calls; leave these lines as they are.
inline matmul::MatVec matvec;
inline matmul::MatMul matmul;

// Task 1: yᵢ = Σₖ Aᵢₖ xₖ, one entry for each row of A.
// Throw ShapeError{"matvec: …"} unless x has one entry for each column of A.
inline Vector matvec(MatrixView A, VectorView x) {
    throw NotImplemented{"matvec"};
}

// Task 2: Cᵢⱼ = Σₖ Aᵢₖ Bₖⱼ, with the rows of A and the columns of B.
// Throw ShapeError{"matmul: …"} unless A has as many columns as B has rows.
// Tasks 3 and 4, speed_loop_order and speed_gemm, time this same function, compiled with -O3.
inline Matrix matmul(MatrixView A, MatrixView B) {
    throw NotImplemented{"matmul"};
}

} // namespace exercise
