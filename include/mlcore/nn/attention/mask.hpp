// Which keys a query may see, for every variant alike.
#pragma once

#include "mlcore/core/types.hpp"

#include <algorithm>

namespace mlcore::attention {

/// Query i sees the keys 0, …, visible_keys(i, …) − 1. Causal: those with j ≤ i + (T_k − T_q), so
/// that the last query sees them all; the first ones see none where T_q > T_k.
inline Index visible_keys(Index i, Index T_q, Index T_k, bool causal) {
    return causal ? std::clamp<Index>(i + 1 + T_k - T_q, 0, T_k) : T_k;
}

} // namespace mlcore::attention
