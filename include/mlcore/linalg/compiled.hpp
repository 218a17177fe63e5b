// The solvers that are compiled once, in src/linalg/: plain functions of pointers and sizes. Call
// the ones in solve.hpp and decompositions.hpp instead, which check shapes and speak Matrix.
//
// No Eigen type may appear here. A program is often compiled for the processor it runs on while
// src/linalg/ is not, and Eigen's alignment is part of its types: the same Matrix would be two
// different things on the two sides.
#pragma once

#include "mlcore/core/errors.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace mlcore::linalg {

/// What solve_positive_definite throws where a pivot shows that the matrix is not positive
/// definite.
struct NotPositiveDefinite : ValueError {
    NotPositiveDefinite(const std::string& message, std::ptrdiff_t at)
        : ValueError(message), column(at) {}
    std::ptrdiff_t column; ///< the first column that follows from those before it
};

namespace compiled {

using Size = std::ptrdiff_t;

/// A row-major matrix, read only: entry (i, j) stands at data[i * stride + j].
struct Table {
    const double* data;
    Size rows;
    Size columns;
    Size stride;
};

enum class Problem : std::uint8_t {
    none,
    a_not_finite,          // at (row, column)
    b_not_finite,          // at (row, column)
    not_symmetric,         // A(row, column) is not A(column, row)
    not_positive_definite, // pivot `column`
    rank_deficient,        // `column` follows from others
    not_converged
};

struct Outcome {
    Problem problem = Problem::none;
    Size row = 0;
    Size column = 0;
};

/// Throws the error that describes `outcome`, its text starting with the function's name.
[[noreturn]] void throw_problem(const char* function, const Outcome& outcome);

// Results are written row-major and without gaps. Memory is the caller's.
Outcome solve_positive_definite(Table a, Table b, double* x);
Outcome least_squares(Table a, Table b, double* x);
Outcome symmetric_eigen(Table a, double* values, double* vectors);
Outcome svd(Table a, double* u, double* values, double* v);

} // namespace compiled
} // namespace mlcore::linalg
