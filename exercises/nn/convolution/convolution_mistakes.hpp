// Wrong convolutions, gradients of convolutions, and columns.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/convolution/naive.hpp>

#include <algorithm>

namespace mlcore::mistakes {
using namespace mlcore::convolution;
using Tensor4 = Tensor<double, 4>;

// ---- conv2d -------------------------------------------------------------------------------------

/// x with that many rows of zeros above and below it, and columns to the left and right.
inline Tensor4 padded(const Tensor4& x, int before, int after) {
    const auto more = static_cast<std::size_t>(before + after);
    auto out =
        zeros<double, 4>({x.shape()[0], x.shape()[1], x.shape()[2] + more, x.shape()[3] + more});
    for (Index n = 0; n < extent(x, 0); ++n)
        for (Index c = 0; c < extent(x, 1); ++c)
            slice(out, n, c).block(before, before, extent(x, 2), extent(x, 3)) = slice(x, n, c);
    return out;
}

/// The kernels turned by half a turn.
inline Tensor4 flipped(const Tensor4& w) {
    Tensor4 out(w.shape());
    for (Index o = 0; o < extent(w, 0); ++o)
        for (Index c = 0; c < extent(w, 1); ++c) slice(out, o, c) = slice(w, o, c).reverse();
    return out;
}

/// One channel of x, or of w.
inline Tensor4 channel(const Tensor4& x, Index c) {
    Tensor4 out(std::array{x.shape()[0], std::size_t(1), x.shape()[2], x.shape()[3]});
    for (Index n = 0; n < extent(x, 0); ++n) slice(out, n, 0) = slice(x, n, c);
    return out;
}

/// The stride moves the output's size, but not the kernel: row p sees the rows from p − padding.
inline Tensor4 stride_in_size_only(const Tensor4& x, const Tensor4& w, const Vector& bias,
                                   const Options& options) {
    const auto right = naive::conv2d(x, w, bias, options);
    const auto dense = naive::conv2d(x, w, bias, {.stride = 1, .padding = options.padding});
    Tensor4 out(right.shape());
    for (Index n = 0; n < extent(out, 0); ++n)
        for (Index o = 0; o < extent(out, 1); ++o)
            slice(out, n, o) = slice(dense, n, o).topLeftCorner(extent(out, 2), extent(out, 3));
    return out;
}

// The arguments have been checked when `value` is computed from them.
#define MLCORE_WRONG_CONV2D(value)                                                                 \
    [](const Tensor4& x, const Tensor4& w, const Vector& bias, const Options& options) {           \
        check_conv2d("conv2d", x, w, bias, options);                                               \
        return value;                                                                              \
    }

inline const grading::Mistakes<Conv2d> conv2d{
    {"kernel_flipped",
     "You flip the kernel, as mathematics does. In deep learning it lies on the image as it is: "
     "w(o, c, i, j) meets row p · stride + i − padding.",
     MLCORE_WRONG_CONV2D(naive::conv2d(x, flipped(w), bias, options))},
    {"stride_ignored",
     "You visit every position, as if the stride were 1. The kernel moves by options.stride rows "
     "or columns at a time.",
     MLCORE_WRONG_CONV2D(naive::conv2d(x, w, bias, {.stride = 1, .padding = options.padding}))},
    {"stride_in_size_only",
     "Your output has the right size, but the kernel moves by 1. Position p begins at row p · "
     "stride − padding.",
     MLCORE_WRONG_CONV2D(stride_in_size_only(x, w, bias, options))},
    {"padding_ignored",
     "You leave the padding out. There are options.padding rows and columns of zeros on each of "
     "the four sides.",
     MLCORE_WRONG_CONV2D(naive::conv2d(x, w, bias, {.stride = options.stride, .padding = 0}))},
    {"padding_not_subtracted",
     "Your kernel begins at row p · stride: all the padding lies below and to the right. Subtract "
     "the padding: half of it lies before the image.",
     MLCORE_WRONG_CONV2D(naive::conv2d(padded(x, 0, 2 * options.padding), w, bias,
                                       {.stride = options.stride, .padding = 0}))},
    {"padding_before_only",
     "You pad above and to the left only. There are as many zeros below and to the right.",
     MLCORE_WRONG_CONV2D(naive::conv2d(padded(x, options.padding, 0), w, bias,
                                       {.stride = options.stride, .padding = 0}))},
    {"padding_after_only",
     "You pad below and to the right only. There are as many zeros above and to the left.",
     MLCORE_WRONG_CONV2D(naive::conv2d(padded(x, 0, options.padding), w, bias,
                                       {.stride = options.stride, .padding = 0}))},
    {"last_channel_only",
     "Your channels overwrite each other, and the last one is left. An output sums over all of "
     "them: add.",
     MLCORE_WRONG_CONV2D(
         naive::conv2d(channel(x, extent(x, 1) - 1), channel(w, extent(w, 1) - 1), bias, options))},
    {"first_channel_only",
     "You use the first channel alone. An output sums over all channels of the image, each with "
     "its own part of the kernel.",
     MLCORE_WRONG_CONV2D(naive::conv2d(channel(x, 0), channel(w, 0), bias, options))},
    {"bias_forgotten",
     "You leave the bias out. Where it has entries, bias(o) is added to all of output channel o.",
     MLCORE_WRONG_CONV2D(naive::conv2d(x, w, Vector(), options))},
    {"bias_for_each_channel",
     "You add the bias once for each channel of the image. It is added once to each output, "
     "outside of that sum.",
     MLCORE_WRONG_CONV2D(
         naive::conv2d(x, w, Vector(static_cast<double>(extent(x, 1)) * bias), options))},
};
#undef MLCORE_WRONG_CONV2D

// ---- conv2d_backward ----------------------------------------------------------------------------

/// The backward pass, and the ways to get it wrong.
struct ConvBackward {
    bool x_flipped = false, w_flipped = false; // the kernel's place in that gradient
    bool strides = true, pads = true;          // where the patch lies
    bool x_assigned = false, w_assigned = false;
    bool last_output_only = false; // in the gradient of x
    bool averaged = false;         // over the images
    bool bias_averaged = false;    // over everything it is a sum of

