// The library is the answer key: the product in its fastest serial form, and the loop it begins
// with.
#pragma once

#include <mlcore/foundations/matmul/naive.hpp>
#include <mlcore/foundations/matmul/vectorized.hpp>

namespace exercise {
using namespace mlcore;
using matmul::naive::matvec;
using matmul::vectorized::matmul;
} // namespace exercise
