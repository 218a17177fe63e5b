// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
// (An index beyond the end of a row or column has no answer to be recognised by: the grader names
// the line. The same holds for sums that start on memory nobody set.)
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/matmul/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>

namespace mlcore::mistakes {
namespace detail {
using namespace mlcore::matmul::detail;
using matmul::naive::matmul;
using matmul::naive::matvec;

inline Index all_but_one(Index n) {
    return std::max<Index>(n - 1, 0);
}

// The naive loops with one running sum that starts at zero only where `restart(i, j)` says so.
template <class Restart>
Matrix running_sums(MatrixView A, MatrixView B, Restart&& restart) {
    Matrix C(A.rows(), B.cols());
    double sum = 0;
    for (Index i = 0; i < A.rows(); ++i)
        for (Index j = 0; j < B.cols(); ++j) {
            if (restart(i, j)) sum = 0;
            for (Index k = 0; k < A.cols(); ++k) sum += A(i, k) * B(k, j);
            C(i, j) = sum;
        }
    return C;
}

// The naive loops with an int to sum in: fractions are cut off after every addition.
inline Matrix integer_sums(MatrixView A, MatrixView B) {
    Matrix C(A.rows(), B.cols());
    for (Index i = 0; i < A.rows(); ++i)
        for (Index j = 0; j < B.cols(); ++j) {
            int sum = 0;
            for (Index k = 0; k < A.cols(); ++k)
                sum = static_cast<int>(static_cast<double>(sum) + A(i, k) * B(k, j));
            C(i, j) = sum;
        }
    return C;
}
} // namespace detail

inline const grading::Mistakes<matmul::MatVec> matvec{
    {"transposed",
     "You add up along the columns of A, which gives Aᵀx. Entry i of the answer belongs to row i "
     "of A, and x has one entry for each column of A.",
     [](MatrixView A, VectorView x) -> Vector {
         check_rows_match("matvec", "A", A, "x", x);
         return detail::matvec(A.transpose(), x);
     }},
    {"stops_one_short",
     "Your inner loop stops before the last column: it has to run over all of them.",
     [](MatrixView A, VectorView x) -> Vector {
         detail::check_matvec(A, x);
         const Index p = detail::all_but_one(A.cols());
         return detail::matvec(A.leftCols(p), x.head(p));
     }},
    {"keeps_the_last_product",
     "You assign in the inner loop where you have to add: only the last column's product is left.",
     [](MatrixView A, VectorView x) -> Vector {
         detail::check_matvec(A, x);
         if (A.cols() == 0) return Vector::Zero(A.rows());
         return A.rightCols(1) * x.tail(1);
     }},
    {"sum_not_restarted",
     "Your running sum goes on from one row to the next. Start it at 0 for every row.",
     [](MatrixView A, VectorView x) -> Vector {
         detail::check_matvec(A, x);
         return detail::running_sums(A, x, [](Index, Index) { return false; });
     }},
    {"integer_sum", "Your sum is an int: every fraction is cut off. Sum in a double.",
     [](MatrixView A, VectorView x) -> Vector {
         detail::check_matvec(A, x);
         return detail::integer_sums(A, x);
     }},
    {"ignores_different_sizes",
     "You multiply as far as the shorter of x and A's rows goes. Unless x has one entry for each "
     "column of A there is no product: throw ShapeError.",
     [](MatrixView A, VectorView x) -> Vector {
         const Index p = std::min(A.cols(), x.size());
         return detail::matvec(A.leftCols(p), x.head(p));
     }},
    {"refuses_no_columns",
     "Your answers are right but for a matrix without columns, which you refuse. It is legal: "
     "every sum is empty, and an empty sum is 0.",
     [](MatrixView A, VectorView x) -> Vector {
         detail::check_matvec(A, x);
         check_not_empty("matvec", "A", A);
         return detail::matvec(A, x);
     }},
};

inline const grading::Mistakes<matmul::MatMul> matmul{
    {"result_transposed",
     "Your answer is (AB)ᵀ: the indices of C are swapped. C(i, j) belongs to row i of A and "
     "column j of B, so C has the rows of A and the columns of B.",
     [](MatrixView A, MatrixView B) -> Matrix { return detail::matmul(A, B).transpose(); }},
    {"rows_by_rows",
     "You multiply rows of A by rows of B, which gives ABᵀ. A product takes rows of A by columns "
     "of B: the inner index is B's row, and A needs as many columns as B has rows.",
     [](MatrixView A, MatrixView B) -> Matrix { return detail::matmul(A, B.transpose()); }},
    {"factors_swapped", "You compute BA. The order of the factors matters: it is AB.",
     [](MatrixView A, MatrixView B) -> Matrix { return detail::matmul(B, A); }},
    {"reads_b_by_columns",
     "You read B's memory as if its columns lay one after the other. A Matrix is stored row by "
     "row: entry (k, j) of B lies at k·B.cols() + j.",
     [](MatrixView A, MatrixView B) -> Matrix {
         detail::check_matmul(A, B);
         const Matrix rows = B;
         return detail::matmul(A,
                               Eigen::Map<const Eigen::MatrixXd>(rows.data(), B.rows(), B.cols()));
     }},
    {"stops_one_short",
     "Your sums stop one short: k has to run over all columns of A, which are all rows of B.",
     [](MatrixView A, MatrixView B) -> Matrix {
         detail::check_matmul(A, B);
         const Index p = detail::all_but_one(A.cols());
         return detail::matmul(A.leftCols(p), B.topRows(p));
     }},
    {"keeps_the_last_product",
     "You assign in the innermost loop where you have to add: only the last product of each sum "
     "is left.",
     [](MatrixView A, MatrixView B) -> Matrix {
         detail::check_matmul(A, B);
         if (A.cols() == 0) return Matrix::Zero(A.rows(), B.cols());
         return A.rightCols(1) * B.bottomRows(1);
     }},
    {"sum_never_restarted",
     "Your running sum goes on from one entry of C to the next, through the whole matrix. Start "
     "it at 0 for every entry.",
     [](MatrixView A, MatrixView B) -> Matrix {
         detail::check_matmul(A, B);
         return detail::running_sums(A, B, [](Index, Index) { return false; });
     }},
    {"sum_restarted_for_each_row_only",
     "Your running sum starts at 0 for every row of C and goes on from one entry of the row to "
     "the next. Start it at 0 for every entry.",
     [](MatrixView A, MatrixView B) -> Matrix {
         detail::check_matmul(A, B);
         return detail::running_sums(A, B, [](Index, Index j) { return j == 0; });
     }},
    {"integer_sum", "Your sums are of type int: every fraction is cut off. Sum in a double.",
     [](MatrixView A, MatrixView B) -> Matrix {
         detail::check_matmul(A, B);
         return detail::integer_sums(A, B);
     }},
    {"ignores_different_sizes",
     "You multiply as far as the smaller of A's columns and B's rows goes. Where they differ "
     "there is no product: throw ShapeError.",
     [](MatrixView A, MatrixView B) -> Matrix {
         const Index p = std::min(A.cols(), B.rows());
         return detail::matmul(A.leftCols(p), B.topRows(p));
     }},
    {"refuses_no_inner_size",
     "Your answers are right but for an inner size of 0, which you refuse. It is legal: every sum "
     "is empty, and an empty sum is 0.",
     [](MatrixView A, MatrixView B) -> Matrix {
         detail::check_matmul(A, B);
         check_value("matmul", A.cols() > 0, "A has no columns");
         return detail::matmul(A, B);
     }},
};

} // namespace mlcore::mistakes
