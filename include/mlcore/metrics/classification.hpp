// Metrics of classifiers: mlcore::classification::accuracy, confusion_matrix, precision_recall_f1,
// roc_auc, average_precision, log_loss.
//
//     const double area = classification::roc_auc(y, scores);
//     std::cout << classification::precision_recall_f1(y, y_hat); // a line for each class
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/metrics/classification/interface.hpp"
#include "mlcore/metrics/classification/naive.hpp"
#include "mlcore/metrics/classification/vectorized.hpp"

#include <algorithm>
#include <ostream>

namespace mlcore::classification {

inline const Variants<Accuracy> accuracy_variants{{"naive", naive::accuracy},
                                                  {"vectorized", vectorized::accuracy}};
inline const Variants<ConfusionMatrix> confusion_matrix_variants{
    {"naive", naive::confusion_matrix}, {"vectorized", vectorized::confusion_matrix}};
inline const Variants<PrecisionRecallF1> precision_recall_f1_variants{
    {"naive", naive::precision_recall_f1}, {"vectorized", vectorized::precision_recall_f1}};
inline const Variants<RocAuc> roc_auc_variants{{"naive", naive::roc_auc},
                                               {"vectorized", vectorized::roc_auc}};
inline const Variants<AveragePrecision> average_precision_variants{
    {"naive", naive::average_precision}, {"vectorized", vectorized::average_precision}};
inline const Variants<LogLoss> log_loss_variants{{"naive", naive::log_loss},
                                                 {"vectorized", vectorized::log_loss}};
inline const Variants<MulticlassLogLoss> multiclass_log_loss_variants{
    {"naive", naive::multiclass_log_loss}, {"vectorized", vectorized::multiclass_log_loss}};

using vectorized::accuracy;
using vectorized::average_precision;
using vectorized::confusion_matrix;
using vectorized::log_loss;
using vectorized::multiclass_log_loss;
using vectorized::precision_recall_f1;
using vectorized::roc_auc;

/// One more than the largest label in either column, at least 1: the number of classes, where the
/// labels are 0 … k − 1 and the last of them occurs.
inline int count_classes(LabelsView y_true, LabelsView y_predicted) {
    int largest = 0;
    for (const int label : y_true) largest = std::max(largest, label);
    for (const int label : y_predicted) largest = std::max(largest, label);
    return largest + 1;
}

/// With the number of classes read off the labels.
inline Counts confusion_matrix(LabelsView y_true, LabelsView y_predicted) {
    return confusion_matrix(y_true, y_predicted, count_classes(y_true, y_predicted));
}
inline ClassScores precision_recall_f1(LabelsView y_true, LabelsView y_predicted) {
    return precision_recall_f1(y_true, y_predicted, count_classes(y_true, y_predicted));
}

/// A line for each class: "class 1: precision 0.8, recall 0.5, F1 0.615385". Numbers as the stream
/// formats them.
inline std::ostream& operator<<(std::ostream& out, const ClassScores& scores) {
    for (Index c = 0; c < scores.f1.size(); ++c)
        out << "class " << c << ": precision " << scores.precision(c) << ", recall "
            << scores.recall(c) << ", F1 " << scores.f1(c) << "\n";
    return out << "macro F1 " << scores.macro_f1;
}

} // namespace mlcore::classification
