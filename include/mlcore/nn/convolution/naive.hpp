// Loops that read like the formulas: every entry of the output, and for each the patch of the input
// that it sees.
#pragma once

#include "mlcore/nn/convolution/interface.hpp"

#include <cmath>

namespace mlcore::convolution::naive {

/// Whether row h and column v lie in an image of height × width, and not in its padding.
inline bool inside(Index h, Index v, Index height, Index width) {
    return h >= 0 && h < height && v >= 0 && v < width;
}

template <class T>
Tensor<T, 4> conv2d(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Column<T>& bias,
                    const Options& options) {
    check_conv2d("conv2d", x, w, bias, options);
    const auto [stride, padding] = options;
    const Index N = extent(x, 0), C = extent(x, 1), H = extent(x, 2), W = extent(x, 3);
    const Index O = extent(w, 0), K_h = extent(w, 2), K_w = extent(w, 3);
    const Index H_out = output_extent(H, K_h, stride, padding);
    const Index W_out = output_extent(W, K_w, stride, padding);

    Tensor<T, 4> out(std::array{x.shape()[0], w.shape()[0], static_cast<std::size_t>(H_out),
                                static_cast<std::size_t>(W_out)}); // [N, O, H_out, W_out]
    for (Index n = 0; n < N; ++n)
        for (Index o = 0; o < O; ++o)
            for (Index p = 0; p < H_out; ++p)
                for (Index q = 0; q < W_out; ++q) {
                    T sum = bias.size() > 0 ? bias(o) : T(0);
                    for (Index c = 0; c < C; ++c)
                        for (Index i = 0; i < K_h; ++i)
                            for (Index j = 0; j < K_w; ++j) {
                                const Index h = p * stride + i - padding;
                                const Index v = q * stride + j - padding;
                                if (inside(h, v, H, W)) sum += w(o, c, i, j) * x(n, c, h, v);
                            }
                    out(n, o, p, q) = sum;
                }
    return out;
}

/// Every product w · x of the forward pass sends its part of dL_dout both ways:
///
///   dL_dx[n, c, h, v] = Σ w[o, c, i, j] dL_dout[n, o, p, q]    over o and all places that saw it
///   dL_dw[o, c, i, j] = Σ x[n, c, h, v] dL_dout[n, o, p, q]    over n, p and q
///   dL_dbias[o]       = Σ dL_dout[n, o, p, q]                  over n, p and q
///
/// where h = S p + i − P and v = S q + j − P.
template <class T>
Gradients<T> conv2d_backward(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Options& options,
                             const Tensor<T, 4>& dL_dout) {
    check_conv2d_backward("conv2d_backward", x, w, options, dL_dout);
    const auto [stride, padding] = options;
    const Index N = extent(x, 0), C = extent(x, 1), H = extent(x, 2), W = extent(x, 3);
    const Index O = extent(w, 0), K_h = extent(w, 2), K_w = extent(w, 3);
    const Index H_out = extent(dL_dout, 2), W_out = extent(dL_dout, 3);

    Gradients<T> dL{zeros<T, 4>(x.shape()), zeros<T, 4>(w.shape()), Column<T>::Zero(O)};
    for (Index n = 0; n < N; ++n)
        for (Index o = 0; o < O; ++o)
            for (Index p = 0; p < H_out; ++p)
                for (Index q = 0; q < W_out; ++q) {
                    const T gradient = dL_dout(n, o, p, q);
                    dL.bias(o) += gradient;
                    for (Index c = 0; c < C; ++c)
                        for (Index i = 0; i < K_h; ++i)
                            for (Index j = 0; j < K_w; ++j) {
                                const Index h = p * stride + i - padding;
                                const Index v = q * stride + j - padding;
                                if (!inside(h, v, H, W)) continue;
                                dL.x(n, c, h, v) += w(o, c, i, j) * gradient;
                                dL.w(o, c, i, j) += x(n, c, h, v) * gradient;
                            }
                }
    return dL;
}

/// Where a window's largest entry lies.
struct Place {
    Index row, column;
};

/// The first largest entry of the window at (p, q) of one channel, or the first NaN.
template <class T>
Place largest(const ConstMatrixMap<T>& image, Index p, Index q, const PoolOptions& options) {
    const auto [size, stride, padding] = options;
    Place best{-1, -1};
    for (Index i = 0; i < size; ++i)
        for (Index j = 0; j < size; ++j) {
            const Index h = p * stride + i - padding, v = q * stride + j - padding;
            if (!inside(h, v, image.rows(), image.cols())) continue;
            if (best.row < 0 || image(h, v) > image(best.row, best.column) ||
                (std::isnan(image(h, v)) && !std::isnan(image(best.row, best.column))))
                best = {h, v};
        }
    return best;
}

template <class T>
Tensor<T, 4> max_pool(const Tensor<T, 4>& x, const PoolOptions& options) {
    check_max_pool("max_pool", x, options);
    const auto [size, stride, padding] = options;
    const Index N = extent(x, 0), C = extent(x, 1);
    const Index H_out = output_extent(extent(x, 2), size, stride, padding);
    const Index W_out = output_extent(extent(x, 3), size, stride, padding);

    Tensor<T, 4> out(std::array{x.shape()[0], x.shape()[1], static_cast<std::size_t>(H_out),
                                static_cast<std::size_t>(W_out)}); // [N, C, H_out, W_out]
    for (Index n = 0; n < N; ++n)
        for (Index c = 0; c < C; ++c)
            for (Index p = 0; p < H_out; ++p)
                for (Index q = 0; q < W_out; ++q) {
                    const Place place = largest<T>(slice(x, n, c), p, q, options);
                    out(n, c, p, q) = x(n, c, place.row, place.column);
                }
    return out;
}

template <class T>
Tensor<T, 4> max_pool_backward(const Tensor<T, 4>& x, const PoolOptions& options,
                               const Tensor<T, 4>& dL_dout) {
    check_max_pool_backward("max_pool_backward", x, options, dL_dout);
    const Index N = extent(x, 0), C = extent(x, 1);
    const Index H_out = extent(dL_dout, 2), W_out = extent(dL_dout, 3);

    auto dL_dx = zeros<T, 4>(x.shape()); // [N, C, H, W]
    for (Index n = 0; n < N; ++n)
        for (Index c = 0; c < C; ++c)
            for (Index p = 0; p < H_out; ++p)
                for (Index q = 0; q < W_out; ++q) {
                    const Place place = largest<T>(slice(x, n, c), p, q, options);
                    dL_dx(n, c, place.row, place.column) += dL_dout(n, c, p, q);
                }
    return dL_dx;
}

template <class T>
Tensor<T, 3> im2col(const Tensor<T, 4>& x, int kernel_height, int kernel_width,
                    const Options& options) {
    check_im2col("im2col", x, kernel_height, kernel_width, options);
    const auto [stride, padding] = options;
    const Index N = extent(x, 0), C = extent(x, 1), H = extent(x, 2), W = extent(x, 3);
    const Index K_h = kernel_height, K_w = kernel_width;
    const Index H_out = output_extent(H, K_h, stride, padding);
    const Index W_out = output_extent(W, K_w, stride, padding);

    auto columns = zeros<T, 3>({x.shape()[0], static_cast<std::size_t>(C * K_h * K_w),
                                static_cast<std::size_t>(H_out * W_out)});
    for (Index n = 0; n < N; ++n)
        for (Index c = 0; c < C; ++c)
            for (Index i = 0; i < K_h; ++i)
                for (Index j = 0; j < K_w; ++j)
                    for (Index p = 0; p < H_out; ++p)
                        for (Index q = 0; q < W_out; ++q) {
                            const Index h = p * stride + i - padding;
                            const Index v = q * stride + j - padding;
                            if (inside(h, v, H, W))
                                columns(n, (c * K_h + i) * K_w + j, p * W_out + q) = x(n, c, h, v);
                        }
    return columns;
}

} // namespace mlcore::convolution::naive
