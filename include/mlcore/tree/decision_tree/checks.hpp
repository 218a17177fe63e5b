// What every variant of the decision tree demands of its inputs, so that all refuse the same ones
// with the same words.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/tree/decision_tree/interface.hpp"

#include <string>

namespace mlcore::decision_tree::detail {

/// The classes are counted in arrays: a stray label of a billion is a mistake, not a wish.
inline constexpr int most_classes = 1'000'001;

/// Returns the sum of the counts.
inline double check_counts(const char* function, VectorView counts) {
    check_not_empty(function, "counts", counts);
    check_finite(function, "counts", counts);
    double n = 0;
    for (Index c = 0; c < counts.size(); ++c) { // the text is made only where it is thrown
        if (counts(c) < 0)
            throw ValueError(std::string(function) + ": counts(" + std::to_string(c) + ") is " +
                             std::to_string(counts(c)) + ", it must not be negative");
        n += counts(c);
    }
    if (n == 0)
        throw ValueError(std::string(function) +
                         ": all counts are zero; an empty node has no impurity");
    return n;
}

inline void check_option(const char* function, const char* name, int value, int least) {
    check_value(function, value >= least,
                std::string(name) + " is " + std::to_string(value) + ", it must be at least " +
                    std::to_string(least));
}

inline void check_options(const char* function, const Options& options) {
    check_value(function, options.criterion == "gini" || options.criterion == "entropy",
                "criterion is \"" + options.criterion + "\", it must be \"gini\" or \"entropy\"");
    check_option(function, "max_depth", options.max_depth, 0);
    check_option(function, "min_samples_split", options.min_samples_split, 2);
    check_option(function, "min_samples_leaf", options.min_samples_leaf, 1);
}

/// Eigen's test of all entries at once first; the slow one finds the place to name.
inline void check_entries(const char* function, MatrixView X) {
    if (!X.allFinite()) check_finite(function, "X", X);
}

/// Returns the number of classes, the largest label and 1.
inline int check_training_data(const char* function, MatrixView X, LabelsView y) {
    check_rows_match(function, "X", X, "y", y);
    check_not_empty(function, "y", y);
    check_entries(function, X);
    for (Index i = 0; i < y.size(); ++i)
        if (y(i) < 0 || y(i) >= most_classes)
            throw ValueError(std::string(function) + ": y(" + std::to_string(i) + ") is " +
                             std::to_string(y(i)) + ", a class must be in 0 … " +
                             std::to_string(most_classes - 1));
    return y.maxCoeff() + 1;
}

/// A walk down this model ends, and inside its arrays.
inline void check_tree(const char* function, const Model& model) {
    const Index nodes = model.feature.size();
    bool tree = nodes > 0 && model.threshold.size() == nodes && model.left.size() == nodes &&
                model.right.size() == nodes && model.counts.rows() == nodes &&
                model.counts.cols() > 0;
    for (Index i = 0; tree && i < nodes; ++i)
        tree = model.feature(i) < 0 ||
               (model.feature(i) < model.columns && model.left(i) > i && model.left(i) < nodes &&
                model.right(i) > i && model.right(i) < nodes);
    check_value(function, tree, "the model is not a tree");
}

inline void check_prediction(const char* function, MatrixView X, const Model& model) {
    check_tree(function, model);
    if (X.cols() != model.columns)
        throw ShapeError(std::string(function) + ": X is " + shape_text(X) +
                         " but the tree was grown from " + std::to_string(model.columns) +
                         " columns");
    check_entries(function, X);
}

} // namespace mlcore::decision_tree::detail
