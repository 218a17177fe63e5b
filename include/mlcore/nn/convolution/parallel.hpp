// What changed against vectorized: its blocks run on several threads. Forward, a block of positions
// of one image is work of its own; backward, a group of channels of one image is (for the images'
// gradient), and a block of the kernels' entries for a group of images (for the kernels'). So even
// one image is shared out, where it is large enough. Pooling goes channel by channel.
//
// Every sum is added up in the same order whatever the number of threads. Expected gain: the number
// of cores; small inputs stay on one thread, because starting several takes some microseconds.
// Without OpenMP these are serial loops.
#pragma once

#include "mlcore/nn/convolution/interface.hpp"
#include "mlcore/nn/convolution/vectorized.hpp"

namespace mlcore::convolution::parallel {

template <class T>
Tensor<T, 4> conv2d(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Column<T>& bias,
                    const Options& options) {
    return detail::conv2d(x, w, bias, options, Threads::all);
}

template <class T>
Gradients<T> conv2d_backward(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Options& options,
                             const Tensor<T, 4>& dL_dout) {
    return detail::conv2d_backward(x, w, options, dL_dout, Threads::all);
}

template <class T>
Tensor<T, 4> max_pool(const Tensor<T, 4>& x, const PoolOptions& options) {
    return detail::max_pool(x, options, Threads::all);
}

template <class T>
Tensor<T, 4> max_pool_backward(const Tensor<T, 4>& x, const PoolOptions& options,
                               const Tensor<T, 4>& dL_dout) {
    return detail::max_pool_backward(x, options, dL_dout, Threads::all);
}

template <class T>
Tensor<T, 3> im2col(const Tensor<T, 4>& x, int kernel_height, int kernel_width,
                    const Options& options) {
    return detail::im2col(x, kernel_height, kernel_width, options, Threads::all);
}

} // namespace mlcore::convolution::parallel
