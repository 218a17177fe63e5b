// What changed against naive: a convolution is a matrix product. Every patch that the kernel meets
// becomes a column (im2col), and the kernels, one a row, times these columns give every output
// channel at every position:
//
//     out [O, H_out·W_out]  =  w [O, C·K_h·K_w] · columns [C·K_h·K_w, H_out·W_out]
//     dL_dw                 =  dL_dout · columnsᵀ
//     dL_dcolumns           =  wᵀ · dL_dout,  and col2im adds each of its entries to its pixel
//
// The columns repeat every pixel K_h·K_w times: whole, they are that much larger than the image.
// So they are made block by block, just before the product that reads them, in a buffer that stays
// in the cache and is used again. A block is large enough for the copying to cost little against
// the product: one entry copied, 2·O operations.
//
// Max pooling takes maxima down the columns first, as packets, and then along the row of what is
// left. Its backward pass has to find where the largest entries lie, and gains little.
//
// Expected gain: naive's inner loops are as short as the kernel, test every border and add to one
// number; the product fills the registers' lanes and reuses what the caches hold. The more output
// channels, the nearer it comes to the product's own speed.
//
// Source: Chellapilla, Puri and Simard (2006), section 3.1; Chetlur et al., cuDNN: Efficient
// Primitives for Deep Learning (2014), section 3, on making the columns on the fly.
#pragma once

#include "mlcore/nn/convolution/interface.hpp"
#include "mlcore/nn/convolution/layers.hpp"

namespace mlcore::convolution {

/// The two fast variants of every function, which differ in their threads alone.
namespace detail {

template <class T>
Tensor<T, 4> conv2d(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Column<T>& bias,
                    const Options& options, Threads threads) {
    Workspace<T> workspace;
    Tensor<T, 4> out;
    conv2d_into(x, w, bias, options, workspace, out, threads);
    return out;
}

template <class T>
Gradients<T> conv2d_backward(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Options& options,
                             const Tensor<T, 4>& dL_dout, Threads threads) {
    Workspace<T> workspace;
    Gradients<T> dL;
    conv2d_backward_into(x, w, options, dL_dout, workspace, dL, threads);
    return dL;
}

template <class T>
Tensor<T, 4> max_pool(const Tensor<T, 4>& x, const PoolOptions& options, Threads threads) {
    Workspace<T> workspace;
    Tensor<T, 4> out;
    max_pool_into(x, options, workspace, out, threads);
    return out;
}

template <class T>
Tensor<T, 4> max_pool_backward(const Tensor<T, 4>& x, const PoolOptions& options,
                               const Tensor<T, 4>& dL_dout, Threads threads) {
    check_max_pool_backward("max_pool_backward", x, options, dL_dout);
    Tensor<T, 4> out;
    Places places;
    max_pool_into(x, options, out, places, threads);
    Tensor<T, 4> dL_dx;
    max_pool_backward_into(x.shape(), places, dL_dout, dL_dx, threads);
    return dL_dx;
}

template <class T>
Tensor<T, 3> im2col(const Tensor<T, 4>& x, int kernel_height, int kernel_width,
                    const Options& options, Threads threads) {
    check_im2col("im2col", x, kernel_height, kernel_width, options);
    const Geometry g(x, kernel_height, kernel_width, options);
    Tensor<T, 3> columns(std::array{x.shape()[0], static_cast<std::size_t>(g.rows()),
                                    static_cast<std::size_t>(g.positions())});
    for_each_unit(threads, static_cast<double>(columns.size()), extent(x, 0), [&](Index n, int) {
        gather_columns(x.data() + n * g.C * g.H * g.W, g, 0, g.rows(), 0, g.positions(),
                       slice(columns, n).data());
    });
    return columns;
}

} // namespace detail

namespace vectorized {

template <class T>
Tensor<T, 4> conv2d(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Column<T>& bias,
                    const Options& options) {
    return detail::conv2d(x, w, bias, options, Threads::one);
}

template <class T>
Gradients<T> conv2d_backward(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Options& options,
                             const Tensor<T, 4>& dL_dout) {
    return detail::conv2d_backward(x, w, options, dL_dout, Threads::one);
}

template <class T>
Tensor<T, 4> max_pool(const Tensor<T, 4>& x, const PoolOptions& options) {
    return detail::max_pool(x, options, Threads::one);
}

template <class T>
Tensor<T, 4> max_pool_backward(const Tensor<T, 4>& x, const PoolOptions& options,
                               const Tensor<T, 4>& dL_dout) {
    return detail::max_pool_backward(x, options, dL_dout, Threads::one);
}

template <class T>
Tensor<T, 3> im2col(const Tensor<T, 4>& x, int kernel_height, int kernel_width,
                    const Options& options) {
    return detail::im2col(x, kernel_height, kernel_width, options, Threads::one);
}

} // namespace vectorized

} // namespace mlcore::convolution
