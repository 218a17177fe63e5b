// Cross-validation: how good is a model on rows it has not seen?
// The lesson: mlcore lesson cross_validation
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// A Split has .train and .test, the numbers of the rows; both are Labels, vectors of int. Splits is
// a std::vector<Split>: splits.push_back(Split{train, test}). To collect numbers one by one, fill a
// std::vector<int> and turn it into Labels with to_labels below.
// check_value and check_rows_match of core/shapes.hpp throw the errors for you.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/linalg/solve.hpp>
#include <mlcore/model_selection/cross_validation/interface.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace exercise {
using namespace mlcore;
using namespace mlcore::cross_validation;

// What the exercise calls; leave these lines as they are.
inline KFold k_fold;
inline StratifiedKFold stratified_k_fold;
inline StandardizeSplit standardize_split;
inline CrossValMse cross_val_mse;

inline Labels to_labels(const std::vector<int>& numbers) {
    return Eigen::Map<const Labels>(numbers.data(), static_cast<Index>(numbers.size()));
}

// Task 1: fold f tests the f-th of `folds` consecutive blocks of the rows 0 … rows − 1 and trains
// on all other rows. The first rows % folds blocks are one row longer. All lists rising. ValueError
// unless 2 ≤ folds ≤ rows.
inline Splits k_fold(int rows, int folds) {
    throw NotImplemented{"k_fold"};
}

// Task 2: the same, but every class has its share in every fold. Sort the rows by class (classes in
// order of first appearance): fold f is due as many rows of a class as it has at the positions f,
// f + folds, f + 2·folds, … The first rows of the class go to fold 0, the next to fold 1, …
// ValueError unless 2 ≤ folds, and where no class has as many as `folds` rows.
inline Splits stratified_k_fold(LabelsView y, int folds) {
    throw NotImplemented{"stratified_k_fold"};
}

// Task 3: the training and the test rows of X, each column with the mean of its training rows
// subtracted and divided by their standard deviation (√ of the mean squared distance; a constant
// column is not divided). Returns Standardized{train, test}.
// ValueError where split.train is empty.
inline Standardized standardize_split(MatrixView X, const Split& split) {
    throw NotImplemented{"standardize_split"};
}

// Task 4: for each fold of k_fold: standardise, fit ridge on the training rows, and return the mean
// squared error on the test rows. With standardised columns Z, ridge is (ZᵀZ + l2·I) β = Zᵀ(y − ȳ)
// and the intercept is ȳ, the mean of the training y. linalg::solve_positive_definite(A, b) solves
// it. ShapeError unless y has one entry for each row; ValueError for bad folds and for l2 < 0.
inline Vector cross_val_mse(MatrixView X, VectorView y, const RidgeCvOptions& options) {
    throw NotImplemented{"cross_val_mse"};
}

} // namespace exercise
