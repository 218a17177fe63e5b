// k-means: n points in k groups, each around its mean. The lesson: mlcore lesson kmeans
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// X is n×d, one row for each point: X.rows(), X.cols(), X(i, j), X.row(i). centroids is k×d.
// Labels are n integers from 0: Labels labels(n). A Model has .centroids, .labels, .inertia and
// .iterations. Matrix::Zero(k, d) and Vector::Zero(k) are filled with zeros.
// check_value("assign", condition, "what is wrong") throws ValueError unless the condition holds.
#pragma once

#include <mlcore/cluster/kmeans/interface.hpp>
#include <mlcore/core/shapes.hpp>

namespace exercise {
using namespace mlcore;
using namespace mlcore::kmeans;
// What the exercise calls; leave these lines as they are.
inline Assign assign;
inline Update update;
inline Inertia inertia;
inline PlusPlus plus_plus;
inline Lloyd lloyd;

// Task 1: for each row of X the index of the nearest centroid, the lowest of equally near ones.
// ShapeError where X and centroids have different widths; ValueError where there is no centroid.
inline Labels assign(MatrixView X, MatrixView centroids) {
    throw NotImplemented{"assign"};
}

// Task 2: the mean of the rows of each label. A centroid without rows stays where it is.
// Throws as assign; ShapeError unless there is a label for each row (check_rows_match), ValueError
// where a label is not in 0 … k−1.
inline Matrix update(MatrixView X, LabelsView labels, MatrixView centroids) {
    throw NotImplemented{"update"};
}

// Task 3: the sum of the squared distances of the rows to the centroids of their labels.
// Throws as update does.
inline double inertia(MatrixView X, LabelsView labels, MatrixView centroids) {
    throw NotImplemented{"inertia"};
}

// Task 4: k rows of X as the first centroids, k = uniforms.size(). The first is row ⌊u·n⌋; each
// next one is the first row at which the running sum of D² exceeds u times their total (row ⌊u·n⌋
// where the total is 0). ValueError for no rows, no uniforms, more uniforms than rows, one not in
// [0, 1).
inline Matrix plus_plus(MatrixView X, VectorView uniforms) {
    throw NotImplemented{"plus_plus"};
}

// Task 5: rounds of assign and update, until the labels are those of the round before (that round
// counts) or max_iterations rounds are taken. Labels and inertia must belong to the final
// centroids. Throws as assign; ValueError where X has no rows or max_iterations < 1.
inline Model lloyd(MatrixView X, MatrixView start, int max_iterations) {
    throw NotImplemented{"lloyd"};
}

} // namespace exercise
