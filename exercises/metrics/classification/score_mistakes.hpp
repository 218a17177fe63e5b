// The wrong versions of the tasks that judge scores: roc_auc, average_precision, log_loss.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/metrics/classification/naive.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace mlcore::mistakes {
using namespace mlcore::classification;

namespace detail {
using namespace mlcore::classification::detail;

inline double count(LabelsView y) {
    return static_cast<double>(y.size());
}
inline double number_of(LabelsView y, int label) {
    return static_cast<double>((y.array() == label).count());
}

/// The rows' numbers by falling (or rising) score; equal scores stay in the order of the rows.
template <class Before>
std::vector<Index> order_by(VectorView scores, Before before) {
    std::vector<Index> order(static_cast<std::size_t>(scores.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](Index a, Index b) { return before(scores(a), scores(b)); });
    return order;
}
/// Scores without ties that rank the rows as `order` does, from the first (lowest) up.
inline Vector ranks(const std::vector<Index>& order) {
    Vector ranks(static_cast<Index>(order.size()));
    for (std::size_t k = 0; k < order.size(); ++k) ranks(order[k]) = static_cast<double>(k);
    return ranks;
}

/// Σ of points(score of a positive, score of a negative) over all pairs.
template <class Points>
double sum_over_pairs(LabelsView y, VectorView scores, Points points) {
    check_scores("roc_auc", y, scores);
    check_both_classes(y);
    double sum = 0;
    for (Index i = 0; i < y.size(); ++i)
        for (Index j = 0; j < y.size(); ++j)
            if (y(i) == 1 && y(j) == 0) sum += points(scores(i), scores(j));
    return sum;
}
inline double pairs(LabelsView y) {
    return number_of(y, 1) * number_of(y, 0);
}

struct CurvePoint {
    double hits, predicted, positives;
    double precision() const {
        return hits / predicted;
    }
    double recall() const {
        return hits / positives;
    }
};
/// The precision–recall curve from the highest threshold down.
inline std::vector<CurvePoint> curve(LabelsView y, VectorView scores) {
    check_scores("average_precision", y, scores);
    std::vector<CurvePoint> points;
    const auto order = order_by(scores, std::greater<>());
    CurvePoint point{0, 0, number_of(y, 1)};
    for (std::size_t k = 0; k < order.size(); ++k) {
        point.hits += y(order[k]);
        ++point.predicted;
        if (k + 1 == order.size() || scores(order[k + 1]) != scores(order[k]))
            points.push_back(point);
    }
    return points;
}

/// The mean over the rows of loss(label, probability of class 1).
template <class Loss>
double mean_loss(LabelsView y, VectorView p, Loss loss) {
    check_log_loss(y, p);
    double sum = 0;
    for (Index i = 0; i < y.size(); ++i) sum += loss(y(i), p(i));
    return sum / count(y);
}
} // namespace detail

