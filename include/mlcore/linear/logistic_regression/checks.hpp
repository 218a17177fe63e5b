// What every variant of logistic regression demands of its inputs, so that all refuse the same ones
// with the same words.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/linalg/solve.hpp"
#include "mlcore/linear/logistic_regression/interface.hpp"

#include <cmath>
#include <string>

namespace mlcore::logistic_regression::detail {

inline void check_labels(const char* function, LabelsView y, Index classes) {
    if (y.size() == 0 || (y.minCoeff() >= 0 && y.maxCoeff() < classes)) return;
    for (Index i = 0; i < y.size(); ++i)
        if (y(i) < 0 || y(i) >= classes)
            throw ValueError(std::string(function) + ": y(" + std::to_string(i) + ") is " +
                             std::to_string(y(i)) + ", it must be " +
                             (classes == 2 ? "0 or 1" : "in 0 … " + std::to_string(classes - 1)));
}

inline void check_table(const char* function, MatrixView X, LabelsView y) {
    check_rows_match(function, "X", X, "y", y);
    check_not_empty(function, "y", y);
}

inline void check_loss(const char* function, MatrixView X, LabelsView y, const Model& model) {
    check_table(function, X, y);
    check_columns_match(function, "X", X, "coefficients", model.coefficients);
    check_labels(function, y, 2);
}

inline void check_softmax_model(const char* function, MatrixView X, const SoftmaxModel& model) {
    const auto& [W, b] = model;
    const std::string shape = "coefficients is " + shape_text(W.rows(), W.cols());
    check_value(function, W.rows() >= 1, shape + ", there must be a class");
    if (X.cols() != W.cols())
        throw ShapeError(std::string(function) + ": X is " + shape_text(X.rows(), X.cols()) +
                         " but " + shape);
    if (b.size() != W.rows())
        throw ShapeError(std::string(function) + ": " + shape + " but intercepts has " +
                         std::to_string(b.size()) + " entries");
}

inline void check_softmax_loss(const char* function, MatrixView X, LabelsView y,
                               const SoftmaxModel& model) {
    check_table(function, X, y);
    check_softmax_model(function, X, model);
    check_labels(function, y, model.intercepts.size());
}

/// Throws where a class of 0 … classes − 1 has no row.
inline void check_classes_occur(const char* function, LabelsView y, Index classes) {
    check_labels(function, y, classes);
    for (Index c = 0; c < classes; ++c)
        check_value(function, (y.array() == c).any(),
                    "no row is of class " + std::to_string(c) + " (there are " +
                        std::to_string(classes) + " classes)");
}

/// Throws where a column of X is constant or follows from the others: nothing but a penalty can
/// choose between the coefficients then.
inline void check_independent(const char* function, MatrixView X) {
    const Matrix centred = X.rowwise() - X.colwise().mean();
    try {
        const Matrix gram = centred.transpose() * centred;
        linalg::solve_positive_definite(gram, Vector::Zero(X.cols()));
    } catch (const linalg::NotPositiveDefinite& error) {
        throw ValueError(std::string(function) +
                         ": the columns of X are linearly dependent (column " +
                         std::to_string(error.column) +
                         " is constant or follows from the columns before it); use l2 > 0");
    }
}

inline void check_fit(const char* function, MatrixView X, LabelsView y, Index classes,
                      const FitOptions& options) {
    check_table(function, X, y);
    check_value(function, classes >= 2, "there is one class; there must be two at least");
    check_classes_occur(function, y, classes);
    check_finite(function, "X", X);
    check_value(function, options.l2 >= 0 && std::isfinite(options.l2),
                "l2 is " + std::to_string(options.l2) + ", it must not be negative");
    if (options.l2 == 0) check_independent(function, X);
}

/// 1 + the largest label: k of a fit of several classes.
inline Index count_classes(LabelsView y) { return y.size() == 0 ? 0 : Index{y.maxCoeff()} + 1; }

} // namespace mlcore::logistic_regression::detail
