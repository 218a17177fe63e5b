#include "private_eigen.hpp"

#include <Eigen/QR>

#include <algorithm>
#include <limits>

namespace mlcore::linalg::compiled {

Outcome least_squares(Table a, Table b, double* x) {
    if (const Outcome outcome = check_finite(a, Problem::a_not_finite);
        outcome.problem != Problem::none)
        return outcome;
    if (const Outcome outcome = check_finite(b, Problem::b_not_finite);
        outcome.problem != Problem::none)
        return outcome;
    if (a.columns == 0) return {};

    Eigen::MatrixXd scaled = map(a);
    Eigen::VectorXd scale(a.columns);
    for (Size j = 0; j < a.columns; ++j) {
        const double length = scaled.col(j).stableNorm(); // squares of 1e200 overflow
        scale(j) = length > 0 ? 1 / length : 1;
        scaled.col(j) *= scale(j);
    }
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr;
    qr.setThreshold(4 * static_cast<double>(std::max(a.rows, a.columns)) *
                    std::numeric_limits<double>::epsilon());
    qr.compute(scaled);
    if (const Size rank = qr.rank(); rank < a.columns)
        return {Problem::rank_deficient, 0, qr.colsPermutation().indices()(rank)};
    Output(x, a.columns, b.columns) = scale.asDiagonal() * Eigen::MatrixXd(qr.solve(map(b)));
    return {};
}

} // namespace mlcore::linalg::compiled
