// FILL IN: mlcore::@slug@::double_it.
#pragma once

#include "mlcore/@area@/@slug@/interface.hpp"
#include "mlcore/@area@/@slug@/naive.hpp"
#include "mlcore/@area@/@slug@/vectorized.hpp"
#include "mlcore/core/variants.hpp"

namespace mlcore::@slug@ {

inline const Variants<DoubleIt> double_it_variants{{"naive", naive::double_it},
                                                   {"vectorized", vectorized::double_it}};

using vectorized::double_it;

} // namespace mlcore::@slug@
