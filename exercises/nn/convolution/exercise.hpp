// Convolution and max pooling: how a network sees an image. The lesson: mlcore lesson convolution
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// Tensor<double, 4> is a table with four axes, here [image, channel, row, column]: x(n, c, h, v) is
// one entry, extent(x, 2) a size as Eigen counts, zeros<double, 4>({N, O, H, W}) a new one (its
// sizes are std::size_t). output_extent(size, kernel, stride, padding) is the number of positions
// along one axis.
#pragma once

#include <mlcore/nn/convolution/interface.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace exercise {
using namespace mlcore;
using convolution::output_extent;
// What the exercise calls; leave these lines as they are.
inline convolution::Conv2d conv2d;
inline convolution::Conv2dBackward conv2d_backward;
inline convolution::MaxPool max_pool;
inline convolution::MaxPoolBackward max_pool_backward;
inline convolution::Im2col im2col;

// Task 1: slide every kernel over every image: [N, C, H, W] and [O, C, K_h, K_w] → [N, O, H_out,
// W_out]. A bias without entries is no bias. The last task asks for the same again, faster: mlcore
// times this function.
inline Tensor<double, 4> conv2d(const Tensor<double, 4>& x, const Tensor<double, 4>& w,
                                const Vector& bias, const convolution::Options& options) {
    convolution::check_conv2d("conv2d", x, w, bias, options); // throws what has to be thrown
    throw NotImplemented{"conv2d"};
}

// Task 2: the gradients {x, w, bias} of a loss, from its gradient dL_dout at the output of task 1.
// Those of w and bias are sums over the images.
inline convolution::Gradients<double> conv2d_backward(const Tensor<double, 4>& x,
                                                      const Tensor<double, 4>& w,
                                                      const convolution::Options& options,
                                                      const Tensor<double, 4>& dL_dout) {
    convolution::check_conv2d_backward("conv2d_backward", x, w, options, dL_dout);
    throw NotImplemented{"conv2d_backward"};
}

// Task 3: the largest entry of every window of options.size rows and columns, channel by channel.
// The padding takes no part in it.
inline Tensor<double, 4> max_pool(const Tensor<double, 4>& x,
                                  const convolution::PoolOptions& options) {
    convolution::check_max_pool("max_pool", x, options);
    throw NotImplemented{"max_pool"};
}

// Task 4: the gradient of a loss by x, from its gradient dL_dout at the output of task 3. Of equal
// largest entries the first one gets it, by rows and then by columns.
inline Tensor<double, 4> max_pool_backward(const Tensor<double, 4>& x,
                                           const convolution::PoolOptions& options,
                                           const Tensor<double, 4>& dL_dout) {
    convolution::check_max_pool_backward("max_pool_backward", x, options, dL_dout);
    throw NotImplemented{"max_pool_backward"};
}

// Task 5: every patch as a column: [N, C, H, W] → [N, C·K_h·K_w, H_out·W_out].
inline Tensor<double, 3> im2col(const Tensor<double, 4>& x, int kernel_height, int kernel_width,
                                const convolution::Options& options) {
    convolution::check_im2col("im2col", x, kernel_height, kernel_width, options);
    throw NotImplemented{"im2col"};
}

} // namespace exercise
