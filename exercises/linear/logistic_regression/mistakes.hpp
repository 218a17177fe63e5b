// What people get wrong, one function per misunderstanding. Each is recognised by its answers. Here
// those of sigmoid, log_loss and gradient; fit_mistakes.hpp has the others.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/linear/logistic_regression/naive.hpp>

#include "fit_mistakes.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::mistakes {

namespace detail {

template <class Of>
Vector of_each(VectorView z, Of of) {
    Vector result(z.size());
    for (Index i = 0; i < z.size(); ++i) result(i) = of(z(i));
    return result;
}

/// The mean over the rows of loss(z, label).
template <class Loss>
double mean_loss(MatrixView X, LabelsView y, const Model& model, Loss loss) {
    check_loss("log_loss", X, y, model);
    const Vector z = naive::logits(X, model);
    double sum = 0;
    for (Index i = 0; i < y.size(); ++i) sum += loss(z(i), y(i));
    return sum / count(y);
}

inline double clipped_loss(double z, int label, double epsilon) {
    const double p = naive::sigmoid_of(z);
    return -std::log(std::clamp(label == 1 ? p : 1 - p, epsilon, 1 - epsilon));
}

/// The gradient whose row i counts with residual(z, label).
template <class Residual>
Gradient gradient_of(MatrixView X, LabelsView y, const Model& model, Residual residual) {
    check_loss("gradient", X, y, model);
    const Vector z = naive::logits(X, model);
    Gradient g{Vector::Zero(X.cols()), 0};
    for (Index i = 0; i < y.size(); ++i) {
        const double r = residual(z(i), y(i)) / count(y);
        g.coefficients += r * X.row(i).transpose();
        g.intercept += r;
    }
    return g;
}

} // namespace detail

inline const grading::Mistakes<Sigmoid> sigmoid{
    {"overflows",
     "You compute e^z / (1 + e^z). At z = 1000 that is infinity by infinity, NaN; for z ≥ 0 use "
     "1 / (1 + e^−z).",
     [](VectorView z) {
         return detail::of_each(z, [](double u) { return std::exp(u) / (1 + std::exp(u)); });
     }},
    {"minus_lost",
     "The minus in e^−z is missing: your curve falls from 1 to 0 where the sigmoid climbs from 0 "
     "to 1.",
     [](VectorView z) { return naive::sigmoid(-z); }},
    {"hyperbolic_tangent",
     "You return tanh(z), which runs from −1 to 1. The sigmoid is a probability, from 0 to 1.",
     [](VectorView z) { return detail::of_each(z, [](double u) { return std::tanh(u); }); }},
    {"derivative",
     "You return σ(z)(1 − σ(z)), the slope of the sigmoid. The task asks for σ(z) itself.",
     [](VectorView z) {
         return detail::of_each(
             z, [](double u) { return naive::sigmoid_of(u) * naive::sigmoid_of(-u); });
     }},
    {"step_function", "You answer 0 or 1, the predicted class. The sigmoid is the probability.",
     [](VectorView z) { return detail::of_each(z, [](double u) { return u > 0 ? 1.0 : 0.0; }); }},
    {"exponential_only", "You return e^z. Divide it by 1 + e^z to get a probability.",
     [](VectorView z) { return detail::of_each(z, [](double u) { return std::exp(u); }); }},
};

