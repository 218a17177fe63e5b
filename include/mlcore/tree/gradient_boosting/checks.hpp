// What every variant of gradient boosting demands of its inputs, so that all refuse the same ones
// with the same words, and the few lines on models that they share.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/tree/gradient_boosting/interface.hpp"

#include <cmath>
#include <string>

namespace mlcore::gradient_boosting::detail {

inline constexpr int most_bins = 256, deepest = 1000;
inline constexpr double least_hessian = 1e-16; // of the logistic loss, as in XGBoost

/// Eigen's test of all entries at once first; the slow one finds the place to name.
inline void check_entries(const char* function, const char* name, MatrixView m) {
    if (!m.allFinite()) check_finite(function, name, m);
}

inline void check_loss(const char* function, const std::string& loss) {
    check_value(function, loss == "squared" || loss == "logistic",
                "loss is \"" + loss + "\", it must be \"squared\" or \"logistic\"");
}

inline void check_target(const char* function, VectorView y, const std::string& loss) {
    check_finite(function, "y", y);
    if (loss != "logistic") return;
    for (Index i = 0; i < y.size(); ++i)
        if (y(i) < 0 || y(i) > 1)
            throw ValueError(std::string(function) + ": y(" + std::to_string(i) + ") is " +
                             std::to_string(y(i)) + ", it must be in [0, 1] for the logistic loss");
}

inline void check_gradients(VectorView scores, VectorView y, const std::string& loss) {
    check_same_size("gradients", "scores", scores.size(), "y", y.size());
    check_loss("gradients", loss);
    check_finite("gradients", "scores", scores);
    check_target("gradients", y, loss);
}

// These two are asked for every cut: no text is made unless it is thrown.
inline void check_at_least_zero(const char* function, const char* name, double value) {
    if (!(value >= 0 && std::isfinite(value)))
        throw ValueError(std::string(function) + ": " + name + " is " + std::to_string(value) +
                         ", it must be at least 0 and finite");
}

inline void check_sum(const char* function, const Sum& sum) {
    if (!std::isfinite(sum.gradient))
        throw ValueError(std::string(function) + ": a gradient is NaN or infinite");
    check_at_least_zero(function, "hessian", sum.hessian);
}

inline void check_range(const char* function, const char* name, int value, int low, int high) {
    check_value(function, value >= low && value <= high,
                std::string(name) + " is " + std::to_string(value) + ", it must be in " +
                    std::to_string(low) + " … " + std::to_string(high));
}

inline void check_bins(const char* function, MatrixView X, int bins) {
    check_not_empty(function, "X", X);
    check_entries(function, "X", X);
    check_range(function, "bins", bins, 2, most_bins);
}

inline void check_fit(MatrixView X, VectorView y, const Options& options) {
    check_rows_match("fit", "X", X, "y", y);
    check_bins("fit", X, options.bins);
    check_loss("fit", options.loss);
    check_target("fit", y, options.loss);
    check_value("fit", options.trees >= 0,
                "trees is " + std::to_string(options.trees) + ", it must not be negative");
    check_range("fit", "max_depth", options.max_depth, 0, deepest);
    check_value("fit", options.learning_rate > 0 && options.learning_rate <= 1,
                "learning_rate is " + std::to_string(options.learning_rate) +
                    ", it must be in (0, 1]");
    check_at_least_zero("fit", "l2", options.l2);
    check_at_least_zero("fit", "gamma", options.gamma);
    check_at_least_zero("fit", "min_child_weight", options.min_child_weight);
    const double base = options.base_score;
    check_value("fit", options.loss == "logistic" ? base > 0 && base < 1 : std::isfinite(base),
                "base_score is " + std::to_string(base) +
                    (options.loss == "logistic" ? ", it must be a probability in (0, 1)"
                                                : ", it must be finite"));
}

/// A walk down each tree of this model ends, and inside its arrays.
inline void check_model(const char* function, const Model& model) {
    const std::size_t nodes = model.feature.size();
    bool trees = model.threshold.size() == nodes && model.left.size() == nodes &&
                 model.right.size() == nodes && model.value.size() == nodes;
    const int last = static_cast<int>(nodes) - 1;
    for (const int root : model.roots) trees = trees && root >= 0 && root <= last;
    for (std::size_t i = 0; trees && i < nodes; ++i) {
        const int node = static_cast<int>(i);
        trees = model.feature[i] < 0 ||
                (model.feature[i] < model.columns && model.left[i] > node &&
                 model.left[i] <= last && model.right[i] > node && model.right[i] <= last);
    }
    check_value(function, trees, "the model's arrays are not trees");
    check_loss(function, model.loss);
}

inline void check_prediction(const char* function, MatrixView X, const Model& model) {
    check_model(function, model);
    if (X.cols() != model.columns)
        throw ShapeError(std::string(function) + ": X is " + shape_text(X) +
                         " but the model was fitted to " + std::to_string(model.columns) +
                         " columns");
    check_entries(function, "X", X);
}

inline double sigmoid(double score) { return 1 / (1 + std::exp(-score)); }

/// A model without trees.
inline Model untrained(Index columns, const Options& options) {
    const double base = options.base_score;
    Model model;
    model.columns = static_cast<int>(columns);
    model.loss = options.loss;
    model.base_score = options.loss == "logistic" ? std::log(base / (1 - base)) : base;
    return model;
}

/// Appends a leaf and returns its number.
inline int add_leaf(Model& model, double value) {
    model.feature.push_back(-1);
    model.threshold.push_back(0);
    model.left.push_back(-1);
    model.right.push_back(-1);
    model.value.push_back(value);
    return static_cast<int>(model.feature.size()) - 1;
}

/// Makes a leaf a question; its children are set when they are there.
inline void split_leaf(Model& model, int leaf, int feature, double threshold) {
    const auto node = static_cast<std::size_t>(leaf);
    model.feature[node] = feature;
    model.threshold[node] = threshold;
    model.value[node] = 0;
}

} // namespace mlcore::gradient_boosting::detail
