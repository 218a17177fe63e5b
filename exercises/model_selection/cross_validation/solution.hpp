// The library is the answer key.
#pragma once

#include <mlcore/model_selection/cross_validation/naive.hpp>

namespace exercise {
using namespace mlcore;
using cross_validation::naive::cross_val_mse;
using cross_validation::naive::k_fold;
using cross_validation::naive::standardize_split;
using cross_validation::naive::stratified_k_fold;
} // namespace exercise
