// The layers of a network that is trained: into buffers that are kept from step to step, so that
// none but the first step allocates.
//
//     Workspace<float> room;                                 // one for all layers
//     Tensor<float, 4> z, pooled;
//     Places places;
//     for (…) {
//         conv2d_into(x, w, bias, {.padding = 1}, room, z);
//         max_pool_into(z, {}, room, pooled, places);
//         …
//         max_pool_backward_into(z.shape(), places, dL_dpooled, dL_dz);
//         conv2d_weight_gradient_into(x, w, {.padding = 1}, dL_dz, room, dL_dw, dL_dbias);
//     }
//
// Outputs are resized where they have another shape, and written over: nothing of what was in them
// counts. They must not be inputs of the same call. Shapes are checked as by the functions without
// buffers, with the same errors.
#pragma once

#include "mlcore/nn/convolution/blocks.hpp"
#include "mlcore/nn/convolution/pooling.hpp"

#include <array>

namespace mlcore::convolution {

namespace detail {

template <class T, std::size_t N>
void reshape(Tensor<T, N>& tensor, const std::array<std::size_t, N>& shape) {
    if (tensor.shape() != shape) tensor.resize(shape);
}

template <class T>
std::array<std::size_t, 4> output_shape(const Tensor<T, 4>& x, std::size_t channels, Index height,
                                        Index width, int stride, int padding) {
    const auto positions = [&](std::size_t axis, Index kernel) {
        return static_cast<std::size_t>(output_extent(extent(x, axis), kernel, stride, padding));
    };
    return {x.shape()[0], channels, positions(2, height), positions(3, width)};
}

} // namespace detail

/// Conv2dFn into `out` [N, O, H_out, W_out].
template <class T>
void conv2d_into(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Column<T>& bias,
                 const Options& options, Workspace<T>& workspace, Tensor<T, 4>& out,
                 Threads threads = Threads::all) {
    check_conv2d("conv2d", x, w, bias, options);
    detail::reshape(out, detail::output_shape(x, w.shape()[0], extent(w, 2), extent(w, 3),
                                              options.stride, options.padding));
    blocks::forward(x, w, bias, options, workspace, threads, out);
}

/// The part of Conv2dBackwardFn that the first layer of a network needs: into `dL_dw` [O, C, K_h,
/// K_w] and `dL_dbias` [O].
template <class T>
void conv2d_weight_gradient_into(const Tensor<T, 4>& x, const Tensor<T, 4>& w,
                                 const Options& options, const Tensor<T, 4>& dL_dout,
                                 Workspace<T>& workspace, Tensor<T, 4>& dL_dw, Column<T>& dL_dbias,
                                 Threads threads = Threads::all) {
    check_conv2d_backward("conv2d_backward", x, w, options, dL_dout);
    detail::reshape(dL_dw, w.shape());
    dL_dbias.resize(extent(w, 0));
    blocks::weight_gradient(x, w, options, dL_dout, workspace, threads, dL_dw, dL_dbias);
}

/// Conv2dBackwardFn into `dL`.
template <class T>
void conv2d_backward_into(const Tensor<T, 4>& x, const Tensor<T, 4>& w, const Options& options,
                          const Tensor<T, 4>& dL_dout, Workspace<T>& workspace, Gradients<T>& dL,
                          Threads threads = Threads::all) {
    conv2d_weight_gradient_into(x, w, options, dL_dout, workspace, dL.w, dL.bias, threads);
    detail::reshape(dL.x, x.shape());
    blocks::input_gradient(x, w, options, dL_dout, workspace, threads, dL.x);
}

/// MaxPoolFn into `out` [N, C, H_out, W_out]. Without places it is faster.
template <class T>
void max_pool_into(const Tensor<T, 4>& x, const PoolOptions& options, Workspace<T>& workspace,
                   Tensor<T, 4>& out, Threads threads = Threads::all) {
    check_max_pool("max_pool", x, options);
    detail::reshape(out, detail::output_shape(x, x.shape()[1], options.size, options.size,
                                              options.stride, options.padding));
    const blocks::Windows windows(x, options);
    const Index image = windows.H * windows.W, positions = windows.H_out * windows.W_out;
    workspace.prepare(detail::thread_count(threads), windows.W);
    detail::for_each_unit(threads, static_cast<double>(x.size()), extent(x, 0) * extent(x, 1),
                          [&](Index unit, int thread) {
                              blocks::pool(x.data() + unit * image, windows, workspace.room(thread),
                                           out.data() + unit * positions);
                          });
}

/// The same, and where the largest entries lie, for max_pool_backward_into.
template <class T>
void max_pool_into(const Tensor<T, 4>& x, const PoolOptions& options, Tensor<T, 4>& out,
                   Places& places, Threads threads = Threads::all) {
    check_max_pool("max_pool", x, options);
    detail::reshape(out, detail::output_shape(x, x.shape()[1], options.size, options.size,
                                              options.stride, options.padding));
    detail::reshape(places, out.shape());
    const blocks::Windows windows(x, options);
    const Index image = windows.H * windows.W, positions = windows.H_out * windows.W_out;
    detail::for_each_unit(threads, static_cast<double>(x.size()), extent(x, 0) * extent(x, 1),
                          [&](Index unit, int) {
                              blocks::pool_with_places(x.data() + unit * image, windows,
                                                       out.data() + unit * positions,
                                                       places.data() + unit * positions);
                          });
}

/// MaxPoolBackwardFn into `dL_dx`, which gets the shape of x [N, C, H, W]. `places` are what
/// max_pool_into gave for x. Throws ShapeError unless they have the shape of dL_dout.
template <class T>
void max_pool_backward_into(const std::array<std::size_t, 4>& x_shape, const Places& places,
                            const Tensor<T, 4>& dL_dout, Tensor<T, 4>& dL_dx,
                            Threads threads = Threads::all) {
    for (std::size_t axis = 0; axis < 4; ++axis)
        check_axes_match("max_pool_backward", "dL_dout", dL_dout, axis, "places", places, axis);
    if (x_shape[0] != dL_dout.shape()[0] || x_shape[1] != dL_dout.shape()[1])
        throw ShapeError("max_pool_backward: dL_dout is " + shape_text(dL_dout) + " but x has " +
                         std::to_string(x_shape[0]) + " images of " + std::to_string(x_shape[1]) +
                         " channels");
    for (const int place : places)
        if (place < 0 || static_cast<std::size_t>(place) >= x_shape[2] * x_shape[3])
            throw ShapeError(
                "max_pool_backward: a largest entry lies at " + std::to_string(place) +
                " but images are " +
                shape_text(static_cast<Index>(x_shape[2]), static_cast<Index>(x_shape[3])));
    detail::reshape(dL_dx, x_shape);
    const Index image = extent(dL_dx, 2) * extent(dL_dx, 3);
    const Index positions = extent(dL_dout, 2) * extent(dL_dout, 3);
    detail::for_each_unit(threads, static_cast<double>(dL_dx.size()),
                          extent(dL_dx, 0) * extent(dL_dx, 1), [&](Index unit, int) {
                              T* const to = dL_dx.data() + unit * image;
                              std::fill_n(to, image, T(0));
                              for (Index k = unit * positions; k < (unit + 1) * positions; ++k)
                                  to[places.data()[k]] += dL_dout.data()[k];
                          });
}

} // namespace mlcore::convolution
