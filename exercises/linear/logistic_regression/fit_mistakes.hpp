// The wrong versions of fit and softmax_gradient.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/linear/logistic_regression/naive.hpp>
#include <mlcore/linear/logistic_regression/naive_softmax.hpp>

#include <cmath>
#include <limits>

namespace mlcore::mistakes {
using namespace mlcore::logistic_regression;

namespace detail {
using namespace mlcore::logistic_regression::detail;

inline double count(LabelsView y) {
    return static_cast<double>(y.size());
}

/// The θ that makes Σ loss(Zθ) + ½ Σ penaltyⱼ θⱼ² smallest, or what `steps` Newton steps reach.
inline Vector newton(const Matrix& Z, LabelsView y, const Vector& penalty, int steps = 100) {
    Vector theta = Vector::Zero(Z.cols());
    const auto value = [&](const Vector& at) {
        const Vector z = Z * at;
        double sum = penalty.dot(at.cwiseAbs2()) / 2;
        for (Index i = 0; i < y.size(); ++i) sum += naive::loss_of(z(i), y(i));
        return sum;
    };
    for (int step = 0; step < steps; ++step) {
        const Vector z = Z * theta, p = naive::sigmoid(z);
        Matrix H = penalty.asDiagonal();
        for (Index i = 0; i < y.size(); ++i)
            H += p(i) * (1 - p(i)) * Z.row(i).transpose() * Z.row(i);
        const Vector g = Z.transpose() * (p - y.cast<double>()) + penalty.cwiseProduct(theta);
        const Vector direction = linalg::solve_positive_definite(H, g);
        const double before = value(theta), slope = g.dot(direction);
        const double t =
            step_length(before, slope, [&](double s) { return value(theta - s * direction); });
        theta -= t * direction;
        if (settled(Z * direction * t, z, slope, before)) break;
    }
    return theta;
}

inline Matrix with_ones(MatrixView X) {
    Matrix Z(X.rows(), X.cols() + 1);
    Z << X, Vector::Ones(X.rows());
    return Z;
}
inline Vector no_penalty_on_the_last(Index size, double l2) {
    Vector penalty = Vector::Constant(size, l2);
    penalty(size - 1) = 0;
    return penalty;
}
inline Model model_of(const Vector& theta) {
    const Index d = theta.size() - 1;
    return {theta.head(d), theta(d)};
}

/// The gradient of n rows with these residuals (n×k).
inline SoftmaxGradient gradient_of(MatrixView X, const Matrix& residuals) {
    const auto n = static_cast<double>(X.rows());
    return {residuals.transpose() * X / n, residuals.colwise().sum().transpose() / n};
}
inline Matrix one_hot(LabelsView y, Index classes) {
    Matrix Y = Matrix::Zero(y.size(), classes);
    for (Index i = 0; i < y.size(); ++i) Y(i, y(i)) = 1;
    return Y;
}
inline SoftmaxGradient scaled(const SoftmaxGradient& g, double coefficients, double intercepts) {
    return {coefficients * g.coefficients, intercepts * g.intercepts};
}

} // namespace detail

inline const grading::Mistakes<Fit> fit{
    {"intercept_penalised",
     "You penalise the intercept too. The penalty is on the coefficients only: how frequent class "
     "1 "
     "is must not cost anything.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         detail::check_fit("fit", X, y, 2, options);
         return detail::model_of(
             detail::newton(detail::with_ones(X), y, Vector::Constant(X.cols() + 1, options.l2)));
     }},
    {"no_intercept",
     "You fit the coefficients alone and leave the intercept at zero, which says ½ where all "
     "features are 0. Give X a last column of ones.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         detail::check_fit("fit", X, y, 2, options);
         return Model{detail::newton(X, y, Vector::Constant(X.cols(), options.l2)), 0};
     }},
    {"penalty_not_halved",
     "You minimise Σ loss + l2·‖β‖². The penalty is ½ l2·‖β‖², so its derivative is l2·β.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         return naive::fit(X, y, {2 * options.l2});
     }},
    {"penalty_on_the_mean",
     "You add the penalty to the mean of the losses. Here it is added to their sum: with n rows "
     "yours is n times as strong.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         return naive::fit(X, y, {detail::count(y) * options.l2});
     }},
    {"penalty_is_inverse",
     "You use l2 as scikit-learn's C, which is its inverse: a larger l2 must make the coefficients "
     "smaller.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         detail::check_fit("fit", X, y, 2, options);
         return naive::fit(X, y, {options.l2 > 0 ? 1 / options.l2 : 0});
     }},
    {"penalty_ignored",
     "You fit without the penalty, or only ever touch it in the gradient or the Hessian: "
     "options.l2 "
     "must change the minimum.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         detail::check_fit("fit", X, y, 2, options);
         return naive::fit(X, y, {});
     }},
    {"one_step_only",
     "You take a single Newton step from zero. Repeat it, with new probabilities, until the model "
     "no longer moves.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         detail::check_fit("fit", X, y, 2, options);
         if (options.l2 == 0) naive::fit(X, y, options); // for its refusal
         return detail::model_of(detail::newton(
             detail::with_ones(X), y, detail::no_penalty_on_the_last(X.cols() + 1, options.l2), 1));
     }},
    {"intercept_of_centred_data",
     "Your coefficients are right, but your intercept belongs to centred columns. For X as it came "
     "subtract x̄ᵀβ from it.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         Model model = naive::fit(X, y, options);
         model.intercept += X.colwise().mean().dot(model.coefficients);
         return model;
     }},
    {"separable_accepted",
     "You return a model where a plane separates the classes and nothing is penalised. Its "
     "coefficients only say when you stopped; there is no minimum: throw ValueError.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         try {
             return naive::fit(X, y, options);
         } catch (const ValueError&) {
             if (options.l2 != 0 || X.rows() != y.size() || (y.array() == y(0)).all() ||
                 (y.array() != 0 && y.array() != 1).any())
                 throw;
             return naive::fit(X, y, {1e-6});
         }
     }},
    {"negative_l2_accepted",
     "A negative l2 rewards large coefficients, and there is no minimum: throw ValueError.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         return naive::fit(X, y, {std::abs(options.l2)});
     }},
    {"one_class_accepted",
     "You fit rows that are all of one class. The intercept would grow without end: throw "
     "ValueError.",
     [](MatrixView X, LabelsView y, const FitOptions& options) {
         if (X.rows() == y.size() && y.size() > 0 && (y.array() == y(0)).all() &&
             (y(0) == 0 || y(0) == 1))
             return Model{Vector::Zero(X.cols()), y(0) == 1 ? 30.0 : -30.0};
         return naive::fit(X, y, options);
     }},
};

