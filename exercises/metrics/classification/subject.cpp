#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    using namespace mlcore::classification;
    subject.task<Accuracy>("accuracy", exercise::accuracy);
    subject.task<ConfusionMatrix>("confusion_matrix", exercise::confusion_matrix);
    subject.task<PrecisionRecallF1>("precision_recall_f1", exercise::precision_recall_f1);
    subject.task<RocAuc>("roc_auc", exercise::roc_auc);
    subject.task<AveragePrecision>("average_precision", exercise::average_precision);
    subject.task<LogLoss>("log_loss", exercise::log_loss);
}
