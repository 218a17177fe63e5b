#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    using namespace mlcore::linear_regression;
    subject.task<Predict>("predict", exercise::predict);
    subject.task<MeanSquaredError>("mse", exercise::mse);
    subject.task<MseGradient>("mse_gradient", exercise::mse_gradient);
    subject.task<GradientDescent>("gradient_descent", exercise::gradient_descent);
    subject.task<FitRidge>("fit_ridge", exercise::fit_ridge);
    subject.task<HoldoutR2>("holdout_r2", exercise::holdout_r2);
}
