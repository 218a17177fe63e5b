// The library is the answer key.
#pragma once

#include <mlcore/foundations/optimizers/naive.hpp>

namespace exercise {
using namespace mlcore;
using optimizers::naive::adam_step;
using optimizers::naive::adamw_step;
using optimizers::naive::cosine_schedule;
using optimizers::naive::momentum_step;
using optimizers::naive::sgd_step;
} // namespace exercise