    convolution::Gradients<double> operator()(const Tensor4& x, const Tensor4& w,
                                              const Options& options,
                                              const Tensor4& dL_dout) const {
        check_conv2d_backward("conv2d_backward", x, w, options, dL_dout);
        const Index stride = strides ? options.stride : 1, padding = pads ? options.padding : 0;
        const Index K_h = extent(w, 2), K_w = extent(w, 3);
        convolution::Gradients<double> dL{zeros<double, 4>(x.shape()), zeros<double, 4>(w.shape()),
                                          Vector::Zero(extent(w, 0))};
        for (Index n = 0; n < extent(x, 0); ++n) {
            if (w_assigned) dL.w.fill(0), dL.bias.setZero();
            for (Index o = 0; o < extent(w, 0); ++o) {
                if (last_output_only)
                    for (Index c = 0; c < extent(x, 1); ++c) slice(dL.x, n, c).setZero();
                for (Index p = 0; p < extent(dL_dout, 2); ++p)
                    for (Index q = 0; q < extent(dL_dout, 3); ++q) {
                        const double g = dL_dout(n, o, p, q);
                        dL.bias(o) += g;
                        for (Index c = 0; c < extent(x, 1); ++c)
                            for (Index i = 0; i < K_h; ++i)
                                for (Index j = 0; j < K_w; ++j) {
                                    const Index h = p * stride + i - padding;
                                    const Index v = q * stride + j - padding;
                                    if (!naive::inside(h, v, extent(x, 2), extent(x, 3))) continue;
                                    double& dx = dL.x(n, c, h, v);
                                    dx = (x_assigned ? 0 : dx) +
                                         g * (x_flipped ? w(o, c, K_h - 1 - i, K_w - 1 - j)
                                                        : w(o, c, i, j));
                                    (w_flipped ? dL.w(o, c, K_h - 1 - i, K_w - 1 - j)
                                               : dL.w(o, c, i, j)) += g * x(n, c, h, v);
                                }
                    }
            }
        }
        const auto N = static_cast<double>(extent(x, 0));
        if (averaged) dL.w /= N, dL.bias /= N;
        if (bias_averaged)
            dL.bias /= N * static_cast<double>(extent(dL_dout, 2) * extent(dL_dout, 3));
        return dL;
    }
};

#define MLCORE_WRONG_BACKWARD(...)                                                                 \
    [](const Tensor4& x, const Tensor4& w, const Options& options, const Tensor4& dL_dout) {       \
        return ConvBackward{__VA_ARGS__}(x, w, options, dL_dout);                                  \
    }

inline const grading::Mistakes<Conv2dBackward> conv2d_backward{
    {"kernel_flipped_for_x",
     "Your gradient of x has the kernel's entries in reversed places. The entry that met w(o, c, "
     "i, j) gets that same weight back.",
     MLCORE_WRONG_BACKWARD(.x_flipped = true)},
    {"gradient_of_w_flipped",
     "Your gradient of w is right but turned around: entry (i, j) gathers what w(o, c, i, j) was "
     "multiplied by.",
     MLCORE_WRONG_BACKWARD(.w_flipped = true)},
    {"stride_ignored",
     "Your patches move by 1. Position p begins at row p · stride − padding, as in the forward "
     "pass.",
     MLCORE_WRONG_BACKWARD(.strides = false)},
    {"padding_not_subtracted",
     "Your patches begin at row p · stride. Subtract the padding, as in the forward pass.",
     MLCORE_WRONG_BACKWARD(.pads = false)},
    {"overlaps_overwritten",
     "You assign to the gradient of x. An entry is seen from several positions and by every "
     "kernel: add.",
     MLCORE_WRONG_BACKWARD(.x_assigned = true)},
    {"last_output_only",
     "In your gradient of x each output channel overwrites the one before. It sums over all of "
     "them.",
     MLCORE_WRONG_BACKWARD(.last_output_only = true)},
    {"last_image_only",
     "In your gradients of w and bias each image overwrites the one before. They sum over all of "
     "them.",
     MLCORE_WRONG_BACKWARD(.w_assigned = true)},
    {"averaged_over_images",
     "You divide the gradients of w and bias by the number of images. They are sums: a mean, where "
     "there is one, is in dL_dout already.",
     MLCORE_WRONG_BACKWARD(.averaged = true)},
    {"bias_averaged",
     "Your gradient of the bias is a mean over images and positions. It is their sum.",
     MLCORE_WRONG_BACKWARD(.bias_averaged = true)},
};
#undef MLCORE_WRONG_BACKWARD

// ---- im2col -------------------------------------------------------------------------------------

/// The columns, and the ways to get them wrong.
struct Unfold {
    enum class Rows { right, channel_last, by_columns, flipped } rows = Rows::right;
    bool positions_by_columns = false;
    bool strides = true, pads = true; // where the patch lies

