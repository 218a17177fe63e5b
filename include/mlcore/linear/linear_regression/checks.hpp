// What every variant of linear regression demands of its inputs, so that all refuse the same ones
// with the same words.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/linalg/solve.hpp"
#include "mlcore/linear/linear_regression/interface.hpp"

#include <cmath>
#include <string>

namespace mlcore::linear_regression::detail {

inline void check_table(const char* function, MatrixView X, VectorView y) {
    check_rows_match(function, "X", X, "y", y);
    check_not_empty(function, "y", y);
}

inline void check_loss(const char* function, MatrixView X, VectorView y, const Model& model) {
    check_table(function, X, y);
    check_columns_match(function, "X", X, "coefficients", model.coefficients);
}

inline void check_training_data(const char* function, MatrixView X, VectorView y) {
    check_table(function, X, y);
    check_finite(function, "X", X);
    check_finite(function, "y", y);
}

inline void check_descent(MatrixView X, VectorView y, const DescentOptions& options) {
    check_training_data("gradient_descent", X, y);
    check_value(
        "gradient_descent", options.learning_rate > 0 && std::isfinite(options.learning_rate),
        "learning_rate is " + std::to_string(options.learning_rate) + ", it must be positive");
    check_value("gradient_descent", options.iterations >= 0,
                "iterations is " + std::to_string(options.iterations) +
                    ", it must not be negative");
}

inline void check_converged(const Model& model, const DescentOptions& options) {
    check_value("gradient_descent",
                model.coefficients.allFinite() && std::isfinite(model.intercept),
                "the steps diverged; learning_rate " + std::to_string(options.learning_rate) +
                    " is too large for these columns");
}

inline void check_ridge(MatrixView X, VectorView y, const RidgeOptions& options) {
    check_training_data("fit_ridge", X, y);
    check_value("fit_ridge", options.l2 >= 0 && std::isfinite(options.l2),
                "l2 is " + std::to_string(options.l2) + ", it must not be negative");
}

inline void check_test_rows(MatrixView X_test, VectorView y_test) {
    check_rows_match("holdout_r2", "X_test", X_test, "y_test", y_test);
    check_not_empty("holdout_r2", "y_test", y_test);
    check_value("holdout_r2", (y_test.array() != y_test(0)).any(),
                "R² is not defined where all entries of y_test are equal");
}

/// linalg::solve_positive_definite, its refusal in the words of the one who called fit_ridge.
inline Vector solve_normal_equations(MatrixView A, VectorView b, const RidgeOptions& options) {
    try {
        return linalg::solve_positive_definite(A, b);
    } catch (const linalg::NotPositiveDefinite& error) {
        throw ValueError("fit_ridge: the columns of X are linearly dependent (column " +
                         std::to_string(error.column) +
                         " is constant or follows from the columns before it); use " +
                         (options.l2 > 0 ? "a larger l2" : "l2 > 0"));
    }
}

} // namespace mlcore::linear_regression::detail
