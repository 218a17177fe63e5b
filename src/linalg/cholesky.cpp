#include "private_eigen.hpp"

#include <Eigen/Cholesky>

namespace mlcore::linalg::compiled {
namespace {

// solve.hpp documents it as dependence_tolerance; that header speaks Eigen and cannot be included.
constexpr double dependence_tolerance = 1e-12;

// The textbook's loop, one column after the other, to name the column at which it stops. Only run
// where the blocked factorisation failed; its own pivots are lost then.
Size first_dependent_column(Eigen::MatrixXd a) {
    Size smallest = 0;
    double smallest_pivot = 1;
    for (Size j = 0; j < a.cols(); ++j) {
        const double pivot = a(j, j) - a.row(j).head(j).squaredNorm();
        if (!(pivot > dependence_tolerance)) return j;
        if (pivot < smallest_pivot) smallest_pivot = pivot, smallest = j;
        a(j, j) = std::sqrt(pivot);
        for (Size i = j + 1; i < a.rows(); ++i)
            a(i, j) = (a(i, j) - a.row(i).head(j).dot(a.row(j).head(j))) / a(j, j);
    }
    return smallest; // the two loops' rounding disagreed about a pivot next to the tolerance
}

} // namespace

Outcome solve_positive_definite(Table a, Table b, double* x) {
    if (const Outcome outcome = check_symmetric(a); outcome.problem != Problem::none)
        return outcome;
    if (const Outcome outcome = check_finite(b, Problem::b_not_finite);
        outcome.problem != Problem::none)
        return outcome;

    const Input A = map(a);
    for (Size j = 0; j < a.columns; ++j)
        if (!(A(j, j) > 0)) return {Problem::not_positive_definite, j, j};

    // S A S with S = diag(A)^(−1/2) has ones on its diagonal: its pivots are shares of the
    // diagonal, and its condition number is within a factor n of the best that any scaling reaches
    // (van der Sluis, 1969).
    const Eigen::VectorXd scale = A.diagonal().cwiseSqrt().cwiseInverse();
    const Eigen::MatrixXd scaled = scale.asDiagonal() * A * scale.asDiagonal();
    const Eigen::LLT<Eigen::MatrixXd> cholesky(scaled);
    const bool positive =
        a.rows == 0 ||
        (cholesky.info() == Eigen::Success &&
         cholesky.matrixLLT().diagonal().array().square().minCoeff() > dependence_tolerance);
    if (!positive) {
        const Size column = first_dependent_column(scaled);
        return {Problem::not_positive_definite, column, column};
    }
    Eigen::MatrixXd solution = scale.asDiagonal() * map(b);
    if (solution.size() > 0) cholesky.solveInPlace(solution);
    Output(x, b.rows, b.columns) = scale.asDiagonal() * solution;
    return {};
}

} // namespace mlcore::linalg::compiled
