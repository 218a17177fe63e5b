#include "mlcore/nn/convolution.hpp"

#include <doctest/doctest.h>

using namespace mlcore;

TEST_CASE("convolution: every variant refuses the same inputs with the same words") {
    const auto tensor = [](std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
        return zeros<double, 4>({a, b, c, d});
    };
    const auto x = tensor(2, 3, 5, 4), w = tensor(6, 3, 2, 3);
    const Vector bias = Vector::Zero(6);
    for (const auto& variant : convolution::conv2d_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(
            variant.function(x, tensor(6, 2, 2, 3), bias, {}),
            "conv2d: x is 2×3×5×4 but w is 6×2×2×3 (axis 1 of x must equal axis 1 of w)",
            ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(x, w, Vector::Zero(5), {}),
                             "conv2d: w is 6×3×2×3 but bias has 5 entries", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(x, tensor(6, 3, 2, 7), bias, {.padding = 1}),
                             "conv2d: kernel is 2×7 but x is 2×3×5×4 with a padding of 1 (it "
                             "must fit into the image)",
                             ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(x, tensor(6, 3, 0, 2), bias, {}),
                             "conv2d: kernel is 0×2, it must not be empty", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(x, w, bias, {.stride = 0}),
                             "conv2d: stride is 0, it must be at least 1", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(x, w, bias, {.padding = -1}),
                             "conv2d: padding is -1, it must not be negative", ValueError);
    }
    for (const auto& variant : convolution::conv2d_backward_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(x, w, {.stride = 2}, tensor(2, 6, 4, 2)),
                             "conv2d_backward: dL_dout is 2×6×4×2 but the output is 2×6×2×1",
                             ShapeError);
        CHECK_THROWS_AS(variant.function(x, tensor(6, 2, 2, 3), {}, tensor(2, 6, 4, 2)),
                        ShapeError);
        CHECK_THROWS_AS(variant.function(x, w, {.stride = 0}, tensor(2, 6, 4, 2)), ValueError);
    }
    for (const auto& variant : convolution::max_pool_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(x, {.size = 5}),
                             "max_pool: window is 5×5 but x is 2×3×5×4 with a padding of 0 (it "
                             "must fit into the image)",
                             ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(x, {.size = 3, .stride = 1, .padding = 2}),
                             "max_pool: padding is 2 and size is 3, the padding must be at most "
                             "half of the size",
                             ValueError);
        CHECK_THROWS_WITH_AS(variant.function(x, {.size = 0}),
                             "max_pool: window is 0×0, it must not be empty", ValueError);
        CHECK_THROWS_AS(variant.function(x, {.size = 2, .stride = 0}), ValueError);
    }
    for (const auto& variant : convolution::max_pool_backward_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(x, {}, tensor(2, 3, 2, 3)),
                             "max_pool_backward: dL_dout is 2×3×2×3 but the output is 2×3×2×2",
                             ShapeError);
    }
    for (const auto& variant : convolution::im2col_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(x, 6, 2, {}),
                             "im2col: kernel is 6×2 but x is 2×3×5×4 with a padding of 0 (it "
                             "must fit into the image)",
                             ShapeError);
        CHECK_THROWS_AS(variant.function(x, 2, 0, {}), ValueError);
        CHECK_THROWS_AS(variant.function(x, 2, 2, {.stride = -1}), ValueError);
    }
}

TEST_CASE("convolution: layers with buffers refuse what does not fit") {
    const auto tensor = [](std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
        return zeros<double, 4>({a, b, c, d});
    };
    const auto x = tensor(2, 3, 5, 4), w = tensor(6, 3, 2, 3);
    convolution::Workspace<double> room;
    Tensor<double, 4> out;
    convolution::Gradients<double> dL;
    convolution::Places places;
    CHECK_THROWS_WITH_AS(
        convolution::conv2d_into<double>(x, tensor(6, 2, 2, 3), Vector(), {}, room, out),
        "conv2d: x is 2×3×5×4 but w is 6×2×2×3 (axis 1 of x must equal axis 1 of w)", ShapeError);
    CHECK_THROWS_WITH_AS(
        convolution::conv2d_backward_into<double>(x, w, {}, tensor(2, 6, 4, 3), room, dL),
        "conv2d_backward: dL_dout is 2×6×4×3 but the output is 2×6×4×2", ShapeError);
    CHECK_THROWS_AS(convolution::max_pool_into<double>(x, {.size = 5}, room, out), ShapeError);
    convolution::max_pool_into<double>(x, {}, out, places);
    CHECK_THROWS_WITH_AS(
        convolution::max_pool_backward_into<double>(x.shape(), places, tensor(2, 3, 2, 1), out),
        "max_pool_backward: dL_dout is 2×3×2×1 but places is 2×3×2×2 (axis 3 of dL_dout must equal "
        "axis 3 of places)",
        ShapeError);
    CHECK_THROWS_WITH_AS(
        convolution::max_pool_backward_into<double>({2, 4, 5, 4}, places, tensor(2, 3, 2, 2), out),
        "max_pool_backward: dL_dout is 2×3×2×2 but x has 2 images of 4 channels", ShapeError);
    // The largest entries must lie in an image of that shape.
    CHECK_THROWS_AS(
        convolution::max_pool_backward_into<double>({2, 3, 1, 4}, places, tensor(2, 3, 2, 2), out),
        ShapeError);
}
