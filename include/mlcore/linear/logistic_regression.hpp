// Logistic regression for two classes and, as softmax regression, for more:
// mlcore::logistic_regression::fit, predict, predict_probability, and what they are made of.
//
//     const auto model = logistic_regression::fit(X, y, {.l2 = 1});
//     const Labels y_hat = logistic_regression::predict(X_new, model);
//     const auto of_three = logistic_regression::fit_softmax(X, y3);
//     std::cout << model; // log odds of 1 = 0.3 + 1.2 x0 − 0.4 x1
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/linear/logistic_regression/interface.hpp"
#include "mlcore/linear/logistic_regression/naive.hpp"
#include "mlcore/linear/logistic_regression/naive_softmax.hpp"
#include "mlcore/linear/logistic_regression/vectorized.hpp"
#include "mlcore/linear/logistic_regression/vectorized_softmax.hpp"

#include <cmath>
#include <ostream>

namespace mlcore::logistic_regression {

inline const Variants<Sigmoid> sigmoid_variants{{"naive", naive::sigmoid},
                                                {"vectorized", vectorized::sigmoid}};
inline const Variants<PredictProbability> predict_probability_variants{
    {"naive", naive::predict_probability}, {"vectorized", vectorized::predict_probability}};
inline const Variants<Predict> predict_variants{{"naive", naive::predict},
                                                {"vectorized", vectorized::predict}};
inline const Variants<LogLoss> log_loss_variants{{"naive", naive::log_loss},
                                                 {"vectorized", vectorized::log_loss}};
inline const Variants<LogLossGradient> gradient_variants{{"naive", naive::gradient},
                                                         {"vectorized", vectorized::gradient}};
inline const Variants<Fit> fit_variants{{"naive", naive::fit}, {"vectorized", vectorized::fit}};

inline const Variants<ComputeSoftmaxGradient> softmax_gradient_variants{
    {"naive", naive::softmax_gradient}, {"vectorized", vectorized::softmax_gradient}};
inline const Variants<SoftmaxLogLoss> softmax_log_loss_variants{
    {"naive", naive::log_loss}, {"vectorized", vectorized::log_loss}};
inline const Variants<PredictSoftmaxProbability> predict_softmax_probability_variants{
    {"naive", naive::predict_probability}, {"vectorized", vectorized::predict_probability}};
inline const Variants<PredictSoftmax> predict_softmax_variants{{"naive", naive::predict},
                                                               {"vectorized", vectorized::predict}};
inline const Variants<FitSoftmax> fit_softmax_variants{{"naive", naive::fit_softmax},
                                                       {"vectorized", vectorized::fit_softmax}};

using vectorized::gradient;
using vectorized::log_loss;            // of both kinds of model
using vectorized::predict;             // of both
using vectorized::predict_probability; // of both
using vectorized::sigmoid;
using vectorized::softmax_gradient;

/// Two classes, 0 and 1; the options may be left out.
inline Model fit(MatrixView X, LabelsView y, const FitOptions& options = {}) {
    return vectorized::fit(X, y, options);
}
/// k classes, 0 … k − 1; the options may be left out.
inline SoftmaxModel fit_softmax(MatrixView X, LabelsView y, const FitOptions& options = {}) {
    return vectorized::fit_softmax(X, y, options);
}

namespace detail {

template <class Coefficients>
void print_sum(std::ostream& out, double intercept, const Coefficients& coefficients) {
    out << intercept;
    for (Index j = 0; j < coefficients.size(); ++j)
        out << (std::signbit(coefficients(j)) ? " − " : " + ") << std::abs(coefficients(j)) << " x"
            << j;
}

} // namespace detail

/// The model as an equation: "log odds of 1 = 3 + 2 x0 − 0.5 x1". Numbers as the stream formats
/// them.
inline std::ostream& operator<<(std::ostream& out, const Model& model) {
    out << "log odds of 1 = ";
    detail::print_sum(out, model.intercept, model.coefficients);
    return out;
}

/// A line for each class: "z of 0 = 3 + 2 x0 − 0.5 x1"; the probabilities are the softmax of these.
inline std::ostream& operator<<(std::ostream& out, const SoftmaxModel& model) {
    for (Index c = 0; c < model.intercepts.size(); ++c) {
        out << (c == 0 ? "" : "\n") << "z of " << c << " = ";
        detail::print_sum(out, model.intercepts(c), model.coefficients.row(c));
    }
    return out;
}

} // namespace mlcore::logistic_regression
