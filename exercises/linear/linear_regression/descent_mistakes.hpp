// Mistakes in the predictions, the loss, its gradient and the descent.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/linear/linear_regression/naive.hpp>

#include <algorithm>
#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::linear_regression;

namespace detail {
using namespace mlcore::linear_regression::detail;

inline Vector residuals(MatrixView X, VectorView y, const Model& model) {
    return naive::predict(X, model) - y;
}
inline double count(VectorView y) {
    return static_cast<double>(y.size());
}

// Descent from zero whose step is `step(model, gradient)`.
template <class Step>
Model descend(MatrixView X, VectorView y, int iterations, Step&& step) {
    check_training_data("gradient_descent", X, y);
    Model model{Vector::Zero(X.cols()), 0};
    for (int i = 0; i < iterations; ++i) step(model, naive::mse_gradient(X, y, model));
    return model;
}
} // namespace detail

inline const grading::Mistakes<Predict> predict{
    {"intercept_forgotten", "You return Xβ. The intercept b has to be added to every prediction.",
     [](MatrixView X, const Model& model) -> Vector {
         return naive::predict(X, {model.coefficients, 0});
     }},
    {"intercept_once_per_column",
     "You add the intercept inside the loop over the columns, so once for every column. It is "
     "added "
     "once for every row.",
     [](MatrixView X, const Model& model) -> Vector {
         return naive::predict(
             X, {model.coefficients, static_cast<double>(X.cols()) * model.intercept});
     }},
    {"different_widths_accepted",
     "You multiply as far as the narrower of X and β goes. Where X has not one column for each "
     "coefficient there is no prediction: throw ShapeError.",
     [](MatrixView X, const Model& model) -> Vector {
         const Index d = std::min(X.cols(), model.coefficients.size());
         return naive::predict(X.leftCols(d), {model.coefficients.head(d), model.intercept});
     }},
};

inline const grading::Mistakes<MeanSquaredError> mse{
    {"not_averaged",
     "You return the sum of the squared residuals; divide it by the number of rows.",
     [](MatrixView X, VectorView y, const Model& model) {
         return naive::mse(X, y, model) * detail::count(y);
     }},
    {"halved",
     "You return half of the mean squared error. Some books define the loss so, to have a tidier "
     "gradient; here it is the plain mean.",
     [](MatrixView X, VectorView y, const Model& model) { return naive::mse(X, y, model) / 2; }},
    {"root_taken",
     "You return the root of the mean squared error; the task asks for the mean itself.",
     [](MatrixView X, VectorView y, const Model& model) {
         return std::sqrt(naive::mse(X, y, model));
     }},
    {"absolute_residuals",
     "You average the absolute residuals. That is the mean absolute error; square them instead.",
     [](MatrixView X, VectorView y, const Model& model) {
         detail::check_loss("mse", X, y, model);
         return detail::residuals(X, y, model).cwiseAbs().sum() / detail::count(y);
     }},
    {"squared_after_averaging",
     "You average the residuals and square their mean, so that positive and negative ones cancel. "
     "Square each residual first.",
     [](MatrixView X, VectorView y, const Model& model) {
         detail::check_loss("mse", X, y, model);
         const double mean = detail::residuals(X, y, model).sum() / detail::count(y);
         return mean * mean;
     }},
    {"divided_by_n_minus_1",
     "You divide by n − 1, as for a sample variance. The mean over n rows is divided by n.",
     [](MatrixView X, VectorView y, const Model& model) {
         return naive::mse(X, y, model) * detail::count(y) / (detail::count(y) - 1);
     }},
    {"averaged_over_all_entries",
     "You divide by the number of entries of X. There is one residual for each row: divide by the "
     "number of rows.",
     [](MatrixView X, VectorView y, const Model& model) {
         return naive::mse(X, y, model) / static_cast<double>(X.cols());
     }},
};

