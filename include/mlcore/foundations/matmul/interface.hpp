// Products of a matrix with a vector and with a matrix.
//
//     y = A x      yᵢ  = Σₖ Aᵢₖ xₖ         A is n×p, x has p entries, y has n
//     C = A B      Cᵢⱼ = Σₖ Aᵢₖ Bₖⱼ        A is n×p, B is p×m, C is n×m
//
// Source: Golub and Van Loan, Matrix Computations (4th ed., 2013), sections 1.1 and 1.3.
#pragma once

#include "mlcore/core/types.hpp"

namespace mlcore::matmul {

/// The product A x of A (n×p) and x (p entries): n entries. With p = 0 every sum is empty and every
/// entry 0. NaN and infinities go through as in any sum of products.
/// Throws ShapeError unless x has one entry for each column of A. Cost: 2np flops.
using MatVec = Vector(MatrixView A, VectorView x);

/// The product A B of A (n×p) and B (p×m): n×m. With p = 0 every sum is empty and every entry 0.
/// NaN and infinities go through as in any sum of products.
/// Throws ShapeError unless A has as many columns as B has rows. Cost: 2npm flops.
using MatMul = Matrix(MatrixView A, MatrixView B);

} // namespace mlcore::matmul
