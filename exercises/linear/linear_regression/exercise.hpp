// Linear regression: predict a number as a weighted sum. The lesson: mlcore lesson
// linear_regression
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// X is n×d, one row for each sample: X.rows(), X.cols(), X(i, j). y has n entries: y.size(), y(i).
// A Model has .coefficients (a Vector of d entries) and .intercept; make one with
// Model{coefficients, intercept}. Vector::Zero(d) and Matrix::Zero(d, d) are filled with zeros.
// check_columns_match and check_rows_match of core/shapes.hpp throw the ShapeErrors for you.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/linalg/solve.hpp>
#include <mlcore/linear/linear_regression/interface.hpp>

namespace exercise {
using namespace mlcore;
using namespace mlcore::linear_regression;
inline Predict predict;
inline MeanSquaredError mse;
inline MseGradient mse_gradient;
inline GradientDescent gradient_descent;
inline FitRidge fit_ridge;
inline HoldoutR2 holdout_r2;

// Task 1: ŷ = Xβ + b, one prediction for each row of X.
// ShapeError unless there is one coefficient for each column of X.
inline Vector predict(MatrixView X, const Model& model) {
    throw NotImplemented{"predict"};
}

// Task 2: the mean over the rows of (ŷ − y)².
// ShapeError where y has not one entry for each row; ValueError{"mse: …"} where there are no rows.
inline double mse(MatrixView X, VectorView y, const Model& model) {
    throw NotImplemented{"mse"};
}

// Task 3: the derivatives of mse by each coefficient and by the intercept.
// Returns Gradient{coefficients, intercept}; throws as mse does.
inline Gradient mse_gradient(MatrixView X, VectorView y, const Model& model) {
    throw NotImplemented{"mse_gradient"};
}

// Task 4: start from all zeros and take options.iterations steps of size options.learning_rate
// against the gradient. Throws as mse does.
inline Model gradient_descent(MatrixView X, VectorView y, const DescentOptions& options) {
    throw NotImplemented{"gradient_descent"};
}

// Task 5: the exact minimiser of Σ(ŷ − y)² + options.l2 ‖β‖², without a penalty on b.
// linalg::solve_positive_definite(A, b) solves Aβ = b and throws ValueError where the columns are
// linearly dependent. ValueError also for no rows and for l2 < 0; ShapeError as in mse.
inline Model fit_ridge(MatrixView X, VectorView y, const RidgeOptions& options) {
    throw NotImplemented{"fit_ridge"};
}

// Task 6: fit on the training rows, then R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)² on the test rows, ȳ being
// their mean. ValueError where all entries of y_test are equal.
inline double holdout_r2(MatrixView X_train, VectorView y_train, MatrixView X_test,
                         VectorView y_test, const RidgeOptions& options) {
    throw NotImplemented{"holdout_r2"};
}

} // namespace exercise
