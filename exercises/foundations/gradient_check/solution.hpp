// The library is the answer key.
#pragma once

#include <mlcore/foundations/gradient_check/naive.hpp>

namespace exercise {
using namespace mlcore;
using gradient_check::naive::check;
using gradient_check::naive::numerical_gradient;
using gradient_check::naive::relative_error;
} // namespace exercise
