// Random forests: many trees, each of other rows and other features, and a vote. The lesson: mlcore
// lesson random_forest
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// The draws are inputs: uniforms(i) is in [0, 1). Table has a row for each tree and a column for
// each sample: votes(t, i), votes.rows() trees, votes.cols() samples. Labels(n) makes n integers to
// fill. Options, Model, GrowTree and uniforms(random, count) are in
// mlcore/tree/random_forest/interface.hpp.
#pragma once

#include <mlcore/core/random.hpp>
#include <mlcore/core/shapes.hpp>
#include <mlcore/tree/random_forest/interface.hpp>

#include <algorithm>
#include <numeric>
#include <vector>

namespace exercise {
using namespace mlcore;
using namespace mlcore::random_forest;
// What the exercise calls; leave these lines as they are.
inline BootstrapIndices bootstrap_indices;
inline SampleFeatures sample_features;
inline MajorityVote majority_vote;
inline FitWith fit;
inline OobError oob_error;

// Task 1: n uniforms to n row numbers 0 … n − 1, drawn with replacement: row_i = ⌊u_i n⌋.
// ValueError{"bootstrap_indices: …"} where there are none, or one is not in [0, 1).
inline Labels bootstrap_indices(VectorView uniforms) {
    throw NotImplemented{"bootstrap_indices"};
}

// Task 2: m uniforms to m different features of 0 … features − 1, in the order drawn: the partial
// Fisher–Yates shuffle of the lesson. ValueError where m > features, or a uniform is not in [0, 1).
inline Labels sample_features(VectorView uniforms, int features) {
    throw NotImplemented{"sample_features"};
}

// Task 3: for each sample the class that most trees vote for, the lowest of equally frequent ones.
// ValueError where there is no tree.
inline Labels majority_vote(const Table& votes) {
    throw NotImplemented{"majority_vote"};
}

// Task 4: options.trees trees. Random seeds(options.seed) gives tree t its seed by seeds.bits();
// then Random random(seed) draws for this tree alone: first X.rows() uniforms for its rows, then
// what `choose` needs at each call. grow_tree(X, y, rows, options, choose) gives the tree.
// ShapeError where y has not one entry for each row; ValueError for no rows or options.trees < 1.
inline Model fit(MatrixView X, LabelsView y, const Options& options, const GrowTree& grow_tree) {
    throw NotImplemented{"fit"};
}

// Task 5: the share of rows whose majority vote is wrong, where tree t votes on row i only if i is
// not among bags(t, 0), bags(t, 1), …. Rows that no tree may judge are left out. ShapeError where
// the shapes of votes, bags and y do not fit; ValueError where no row is left.
inline double oob_error(const Table& votes, const Table& bags, LabelsView y) {
    throw NotImplemented{"oob_error"};
}

} // namespace exercise
