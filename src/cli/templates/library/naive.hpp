// Loops that read like the formula.
#pragma once

#include "mlcore/@area@/@slug@/interface.hpp"

namespace mlcore::@slug@::naive {

inline DoubleIt double_it;

inline double double_it(double x) { return 2 * x; } // FILL IN

} // namespace mlcore::@slug@::naive