inline const grading::Mistakes<RocAuc> roc_auc{
    {"ties_broken_by_order",
     "You sort by rising score and let the later of two equal rows win. Rows with equal scores "
     "must "
     "count half, whatever their order: give them the mean of their ranks.",
     [](LabelsView y, VectorView scores) {
         detail::check_scores("roc_auc", y, scores);
         return naive::roc_auc(y, detail::ranks(detail::order_by(scores, std::less<>())));
     }},
    {"ties_broken_by_reverse_order",
     "You sort by falling score and let the earlier of two equal rows win. Rows with equal scores "
     "must count half, whatever their order: take them together.",
     [](LabelsView y, VectorView scores) {
         detail::check_scores("roc_auc", y, scores);
         return naive::roc_auc(y, -detail::ranks(detail::order_by(scores, std::greater<>())));
     }},
    {"ties_win", "You count equal scores as a win for class 1; a tie counts half.",
     [](LabelsView y, VectorView scores) {
         return detail::sum_over_pairs(y, scores, [](double a, double b) { return a >= b; }) /
                detail::pairs(y);
     }},
    {"ties_lose", "You count nothing for equal scores; a tie counts half.",
     [](LabelsView y, VectorView scores) {
         return detail::sum_over_pairs(y, scores, [](double a, double b) { return a > b; }) /
                detail::pairs(y);
     }},
    {"classes_exchanged",
     "You return one minus the area: the share of pairs in which class 0 has the higher score. "
     "Class 1 is the one that should score high.",
     [](LabelsView y, VectorView scores) { return 1 - naive::roc_auc(y, scores); }},
    {"not_divided_by_pairs",
     "You return the number of pairs that are won (Mann and Whitney's U); divide it by the number "
     "of pairs.",
     [](LabelsView y, VectorView scores) { return naive::roc_auc(y, scores) * detail::pairs(y); }},
    {"ranks_from_zero",
     "Your ranks start at 0. The formula (sum of positive ranks − n₁(n₁ + 1)/2) / (n₁ n₀) wants "
     "the "
     "lowest score to have rank 1.",
     [](LabelsView y, VectorView scores) {
         return naive::roc_auc(y, scores) - 1 / detail::number_of(y, 0);
     }},
    {"all_pairs_of_rows",
     "You divide by all pairs of rows. Only pairs of one row of class 1 and one of class 0 count.",
     [](LabelsView y, VectorView scores) {
         const double n = detail::count(y);
         return naive::roc_auc(y, scores) * detail::pairs(y) / (n * (n - 1) / 2);
     }},
    {"threshold_at_one_half",
     "You cut the scores at 0.5 first and judge the predictions. The area judges the ranking: it "
     "compares the scores themselves.",
     [](LabelsView y, VectorView scores) {
         detail::check_scores("roc_auc", y, scores);
         return naive::roc_auc(y, (scores.array() >= 0.5).cast<double>().matrix());
     }},
    {"one_class_gives_one_half",
     "You answer where one of the classes has no row. Then there is no pair to compare: throw "
     "ValueError.",
     [](LabelsView y, VectorView scores) {
         detail::check_scores("roc_auc", y, scores);
         return detail::pairs(y) == 0 ? 0.5 : naive::roc_auc(y, scores);
     }},
    {"any_nonzero_label_is_positive",
     "You take every label but 0 for class 1, or every label but 1 for class 0. Labels other than "
     "0 "
     "and 1 have no place here: throw ValueError.",
     [](LabelsView y, VectorView scores) {
         const Labels binary = (y.array() != 0).cast<int>();
         return naive::roc_auc(binary, scores);
     }},
};

inline const grading::Mistakes<AveragePrecision> average_precision{
    {"ties_broken_by_order",
     "You go through the rows one by one, so of two rows with the same score the earlier one comes "
     "first. Rows with equal scores enter together: one step of recall, one precision.",
     [](LabelsView y, VectorView scores) {
         detail::check_scores("average_precision", y, scores);
         return naive::average_precision(
             y, -detail::ranks(detail::order_by(scores, std::greater<>())));
     }},
    {"trapezoids",
     "You join the points of the curve by straight lines. That is too kind: precision does not "
     "change linearly with recall. Use steps, (R_k − R_{k−1})·P_k.",
     [](LabelsView y, VectorView scores) {
         const auto points = detail::curve(y, scores);
         if (points.back().positives == 0) return 0.0;
         double area = 0, recall = 0, precision = 1;
         for (const auto& point : points) {
             area += (point.recall() - recall) * (point.precision() + precision) / 2;
             recall = point.recall();
             precision = point.precision();
         }
         return area;
     }},
    {"precision_before_the_step",
     "You multiply a step of recall by the precision before it. It is the precision after the rows "
     "of the step have been added.",
     [](LabelsView y, VectorView scores) {
         const auto points = detail::curve(y, scores);
         if (points.back().positives == 0) return 0.0;
         double area = 0, recall = 0, precision = 1;
         for (const auto& point : points) {
             area += (point.recall() - recall) * precision;
             recall = point.recall();
             precision = point.precision();
         }
         return area;
     }},
    {"interpolated",
     "You take the best precision at this or any higher recall, as some benchmarks of image search "
     "do. Here each step has the precision of its own threshold.",
     [](LabelsView y, VectorView scores) {
         const auto points = detail::curve(y, scores);
         if (points.back().positives == 0) return 0.0;
         double area = 0, best = 0;
         for (std::size_t k = points.size(); k-- > 0;) {
             best = std::max(best, points[k].precision());
             const double before = k == 0 ? 0 : points[k - 1].recall();
             area += (points[k].recall() - before) * best;
         }
         return area;
     }},
    {"lowest_score_first",
     "You start at the lowest score. The rows that the classifier is surest of come first.",
     [](LabelsView y, VectorView scores) { return naive::average_precision(y, -scores); }},
    {"mean_over_all_thresholds",
     "You average the precision over all thresholds. It counts only where recall grows, by as much "
     "as it grows.",
     [](LabelsView y, VectorView scores) {
         const auto points = detail::curve(y, scores);
         if (points.back().positives == 0) return 0.0;
         double sum = 0;
         for (const auto& point : points) sum += point.precision();
         return sum / static_cast<double>(points.size());
     }},
    {"divided_by_rows",
     "You divide by the number of all rows. Recall grows by 1/(number of positives) with each "
     "positive row.",
     [](LabelsView y, VectorView scores) {
         return naive::average_precision(y, scores) * detail::number_of(y, 1) / detail::count(y);
     }},
    {"no_positives_gives_one",
     "You answer 1 where no row is of class 1. Nothing can be found there: the convention is 0.",
     [](LabelsView y, VectorView scores) {
         const double area = naive::average_precision(y, scores);
         return detail::number_of(y, 1) == 0 ? 1 : area;
     }},
    {"no_positives_gives_nan",
     "Where no row is of class 1 you divide 0 by 0 and get NaN. The convention is 0.",
     [](LabelsView y, VectorView scores) {
         const double area = naive::average_precision(y, scores);
         return detail::number_of(y, 1) == 0 ? std::nan("") : area;
     }},
};

