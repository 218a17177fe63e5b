#include "mlcore/core/random.hpp"
#include "mlcore/nn/convolution.hpp"
#include "support/allocation_count.hpp"
#include "support/gradient_check.hpp"
#include "support/tensors.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace mlcore;
using namespace mlcore::convolution;
using test::difference;
using test::normal;

namespace {

struct Given {
    Tensor<double, 4> x, w;
    Vector bias;
    Options options;
};

const std::vector<std::pair<std::array<std::size_t, 7>, Options>> shapes{
    // N, C, H, W, O, K_h, K_w
    {{2, 3, 5, 4, 6, 3, 2}, {}},
    {{3, 2, 7, 8, 4, 3, 5}, {.stride = 2, .padding = 1}},
    {{2, 1, 3, 4, 5, 6, 7}, {.padding = 2}},               // kernels larger than the image
    {{18, 2, 4, 3, 5, 2, 1}, {.stride = 1, .padding = 1}}, // several groups of images
};

Given draw(Random& random, const std::array<std::size_t, 7>& n, const Options& options) {
    Given given{normal<double, 4>(random, {n[0], n[1], n[2], n[3]}),
                normal<double, 4>(random, {n[4], n[1], n[5], n[6]}),
                Vector(static_cast<Index>(n[4])), options};
    for (double& entry : given.bias) entry = random.normal();
    return given;
}

/// Entries that are all apart: a step of the difference quotient changes no maximum.
Tensor<double, 4> all_apart(Random& random, const std::array<std::size_t, 4>& shape) {
    Tensor<double, 4> x(shape);
    const auto order = random.permutation(static_cast<std::int64_t>(x.size()));
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = 0.1 * static_cast<double>(order[i]) - 0.03 * static_cast<double>(x.size());
    return x;
}

} // namespace

TEST_CASE("convolution: gradients against central differences") {
    const std::uint64_t seed = 4;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& [sizes, options] : shapes) {
        Given given = draw(random, sizes, options);
        CAPTURE(shape_text(given.x));
        CAPTURE(shape_text(given.w));
        const auto out = [&] {
            return vectorized::conv2d(given.x, given.w, given.bias, given.options);
        };
        const auto dL_dout = test::random_like(out(), random);
        for (const auto& variant : conv2d_backward_variants<double>) {
            CAPTURE(variant.name);
            const auto dL = variant.function(given.x, given.w, options, dL_dout);
            CHECK_GRADIENT("x", out, dL_dout, given.x, dL.x);
            CHECK_GRADIENT("w", out, dL_dout, given.w, dL.w);
            CHECK_GRADIENT("bias", out, dL_dout, given.bias, dL.bias);
        }
    }
}

TEST_CASE("convolution: gradients of max pooling against central differences") {
    const std::uint64_t seed = 5;
    CAPTURE(seed);
    Random random(seed);
    for (const PoolOptions& options :
         {PoolOptions{}, PoolOptions{.size = 3, .stride = 2, .padding = 1},
          PoolOptions{.size = 3, .stride = 1}, PoolOptions{.size = 2, .stride = 3}}) {
        CAPTURE(options.size);
        CAPTURE(options.stride);
        auto x = all_apart(random, {2, 3, 5, 7});
        const auto out = [&] { return vectorized::max_pool(x, options); };
        const auto dL_dout = test::random_like(out(), random);
        for (const auto& variant : max_pool_backward_variants<double>) {
            CAPTURE(variant.name);
            CHECK_GRADIENT("x", out, dL_dout, x, variant.function(x, options, dL_dout));
        }
    }
}

