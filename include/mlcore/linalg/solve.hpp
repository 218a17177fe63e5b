// Systems of linear equations: solve_positive_definite (Cholesky) and least_squares (QR).
//
// Both are compiled once (src/linalg/), so including this header costs no solver's compile time.
// The right-hand side is a vector or a matrix of several of them; the answer has its type. It is
// computed first where it is an expression: solve_positive_definite(A, X.transpose() * y).
#pragma once

#include "mlcore/core/types.hpp"
#include "mlcore/linalg/compiled.hpp"

#include <string>
#include <type_traits>

namespace mlcore::linalg {

namespace detail {

inline compiled::Table table(MatrixView m) {
    return {m.data(), m.rows(), m.cols(), m.outerStride()};
}
template <class Right> // Vector, or Matrix without gaps; a vector is a matrix of one column
compiled::Table right_side(const Right& b) {
    return {b.data(), b.rows(), b.cols(), b.cols()};
}

[[noreturn]] inline void throw_shapes(const char* function, MatrixView A, const char* text) {
    throw ShapeError(std::string(function) + ": A is " + std::to_string(A.rows()) + "×" +
                     std::to_string(A.cols()) + " but " + text);
}
inline void check_square(const char* function, MatrixView A) {
    if (A.rows() != A.cols()) throw_shapes(function, A, "must be square");
}
inline void check_right_side(const char* function, MatrixView A, Index rows) {
    if (A.rows() != rows)
        throw_shapes(function, A, ("b has " + std::to_string(rows) + " rows").c_str());
}
inline void check(const char* function, const compiled::Outcome& outcome) {
    if (outcome.problem != compiled::Problem::none) compiled::throw_problem(function, outcome);
}

template <class Right>
using Solution = std::conditional_t<Right::ColsAtCompileTime == 1, Vector, Matrix>;

} // namespace detail

/// A pivot counts as zero where it is at most this share of the diagonal entry it came from. For
/// A = XᵀX with centred columns the share is 1 − R² of a column explained by those before it: a
/// column that is known to six digits from the others counts as dependent. Rounding in A and in the
/// factorisation leaves about 1e-16 times the square root of the number of rows.
inline constexpr double dependence_tolerance = 1e-12;

/// The x of A x = b for a symmetric positive definite A (n×n) and b (n entries, or n×m).
/// By Cholesky's A = L Lᵀ, after scaling the diagonal to 1, so that units do not matter.
/// Throws ShapeError where A is not square or b has another number of rows, ValueError where an
/// entry is not finite or A is not symmetric, and NotPositiveDefinite (a ValueError that knows the
/// column) where a pivot is zero within dependence_tolerance, or negative.
/// Cost: n³/3 + 2n²m flops, a copy of A. Source: Golub and Van Loan (2013), section 4.2.
template <class Right>
detail::Solution<Right> solve_positive_definite(MatrixView A, const Eigen::MatrixBase<Right>& b) {
    detail::check_square("solve_positive_definite", A);
    detail::check_right_side("solve_positive_definite", A, b.rows());
    const detail::Solution<Right> right = b;
    detail::Solution<Right> x(A.cols(), b.cols());
    detail::check(
        "solve_positive_definite",
        compiled::solve_positive_definite(detail::table(A), detail::right_side(right), x.data()));
    return x;
}

/// The x that makes ‖A x − b‖ smallest, for A (m×n) of full column rank and b (m entries, or m×k:
/// each column by itself). By Householder QR with column pivoting, after scaling the columns to
/// length 1. Loses half as many digits as the normal equations AᵀA x = Aᵀb.
/// Throws ShapeError where b has another number of rows than A, and ValueError where an entry is
/// not finite or the columns of A are linearly dependent (m < n always is), because then many x
/// are equally good.
/// Cost: 2mn² flops, a copy of A. Source: Golub and Van Loan (2013), section 5.4.
template <class Right>
detail::Solution<Right> least_squares(MatrixView A, const Eigen::MatrixBase<Right>& b) {
    detail::check_right_side("least_squares", A, b.rows());
    const detail::Solution<Right> right = b;
    detail::Solution<Right> x(A.cols(), b.cols());
    detail::check("least_squares",
                  compiled::least_squares(detail::table(A), detail::right_side(right), x.data()));
    return x;
}

} // namespace mlcore::linalg
