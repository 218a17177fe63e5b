#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    using namespace mlcore::cross_validation;
    subject.task<KFold>("k_fold", exercise::k_fold);
    subject.task<StratifiedKFold>("stratified_k_fold", exercise::stratified_k_fold);
    subject.task<StandardizeSplit>("standardize_split", exercise::standardize_split);
    subject.task<CrossValMse>("cross_val_mse", exercise::cross_val_mse);
}
