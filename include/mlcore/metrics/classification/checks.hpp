// What every variant of the classification metrics demands of its inputs, so that all refuse the
// same ones with the same words.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/metrics/classification/interface.hpp"

#include <cmath>
#include <string>

namespace mlcore::classification::detail {

inline void check_range(const char* function, const char* name, LabelsView y, int classes) {
    if (y.size() == 0 || (y.minCoeff() >= 0 && y.maxCoeff() < classes)) return;
    for (Index i = 0; i < y.size(); ++i)
        if (y(i) < 0 || y(i) >= classes)
            throw ValueError(std::string(function) + ": " + name + "(" + std::to_string(i) +
                             ") is " + std::to_string(y(i)) + ", it must be in 0 … " +
                             std::to_string(classes - 1));
}

inline void check_accuracy(LabelsView y_true, LabelsView y_predicted) {
    check_same_size("accuracy", "y_true", y_true.size(), "y_predicted", y_predicted.size());
    check_not_empty("accuracy", "y_true", y_true);
}

inline void check_classes(const char* function, LabelsView y_true, LabelsView y_predicted,
                          int classes) {
    check_same_size(function, "y_true", y_true.size(), "y_predicted", y_predicted.size());
    check_value(function, classes >= 1,
                "classes is " + std::to_string(classes) + ", it must be at least 1");
    check_range(function, "y_true", y_true, classes);
    check_range(function, "y_predicted", y_predicted, classes);
}

inline void check_scores(const char* function, LabelsView y_true, VectorView scores) {
    check_same_size(function, "y_true", y_true.size(), "scores", scores.size());
    check_not_empty(function, "y_true", y_true);
    check_range(function, "y_true", y_true, 2);
    check_finite(function, "scores", scores);
}

inline void check_both_classes(LabelsView y_true) {
    const Index positives = (y_true.array() == 1).count();
    check_value("roc_auc", positives > 0 && positives < y_true.size(),
                std::string("all rows are of class ") + (positives == 0 ? "0" : "1") +
                    "; without a row of the other there is nothing to rank");
}

inline void check_probability(const char* function, double p, const std::string& place) {
    check_value(function, p >= 0 && p <= 1,
                "probabilities(" + place + ") is " + (std::isnan(p) ? "NaN" : std::to_string(p)) +
                    ", it must be in 0 … 1");
}

inline void check_log_loss(LabelsView y_true, VectorView probabilities) {
    check_same_size("log_loss", "y_true", y_true.size(), "probabilities", probabilities.size());
    check_not_empty("log_loss", "y_true", y_true);
    check_range("log_loss", "y_true", y_true, 2);
    if (probabilities.minCoeff<Eigen::PropagateNaN>() >= 0 &&
        probabilities.maxCoeff<Eigen::PropagateNaN>() <= 1)
        return;
    for (Index i = 0; i < probabilities.size(); ++i)
        check_probability("log_loss", probabilities(i), std::to_string(i));
}

/// How far a row of probabilities may be from summing to 1: half of a double's digits.
inline constexpr double row_sum_tolerance = 1.5e-8;

inline void check_multiclass_log_loss(LabelsView y_true, MatrixView probabilities) {
    constexpr const char* function = "multiclass_log_loss";
    check_rows_match(function, "probabilities", probabilities, "y_true", y_true);
    check_not_empty(function, "probabilities", probabilities);
    check_range(function, "y_true", y_true, static_cast<int>(probabilities.cols()));
    for (Index i = 0; i < probabilities.rows(); ++i) {
        for (Index c = 0; c < probabilities.cols(); ++c)
            check_probability(function, probabilities(i, c),
                              std::to_string(i) + ", " + std::to_string(c));
        const double sum = probabilities.row(i).sum();
        check_value(function, std::abs(sum - 1) <= row_sum_tolerance,
                    "row " + std::to_string(i) + " of probabilities sums to " +
                        std::to_string(sum) + ", it must sum to 1");
    }
}

} // namespace mlcore::classification::detail
