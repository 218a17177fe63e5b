// The library is the answer key. Its fit is overloaded (a forest of any trees, and of CART trees);
// the exercise's is the first.
#pragma once

#include <mlcore/tree/random_forest/naive.hpp>

namespace exercise {
using namespace mlcore;
using random_forest::naive::bootstrap_indices;
using random_forest::naive::majority_vote;
using random_forest::naive::oob_error;
using random_forest::naive::sample_features;
inline random_forest::FitWith fit;
inline random_forest::Model fit(MatrixView X, LabelsView y, const random_forest::Options& options,
                                const random_forest::GrowTree& grow_tree) {
    return random_forest::naive::fit(X, y, options, grow_tree);
}
} // namespace exercise