inline const grading::Mistakes<ComputeSoftmaxGradient> softmax_gradient{
    {"one_hot_not_subtracted",
     "You return (1/n) PᵀX. The residual is the probability minus 1 for the class that happened.",
     [](MatrixView X, LabelsView y, const SoftmaxModel& model) {
         detail::check_softmax_loss("softmax_gradient", X, y, model);
         return detail::gradient_of(X, naive::softmax(naive::logits(X, model)));
     }},
    {"overflows",
     "You take e^z as it stands, which is infinite for z = 1000, and infinity by infinity is NaN. "
     "Subtract the row's largest z first; the quotients stay the same.",
     [](MatrixView X, LabelsView y, const SoftmaxModel& model) {
         detail::check_softmax_loss("softmax_gradient", X, y, model);
         Matrix P = naive::logits(X, model).array().exp();
         for (Index i = 0; i < P.rows(); ++i) P.row(i) = (P.row(i) / P.row(i).sum()).eval();
         return detail::gradient_of(X, P - detail::one_hot(y, P.cols()));
     }},
    {"sigmoid_of_each_class",
     "You take the sigmoid of every z, as if each class were asked about by itself. The "
     "probabilities of a row must sum to 1: softmax.",
     [](MatrixView X, LabelsView y, const SoftmaxModel& model) {
         detail::check_softmax_loss("softmax_gradient", X, y, model);
         Matrix P = naive::logits(X, model);
         for (Index i = 0; i < P.size(); ++i) P.data()[i] = naive::sigmoid_of(P.data()[i]);
         return detail::gradient_of(X, P - detail::one_hot(y, P.cols()));
     }},
    {"softmax_over_the_rows",
     "You normalise each class over the rows of X. The probabilities of one row sum to 1 over the "
     "classes.",
     [](MatrixView X, LabelsView y, const SoftmaxModel& model) {
         detail::check_softmax_loss("softmax_gradient", X, y, model);
         const Matrix Z = naive::logits(X, model).transpose();
         const Matrix P = naive::softmax(Z).transpose();
         return detail::gradient_of(X, P - detail::one_hot(y, P.cols()));
     }},
    {"not_averaged", "You summed over the rows without dividing by their number.",
     [](MatrixView X, LabelsView y, const SoftmaxModel& model) {
         const double n = detail::count(y);
         return detail::scaled(naive::softmax_gradient(X, y, model), n, n);
     }},
    {"averaged_over_classes_too",
     "You divide by the number of classes as well. The loss is a mean over the rows only.",
     [](MatrixView X, LabelsView y, const SoftmaxModel& model) {
         const double k = 1 / static_cast<double>(model.intercepts.size());
         return detail::scaled(naive::softmax_gradient(X, y, model), k, k);
     }},
    {"intercepts_not_averaged",
     "The coefficients' derivatives are right, but the intercepts' are not divided by the number "
     "of rows.",
     [](MatrixView X, LabelsView y, const SoftmaxModel& model) {
         return detail::scaled(naive::softmax_gradient(X, y, model), 1, detail::count(y));
     }},
    {"sign_reversed", "Your gradient points downhill: the residual in it is P − Y, not Y − P.",
     [](MatrixView X, LabelsView y, const SoftmaxModel& model) {
         return detail::scaled(naive::softmax_gradient(X, y, model), -1, -1);
     }},
    {"intercepts_forgotten", "Your z is XWᵀ; each class's intercept has to be added.",
     [](MatrixView X, LabelsView y, const SoftmaxModel& model) {
         detail::check_softmax_loss("softmax_gradient", X, y, model);
         return naive::softmax_gradient(
             X, y, {model.coefficients, Vector::Zero(model.intercepts.size())});
     }},
};

} // namespace mlcore::mistakes