inline const grading::Mistakes<LogLoss> log_loss{
    {"overflows",
     "You compute log(1 + e^u) as it stands, and e^u is infinite for u = 1000. It is the same as "
     "max(u, 0) + log(1 + e^−|u|).",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::mean_loss(X, y, model, [](double z, int label) {
             return std::log(1 + std::exp(label == 1 ? -z : z));
         });
     }},
    {"unclipped_log",
     "You take the logarithm of σ(z) or of 1 − σ(z). At z = 40 the latter is 0 to a double, and "
     "its "
     "logarithm infinite, where the loss is 40. Compute from z: log(1 + e^z).",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::mean_loss(X, y, model, [](double z, int label) {
             const double p = naive::sigmoid_of(z);
             return -std::log(label == 1 ? p : 1 - p);
         });
     }},
    {"clipped_at_1e_15",
     "You clip the probability to 1e-15, so a row costs 34.5 at most. With z at hand nothing needs "
     "to be clipped: log(1 + e^z).",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::mean_loss(X, y, model, [](double z, int label) {
             return detail::clipped_loss(z, label, 1e-15);
         });
     }},
    {"clipped_at_epsilon",
     "You clip the probability to 2.2e-16, so a row costs 36 at most. With z at hand nothing needs "
     "to be clipped: log(1 + e^z).",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::mean_loss(X, y, model, [](double z, int label) {
             return detail::clipped_loss(z, label, std::numeric_limits<double>::epsilon());
         });
     }},
    {"labels_minus_1_and_1",
     "You use log(1 + e^−yz), which is for labels −1 and +1. With label 0 it is log 2 whatever the "
     "model says.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::mean_loss(X, y, model,
                                  [](double z, int label) { return naive::softplus(-label * z); });
     }},
    {"not_averaged", "You return the sum over the rows; divide it by their number.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return naive::log_loss(X, y, model) * detail::count(y);
     }},
    {"sign_lost", "Your loss is negative: logarithms of probabilities are. The loss is minus them.",
     [](MatrixView X, LabelsView y, const Model& model) { return -naive::log_loss(X, y, model); }},
    {"class_0_forgotten",
     "Only your rows of class 1 cost anything. A row of class 0 costs −log(1 − σ(z)).",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::mean_loss(X, y, model, [](double z, int label) {
             return label == 1 ? naive::softplus(-z) : 0.0;
         });
     }},
    {"classes_exchanged",
     "You take the probability of the class that did not happen. σ(z) is the probability of class "
     "1.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::mean_loss(X, y, model,
                                  [](double z, int label) { return naive::loss_of(z, 1 - label); });
     }},
    {"squared_error",
     "You average the squared distance of σ(z) from the label. The log loss is −log of the "
     "probability of what happened.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::mean_loss(X, y, model, [](double z, int label) {
             const double residual = naive::sigmoid_of(z) - label;
             return residual * residual;
         });
     }},
    {"intercept_forgotten", "Your z is Xβ; the intercept has to be added to every entry.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return naive::log_loss(X, y, {model.coefficients, 0});
     }},
};

inline const grading::Mistakes<LogLossGradient> gradient{
    {"squared_error_gradient",
     "This is the gradient of the squared error: it has a factor σ(1 − σ) that the log loss does "
     "not. A row that is surely wrong would hardly count; here it counts fully, with σ(z) − y.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::gradient_of(X, y, model, [](double z, int label) {
             const double p = naive::sigmoid_of(z);
             return 2 * (p - label) * p * (1 - p);
         });
     }},
    {"extra_slope",
     "You multiply the residual by σ(1 − σ), the slope of the sigmoid. In the derivative of the "
     "log loss that factor cancels: what is left is σ(z) − y.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::gradient_of(X, y, model, [](double z, int label) {
             const double p = naive::sigmoid_of(z);
             return (p - label) * p * (1 - p);
         });
     }},
    {"labels_minus_1_and_1",
     "You use −y σ(−yz), which is for labels −1 and +1. With label 0 it is 0, so the rows of class "
     "0 do not count.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::gradient_of(X, y, model, [](double z, int label) {
             return -label * naive::sigmoid_of(-label * z);
         });
     }},
    {"residual_of_z",
     "Your residual is z − y, that of linear regression. Compare the probability with the label: "
     "σ(z) − y.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::gradient_of(X, y, model, [](double z, int label) { return z - label; });
     }},
    {"residual_of_classes",
     "Your residual compares the predicted class with the label, so it is −1, 0 or 1. Compare the "
     "probability: σ(z) − y.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return detail::gradient_of(
             X, y, model, [](double z, int label) { return (z > 0 ? 1.0 : 0.0) - label; });
     }},
    {"not_averaged", "You summed over the rows without dividing by their number.",
     [](MatrixView X, LabelsView y, const Model& model) {
         const Gradient g = naive::gradient(X, y, model);
         return Gradient{detail::count(y) * g.coefficients, detail::count(y) * g.intercept};
     }},
    {"sign_reversed",
     "Your gradient points downhill: the residual in it is σ(z) − y, not y − σ(z).",
     [](MatrixView X, LabelsView y, const Model& model) {
         const Gradient g = naive::gradient(X, y, model);
         return Gradient{-g.coefficients, -g.intercept};
     }},
    {"intercept_left_at_zero",
     "The derivative by the intercept is missing: it is (1/n) Σ(σ(z) − y), as if X had a column of "
     "ones.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return Gradient{naive::gradient(X, y, model).coefficients, 0};
     }},
    {"intercept_not_averaged",
     "The coefficients' derivatives are right, but the intercept's is not divided by the number of "
     "rows.",
     [](MatrixView X, LabelsView y, const Model& model) {
         const Gradient g = naive::gradient(X, y, model);
         return Gradient{g.coefficients, detail::count(y) * g.intercept};
     }},
    {"logits_without_intercept", "Your z is Xβ; the intercept has to be added to every entry.",
     [](MatrixView X, LabelsView y, const Model& model) {
         return naive::gradient(X, y, {model.coefficients, 0});
     }},
};

} // namespace mlcore::mistakes
