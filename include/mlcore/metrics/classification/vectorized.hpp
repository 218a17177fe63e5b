// What changed against naive:
//
// - accuracy: nothing but the writing; compilers turn the loop into the same SIMD comparisons.
// - log_loss: logarithms of several rows at once in SIMD registers, block by block.
// - confusion_matrix: four tables take the rows in turn and are added up at the end. In one table
//   the next row often adds to the count that the row before has just written, and has to wait for
//   it. Expected gain: a fifth, more where most rows fall into one entry.
// - precision_recall_f1: one pass for the confusion matrix instead of one for each class, so the
//   gain grows with the number of classes.
// - roc_auc, average_precision: rows are sorted by their score once, and one pass over groups of
//   equal scores finds what the double loops count. O(n log n) instead of O(n²).
#pragma once

#include "mlcore/metrics/classification/checks.hpp"
#include "mlcore/metrics/classification/interface.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace mlcore::classification::vectorized {

inline Accuracy accuracy;
inline ConfusionMatrix confusion_matrix;
inline PrecisionRecallF1 precision_recall_f1;
inline RocAuc roc_auc;
inline AveragePrecision average_precision;
inline LogLoss log_loss;
inline MulticlassLogLoss multiclass_log_loss;

inline double accuracy(LabelsView y_true, LabelsView y_predicted) {
    detail::check_accuracy(y_true, y_predicted);
    return static_cast<double>((y_true.array() == y_predicted.array()).count()) /
           static_cast<double>(y_true.size());
}

inline Counts confusion_matrix(LabelsView y_true, LabelsView y_predicted, int classes) {
    detail::check_classes("confusion_matrix", y_true, y_predicted, classes);
    const Index n = y_true.size();
    Counts counts = Counts::Zero(classes, classes);
    if (n < 4 * counts.size()) { // so few rows that three more tables cost more than they gain
        for (Index i = 0; i < n; ++i) ++counts(y_true(i), y_predicted(i));
        return counts;
    }
    std::array<Counts, 3> more;
    more.fill(counts);
    Index i = 0;
    for (; i + 4 <= n; i += 4) {
        ++counts(y_true(i), y_predicted(i));
        ++more[0](y_true(i + 1), y_predicted(i + 1));
        ++more[1](y_true(i + 2), y_predicted(i + 2));
        ++more[2](y_true(i + 3), y_predicted(i + 3));
    }
    for (; i < n; ++i) ++counts(y_true(i), y_predicted(i));
    return counts + more[0] + more[1] + more[2];
}

inline ClassScores precision_recall_f1(LabelsView y_true, LabelsView y_predicted, int classes) {
    detail::check_classes("precision_recall_f1", y_true, y_predicted, classes);
    const Counts counts = confusion_matrix(y_true, y_predicted, classes);
    const Eigen::ArrayXd hits = counts.diagonal().cast<double>();
    const Eigen::ArrayXd predicted = counts.colwise().sum().transpose().cast<double>();
    const Eigen::ArrayXd actual = counts.rowwise().sum().cast<double>();
    // Where a divisor is 0 so is the count above it: 0 / 1 is the 0 that 0 / 0 stands for.
    ClassScores scores{hits / predicted.max(1), hits / actual.max(1),
                       2 * hits / (predicted + actual).max(1), 0};
    scores.macro_f1 = scores.f1.mean();
    return scores;
}

struct Row {
    double score;
    int label;
};

/// The rows by falling score.
inline std::vector<Row> ranked(LabelsView y_true, VectorView scores) {
    std::vector<Row> rows(static_cast<std::size_t>(y_true.size()));
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = {scores(static_cast<Index>(i)), y_true(static_cast<Index>(i))};
    std::sort(rows.begin(), rows.end(),
              [](const Row& a, const Row& b) { return a.score > b.score; });
    return rows;
}

/// Calls body(positives, negatives) for each group of equal scores, highest score first.
template <class Body>
void for_each_tie(const std::vector<Row>& rows, Body&& body) {
    for (std::size_t first = 0, last = 0; first < rows.size(); first = last) {
        std::int64_t positives = 0;
        while (last < rows.size() && rows[last].score == rows[first].score)
            positives += rows[last++].label;
        body(positives, static_cast<std::int64_t>(last - first) - positives);
    }
}

inline double roc_auc(LabelsView y_true, VectorView scores) {
    detail::check_scores("roc_auc", y_true, scores);
    detail::check_both_classes(y_true);
    std::int64_t points = 0, positives = 0, negatives = 0;
    for_each_tie(ranked(y_true, scores), [&](std::int64_t p, std::int64_t q) {
        points += q * (2 * positives + p); // positives above win, those at the same score tie
        positives += p;
        negatives += q;
    });
    return static_cast<double>(points) /
           (2 * static_cast<double>(positives) * static_cast<double>(negatives));
}

inline double average_precision(LabelsView y_true, VectorView scores) {
    detail::check_scores("average_precision", y_true, scores);
    double sum = 0;
    std::int64_t hits = 0, predicted = 0;
    for_each_tie(ranked(y_true, scores), [&](std::int64_t p, std::int64_t q) {
        hits += p;
        predicted += p + q;
        sum += static_cast<double>(p) * static_cast<double>(hits) / static_cast<double>(predicted);
    });
    return hits == 0 ? 0 : sum / static_cast<double>(hits);
}

inline double log_loss(LabelsView y_true, VectorView probabilities) {
    detail::check_log_loss(y_true, probabilities);
    constexpr Index block_rows = 1024; // 8 KB
    Eigen::Array<double, block_rows, 1> of_truth;
    double sum = 0;
    for (Index first = 0; first < y_true.size(); first += block_rows) {
        const Index rows = std::min(block_rows, y_true.size() - first);
        for (Index i = 0; i < rows; ++i) {
            const double p = probabilities(first + i);
            of_truth(i) = y_true(first + i) == 1 ? p : 1 - p;
        }
        sum -=
            of_truth.head(rows).max(probability_epsilon).min(1 - probability_epsilon).log().sum();
    }
    return sum / static_cast<double>(y_true.size());
}

inline double multiclass_log_loss(LabelsView y_true, MatrixView probabilities) {
    detail::check_multiclass_log_loss(y_true, probabilities);
    Eigen::ArrayXd of_truth(y_true.size());
    for (Index i = 0; i < y_true.size(); ++i) of_truth(i) = probabilities(i, y_true(i));
    return -of_truth.max(probability_epsilon).min(1 - probability_epsilon).log().mean();
}

} // namespace mlcore::classification::vectorized
