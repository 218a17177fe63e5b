// Positional encodings: mlcore::positional_encoding::frequencies, sinusoidal, rope, rope_backward,
// the last three for float and double.
//
//     x += positional_encoding::sinusoidal<float>(T, D, positional_encoding::default_base);
//     const auto q = positional_encoding::rope(split_heads(x W_q), 0, 10000);
//
// Networks that keep queries and keys in buffers of their own turn them in place by
// positional_encoding/blocks.hpp.
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/nn/positional_encoding/interface.hpp"
#include "mlcore/nn/positional_encoding/naive.hpp"
#include "mlcore/nn/positional_encoding/vectorized.hpp"

namespace mlcore::positional_encoding {

inline const Variants<Frequencies> frequencies_variants{{"naive", naive::frequencies},
                                                        {"vectorized", vectorized::frequencies}};
template <class T>
inline const Variants<SinusoidalFn<T>> sinusoidal_variants{
    {"naive", naive::sinusoidal<T>}, {"vectorized", vectorized::sinusoidal<T>}};
template <class T>
inline const Variants<RopeFn<T>> rope_variants{{"naive", naive::rope<T>},
                                               {"vectorized", vectorized::rope<T>}};
template <class T>
inline const Variants<RopeBackwardFn<T>> rope_backward_variants{
    {"naive", naive::rope_backward<T>}, {"vectorized", vectorized::rope_backward<T>}};

using vectorized::frequencies;
using vectorized::rope;
using vectorized::rope_backward;
using vectorized::sinusoidal;

} // namespace mlcore::positional_encoding