    Tensor<double, 3> operator()(const Tensor4& x, int K_h, int K_w, const Options& options) const {
        check_im2col("im2col", x, K_h, K_w, options);
        const Index stride = strides ? options.stride : 1, padding = pads ? options.padding : 0;
        const Index C = extent(x, 1);
        const Index H_out = output_extent(extent(x, 2), K_h, options.stride, options.padding);
        const Index W_out = output_extent(extent(x, 3), K_w, options.stride, options.padding);
        auto columns = zeros<double, 3>({x.shape()[0], static_cast<std::size_t>(C * K_h * K_w),
                                         static_cast<std::size_t>(H_out * W_out)});
        const auto row = [&](Index c, Index i, Index j) {
            if (rows == Rows::channel_last) return (i * K_w + j) * C + c;
            if (rows == Rows::by_columns) return (c * K_w + j) * K_h + i;
            if (rows == Rows::flipped) return (c * K_h + K_h - 1 - i) * K_w + K_w - 1 - j;
            return (c * K_h + i) * K_w + j;
        };
        for (Index n = 0; n < extent(x, 0); ++n)
            for (Index c = 0; c < C; ++c)
                for (Index i = 0; i < K_h; ++i)
                    for (Index j = 0; j < K_w; ++j)
                        for (Index p = 0; p < H_out; ++p)
                            for (Index q = 0; q < W_out; ++q) {
                                const Index h = p * stride + i - padding;
                                const Index v = q * stride + j - padding;
                                if (!naive::inside(h, v, extent(x, 2), extent(x, 3))) continue;
                                const Index at =
                                    positions_by_columns ? q * H_out + p : p * W_out + q;
                                columns(n, row(c, i, j), at) = x(n, c, h, v);
                            }
        return columns;
    }
};

#define MLCORE_WRONG_IM2COL(...)                                                                   \
    [](const Tensor4& x, int K_h, int K_w, const Options& options) {                               \
        return Unfold{__VA_ARGS__}(x, K_h, K_w, options);                                          \
    }

inline const grading::Mistakes<Im2col> im2col{
    {"patches_in_rows",
     "Your patches are rows, [N, H_out·W_out, C·K_h·K_w]. Here each is a column, so that w times "
     "the columns is the output.",
     [](const Tensor4& x, int K_h, int K_w, const Options& options) {
         const auto columns = naive::im2col(x, K_h, K_w, options);
         Tensor<double, 3> out(
             std::array{columns.shape()[0], columns.shape()[2], columns.shape()[1]});
         for (Index n = 0; n < extent(x, 0); ++n) slice(out, n) = slice(columns, n).transpose();
         return out;
     }},
    {"channel_last",
     "Within a column your channels run fastest. They run slowest: row (c · K_h + i) · K_w + j, in "
     "which order w lies in memory.",
     MLCORE_WRONG_IM2COL(.rows = Unfold::Rows::channel_last)},
    {"kernel_by_columns",
     "Within a channel your columns are read down, i running fastest. j runs fastest: row (c · K_h "
     "+ i) · K_w + j.",
     MLCORE_WRONG_IM2COL(.rows = Unfold::Rows::by_columns)},
    {"kernel_flipped",
     "Your patches are turned around. Row (c · K_h + i) · K_w + j holds what w(o, c, i, j) meets, "
     "without a flip.",
     MLCORE_WRONG_IM2COL(.rows = Unfold::Rows::flipped)},
    {"positions_by_columns",
     "Your positions are numbered down the output's columns. They go along its rows: column p · "
     "W_out + q.",
     MLCORE_WRONG_IM2COL(.positions_by_columns = true)},
    {"stride_in_size_only",
     "You take as many patches as the stride asks for, but move by 1. Position p begins at row p · "
     "stride − padding.",
     MLCORE_WRONG_IM2COL(.strides = false)},
    {"stride_ignored", "You take a patch at every position, as if the stride were 1.",
     [](const Tensor4& x, int K_h, int K_w, const Options& options) {
         check_im2col("im2col", x, K_h, K_w, options);
         return naive::im2col(x, K_h, K_w, {.stride = 1, .padding = options.padding});
     }},
    {"padding_ignored",
     "You leave out the patches that reach into the padding. There are options.padding rows and "
     "columns of zeros on each side.",
     [](const Tensor4& x, int K_h, int K_w, const Options& options) {
         check_im2col("im2col", x, K_h, K_w, options);
         return naive::im2col(x, K_h, K_w, {.stride = options.stride, .padding = 0});
     }},
    {"padding_not_subtracted",
     "Your patches begin at row p · stride: all the padding lies below and to the right. Subtract "
     "the padding.",
     MLCORE_WRONG_IM2COL(.pads = false)},
};
#undef MLCORE_WRONG_IM2COL

} // namespace mlcore::mistakes
