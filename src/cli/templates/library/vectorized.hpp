// FILL IN: what changed against naive, and the gain to expect.
#pragma once

#include "mlcore/@area@/@slug@/interface.hpp"

namespace mlcore::@slug@::vectorized {

inline DoubleIt double_it;

inline double double_it(double x) { return x + x; } // FILL IN

} // namespace mlcore::@slug@::vectorized
