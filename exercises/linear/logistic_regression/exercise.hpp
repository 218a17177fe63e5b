// Logistic regression: the probability of a class. The lesson: mlcore lesson logistic_regression
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// X is n×d, one row for each sample. y has n labels, each 0 or 1 (in softmax_gradient 0 … k − 1).
// A Model has .coefficients (d entries) and .intercept, a SoftmaxModel .coefficients (k×d) and
// .intercepts (k). Vector::Zero(d) and Matrix::Zero(k, d) are filled with zeros.
// check_rows_match, check_columns_match, check_not_empty and check_value of core/shapes.hpp throw
// the errors for you.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/linalg/solve.hpp>
#include <mlcore/linear/logistic_regression/interface.hpp>

#include <algorithm>
#include <cmath>

namespace exercise {
using namespace mlcore;
using namespace mlcore::logistic_regression;

// What the exercise calls; leave these lines as they are.
inline Sigmoid sigmoid;
inline LogLoss log_loss;
inline LogLossGradient gradient;
inline Fit fit;
inline ComputeSoftmaxGradient softmax_gradient;

// Task 1: 1 / (1 + e^−z) of every entry. 0 at −1000 and 1 at 1000, never NaN.
inline Vector sigmoid(VectorView z) {
    throw NotImplemented{"sigmoid"};
}

// Task 2: the mean over the rows of −log of the probability of what happened. No penalty.
// ShapeError where X fits neither y nor the coefficients; ValueError for no rows and for a label
// that is not 0 or 1. Finite, and exact, for any finite z.
inline double log_loss(MatrixView X, LabelsView y, const Model& model) {
    throw NotImplemented{"log_loss"};
}

// Task 3: the derivatives of log_loss by each coefficient and by the intercept.
// Returns Gradient{coefficients, intercept}; throws as log_loss does.
inline Gradient gradient(MatrixView X, LabelsView y, const Model& model) {
    throw NotImplemented{"gradient"};
}

// Task 4: the model that makes Σ loss + ½ options.l2 ‖β‖² smallest (the sum over the rows, no
// penalty on the intercept), to six digits; by Newton's method, or any that gets there.
// linalg::solve_positive_definite(H, g) solves Hx = g. ShapeError and ValueError as in log_loss;
// ValueError also for l2 < 0, where a class has no row, and where no minimum exists.
inline Model fit(MatrixView X, LabelsView y, const FitOptions& options) {
    throw NotImplemented{"fit"};
}

// Task 5: the derivatives of the mean k-class loss by the coefficients (k×d) and intercepts (k).
// Returns SoftmaxGradient{coefficients, intercepts}. ShapeError where X fits neither y nor the
// coefficients; ValueError for no rows and for a label that is not in 0 … k − 1.
inline SoftmaxGradient softmax_gradient(MatrixView X, LabelsView y, const SoftmaxModel& model) {
    throw NotImplemented{"softmax_gradient"};
}

} // namespace exercise
