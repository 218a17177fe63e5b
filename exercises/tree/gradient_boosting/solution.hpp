// The library is the answer key.
#pragma once

#include <mlcore/tree/gradient_boosting/naive.hpp>

namespace exercise {
using namespace mlcore;
using gradient_boosting::naive::fit;
using gradient_boosting::naive::gradients;
using gradient_boosting::naive::histogram_bins;
using gradient_boosting::naive::leaf_weight;
using gradient_boosting::naive::split_gain;
} // namespace exercise
