// What every variant of the random forest demands of its inputs, so that all refuse the same ones
// with the same words.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/tree/decision_tree/checks.hpp"
#include "mlcore/tree/random_forest/interface.hpp"

#include <string>

namespace mlcore::random_forest::detail {

inline void check_uniforms(const char* function, VectorView uniforms) {
    for (Index i = 0; i < uniforms.size(); ++i)
        if (!(uniforms(i) >= 0 && uniforms(i) < 1))
            throw ValueError(std::string(function) + ": uniforms(" + std::to_string(i) + ") is " +
                             std::to_string(uniforms(i)) + ", it must be in [0, 1)");
}

inline void check_bootstrap(VectorView uniforms) {
    check_not_empty("bootstrap_indices", "uniforms", uniforms);
    check_uniforms("bootstrap_indices", uniforms);
}

inline void check_sample(VectorView uniforms, int features) {
    check_value("sample_features", uniforms.size() <= features,
                std::to_string(uniforms.size()) + " features are wanted of " +
                    std::to_string(features));
    check_uniforms("sample_features", uniforms);
}

/// Returns the number of classes.
inline int check_votes(const char* function, const Table& votes) {
    check_value(function, votes.rows() > 0, "votes is " + shape_text(votes) + "; no tree votes");
    if (votes.size() == 0) return 0;
    const int lowest = votes.minCoeff(), highest = votes.maxCoeff();
    check_value(function, lowest >= 0 && highest < decision_tree::detail::most_classes,
                "votes has the class " + std::to_string(lowest < 0 ? lowest : highest) +
                    ", a class must be in 0 … " +
                    std::to_string(decision_tree::detail::most_classes - 1));
    return highest + 1;
}

/// Returns the number of classes.
inline int check_oob_error(const Table& votes, const Table& bags, LabelsView y) {
    if (votes.rows() != bags.rows() || votes.cols() != bags.cols())
        throw ShapeError("oob_error: votes is " + shape_text(votes) + " but bags is " +
                         shape_text(bags));
    if (votes.cols() != y.size())
        throw ShapeError("oob_error: votes is " + shape_text(votes) + " but y has " +
                         std::to_string(y.size()) + " entries");
    const int classes = check_votes("oob_error", votes);
    if (bags.size() > 0)
        check_value("oob_error", bags.minCoeff() >= 0 && bags.maxCoeff() < y.size(),
                    "bags has a row that is not in 0 … " + std::to_string(y.size() - 1));
    return classes;
}

/// The share, where at least one row was judged.
inline double error_share(Index wrong, Index judged) {
    check_value("oob_error", judged > 0, "every row is in every bag; no tree can judge it");
    return static_cast<double>(wrong) / static_cast<double>(judged);
}

inline void check_fit(MatrixView X, LabelsView y, const Options& options) {
    decision_tree::detail::check_training_data("fit", X, y);
    check_not_empty("fit", "X", X);
    decision_tree::detail::check_option("fit", "trees", options.trees, 1);
    check_value("fit", options.max_features >= 0 && options.max_features <= X.cols(),
                "max_features is " + std::to_string(options.max_features) + ", it must be in 1 … " +
                    std::to_string(X.cols()) + " or square_root");
    decision_tree::detail::check_options("fit", options.tree);
}

/// Once for all trees: that they are trees, of one forest, grown from tables like X.
inline void check_forest(const char* function, MatrixView X, const Model& model) {
    check_value(function, !model.trees.empty(), "the model has no trees");
    decision_tree::detail::check_prediction(function, X, model.trees[0]);
    for (const auto& tree : model.trees) {
        decision_tree::detail::check_tree(function, tree);
        check_value(function,
                    tree.counts.cols() == model.trees[0].counts.cols() &&
                        tree.columns == model.trees[0].columns,
                    "the trees are not of one forest");
    }
}

/// The same, with a seed for each tree and the table's classes.
inline void check_out_of_bag(MatrixView X, LabelsView y, const Model& model) {
    check_rows_match("out_of_bag_error", "X", X, "y", y);
    check_forest("out_of_bag_error", X, model);
    check_value("out_of_bag_error", model.seeds.size() == model.trees.size(),
                "the model has " + std::to_string(model.trees.size()) + " trees but " +
                    std::to_string(model.seeds.size()) + " seeds");
}

} // namespace mlcore::random_forest::detail
