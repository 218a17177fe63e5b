// Convolution and max pooling: mlcore::convolution::conv2d, conv2d_backward, max_pool,
// max_pool_backward, im2col, for float and double.
//
//     const auto z = convolution::conv2d(x, w, bias, {.stride = 2, .padding = 1});
//     const auto dL = convolution::conv2d_backward(x, w, {.stride = 2, .padding = 1}, dL_dz);
//     const auto pooled = convolution::max_pool(z, {.size = 2, .stride = 2});
//
// Networks that are trained write into buffers that they keep: conv2d_into, conv2d_backward_into,
// max_pool_into, max_pool_backward_into (convolution/layers.hpp), with a Workspace.
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/nn/convolution/interface.hpp"
#include "mlcore/nn/convolution/layers.hpp"
#include "mlcore/nn/convolution/naive.hpp"
#include "mlcore/nn/convolution/parallel.hpp"
#include "mlcore/nn/convolution/vectorized.hpp"

namespace mlcore::convolution {

template <class T>
inline const Variants<Conv2dFn<T>> conv2d_variants{{"naive", naive::conv2d<T>},
                                                   {"vectorized", vectorized::conv2d<T>},
                                                   {"parallel", parallel::conv2d<T>}};
template <class T>
inline const Variants<Conv2dBackwardFn<T>> conv2d_backward_variants{
    {"naive", naive::conv2d_backward<T>},
    {"vectorized", vectorized::conv2d_backward<T>},
    {"parallel", parallel::conv2d_backward<T>}};
template <class T>
inline const Variants<MaxPoolFn<T>> max_pool_variants{{"naive", naive::max_pool<T>},
                                                      {"vectorized", vectorized::max_pool<T>},
                                                      {"parallel", parallel::max_pool<T>}};
template <class T>
inline const Variants<MaxPoolBackwardFn<T>> max_pool_backward_variants{
    {"naive", naive::max_pool_backward<T>},
    {"vectorized", vectorized::max_pool_backward<T>},
    {"parallel", parallel::max_pool_backward<T>}};
template <class T>
inline const Variants<Im2colFn<T>> im2col_variants{{"naive", naive::im2col<T>},
                                                   {"vectorized", vectorized::im2col<T>},
                                                   {"parallel", parallel::im2col<T>}};

using parallel::conv2d;
using parallel::conv2d_backward;
using parallel::im2col;
using parallel::max_pool;
using parallel::max_pool_backward;

} // namespace mlcore::convolution
