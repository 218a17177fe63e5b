// How good a classifier is: counts of hits and misses, and scores made of them.
//
//     C(t, p) = number of rows of class t that were predicted as p        rows true, columns
//     predicted accuracy = Σ_c C(c, c) / n precision(c) = C(c, c) / Σ_t C(t, c)       of the rows
//     predicted as c, the share that are c recall(c)    = C(c, c) / Σ_p C(c, p)       of the rows
//     that are c, the share that were found F1(c) = 2 C(c, c) / (Σ_t C(t, c) + Σ_p C(c, p)) the
//     harmonic mean of the two ROC AUC = P(score of a positive > score of a negative) + ½ P(the two
//     scores are equal) average precision = Σ_k (R_k − R_{k−1}) P_k       k over the distinct
//     scores, highest first log loss = −(1/n) Σᵢ log p̂ᵢ(yᵢ)                    natural logarithm, p̂
//     clipped to [ε, 1 − ε]
//
// Conventions are scikit-learn's, except where a score is not defined: what it answers with NaN and
// a warning is a ValueError here.
//
// Sources: van Rijsbergen, Information Retrieval (2nd ed., 1979), chapter 7 (precision, recall, F);
// Hanley and McNeil, The meaning and use of the area under a ROC curve, Radiology 143 (1982);
// Bishop, Pattern Recognition and Machine Learning (2006), equation 4.90 (log loss).
#pragma once

#include "mlcore/core/types.hpp"

#include <limits>

namespace mlcore::classification {

/// A table of counts, classes × classes.
using Counts = Eigen::Matrix<int, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// ε of the log loss: probabilities are moved into [ε, 1 − ε], so that one confident error costs
/// 36.04 and not infinity. 2⁻⁵², as in scikit-learn since 1.3 (it was 1e-15 before).
inline constexpr double probability_epsilon = std::numeric_limits<double>::epsilon();

/// One entry for each class, and the plain mean of the F1 entries. Where a quotient is 0/0 (a class
/// that is never predicted has no precision) it is 0.
struct ClassScores {
    Vector precision;
    Vector recall;
    Vector f1;
    double macro_f1 = 0; ///< every class counts alike, however rare

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("precision", self.precision);
        visit("recall", self.recall);
        visit("f1", self.f1);
        visit("macro_f1", self.macro_f1);
    }
};

/// The share of the n rows whose predicted class is the true one. Any integers are classes here.
/// Throws ShapeError where the lengths differ, ValueError where there are no rows. Cost: O(n).
using Accuracy = double(LabelsView y_true, LabelsView y_predicted);

/// Counts of (true class, predicted class), k×k for k = `classes`; all zero where there are no
/// rows. A class that does not occur keeps its row and column. Throws ShapeError where the lengths
/// differ, ValueError where `classes` < 1 or a label is not in {0, …, classes − 1}. Cost: O(n +
/// k²).
using ConfusionMatrix = Counts(LabelsView y_true, LabelsView y_predicted, int classes);

/// Precision, recall and F1 of every class. No rows give zeros. Throws as ConfusionMatrix.
/// Cost: O(n + k²). (scikit-learn's `average="macro"` leaves out classes that occur in neither
/// column of labels, unless it is told `labels`; here all `classes` count.)
using PrecisionRecallF1 = ClassScores(LabelsView y_true, LabelsView y_predicted, int classes);

/// The area under the ROC curve for labels 0 and 1: how often a row of class 1 has a higher score
/// than a row of class 0, over all such pairs; equal scores count half. Scores may be any finite
/// numbers, only their order matters. Throws ShapeError where the lengths differ, ValueError where
/// a label is not 0 or 1, a score is not finite, or one of the classes has no row (scikit-learn
/// gives NaN there). Cost: O(n log n).
using RocAuc = double(LabelsView y_true, VectorView scores);

/// The area under the steps of the precision–recall curve. The rows at or above each distinct score
/// are predicted positive; P_k is their precision and R_k their recall. Rows with equal scores
/// enter together; nothing is interpolated. Where no row is positive the answer is 0, as in
/// scikit-learn. Throws ShapeError where the lengths differ, ValueError where there are no rows, a
/// label is not 0 or 1, or a score is not finite. Cost: O(n log n).
using AveragePrecision = double(LabelsView y_true, VectorView scores);

/// The mean of −log of the probability that was given to what happened; `probabilities` are those
/// of class 1. Both p and 1 − p are clipped to [ε, 1 − ε]. One class alone is enough. Throws
/// ShapeError where the lengths differ, ValueError where there are no rows, a label is not 0 or 1,
/// or a probability is not in [0, 1]. Cost: O(n).
using LogLoss = double(LabelsView y_true, VectorView probabilities);

/// The same for k classes: `probabilities` is n×k, each row summing to 1 (to 1.5e-8, half of a
/// double's digits). Throws as LogLoss. Cost: O(nk).
using MulticlassLogLoss = double(LabelsView y_true, MatrixView probabilities);

} // namespace mlcore::classification
