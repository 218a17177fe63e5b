// FILL IN: what it is, in a line.
//
//     y = 2x
//
// Source: FILL IN. Cost: FILL IN.
#pragma once

#include <mlcore/core/types.hpp>

namespace @slug@ {

/// FILL IN: shapes, units, what it returns, what it throws.
using DoubleIt = double(double x);

} // namespace @slug@
