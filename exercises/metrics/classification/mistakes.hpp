// What people get wrong, one function per misunderstanding. Each is recognised by its answers. Here
// those of the tasks that judge predicted classes; score_mistakes.hpp has the others.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/metrics/classification/naive.hpp>

#include "score_mistakes.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::mistakes {

namespace detail {
/// The macro F1 of scores whose other entries are right or wrong already.
inline ClassScores with_macro(ClassScores scores, double macro_f1) {
    scores.macro_f1 = macro_f1;
    return scores;
}

} // namespace detail

inline const grading::Mistakes<Accuracy> accuracy{
    {"error_rate",
     "You return the share of wrong predictions; accuracy is the share of right ones.",
     [](LabelsView y, LabelsView p) { return 1 - naive::accuracy(y, p); }},
    {"count_not_share", "You return the number of right predictions; divide it by all rows.",
     [](LabelsView y, LabelsView p) { return detail::count(y) * naive::accuracy(y, p); }},
    {"integer_division",
     "You divide one integer by another, which cuts the fraction off: 4 / 7 is 0. Turn one of them "
     "into a double first.",
     [](LabelsView y, LabelsView p) { return std::floor(naive::accuracy(y, p)); }},
    {"only_class_1_counts",
     "You count only the rows that are 1 and predicted as 1. A class is right wherever it is the "
     "true one, also class 0.",
     [](LabelsView y, LabelsView p) {
         classification::detail::check_accuracy(y, p);
         return static_cast<double>((y.array() == 1 && p.array() == 1).count()) / detail::count(y);
     }},
    {"stops_at_the_shorter",
     "You compare as far as the shorter of the two goes. Columns of different length do not belong "
     "together: throw ShapeError.",
     [](LabelsView y, LabelsView p) {
         const Index n = std::min(y.size(), p.size());
         return naive::accuracy(y.head(n), p.head(n));
     }},
};

inline const grading::Mistakes<ConfusionMatrix> confusion_matrix{
    {"transposed",
     "Your rows are the predicted classes and your columns the true ones. Here the true class "
     "chooses the row.",
     [](LabelsView y, LabelsView p, int classes) {
         return naive::confusion_matrix(p, y, classes);
     }},
    {"only_hits",
     "You count only the right predictions, on the diagonal. The errors belong into the other "
     "entries: true class 0 predicted as 1 is one more in row 0, column 1.",
     [](LabelsView y, LabelsView p, int classes) -> Counts {
         return naive::confusion_matrix(y, p, classes).diagonal().asDiagonal();
     }},
    {"last_class_first",
     "Your table starts with the highest class, as the [TP FN; FP TN] of many books does. Here "
     "class 0 has the first row and the first column.",
     [](LabelsView y, LabelsView p, int classes) -> Counts {
         return naive::confusion_matrix(y, p, classes).reverse();
     }},
    {"classes_that_occur_only",
     "Your table has only as many classes as the labels reach. `classes` says how large it is; a "
     "class that does not occur keeps its row and column of zeros.",
     [](LabelsView y, LabelsView p, int classes) -> Counts {
         const Counts all = naive::confusion_matrix(y, p, classes);
         const int largest =
             std::max(y.size() > 0 ? y.maxCoeff() : -1, p.size() > 0 ? p.maxCoeff() : -1);
         return all.topLeftCorner(largest + 1, largest + 1);
     }},
    {"skips_unknown_labels",
     "You pass over labels that have no place in the table. Such a label is an error of the "
     "caller: throw ValueError.",
     [](LabelsView y, LabelsView p, int classes) -> Counts {
         check_same_size("confusion_matrix", "y_true", y.size(), "y_predicted", p.size());
         Counts counts = Counts::Zero(std::max(classes, 0), std::max(classes, 0));
         for (Index i = 0; i < y.size(); ++i)
             if (std::min(y(i), p(i)) >= 0 && std::max(y(i), p(i)) < classes) ++counts(y(i), p(i));
         return counts;
     }},
};

