// Layer normalisation, RMS normalisation and their gradients: mlcore::layer_norm::layer_norm,
// layer_norm_backward, rms_norm, rms_norm_backward, for float and double.
//
//     const auto Y = layer_norm::layer_norm<float>(X, gain, bias, 1e-5f);
//     const auto dL = layer_norm::layer_norm_backward<float>(X, gain, 1e-5f, dL_dY);
//     // dL.X, dL.gain, dL.bias
//
// Networks that keep their activations in buffers of their own use layer_norm/blocks.hpp, or the
// same on several threads, parallel::layer_norm_forward and parallel::layer_norm_backward.
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/nn/layer_norm/interface.hpp"
#include "mlcore/nn/layer_norm/naive.hpp"
#include "mlcore/nn/layer_norm/parallel.hpp"
#include "mlcore/nn/layer_norm/vectorized.hpp"

namespace mlcore::layer_norm {

template <class T>
inline const Variants<LayerNormFn<T>> layer_norm_variants{{"naive", naive::layer_norm<T>},
                                                          {"vectorized", vectorized::layer_norm<T>},
                                                          {"parallel", parallel::layer_norm<T>}};
template <class T>
inline const Variants<LayerNormBackwardFn<T>> layer_norm_backward_variants{
    {"naive", naive::layer_norm_backward<T>},
    {"vectorized", vectorized::layer_norm_backward<T>},
    {"parallel", parallel::layer_norm_backward<T>}};
template <class T>
inline const Variants<RmsNormFn<T>> rms_norm_variants{{"naive", naive::rms_norm<T>},
                                                      {"vectorized", vectorized::rms_norm<T>},
                                                      {"parallel", parallel::rms_norm<T>}};
template <class T>
inline const Variants<RmsNormBackwardFn<T>> rms_norm_backward_variants{
    {"naive", naive::rms_norm_backward<T>},
    {"vectorized", vectorized::rms_norm_backward<T>},
    {"parallel", parallel::rms_norm_backward<T>}};

using parallel::layer_norm;
using parallel::layer_norm_backward;
using parallel::rms_norm;
using parallel::rms_norm_backward;

} // namespace mlcore::layer_norm
