#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    using namespace mlcore::decision_tree;
    subject.task<Gini>("gini", exercise::gini);
    subject.task<Entropy>("entropy", exercise::entropy);
    subject.task<BestSplit>("best_split", exercise::best_split);
    subject.task<Fit>("fit", exercise::fit);
    subject.task<Predict>("predict", exercise::predict);
}
