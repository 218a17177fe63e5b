// Matrices as products of simpler ones: symmetric_eigen and svd. Compiled once (src/linalg/), so
// including this header costs no solver's compile time.
#pragma once

#include "mlcore/linalg/solve.hpp"

#include <algorithm>

namespace mlcore::linalg {

/// A = vectors · diag(values) · vectorsᵀ
struct SymmetricEigen {
    Vector values;  ///< n, ascending
    Matrix vectors; ///< n×n, orthonormal; column k belongs to values(k)
};

/// Eigenvalues and eigenvectors of a symmetric A (n×n), by the symmetric QR algorithm. An
/// eigenvector is only determined up to its sign: here its largest entry in magnitude (the first of
/// equals) is positive.
/// Throws ShapeError where A is not square, and ValueError where an entry is not finite or A is not
/// symmetric. Cost: about 9n³ flops. Source: Golub and Van Loan (2013), section 8.3.
inline SymmetricEigen symmetric_eigen(MatrixView A) {
    detail::check_square("symmetric_eigen", A);
    SymmetricEigen result{Vector(A.rows()), Matrix(A.rows(), A.rows())};
    detail::check(
        "symmetric_eigen",
        compiled::symmetric_eigen(detail::table(A), result.values.data(), result.vectors.data()));
    return result;
}

/// A = U · diag(values) · Vᵀ
struct Svd {
    Matrix U;      ///< m×k, orthonormal columns, k = min(m, n)
    Vector values; ///< k, descending, ≥ 0
    Matrix V;      ///< n×k, orthonormal columns
};

/// The thin singular value decomposition of A (m×n). Signs as in symmetric_eigen: the largest entry
/// in magnitude of each column of V is positive. Throws ValueError where an entry is not finite.
/// Cost: O(m n min(m, n)). Source: Golub and Van Loan (2013), section 8.6.
inline Svd svd(MatrixView A) {
    const Index k = std::min(A.rows(), A.cols());
    Svd result{Matrix(A.rows(), k), Vector(k), Matrix(A.cols(), k)};
    detail::check("svd", compiled::svd(detail::table(A), result.U.data(), result.values.data(),
                                       result.V.data()));
    return result;
}

} // namespace mlcore::linalg
