#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    using namespace mlcore::logistic_regression;
    subject.task<Sigmoid>("sigmoid", exercise::sigmoid);
    subject.task<LogLoss>("log_loss", exercise::log_loss);
    subject.task<LogLossGradient>("gradient", exercise::gradient);
    subject.task<Fit>("fit", exercise::fit);
    subject.task<ComputeSoftmaxGradient>("softmax_gradient", exercise::softmax_gradient);
}
