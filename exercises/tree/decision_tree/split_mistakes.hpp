// What people get wrong when they look for the best cut.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/decision_tree/naive.hpp>

#include "cuts.hpp"

namespace mlcore::mistakes {
using namespace mlcore::decision_tree;

inline const grading::Mistakes<BestSplit> best_split{
    {"sides_not_weighted",
     "You take the plain mean of both sides' impurities. Weight each by its share of the rows, or "
     "a "
     "pure side of a single row looks like a great success.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::choose(
             X, y, options, {.worth = [](const detail::Cut& cut, const Options& o) {
                 return naive::impurity(cut.left + cut.right, o) -
                        (naive::impurity(cut.left, o) + naive::impurity(cut.right, o)) / 2;
             }});
     }},
    {"threshold_on_the_lower_value",
     "Your threshold is the largest value of the left side. Put it in the middle to the next one.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::choose(X, y, options,
                               {.threshold = [](const detail::Cut& cut) { return cut.lower; }});
     }},
    {"threshold_on_the_upper_value",
     "Your threshold is the smallest value of the right side. With x ≤ threshold that row would go "
     "left; put it in the middle between the neighbours.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::choose(X, y, options,
                               {.threshold = [](const detail::Cut& cut) { return cut.upper; }});
     }},
    {"equal_values_cut_apart",
     "You cut between rows with the same value. No threshold can tell them apart: a cut is allowed "
     "only where the next value differs.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::choose(X, y, options,
                               {.allows = [](const detail::Cut& cut, const Options& o) {
                                   return cut.left.sum() >= o.min_samples_leaf &&
                                          cut.right.sum() >= o.min_samples_leaf;
                               }});
     }},
    {"equal_values_cut_apart_by_class",
     "You cut between rows with the same value, and sorting pairs of value and class makes such "
     "cuts "
     "look perfect. A cut is allowed only where the next value differs.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::choose(X, y, options,
                               {.allows =
                                    [](const detail::Cut& cut, const Options& o) {
                                        return cut.left.sum() >= o.min_samples_leaf &&
                                               cut.right.sum() >= o.min_samples_leaf;
                                    },
                                .equal = detail::EqualValues::by_class});
     }},
    {"min_samples_leaf_ignored",
     "You do not look at options.min_samples_leaf: a cut that leaves fewer rows on a side is not "
     "allowed.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Options any = options;
         any.min_samples_leaf = 1;
         return naive::best_split(X, y, any);
     }},
    {"min_samples_leaf_on_one_side",
     "You hold only the left side to options.min_samples_leaf. The right side needs as many rows.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::choose(
             X, y, options, {.allows = [](const detail::Cut& cut, const Options& o) {
                 return cut.lower < cut.upper && cut.left.sum() >= o.min_samples_leaf;
             }});
     }},
    {"min_samples_leaf_exceeded",
     "You demand more than options.min_samples_leaf rows on each side. Exactly as many are enough.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Options more = options;
         more.min_samples_leaf += 1;
         return naive::best_split(X, y, more);
     }},
    {"last_cut_never_tried",
     "Your loop ends too early: the cut that leaves a single row on the right is never tried.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::choose(X, y, options,
                               {.allows = [](const detail::Cut& cut, const Options& o) {
                                   return detail::allowed(cut, o) && cut.right.sum() > 1;
                               }});
     }},
    {"first_cut_never_tried",
     "Your loop starts too late: the cut that leaves a single row on the left is never tried.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::choose(X, y, options,
                               {.allows = [](const detail::Cut& cut, const Options& o) {
                                   return detail::allowed(cut, o) && cut.left.sum() > 1;
                               }});
     }},
    {"last_of_equal_cuts",
     "Of equally good cuts you keep the last one. The first wins: the lowest feature, then the "
     "lowest "
     "threshold.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::choose(X, y, options, {.more_than = -tie_tolerance});
     }},
    {"cut_without_gain_refused",
     "You take a cut only where it gains something. A cut at no gain is allowed too: some problems "
     "need a first question that helps only together with the next.",
     [](MatrixView X, LabelsView y, const Options& options) {
         const Split split = naive::best_split(X, y, options);
         return split.gain > tie_tolerance ? split : Split{};
     }},
    {"criterion_ignored",
     "You always use the Gini impurity: options.criterion may say \"entropy\".",
     [](MatrixView X, LabelsView y, const Options& options) {
         Options gini = options;
         gini.criterion = "gini";
         return naive::best_split(X, y, gini);
     }},
    {"gain_is_what_is_left",
     "Your cut is right, but the gain you return is the impurity that is left after it. The gain "
     "is "
     "the node's impurity minus that.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Split split = naive::best_split(X, y, options);
         const Vector counts = naive::count_classes(y, y.maxCoeff() + 1);
         if (split.feature >= 0) split.gain = naive::impurity(counts, options) - split.gain;
         return split;
     }},
    {"gain_times_rows",
     "Your cut is right, but you weight the impurities by numbers of rows. Divide by n: the "
     "weights "
     "are shares.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Split split = naive::best_split(X, y, options);
         split.gain *= static_cast<double>(y.size());
         return split;
     }},
    {"only_the_last_feature",
     "You start anew with every feature, so that only the last one counts. The best cut is the "
     "best "
     "over all features.",
     [](MatrixView X, LabelsView y, const Options& options) {
         if (X.cols() < 2) return naive::best_split(X, y, options);
         Split split = naive::best_split(X.rightCols(1), y, options);
         if (split.feature >= 0) split.feature = static_cast<int>(X.cols()) - 1;
         return split;
     }},
};

} // namespace mlcore::mistakes
