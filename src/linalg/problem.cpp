#include "mlcore/linalg/compiled.hpp"

namespace mlcore::linalg::compiled {

void throw_problem(const char* function, const Outcome& outcome) {
    const std::string name = std::string(function) + ": ";
    const std::string row = std::to_string(outcome.row);
    const std::string column = std::to_string(outcome.column);
    const std::string place = "(" + row + ", " + column + ")";
    switch (outcome.problem) {
    case Problem::a_not_finite:
        throw ValueError(name + "A" + place + " is NaN or infinite");
    case Problem::b_not_finite:
        throw ValueError(name + "b" + place + " is NaN or infinite");
    case Problem::not_symmetric:
        throw ValueError(name + "A is not symmetric: A" + place + " is not A(" + column + ", " +
                         row + ")");
    case Problem::not_positive_definite:
        throw NotPositiveDefinite(name + "A is not positive definite: column " + column +
                                      " follows from the columns before it",
                                  outcome.column);
    case Problem::rank_deficient:
        throw ValueError(name + "the columns of A are linearly dependent (column " + column +
                         " follows from others)");
    case Problem::not_converged:
        throw ValueError(name + "the iteration did not converge");
    case Problem::none:
        break;
    }
    throw std::logic_error(name + "no problem to report");
}

} // namespace mlcore::linalg::compiled
