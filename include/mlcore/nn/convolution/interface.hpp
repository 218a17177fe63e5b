// Convolution and max pooling of images, their gradients, and the unfolding of images into columns
// that makes a convolution a matrix product.
//
//     conv2d(x)[n, o, p, q]   = bias_o + Σ_c Σ_i Σ_j w[o, c, i, j] x[n, c, S p + i − P, S q + j −
//     P] max_pool(x)[n, c, p, q] = max_ij x[n, c, S p + i − P, S q + j − P]
//
// with stride S and padding P. As in every deep-learning library this is the cross-correlation: the
// kernel is not flipped. Beyond the image's border there are P rows and columns on every side,
// which count as 0 in a convolution and are left out of a maximum. Conventions are PyTorch's
// (conv2d, max_pool2d, unfold).
//
// Axis order: x is [image, channel, row, column]. Sizes: images N, channels C, rows H, columns W;
// output channels O, kernel K_h × K_w; an output has H_out × W_out positions (output_extent).
//
// Source: LeCun et al., Gradient-Based Learning Applied to Document Recognition (1998), section II;
// Chellapilla, Puri and Simard, High Performance Convolutional Neural Networks for Document
// Processing (2006), on unfolding; Goodfellow, Bengio and Courville, Deep Learning (2016), chapter
// 9. Cost: 2 N O H_out W_out C K_h K_w operations forward and twice that backward. Function
// templates cannot be declared through a type: here it is the table of variants in convolution.hpp
// that pins every variant to these signatures, for float and for double.
#pragma once

#include "mlcore/core/fields.hpp"
#include "mlcore/core/shapes.hpp"
#include "mlcore/core/tensor.hpp"

#include <string>

namespace mlcore::convolution {

/// How a kernel walks over an image, the same in both directions.
struct Options {
    int stride = 1;  ///< rows and columns from one position to the next, ≥ 1
    int padding = 0; ///< rows and columns of zeros on each of the four sides, ≥ 0

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("stride", self.stride);
        visit("padding", self.padding);
    }
};

/// A square window. The padding is left out of the maximum, and at most half of the window, so that
/// every window sees at least one entry.
struct PoolOptions {
    int size = 2;    ///< rows and columns of the window, ≥ 1
    int stride = 2;  ///< ≥ 1
    int padding = 0; ///< from 0 to size / 2

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("size", self.size);
        visit("stride", self.stride);
        visit("padding", self.padding);
    }
};

template <class T>
using Column = Eigen::Matrix<T, Eigen::Dynamic, 1>;

/// The gradients of a loss with respect to the arguments of conv2d, each of its argument's shape;
/// bias has O entries whether or not there was one.
template <class T = float>
struct Gradients {
    Tensor<T, 4> x; // [N, C, H, W]
    Tensor<T, 4> w; // [O, C, K_h, K_w]
    Column<T> bias; // [O]

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("x", self.x);
        visit("w", self.w);
        visit("bias", self.bias);
    }
};

/// The convolution of every image with every kernel.
///
///   x [N, C, H, W], w [O, C, K_h, K_w], bias [O] or empty  →  [N, O, H_out, W_out]
///
/// Entries must be finite, here and below: that is not checked, and NaN spreads as in any
/// arithmetic.
///
/// Throws ShapeError where C does not agree, bias has neither 0 nor O entries, or the kernel is
/// larger than the padded image; ValueError where the kernel is empty or an option is out of range.
template <class T>
using Conv2dFn = Tensor<T, 4>(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Column<T>& bias,
                              const Options& options);

/// The gradients of a loss L from dL_dout = ∂L/∂conv2d(x, w, bias, options), [N, O, H_out, W_out].
/// Those of w and bias are sums over the images, not means.
///
/// Throws what Conv2dFn throws, and ShapeError where dL_dout has not the output's shape.
template <class T>
using Conv2dBackwardFn = Gradients<T>(const Tensor<T, 4>& x, const Tensor<T, 4>& w,
                                      const Options& options, const Tensor<T, 4>& dL_dout);

/// The largest entry of every window, channel by channel.
///
///   x [N, C, H, W]  →  [N, C, H_out, W_out]
///
/// A window with a NaN gives NaN. Windows that would reach beyond the padded image are left out.
///
/// Throws ShapeError where the window is larger than the padded image, ValueError where an option
/// is out of range.
template <class T>
using MaxPoolFn = Tensor<T, 4>(const Tensor<T, 4>& x, const PoolOptions& options);

/// ∂L/∂x [N, C, H, W] from dL_dout = ∂L/∂max_pool(x, options), [N, C, H_out, W_out]. Each goes to
/// the entry that was the largest; where several were, to the first of them, by rows and then by
/// columns. An entry that was the largest of several windows gets the sum.
///
/// Throws what MaxPoolFn throws, and ShapeError where dL_dout has not the output's shape.
template <class T>
using MaxPoolBackwardFn = Tensor<T, 4>(const Tensor<T, 4>& x, const PoolOptions& options,
                                       const Tensor<T, 4>& dL_dout);

/// Every patch that a kernel meets, as a column.
///
///   x [N, C, H, W]  →  [N, C·K_h·K_w, H_out·W_out]
///
/// Row (c K_h + i) K_w + j and column p W_out + q of an image hold x[c, S p + i − P, S q + j − P],
/// 0 in the padding. So w as [O, C·K_h·K_w] times one image's columns is its convolution.
///
/// Throws ShapeError where the kernel is larger than the padded image, ValueError where it is empty
/// or an option is out of range.
template <class T>
using Im2colFn = Tensor<T, 3>(const Tensor<T, 4>& x, int kernel_height, int kernel_width,
                              const Options& options);

