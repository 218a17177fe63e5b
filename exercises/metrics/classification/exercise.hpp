// Metrics of classifiers: count hits and misses, judge a ranking, judge probabilities.
// The lesson: mlcore lesson classification
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// LabelsView is a read-only Eigen vector of int, VectorView one of double: y.size(), y(i).
// Counts is a matrix of int: Counts::Zero(k, k) makes one filled with zeros, counts(row, column) is
// an entry. Vector::Zero(k) is a vector of k zeros.
// check_same_size, check_not_empty and check_value of core/shapes.hpp throw the errors for you.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/metrics/classification/interface.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace exercise {
using namespace mlcore;
using namespace mlcore::classification;

// What the exercise calls; leave these lines as they are.
inline Accuracy accuracy;
inline ConfusionMatrix confusion_matrix;
inline PrecisionRecallF1 precision_recall_f1;
inline RocAuc roc_auc;
inline AveragePrecision average_precision;
inline LogLoss log_loss;

// Task 1: the share of rows that are predicted right.
// ShapeError where the lengths differ, ValueError where there are no rows.
inline double accuracy(LabelsView y_true, LabelsView y_predicted) {
    throw NotImplemented{"accuracy"};
}

// Task 2: classes × classes counts; the true class chooses the row, the predicted one the column.
// ShapeError where the lengths differ; ValueError for a label that is not in 0 … classes − 1.
inline Counts confusion_matrix(LabelsView y_true, LabelsView y_predicted, int classes) {
    throw NotImplemented{"confusion_matrix"};
}

// Task 3: precision, recall and F1 of every class, and the plain mean of the F1s. 0/0 counts as 0.
// Returns ClassScores{precision, recall, f1, macro_f1}; throws as confusion_matrix does.
inline ClassScores precision_recall_f1(LabelsView y_true, LabelsView y_predicted, int classes) {
    throw NotImplemented{"precision_recall_f1"};
}

// Task 4: of all pairs of a row of class 1 and a row of class 0, the share in which the first has
// the higher score; equal scores count half. Labels are 0 or 1.
// ShapeError where the lengths differ; ValueError for another label, or where a class has no row.
inline double roc_auc(LabelsView y_true, VectorView scores) {
    throw NotImplemented{"roc_auc"};
}

// Task 5: Σ (R_k − R_{k−1}) P_k over the distinct scores from the highest down; R_k and P_k are
// recall and precision of "score ≥ the k-th". 0 where no row is of class 1.
// ShapeError where the lengths differ; ValueError for another label, or where there are no rows.
inline double average_precision(LabelsView y_true, VectorView scores) {
    throw NotImplemented{"average_precision"};
}

// Task 6: the mean of −log(probability given to what happened); `probabilities` are of class 1.
// Clip into [probability_epsilon, 1 − probability_epsilon] before the logarithm. ShapeError where
// the lengths differ; ValueError for no rows, another label, or a probability outside [0, 1].
inline double log_loss(LabelsView y_true, VectorView probabilities) {
    throw NotImplemented{"log_loss"};
}

} // namespace exercise
