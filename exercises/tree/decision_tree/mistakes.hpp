// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
// Those of gini and entropy, and of best_split, have files of their own.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/decision_tree/naive.hpp>

#include "cuts.hpp"
#include "impurity_mistakes.hpp"
#include "split_mistakes.hpp"

#include <algorithm>

namespace mlcore::mistakes {
using namespace mlcore::decision_tree;

namespace detail {
/// The class of each row at the node that stop_at(model, row) names.
template <class StopAt>
Labels classes_at(MatrixView X, const Model& model, StopAt&& stop_at) {
    decision_tree::detail::check_prediction("predict", X, model);
    Labels classes(X.rows());
    for (Index i = 0; i < X.rows(); ++i) model.counts.row(stop_at(X.row(i))).maxCoeff(&classes(i));
    return classes;
}
/// The leaf of a row, where goes_left(value, threshold) says so.
template <class GoesLeft>
Index walk(const Eigen::RowVectorXd& row, const Model& model, GoesLeft&& goes_left) {
    Index node = 0;
    while (model.feature(node) >= 0)
        node = goes_left(row(model.feature(node)), model.threshold(node)) ? model.left(node)
                                                                          : model.right(node);
    return node;
}
} // namespace detail

inline const grading::Mistakes<Fit> fit{
    {"one_level_short",
     "Your tree is one level less deep than options.max_depth allows: the root lies 0 questions "
     "deep.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Options less = options;
         less.max_depth =
             options.max_depth == unlimited ? unlimited : std::max(0, options.max_depth - 1);
         return naive::fit(X, y, less);
     }},
    {"one_level_more",
     "Your tree is one level deeper than options.max_depth allows: stop where the depth reaches "
     "it.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Options more = options;
         more.max_depth += options.max_depth == unlimited ? 0 : 1;
         return naive::fit(X, y, more);
     }},
    {"max_depth_ignored", "You do not look at options.max_depth.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Options deep = options;
         deep.max_depth = unlimited;
         return naive::fit(X, y, deep);
     }},
    {"split_size_refused",
     "You do not cut a node of exactly options.min_samples_split rows. Only nodes with fewer stay "
     "leaves.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Options more = options;
         more.min_samples_split += 1;
         return naive::fit(X, y, more);
     }},
    {"min_samples_split_ignored", "You do not look at options.min_samples_split.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Options any = options;
         any.min_samples_split = 2;
         return naive::fit(X, y, any);
     }},
    {"options_not_passed_on",
     "You call best_split without the options: the criterion and min_samples_leaf are lost.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::grow(X, y, options,
                             {.split = [](MatrixView X_here, LabelsView y_here, const Options&) {
                                 return naive::best_split(X_here, y_here, {});
                             }});
     }},
    {"pure_nodes_cut",
     "You go on cutting nodes whose rows are all of one class. There is nothing left to ask.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::grow(X, y, options, {.stop_when_pure = false});
     }},
    {"stops_without_gain",
     "You make a leaf where the best cut gains nothing. It is taken all the same: with the next "
     "question it may tell the classes apart.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::grow(X, y, options, {.stop_without_gain = true});
     }},
    {"numbered_by_level",
     "Your tree is right, but numbered level by level. In preorder all nodes below a left child "
     "come "
     "before its right sibling.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::grow(X, y, options, {.by_level = true});
     }},
    {"right_child_first",
     "Your tree is right, but the right child is numbered before the left one. In preorder the "
     "left "
     "side comes first.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::grow(X, y, options, {.right_first = true});
     }},
    {"counts_only_at_leaves",
     "Your inner nodes have no counts. Every node says how many rows of each class came by.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Model model = naive::fit(X, y, options);
         for (Index i = 0; i < model.feature.size(); ++i)
             if (model.feature(i) >= 0) model.counts.row(i).setZero();
         return model;
     }},
    {"shares_for_counts",
     "Your counts are shares of the node's rows. They should be the numbers of rows themselves.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Model model = naive::fit(X, y, options);
         for (Index i = 0; i < model.feature.size(); ++i)
             model.counts.row(i) /= model.counts.row(i).sum();
         return model;
     }},
    {"leaves_marked_with_minus_two",
     "You mark leaves with −2, as scikit-learn does. Here a leaf has feature −1 and threshold 0.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Model model = naive::fit(X, y, options);
         for (Index i = 0; i < model.feature.size(); ++i)
             if (model.feature(i) < 0) model.feature(i) = -2, model.threshold(i) = -2;
         return model;
     }},
};

inline const grading::Mistakes<Predict> predict{
    {"equal_goes_right",
     "You send a row whose value equals the threshold to the right. The question is x ≤ threshold, "
     "and yes goes left.",
     [](MatrixView X, const Model& model) {
         return detail::classes_at(X, model, [&](const Eigen::RowVectorXd& row) {
             return detail::walk(row, model, [](double x, double t) { return x < t; });
         });
     }},
    {"sides_swapped", "You go right where x ≤ threshold. Yes goes left, no goes right.",
     [](MatrixView X, const Model& model) {
         return detail::classes_at(X, model, [&](const Eigen::RowVectorXd& row) {
             return detail::walk(row, model, [](double x, double t) { return x > t; });
         });
     }},
    {"one_question",
     "You ask the root's question and stop at its child. Go on until a node is a leaf.",
     [](MatrixView X, const Model& model) {
         return detail::classes_at(X, model, [&](const Eigen::RowVectorXd& row) -> Index {
             if (model.feature(0) < 0) return 0;
             return row(model.feature(0)) <= model.threshold(0) ? model.left(0) : model.right(0);
         });
     }},
    {"class_of_the_root",
     "You look at the counts of the root. The leaf that the row arrives at decides.",
     [](MatrixView X, const Model& model) {
         return detail::classes_at(X, model, [](const Eigen::RowVectorXd&) { return 0; });
     }},
    {"last_of_equal_classes",
     "Where two classes are equally frequent at a leaf, you take the higher one. The lowest wins.",
     [](MatrixView X, const Model& model) {
         Model mirrored = model;
         mirrored.counts = model.counts.rowwise().reverse();
         return Labels(static_cast<int>(model.counts.cols()) - 1 -
                       naive::predict(X, mirrored).array());
     }},
    {"number_of_the_leaf",
     "You return the number of the leaf. Its most frequent class is asked for.",
     [](MatrixView X, const Model& model) {
         decision_tree::detail::check_prediction("predict", X, model);
         Labels leaves(X.rows());
         for (Index i = 0; i < X.rows(); ++i)
             leaves(i) = static_cast<int>(naive::leaf_of(X, i, model));
         return leaves;
     }},
    {"more_columns_accepted",
     "X has more columns than the tree was grown from, and you answer. That is another table: "
     "throw "
     "ShapeError.",
     [](MatrixView X, const Model& model) {
         return naive::predict(X.leftCols(std::min<Index>(X.cols(), model.columns)), model);
     }},
};

} // namespace mlcore::mistakes
