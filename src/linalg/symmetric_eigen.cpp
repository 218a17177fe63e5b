#include "private_eigen.hpp"

#include <Eigen/Eigenvalues>

namespace mlcore::linalg::compiled {

Outcome symmetric_eigen(Table a, double* values, double* vectors) {
    if (const Outcome outcome = check_symmetric(a); outcome.problem != Problem::none)
        return outcome;
    if (a.rows == 0) return {};

    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(map(a));
    if (solver.info() != Eigen::Success) return {Problem::not_converged, 0, 0};
    Eigen::Map<Eigen::VectorXd>(values, a.rows) = solver.eigenvalues();
    Output out(vectors, a.rows, a.rows);
    for (Size k = 0; k < a.rows; ++k) {
        const auto column = solver.eigenvectors().col(k);
        out.col(k) = column(largest_entry(column)) < 0 ? -1 * column : 1 * column;
    }
    return {};
}

} // namespace mlcore::linalg::compiled