inline const grading::Mistakes<LogLoss> log_loss{
    {"unclipped",
     "You take the logarithm of the probability as it is. A sure and wrong prediction costs "
     "infinity then; clip to [ε, 1 − ε] first.",
     [](LabelsView y, VectorView p) {
         return detail::mean_loss(
             y, p, [](int label, double q) { return -std::log(label == 1 ? q : 1 - q); });
     }},
    {"unclipped_formula",
     "You compute −y log p − (1 − y) log(1 − p) with p as it is. Where p is 0 or 1 that is 0·∞ or "
     "∞; clip p to [ε, 1 − ε] first.",
     [](LabelsView y, VectorView p) {
         return detail::mean_loss(y, p, [](int label, double q) {
             return -(label * std::log(q) + (1 - label) * std::log(1 - q));
         });
     }},
    {"another_epsilon",
     "You clip to 1e-15, as scikit-learn once did. Here ε is probability_epsilon, 2.2e-16.",
     [](LabelsView y, VectorView p) {
         return detail::mean_loss(y, p, [](int label, double q) {
             return -std::log(std::clamp(label == 1 ? q : 1 - q, 1e-15, 1 - 1e-15));
         });
     }},
    {"not_averaged", "You return the sum over the rows; divide it by their number.",
     [](LabelsView y, VectorView p) { return naive::log_loss(y, p) * detail::count(y); }},
    {"sign_lost",
     "Your loss is negative: logarithms of probabilities are. The loss is minus their mean.",
     [](LabelsView y, VectorView p) { return -naive::log_loss(y, p); }},
    {"base_two", "You take logarithms to base 2; the log loss uses the natural one.",
     [](LabelsView y, VectorView p) { return naive::log_loss(y, p) / std::log(2.0); }},
    {"class_0_forgotten",
     "Only your rows of class 1 cost anything. A row of class 0 costs −log(1 − p).",
     [](LabelsView y, VectorView p) {
         return detail::mean_loss(
             y, p, [](int label, double q) { return label == 1 ? -std::log(naive::clip(q)) : 0; });
     }},
    {"probability_of_the_other_class",
     "You take the probability of the class that did not happen. p is the probability of class 1.",
     [](LabelsView y, VectorView p) {
         return detail::mean_loss(y, p, [](int label, double q) {
             return -std::log(naive::clip(label == 1 ? 1 - q : q));
         });
     }},
    {"squared_error",
     "You average the squared distance of p from the label. That is the Brier score; the log loss "
     "is −log of the probability given to what happened.",
     [](LabelsView y, VectorView p) {
         return detail::mean_loss(y, p,
                                  [](int label, double q) { return (q - label) * (q - label); });
     }},
    {"impossible_probabilities_clipped",
     "You clip probabilities below 0 or above 1 into range. Such a number is no probability: throw "
     "ValueError.",
     [](LabelsView y, VectorView p) { return naive::log_loss(y, p.cwiseMax(0).cwiseMin(1)); }},
};

} // namespace mlcore::mistakes
