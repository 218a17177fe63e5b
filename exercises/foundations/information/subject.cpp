#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<information::LogSumExp>("log_sum_exp", exercise::log_sum_exp);
    subject.task<information::Softmax>("softmax", exercise::softmax);
    subject.task<information::Entropy>("entropy", exercise::entropy);
    subject.task<information::CrossEntropy>("cross_entropy", exercise::cross_entropy);
    subject.task<information::KlDivergence>("kl_divergence", exercise::kl_divergence);
}