// The exercise asks for plain functions of double.
using Conv2d = Conv2dFn<double>;
using Conv2dBackward = Conv2dBackwardFn<double>;
using MaxPool = MaxPoolFn<double>;
using MaxPoolBackward = MaxPoolBackwardFn<double>;
using Im2col = Im2colFn<double>;

// ---- given: the output's size, and the checks that every variant makes --------------------------

/// Positions of a kernel along one axis: ⌊(size + 2 padding − kernel) / stride⌋ + 1.
inline Index output_extent(Index size, Index kernel, int stride, int padding) {
    return (size + 2 * Index(padding) - kernel) / stride + 1;
}

namespace detail {

// Texts are put together only for a message: this runs in every step of a training.

/// Throws ValueError unless stride ≥ 1 and padding ≥ 0.
inline void check_steps(const char* function, int stride, int padding) {
    if (stride < 1)
        check_value(function, false,
                    "stride is " + std::to_string(stride) + ", it must be at least 1");
    if (padding < 0)
        check_value(function, false,
                    "padding is " + std::to_string(padding) + ", it must not be negative");
}

/// Throws ValueError where a kernel is empty, ShapeError where it is larger than the padded image.
template <class T>
void check_kernel_fits(const char* function, const Tensor<T, 4>& x, const char* kernel_name,
                       Index height, Index width, int padding) {
    if (height < 1 || width < 1)
        throw ValueError(std::string(function) + ": " + kernel_name + " is " +
                         shape_text(height, width) + ", it must not be empty");
    if (height > extent(x, 2) + 2 * padding || width > extent(x, 3) + 2 * padding)
        throw ShapeError(std::string(function) + ": " + kernel_name + " is " +
                         shape_text(height, width) + " but x is " + shape_text(x) +
                         " with a padding of " + std::to_string(padding) +
                         " (it must fit into the image)");
}

/// Throws ShapeError unless dL_dout has the shape [N, channels, H_out, W_out].
template <class T>
void check_output_gradient(const char* function, const Tensor<T, 4>& dL_dout, Index images,
                           Index channels, Index height, Index width) {
    if (extent(dL_dout, 0) != images || extent(dL_dout, 1) != channels ||
        extent(dL_dout, 2) != height || extent(dL_dout, 3) != width)
        throw ShapeError(std::string(function) + ": dL_dout is " + shape_text(dL_dout) +
                         " but the output is " + shape_text(images, channels) + "×" +
                         shape_text(height, width));
}

} // namespace detail

/// The checks of Im2colFn.
template <class T>
void check_im2col(const char* function, const Tensor<T, 4>& x, int kernel_height, int kernel_width,
                  const Options& options) {
    detail::check_steps(function, options.stride, options.padding);
    detail::check_kernel_fits(function, x, "kernel", kernel_height, kernel_width, options.padding);
}

/// The checks of Conv2dFn, but for the bias.
template <class T>
void check_conv2d(const char* function, const Tensor<T, 4>& x, const Tensor<T, 4>& w,
                  const Options& options) {
    detail::check_steps(function, options.stride, options.padding);
    check_axes_match(function, "x", x, 1, "w", w, 1); // C
    detail::check_kernel_fits(function, x, "kernel", extent(w, 2), extent(w, 3), options.padding);
}

/// The checks of Conv2dFn.
template <class T>
void check_conv2d(const char* function, const Tensor<T, 4>& x, const Tensor<T, 4>& w,
                  const Column<T>& bias, const Options& options) {
    check_conv2d(function, x, w, options);
    if (bias.size() != 0 && bias.size() != extent(w, 0))
        throw ShapeError(std::string(function) + ": w is " + shape_text(w) + " but bias has " +
                         std::to_string(bias.size()) + " entries");
}

/// The checks of Conv2dBackwardFn.
template <class T>
void check_conv2d_backward(const char* function, const Tensor<T, 4>& x, const Tensor<T, 4>& w,
                           const Options& options, const Tensor<T, 4>& dL_dout) {
    check_conv2d(function, x, w, options);
    detail::check_output_gradient(
        function, dL_dout, extent(x, 0), extent(w, 0),
        output_extent(extent(x, 2), extent(w, 2), options.stride, options.padding),
        output_extent(extent(x, 3), extent(w, 3), options.stride, options.padding));
}

/// The checks of MaxPoolFn.
template <class T>
void check_max_pool(const char* function, const Tensor<T, 4>& x, const PoolOptions& options) {
    detail::check_steps(function, options.stride, options.padding);
    if (options.padding > options.size / 2 && options.size >= 1)
        check_value(function, false,
                    "padding is " + std::to_string(options.padding) + " and size is " +
                        std::to_string(options.size) +
                        ", the padding must be at most half of the size");
    detail::check_kernel_fits(function, x, "window", options.size, options.size, options.padding);
}

/// The checks of MaxPoolBackwardFn.
template <class T>
void check_max_pool_backward(const char* function, const Tensor<T, 4>& x,
                             const PoolOptions& options, const Tensor<T, 4>& dL_dout) {
    check_max_pool(function, x, options);
    detail::check_output_gradient(
        function, dL_dout, extent(x, 0), extent(x, 1),
        output_extent(extent(x, 2), options.size, options.stride, options.padding),
        output_extent(extent(x, 3), options.size, options.stride, options.padding));
}

} // namespace mlcore::convolution
