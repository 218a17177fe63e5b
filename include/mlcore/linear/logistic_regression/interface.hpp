// Logistic regression: the probability of a class, from a weighted sum of features.
//
//     z = X β + b          P(y = 1) = σ(z) = 1 / (1 + e^−z)                 n rows, d features
//     log loss(β, b) = (1/n) Σᵢ log(1 + e^zᵢ) − yᵢ zᵢ
//     ∂/∂β = (1/n) Xᵀ(σ(z) − y)      ∂/∂b = (1/n) Σᵢ (σ(zᵢ) − yᵢ)
//     fit: the (β, b) that make  Σᵢ lossᵢ + ½ λ ‖β‖²  smallest; b is not penalised
//
// and for k classes, with a row of coefficients and an intercept for each (softmax, or multinomial
// logistic regression):
//
//     Z = X Wᵀ + b          P(y = c) = e^{z_c} / Σ_a e^{z_a}
//     loss = (1/n) Σᵢ log Σ_a e^{zᵢₐ} − zᵢ,yᵢ
//     ∂/∂W = (1/n) (P − Y)ᵀ X      ∂/∂b = (1/n) Σᵢ (Pᵢ − Yᵢ)        Y one-hot: Yᵢc = 1 for c = yᵢ
//
// λ is scikit-learn's 1/C: its LogisticRegression minimises C Σ lossᵢ + ½ ‖β‖².
//
// Sources: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2nd ed., 2009),
// section 4.4; Bishop, Pattern Recognition and Machine Learning (2006), sections 4.3.2 to 4.3.4.
#pragma once

#include "mlcore/core/types.hpp"

namespace mlcore::logistic_regression {

/// What a fit of two classes returns: P(y = 1) = σ(X coefficients + intercept).
struct Model {
    static constexpr const char* model_name = "logistic_regression";
    Vector coefficients;  ///< β, one for each column of X
    double intercept = 0; ///< b

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("coefficients", self.coefficients);
        visit("intercept", self.intercept);
    }
};

/// The derivatives of the log loss by a model's parameters, in the same shape as the model.
struct Gradient {
    Vector coefficients;  ///< ∂loss/∂β, one for each column of X
    double intercept = 0; ///< ∂loss/∂b

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("coefficients", self.coefficients);
        visit("intercept", self.intercept);
    }
};

/// What a fit of k classes returns: P(y = c) = softmax(X coefficientsᵀ + intercepts)_c.
struct SoftmaxModel {
    static constexpr const char* model_name = "softmax_regression";
    Matrix coefficients; ///< W, k×d: a row for each class
    Vector intercepts;   ///< b, k

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("coefficients", self.coefficients);
        visit("intercepts", self.intercepts);
    }
};

/// The derivatives of the k-class loss, in the same shape as the model.
struct SoftmaxGradient {
    Matrix coefficients; ///< ∂loss/∂W, k×d
    Vector intercepts;   ///< ∂loss/∂b, k

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("coefficients", self.coefficients);
        visit("intercepts", self.intercepts);
    }
};

struct FitOptions {
    double l2 = 1; ///< λ ≥ 0, in the units of Σ loss, not of its mean; 1/C of scikit-learn

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("l2", self.l2);
    }
};

/// σ of every entry. No argument overflows: σ(−1000) is 0 and σ(1000) is 1. NaN stays NaN.
/// Cost: an exponential for each entry.
using Sigmoid = Vector(VectorView z);

/// The probability of class 1 for each row of X (n×d). No rows give no probabilities.
/// Throws ShapeError unless the model has d coefficients. Cost: 2nd flops, n exponentials.
using PredictProbability = Vector(MatrixView X, const Model& model);

/// 1 where the probability of class 1 is above ½, else 0. Throws and costs as PredictProbability.
using Predict = Labels(MatrixView X, const Model& model);

/// The mean log loss of the rows, without the penalty: exact also where the probability of what
/// happened is as small as e^−1000. `y` has n entries, each 0 or 1. Natural logarithm. Throws
/// ShapeError where the shapes do not fit, ValueError where there are no rows or a label is not 0
/// or 1. Cost: 2nd flops.
using LogLoss = double(MatrixView X, LabelsView y, const Model& model);

/// The gradient of the mean log loss at `model`. Throws as LogLoss. Cost: 4nd flops.
using LogLossGradient = Gradient(MatrixView X, LabelsView y, const Model& model);

/// The minimiser of Σ lossᵢ + ½ l2·‖coefficients‖². With l2 > 0 it exists and is unique. With l2 =
/// 0 it does not exist where the classes can be separated by a plane (larger coefficients are
/// always better) and is not unique where columns are linearly dependent. Throws ShapeError where
/// the shapes do not fit, and ValueError where one of the two classes has no row, a label is not 0
/// or 1, an entry of X is NaN or infinite, l2 is negative, or (l2 = 0) there is no unique
/// minimiser. Cost: nd² + d³/3 flops for each step, 5 to 10 steps; more, up to 100, for tiny l2 on
/// separable classes.
using Fit = Model(MatrixView X, LabelsView y, const FitOptions& options);

/// The gradient of the k-class loss, k rows of the model's coefficients; y in {0, …, k − 1}.
/// Throws ShapeError where the shapes do not fit, ValueError where there are no rows or a label is
/// out of range. Cost: 4nkd flops, nk exponentials.
using ComputeSoftmaxGradient = SoftmaxGradient(MatrixView X, LabelsView y,
                                               const SoftmaxModel& model);

/// The mean over the rows of −log of the probability that the model gives to the row's class.
/// Throws as ComputeSoftmaxGradient. Cost: 2nkd flops, nk exponentials.
using SoftmaxLogLoss = double(MatrixView X, LabelsView y, const SoftmaxModel& model);

/// The probability of each class for each row: n×k, rows summing to 1. Throws ShapeError where the
/// shapes do not fit. Cost: 2nkd flops, nk exponentials.
using PredictSoftmaxProbability = Matrix(MatrixView X, const SoftmaxModel& model);

/// The most probable class of each row, the lowest of equals. Throws as the probabilities do.
using PredictSoftmax = Labels(MatrixView X, const SoftmaxModel& model);

/// The minimiser of Σ lossᵢ + ½ l2·‖coefficients‖² over k = 1 + max(y) classes. What is added to
/// the intercepts of all classes alike changes no probability: of the equal minimisers it is the
/// one whose intercepts sum to 0. (Its coefficients of each column sum to 0 too: with l2 > 0 they
/// must, with l2 = 0 they are chosen so.) Throws ShapeError where the shapes do not fit, and
/// ValueError as Fit does: every class in {0, …, k − 1}, k ≥ 2, must have a row. Cost: see the
/// variants.
using FitSoftmax = SoftmaxModel(MatrixView X, LabelsView y, const FitOptions& options);

} // namespace mlcore::logistic_regression