inline const grading::Mistakes<MseGradient> mse_gradient{
    {"not_averaged", "You summed over the rows without dividing by their number.",
     [](MatrixView X, VectorView y, const Model& model) {
         const Gradient g = naive::mse_gradient(X, y, model);
         return Gradient{detail::count(y) * g.coefficients, detail::count(y) * g.intercept};
     }},
    {"factor_two_lost",
     "The factor 2 from the derivative of the square is missing: the gradient of the mean squared "
     "error is (2/n) Xᵀ(ŷ − y).",
     [](MatrixView X, VectorView y, const Model& model) {
         const Gradient g = naive::mse_gradient(X, y, model);
         return Gradient{g.coefficients / 2, g.intercept / 2};
     }},
    {"integer_division",
     "2 / n is a division of integers in C++: it is 0 from three rows on. Write 2.0 / n, or make n "
     "a "
     "double.",
     [](MatrixView X, VectorView y, const Model& model) {
         const Gradient g = naive::mse_gradient(X, y, model);
         const double ratio = static_cast<double>(2 / y.size()) * detail::count(y) / 2;
         return Gradient{ratio * g.coefficients, ratio * g.intercept};
     }},
    {"sign_reversed",
     "Your gradient points downhill: the residual in it is ŷ − y, not y − ŷ. The minus sign "
     "belongs to "
     "the step of gradient descent.",
     [](MatrixView X, VectorView y, const Model& model) {
         const Gradient g = naive::mse_gradient(X, y, model);
         return Gradient{-g.coefficients, -g.intercept};
     }},
    {"intercept_left_at_zero",
     "The derivative by the intercept is missing: it is (2/n) Σ(ŷ − y), as if X had a column of "
     "ones.",
     [](MatrixView X, VectorView y, const Model& model) {
         return Gradient{naive::mse_gradient(X, y, model).coefficients, 0};
     }},
    {"intercept_not_averaged",
     "The coefficients' derivatives are right, but the intercept's is not divided by the number of "
     "rows.",
     [](MatrixView X, VectorView y, const Model& model) {
         const Gradient g = naive::mse_gradient(X, y, model);
         return Gradient{g.coefficients, detail::count(y) * g.intercept};
     }},
    {"residuals_without_intercept",
     "Your residuals are Xβ − y. The prediction is Xβ + b, so the intercept belongs into them.",
     [](MatrixView X, VectorView y, const Model& model) {
         return naive::mse_gradient(X, y, {model.coefficients, 0});
     }},
    {"divided_by_columns",
     "You divide by the number of columns of X. The loss is a mean over the rows: divide by their "
     "number.",
     [](MatrixView X, VectorView y, const Model& model) {
         const Gradient g = naive::mse_gradient(X, y, model);
         const double ratio = detail::count(y) / static_cast<double>(X.cols());
         return Gradient{ratio * g.coefficients, ratio * g.intercept};
     }},
};

inline const grading::Mistakes<GradientDescent> gradient_descent{
    {"ascends",
     "You add the gradient, which climbs. To go down, subtract learning_rate times the gradient.",
     [](MatrixView X, VectorView y, const DescentOptions& options) {
         return detail::descend(X, y, options.iterations, [&](Model& model, const Gradient& g) {
             model.coefficients += options.learning_rate * g.coefficients;
             model.intercept += options.learning_rate * g.intercept;
         });
     }},
    {"one_step_short", "You take one step less than options.iterations.",
     [](MatrixView X, VectorView y, const DescentOptions& options) {
         return naive::gradient_descent(
             X, y, {options.learning_rate, std::max(0, options.iterations - 1)});
     }},
    {"one_step_more", "You take one step more than options.iterations.",
     [](MatrixView X, VectorView y, const DescentOptions& options) {
         return naive::gradient_descent(X, y, {options.learning_rate, options.iterations + 1});
     }},
    {"intercept_not_moved",
     "Your intercept stays at zero: it takes a step along its own derivative, as every coefficient "
     "does.",
     [](MatrixView X, VectorView y, const DescentOptions& options) {
         return detail::descend(X, y, options.iterations, [&](Model& model, const Gradient& g) {
             model.coefficients -= options.learning_rate * g.coefficients;
         });
     }},
    {"not_simultaneous",
     "You move the coefficients first and take the intercept's derivative at the new place. All "
     "derivatives of one step belong to the same point.",
     [](MatrixView X, VectorView y, const DescentOptions& options) {
         return detail::descend(X, y, options.iterations, [&](Model& model, const Gradient& g) {
             model.coefficients -= options.learning_rate * g.coefficients;
             model.intercept -= options.learning_rate * naive::mse_gradient(X, y, model).intercept;
         });
     }},
    {"intercept_moved_first",
     "You move the intercept first and take the coefficients' derivatives at the new place. All "
     "derivatives of one step belong to the same point.",
     [](MatrixView X, VectorView y, const DescentOptions& options) {
         return detail::descend(X, y, options.iterations, [&](Model& model, const Gradient& g) {
             model.intercept -= options.learning_rate * g.intercept;
             model.coefficients -=
                 options.learning_rate * naive::mse_gradient(X, y, model).coefficients;
         });
     }},
    {"starts_at_the_mean",
     "Your intercept starts at the mean of y. A good idea, but the task starts from all zeros.",
     [](MatrixView X, VectorView y, const DescentOptions& options) {
         detail::check_training_data("gradient_descent", X, y);
         Model model{Vector::Zero(X.cols()), y.mean()};
         for (int i = 0; i < options.iterations; ++i) {
             const Gradient g = naive::mse_gradient(X, y, model);
             model.coefficients -= options.learning_rate * g.coefficients;
             model.intercept -= options.learning_rate * g.intercept;
         }
         return model;
     }},
};

} // namespace mlcore::mistakes
