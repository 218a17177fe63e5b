// Decision trees: classify by asking questions. The lesson: mlcore lesson decision_tree
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// X is n×d, one row for each sample: X.rows(), X.cols(), X(i, j). y has n classes 0, 1, …: y(i).
// The structs Split, Options and Model are in mlcore/tree/decision_tree/interface.hpp. A
// std::vector v becomes a Vector by Eigen::Map<const Vector>(v.data(), v.size()), a Labels in the
// same way. check_rows_match, check_not_empty and check_value of core/shapes.hpp throw the errors
// for you.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/tree/decision_tree/interface.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace exercise {
using namespace mlcore;
using namespace mlcore::decision_tree;
// What the exercise calls; leave these lines as they are.
inline Gini gini;
inline Entropy entropy;
inline BestSplit best_split;
inline Fit fit;
inline Predict predict;

// Task 1: 1 − Σ p², where p = counts(c) / their sum.
// ValueError{"gini: …"} where a count is negative or all are zero.
inline double gini(VectorView counts) {
    throw NotImplemented{"gini"};
}

// Task 2: −Σ p log₂ p, in bits; a class without rows adds nothing. Errors as in gini.
inline double entropy(VectorView counts) {
    throw NotImplemented{"entropy"};
}

// Task 3: the cut with the largest gain: Split{feature, threshold, gain}, Split{} where none is
// allowed. Of equally good ones (within tie_tolerance) the lowest feature, then the lowest
// threshold. ShapeError where y has not one entry for each row; ValueError where there are no rows.
inline Split best_split(MatrixView X, LabelsView y, const Options& options) {
    throw NotImplemented{"best_split"};
}

// Task 4: the whole tree, its nodes numbered in preorder. Errors as in best_split.
// X(rows, Eigen::all) and y(rows), with a std::vector<int> rows, pick rows out of X and y.
inline Model fit(MatrixView X, LabelsView y, const Options& options) {
    throw NotImplemented{"fit"};
}

// Task 5: the most frequent class of the leaf that each row arrives at; of equally frequent ones
// the lowest. ShapeError unless X has model.columns columns.
inline Labels predict(MatrixView X, const Model& model) {
    throw NotImplemented{"predict"};
}

} // namespace exercise
