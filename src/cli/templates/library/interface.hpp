// FILL IN: what this computes, its formula, source (author, year) and cost.
#pragma once

#include "mlcore/core/types.hpp"

namespace mlcore::@slug@ {

/// FILL IN: shapes and units of the parameters, what is returned, what is thrown.
using DoubleIt = double(double x);

} // namespace mlcore::@slug@
