// Gradient boosting: many small trees, each on the gradients of the ones before.
// The lesson: mlcore lesson gradient_boosting
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// X is n×d, one row for each sample: X.rows(), X.cols(), X(i, j). The structs (Sum, Gradients,
// Bins, Options, Model) and the function beats(gain, best) are in
// tree/gradient_boosting/interface.hpp. A Model's arrays are std::vectors:
// model.feature.push_back(-1). A Vector v(n) has n entries. check_value("fit", condition, "what is
// wrong") throws ValueError unless the condition holds.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/tree/gradient_boosting/interface.hpp>

namespace exercise {
using namespace mlcore;
using namespace mlcore::gradient_boosting;
// What the exercise calls; leave these lines as they are.
inline ComputeGradients gradients;
inline LeafWeight leaf_weight;
inline SplitGain split_gain;
inline HistogramBins histogram_bins;
inline Fit fit;

// Task 1: the first and second derivative of each row's loss by its score. loss is "squared" (with
// its ½) or "logistic". A logistic hessian is at least 1e-16. ShapeError where the sizes differ;
// ValueError for another loss, and for y outside [0, 1] where it is "logistic".
inline Gradients gradients(VectorView scores, VectorView y, const std::string& loss) {
    throw NotImplemented{"gradients"};
}

// Task 2: −G / (H + λ); 0 where H + λ is 0. sum has .gradient (G) and .hessian (H).
// ValueError where H or l2 is negative.
inline double leaf_weight(const Sum& sum, double l2) {
    throw NotImplemented{"leaf_weight"};
}

// Task 3: ½ [G_L²/(H_L + λ) + G_R²/(H_R + λ) − G²/(H + λ)] − γ, G and H being those of both sides
// together. A term whose H + λ is 0 counts as 0. ValueError where a hessian, l2 or gamma is
// negative.
inline double split_gain(const Sum& left, const Sum& right, double l2, double gamma) {
    throw NotImplemented{"split_gain"};
}

// Task 4: for each column its cuts, ascending values of it, and for each entry how many cuts are ≤
// it. At most `bins` different values: all but the smallest are cuts. More: those at the places
// ⌊q·n/bins⌋ of the sorted column, q = 1 … bins − 1, each once and not the smallest value.
// ValueError where X is empty or bins is not in 2 … 256.
inline Bins histogram_bins(MatrixView X, int bins) {
    throw NotImplemented{"histogram_bins"};
}

// Task 5: options.trees trees, each grown on the gradients at the scores so far. Nodes in preorder
// (a node, all on its left, all on its right); rows of the bins up to the cut go left; a leaf's
// value is learning_rate times its weight. ShapeError unless y has an entry for each row;
// ValueError where X is empty, or learning_rate is not in (0, 1].
inline Model fit(MatrixView X, VectorView y, const Options& options) {
    throw NotImplemented{"fit"};
}

} // namespace exercise
