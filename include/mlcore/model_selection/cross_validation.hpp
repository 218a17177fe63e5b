// Cross-validation: mlcore::cross_validation::k_fold, stratified_k_fold, standardize_split,
// cross_val_mse, and cross_validate for a model of your own.
//
//     for (const auto& [train, test] : cross_validation::k_fold(rows, 5)) …
//     const auto folds = cross_validation::stratified_k_fold(y, {.folds = 10, .shuffle = true});
//     const Vector scores = cross_validation::cross_validate(X, y, folds, fit, predict, score);
#pragma once

#include "mlcore/core/random.hpp"
#include "mlcore/core/variants.hpp"
#include "mlcore/model_selection/cross_validation/interface.hpp"
#include "mlcore/model_selection/cross_validation/naive.hpp"
#include "mlcore/model_selection/cross_validation/parallel.hpp"
#include "mlcore/model_selection/cross_validation/vectorized.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

namespace mlcore::cross_validation {

inline const Variants<KFold> k_fold_variants{{"naive", naive::k_fold},
                                             {"vectorized", vectorized::k_fold}};
inline const Variants<StratifiedKFold> stratified_k_fold_variants{
    {"naive", naive::stratified_k_fold}, {"vectorized", vectorized::stratified_k_fold}};
inline const Variants<StandardizeSplit> standardize_split_variants{
    {"naive", naive::standardize_split}, {"vectorized", vectorized::standardize_split}};
inline const Variants<CrossValMse> cross_val_mse_variants{{"naive", naive::cross_val_mse},
                                                          {"vectorized", vectorized::cross_val_mse},
                                                          {"parallel", parallel::cross_val_mse}};

using parallel::cross_val_mse;
using vectorized::k_fold;
using vectorized::standardize_split;
using vectorized::stratified_k_fold;

struct FoldOptions {
    int folds = 5;          ///< k
    bool shuffle = false;   ///< deal the rows out in random order
    std::uint64_t seed = 0; ///< of that order

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("folds", self.folds);
        visit("shuffle", self.shuffle);
        visit("seed", self.seed);
    }
};

namespace detail {

/// Every row number i replaced by new_row[i], the lists rising again.
inline Splits renamed(Splits splits, const std::vector<int>& new_row) {
    for (Split& split : splits)
        for (Labels* rows : {&split.train, &split.test}) {
            for (int& row : *rows) row = new_row[static_cast<std::size_t>(row)];
            std::sort(rows->begin(), rows->end());
        }
    return splits;
}

} // namespace detail

/// k_fold, of the rows in random order where options.shuffle is set (not scikit-learn's order: the
/// generators differ).
inline Splits k_fold(int rows, const FoldOptions& options) {
    Splits splits = k_fold(rows, options.folds);
    if (!options.shuffle) return splits;
    Random random(options.seed);
    const auto order = random.permutation(rows);
    return detail::renamed(std::move(splits), std::vector<int>(order.begin(), order.end()));
}

/// stratified_k_fold; with options.shuffle the rows of each class change places among themselves,
/// so every fold keeps as many of each class.
inline Splits stratified_k_fold(LabelsView y, const FoldOptions& options) {
    Splits splits = stratified_k_fold(y, options.folds);
    if (!options.shuffle) return splits;
    Random random(options.seed);
    std::map<int, std::vector<int>> rows_of_class;
    for (Index i = 0; i < y.size(); ++i) rows_of_class[y(i)].push_back(static_cast<int>(i));
    std::vector<int> new_row(static_cast<std::size_t>(y.size()));
    for (const auto& [label, rows] : rows_of_class) {
        std::vector<int> shuffled = rows;
        random.shuffle(shuffled);
        for (std::size_t i = 0; i < rows.size(); ++i)
            new_row[static_cast<std::size_t>(rows[i])] = shuffled[i];
    }
    return detail::renamed(std::move(splits), new_row);
}

/// One score for each split: score(y_test, predict(X_test, fit(X_train, y_train))). `y` is a Vector
/// or Labels with an entry for each row of X; the three functions are yours. Throws ShapeError
/// where y does not fit X, and whatever they throw. Cost: a copy of the rows for each split, and
/// theirs.
template <class Targets, class Fit, class Predict, class Score>
Vector cross_validate(MatrixView X, const Targets& y, const Splits& splits, Fit&& fit,
                      Predict&& predict, Score&& score) {
    check_rows_match("cross_validate", "X", X, "y", y);
    Vector scores(static_cast<Index>(splits.size()));
    Index f = 0;
    for (const Split& split : splits) {
        const Matrix X_train = X(split.train, Eigen::all), X_test = X(split.test, Eigen::all);
        const Targets y_train = y(split.train), y_test = y(split.test);
        scores(f++) = score(y_test, predict(X_test, fit(X_train, y_train)));
    }
    return scores;
}

} // namespace mlcore::cross_validation
