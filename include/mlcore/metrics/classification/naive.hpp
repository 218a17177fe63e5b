// The definitions, word for word: AUC compares every positive with every negative, average
// precision counts all rows again for every threshold.
#pragma once

#include "mlcore/metrics/classification/checks.hpp"
#include "mlcore/metrics/classification/interface.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

namespace mlcore::classification::naive {

inline Accuracy accuracy;
inline ConfusionMatrix confusion_matrix;
inline PrecisionRecallF1 precision_recall_f1;
inline RocAuc roc_auc;
inline AveragePrecision average_precision;
inline LogLoss log_loss;
inline MulticlassLogLoss multiclass_log_loss;

inline double accuracy(LabelsView y_true, LabelsView y_predicted) {
    detail::check_accuracy(y_true, y_predicted);
    Index right = 0;
    for (Index i = 0; i < y_true.size(); ++i)
        if (y_true(i) == y_predicted(i)) ++right;
    return static_cast<double>(right) / static_cast<double>(y_true.size());
}

inline Counts confusion_matrix(LabelsView y_true, LabelsView y_predicted, int classes) {
    detail::check_classes("confusion_matrix", y_true, y_predicted, classes);
    Counts counts = Counts::Zero(classes, classes);
    for (Index i = 0; i < y_true.size(); ++i) ++counts(y_true(i), y_predicted(i));
    return counts;
}

/// a / b, and 0 where both are 0.
inline double share(double a, double b) { return b == 0 ? 0 : a / b; }

inline ClassScores precision_recall_f1(LabelsView y_true, LabelsView y_predicted, int classes) {
    detail::check_classes("precision_recall_f1", y_true, y_predicted, classes);
    ClassScores scores{Vector(classes), Vector(classes), Vector(classes), 0};
    for (int c = 0; c < classes; ++c) {
        double hits = 0, predicted = 0, actual = 0;
        for (Index i = 0; i < y_true.size(); ++i) {
            if (y_predicted(i) == c) ++predicted;
            if (y_true(i) == c) ++actual;
            if (y_predicted(i) == c && y_true(i) == c) ++hits;
        }
        scores.precision(c) = share(hits, predicted);
        scores.recall(c) = share(hits, actual);
        scores.f1(c) = share(2 * hits, predicted + actual);
        scores.macro_f1 += scores.f1(c) / classes;
    }
    return scores;
}

inline double roc_auc(LabelsView y_true, VectorView scores) {
    detail::check_scores("roc_auc", y_true, scores);
    detail::check_both_classes(y_true);
    // Whole numbers, so the answer is exact up to the last division: 2 for a win, 1 for a tie.
    std::int64_t points = 0, pairs = 0;
    for (Index i = 0; i < y_true.size(); ++i)
        for (Index j = 0; j < y_true.size(); ++j) {
            if (y_true(i) != 1 || y_true(j) != 0) continue;
            ++pairs;
            if (scores(i) > scores(j)) points += 2;
            if (scores(i) == scores(j)) points += 1;
        }
    return static_cast<double>(points) / (2 * static_cast<double>(pairs));
}

inline double average_precision(LabelsView y_true, VectorView scores) {
    detail::check_scores("average_precision", y_true, scores);
    const Index n = y_true.size();
    double positives = 0;
    for (Index i = 0; i < n; ++i) positives += y_true(i);
    if (positives == 0) return 0;

    std::vector<double> thresholds(scores.begin(), scores.end());
    std::sort(thresholds.begin(), thresholds.end(), std::greater<>());
    thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
    double area = 0, recall_before = 0;
    for (const double threshold : thresholds) {
        double hits = 0, predicted = 0;
        for (Index i = 0; i < n; ++i)
            if (scores(i) >= threshold) {
                ++predicted;
                hits += y_true(i);
            }
        const double recall = hits / positives;
        area += (recall - recall_before) * hits / predicted;
        recall_before = recall;
    }
    return area;
}

inline double clip(double probability) {
    return std::clamp(probability, probability_epsilon, 1 - probability_epsilon);
}

inline double log_loss(LabelsView y_true, VectorView probabilities) {
    detail::check_log_loss(y_true, probabilities);
    double sum = 0;
    for (Index i = 0; i < y_true.size(); ++i)
        sum -= std::log(clip(y_true(i) == 1 ? probabilities(i) : 1 - probabilities(i)));
    return sum / static_cast<double>(y_true.size());
}

inline double multiclass_log_loss(LabelsView y_true, MatrixView probabilities) {
    detail::check_multiclass_log_loss(y_true, probabilities);
    double sum = 0;
    for (Index i = 0; i < y_true.size(); ++i) sum -= std::log(clip(probabilities(i, y_true(i))));
    return sum / static_cast<double>(y_true.size());
}

} // namespace mlcore::classification::naive