TEST_CASE("convolution: layers write over their buffers, whatever was in them") {
    const std::uint64_t seed = 6;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& [sizes, options] : shapes)
        for (const Threads threads : {Threads::one, Threads::all}) {
            const Given given = draw(random, sizes, options);
            const auto& [x, w, bias, as_given] = given;
            CAPTURE(shape_text(given.x));
            Workspace<double> room;
            // A larger convolution was here before, and left NaN in the workspace.
            Tensor<double, 4> nan_image(std::array<std::size_t, 4>{4, 3, 30, 20}), out;
            nan_image.fill(NAN);
            Gradients<double> dL;
            const auto wide = normal<double, 4>(random, {200, 3, 3, 3});
            conv2d_into(nan_image, wide, Vector(), {}, room, out, threads);
            conv2d_backward_into(nan_image, wide, {}, Tensor<double, 4>(out), room, dL, threads);

            const auto forward = [&, &x = x, &w = w, &bias = bias, &options = options] {
                conv2d_into(x, w, bias, options, room, out, threads);
            };
            forward();
            CHECK(difference(out, naive::conv2d(x, w, bias, options)) <= 1e-13);
            CHECK(test::check_buffer(test::Writes::assigns, forward, out) == "");

            const auto dL_dout = test::random_like(out, random);
            const auto expected = naive::conv2d_backward(x, w, options, dL_dout);
            const auto backward = [&, &x = x, &w = w, &options = options] {
                conv2d_backward_into(x, w, options, dL_dout, room, dL, threads);
            };
            backward();
            CHECK(difference(dL.x, expected.x) <= 1e-13);
            CHECK(difference(dL.w, expected.w) <= 1e-13);
            CHECK((dL.bias - expected.bias).cwiseAbs().maxCoeff() <= 1e-12);
            CHECK(test::check_buffer(test::Writes::assigns, backward, dL.x) == "");
            CHECK(test::check_buffer(test::Writes::assigns, backward, dL.w) == "");
            CHECK(test::check_buffer(test::Writes::assigns, backward, dL.bias) == "");

            Tensor<double, 4> pooled, pooled_alone, dL_dx;
            Places places;
            const PoolOptions pool{.size = 2, .stride = 1, .padding = 1};
            const auto pooling = [&, &x = x] {
                max_pool_into(x, pool, pooled, places, threads);
                max_pool_into(x, pool, room, pooled_alone, threads);
            };
            pooling();
            CHECK(pooled == naive::max_pool(x, pool));
            CHECK(pooled_alone == pooled);
            CHECK(test::check_buffer(test::Writes::assigns, pooling, pooled) == "");
            CHECK(test::check_buffer(test::Writes::assigns, pooling, pooled_alone) == "");
            const auto dL_dpooled = test::random_like(pooled, random);
            const auto back = [&, &x = x] {
                max_pool_backward_into(x.shape(), places, dL_dpooled, dL_dx, threads);
            };
            back();
            CHECK(difference(dL_dx, naive::max_pool_backward(x, pool, dL_dpooled)) <= 1e-15);
            CHECK(test::check_buffer(test::Writes::assigns, back, dL_dx) == "");
        }
}

TEST_CASE("convolution: col2im is the adjoint of im2col, and adds") {
    Random random(7);
    const auto x = normal<double, 4>(random, {1, 3, 6, 5});
    const Geometry g(x, 2, 3, {.stride = 2, .padding = 1});
    // A part of the rows and of the positions, beginning and ending within a row of the output.
    const Index row = 4, rows = 11, first = 2, count = g.positions() - 4;
    Matrix columns(rows, count), dL_dcolumns(rows, count);
    gather_columns(x.data(), g, row, rows, first, count, columns.data());
    const Matrix all = slice(naive::im2col(x, 2, 3, {.stride = 2, .padding = 1}), 0);
    CHECK(columns == all.block(row, first, rows, count));
    for (double& entry : dL_dcolumns.reshaped<Eigen::RowMajor>()) entry = random.normal();
    auto dL_dx = zeros<double, 4>(x.shape());
    const auto scatter = [&] {
        scatter_columns(dL_dcolumns.data(), g, row, rows, first, count, dL_dx.data());
    };
    scatter();
    // ⟨im2col x, y⟩ = ⟨x, col2im y⟩
    double inner = 0;
    for (std::size_t i = 0; i < x.size(); ++i) inner += x.data()[i] * dL_dx.data()[i];
    CHECK(inner == doctest::Approx(columns.cwiseProduct(dL_dcolumns).sum()).epsilon(1e-12));
    // What was there stays, and the gradient comes on top.
    const auto once = dL_dx;
    scatter();
    for (std::size_t i = 0; i < x.size(); ++i)
        CHECK(dL_dx.data()[i] == doctest::Approx(2 * once.data()[i]).epsilon(1e-15));
}

TEST_CASE("convolution: no allocation after the first call") {
    if (!test::allocations_are_counted()) return;
    const auto check = [](auto scalar, const std::array<std::size_t, 7>& n, const Options& options,
                          Threads threads) {
        using T = decltype(scalar);
        Random random(8);
        const auto x = normal<T, 4>(random, {n[0], n[1], n[2], n[3]});
        const auto w = normal<T, 4>(random, {n[4], n[1], n[5], n[6]});
        CAPTURE(shape_text(x));
        CAPTURE(shape_text(w));
        const Column<T> bias = Column<T>::Ones(static_cast<Index>(n[4]));
        Workspace<T> room;
        Tensor<T, 4> out, pooled, pooled_alone, dL_dout;
        Gradients<T> dL;
        Places places;
        const auto step = [&] {
            conv2d_into(x, w, bias, options, room, out, threads);
            max_pool_into(out, {}, pooled, places, threads);
            max_pool_into(out, {}, room, pooled_alone, threads);
            max_pool_backward_into(out.shape(), places, pooled, dL_dout, threads);
            conv2d_backward_into(x, w, options, dL_dout, room, dL, threads);
        };
        step();
        CHECK(test::allocations_in(step) == 0);
        CHECK(std::isfinite(dL.x(0, 0, 0, 0)));
    };
    for (const Threads threads : {Threads::one, Threads::all}) {
        check(0.0, {4, 3, 9, 8, 5, 3, 2}, {.padding = 1}, threads);
        // Products for which Eigen alone would pack on the heap.
        check(0.0F, {3, 70, 20, 24, 300, 3, 3}, {.padding = 1}, threads);
        check(0.0, {3, 70, 20, 24, 200, 3, 3}, {.padding = 1}, threads);
        check(0.0F, {20, 2, 30, 31, 40, 5, 5}, {.stride = 2}, threads);
    }
}