inline const grading::Mistakes<PrecisionRecallF1> precision_recall_f1{
    {"precision_and_recall_swapped",
     "Your precision and recall are each other's. Precision divides the hits by all rows that were "
     "predicted as the class (its column), recall by all rows that are of it (its row).",
     [](LabelsView y, LabelsView p, int classes) {
         ClassScores scores = naive::precision_recall_f1(y, p, classes);
         std::swap(scores.precision, scores.recall);
         return scores;
     }},
    {"accuracy_as_f1",
     "Your F1 is the accuracy of \"this class or not\". It counts the rows that are rightly left "
     "out, of which a rare class has many; F1 is the harmonic mean of precision and recall.",
     [](LabelsView y, LabelsView p, int classes) {
         ClassScores scores = naive::precision_recall_f1(y, p, classes);
         for (int c = 0; c < classes; ++c)
             scores.f1(c) =
                 y.size() == 0
                     ? 0
                     : static_cast<double>(((y.array() == c) == (p.array() == c)).count()) /
                           detail::count(y);
         return detail::with_macro(scores, scores.f1.mean());
     }},
    {"arithmetic_mean",
     "Your F1 is the plain mean of precision and recall. It is the harmonic mean, 2PR/(P + R), "
     "which is near the smaller of the two.",
     [](LabelsView y, LabelsView p, int classes) {
         ClassScores scores = naive::precision_recall_f1(y, p, classes);
         scores.f1 = (scores.precision + scores.recall) / 2;
         return detail::with_macro(scores, scores.f1.mean());
     }},
    {"factor_two_lost", "Your F1 is PR/(P + R). The harmonic mean of two numbers has a factor 2.",
     [](LabelsView y, LabelsView p, int classes) {
         ClassScores scores = naive::precision_recall_f1(y, p, classes);
         scores.f1 /= 2;
         return detail::with_macro(scores, scores.macro_f1 / 2);
     }},
    {"macro_of_the_means",
     "Your macro F1 is the F1 of the mean precision and the mean recall. It is the mean of the "
     "classes' F1s.",
     [](LabelsView y, LabelsView p, int classes) {
         const ClassScores scores = naive::precision_recall_f1(y, p, classes);
         const double a = scores.precision.mean(), b = scores.recall.mean();
         return detail::with_macro(scores, naive::share(2 * a * b, a + b));
     }},
    {"macro_weighted",
     "Your macro F1 weighs each class by its number of rows. In a macro mean a rare class counts "
     "as "
     "much as a frequent one.",
     [](LabelsView y, LabelsView p, int classes) {
         const ClassScores scores = naive::precision_recall_f1(y, p, classes);
         double sum = 0;
         for (int c = 0; c < classes; ++c) sum += scores.f1(c) * detail::number_of(y, c);
         return detail::with_macro(scores, naive::share(sum, detail::count(y)));
     }},
    {"macro_is_accuracy",
     "Your macro F1 is the share of all rows that are right. It is the mean of the classes' F1s.",
     [](LabelsView y, LabelsView p, int classes) {
         const ClassScores scores = naive::precision_recall_f1(y, p, classes);
         return detail::with_macro(scores, y.size() == 0 ? 0 : naive::accuracy(y, p));
     }},
    {"macro_skips_absent_classes",
     "Your macro F1 leaves out the classes that do not occur. Here all `classes` count, an absent "
     "one with 0.",
     [](LabelsView y, LabelsView p, int classes) {
         const ClassScores scores = naive::precision_recall_f1(y, p, classes);
         double present = 0;
         for (int c = 0; c < classes; ++c)
             if (detail::number_of(y, c) + detail::number_of(p, c) > 0) ++present;
         return detail::with_macro(scores, naive::share(scores.f1.sum(), present));
     }},
    {"zero_by_zero_is_one",
     "You give a class that was never predicted, or never occurs, a score of 1. The convention "
     "here "
     "is 0: nothing was found.",
     [](LabelsView y, LabelsView p, int classes) {
         ClassScores scores = naive::precision_recall_f1(y, p, classes);
         for (int c = 0; c < classes; ++c) {
             const double predicted = detail::number_of(p, c), actual = detail::number_of(y, c);
             if (predicted == 0) scores.precision(c) = 1;
             if (actual == 0) scores.recall(c) = 1;
             if (predicted + actual == 0) scores.f1(c) = 1;
         }
         return detail::with_macro(scores, scores.f1.mean());
     }},
    {"zero_by_zero_is_nan",
     "Where a class was never predicted, or never occurs, you divide 0 by 0 and get NaN. The "
     "convention here is 0.",
     [](LabelsView y, LabelsView p, int classes) {
         ClassScores scores = naive::precision_recall_f1(y, p, classes);
         for (int c = 0; c < classes; ++c) {
             if (detail::number_of(p, c) == 0) scores.precision(c) = std::nan("");
             if (detail::number_of(y, c) == 0) scores.recall(c) = std::nan("");
             scores.f1(c) = 2 * scores.precision(c) * scores.recall(c) /
                            (scores.precision(c) + scores.recall(c));
         }
         return detail::with_macro(scores, scores.f1.mean());
     }},
};

} // namespace mlcore::mistakes
