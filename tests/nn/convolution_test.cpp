#include "mlcore/core/random.hpp"
#include "mlcore/nn/convolution.hpp"
#include "support/golden.hpp"
#include "support/hashed.hpp"
#include "support/tensors.hpp"

#include <doctest/doctest.h>

#include <limits>

#ifdef _OPENMP
#include <omp.h>
#endif

using namespace mlcore;
using convolution::Options;
using convolution::PoolOptions;
using test::cast;
using test::difference;
using test::normal;

namespace {

// Sums of up to a few thousand products in another order.
constexpr double other_order = 1e-12;
// The same in float; the largest sums here have some hundred terms.
constexpr double single_precision = 1e-5;

/// What tests/golden/convolution.py computes with: entry i is hashed_uniform(seed, i).
template <class T>
Tensor<T, 4> hashed(std::uint32_t seed, const std::array<std::size_t, 4>& shape) {
    Tensor<T, 4> x(shape);
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = static_cast<T>(test::hashed_uniform(seed, static_cast<std::uint32_t>(i)));
    return x;
}

std::array<std::size_t, 4> shape_of(int a, int b, int c, int d) {
    return {std::size_t(a), std::size_t(b), std::size_t(c), std::size_t(d)};
}

template <class T>
double difference_of_columns(const convolution::Column<T>& a, const Vector& b) {
    if (a.size() != b.size()) return INFINITY;
    if (b.size() == 0) return 0;
    return (a.template cast<double>() - b).cwiseAbs().maxCoeff() /
           std::max(1.0, b.cwiseAbs().maxCoeff());
}

template <class T>
void check_convolutions_golden(double tolerance) {
    const test::Golden golden("convolution");
    for (const std::string name :
         {"plain", "stride", "padding", "both", "whole_image", "larger_than_image", "left_over"}) {
        CAPTURE(name);
        const std::string at = "conv2d/" + name + "/";
        const auto get = [&](const char* key) { return golden.get<Tensor<double, 4>>(at + key); };
        const auto n = golden.get<std::vector<int>>(at + "sizes");
        const auto x = hashed<T>(1, shape_of(n[0], n[1], n[2], n[3]));
        const auto w = hashed<T>(2, shape_of(n[4], n[1], n[5], n[6]));
        convolution::Column<T> bias(n[4]);
        for (Index o = 0; o < bias.size(); ++o)
            bias(o) = static_cast<T>(test::hashed_uniform(3, static_cast<std::uint32_t>(o)));
        const Options options{.stride = n[7], .padding = n[8]};
        for (const auto& variant : convolution::conv2d_variants<T>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(x, w, bias, options), get("out")) <= tolerance);
        }
        const auto dL_dout = hashed<T>(4, get("out").shape());
        for (const auto& variant : convolution::conv2d_backward_variants<T>) {
            CAPTURE(variant.name);
            const auto dL = variant.function(x, w, options, dL_dout);
            CHECK(difference(dL.x, get("dL_dx")) <= tolerance);
            CHECK(difference(dL.w, get("dL_dw")) <= tolerance);
            CHECK(difference_of_columns(dL.bias, golden.get<Vector>(at + "dL_dbias")) <= tolerance);
        }
        const auto shape = golden.get<std::vector<int>>(at + "columns_shape");
        for (const auto& variant : convolution::im2col_variants<T>) {
            CAPTURE(variant.name);
            const auto columns = variant.function(x, n[5], n[6], options);
            for (std::size_t axis = 0; axis < 3; ++axis)
                CHECK(columns.shape()[axis] == static_cast<std::size_t>(shape[axis]));
            double sum = 0;
            for (std::size_t i = 0; i < columns.size(); ++i)
                sum += static_cast<double>(columns.data()[i]) *
                       test::hashed_uniform(5, static_cast<std::uint32_t>(i));
            CHECK(sum ==
                  doctest::Approx(golden.get<double>(at + "columns_sum")).epsilon(tolerance));
        }
    }
}

template <class T>
void check_poolings_golden(double tolerance) {
    const test::Golden golden("convolution");
    for (const std::string kind : {"plain", "overlap", "padding", "padding_even", "gaps"})
        for (const bool ties : {false, true}) {
            const std::string name = kind + (ties ? "_ties" : "");
            CAPTURE(name);
            const std::string at = "max_pool/" + name + "/";
            const auto n = golden.get<std::vector<int>>(at + "sizes");
            auto x = hashed<T>(6, shape_of(n[0], n[1], n[2], n[3]));
            if (ties)
                for (T& entry : x) entry = std::floor(4 * entry);
            const PoolOptions options{.size = n[4], .stride = n[5], .padding = n[6]};
            const auto out = golden.get<Tensor<double, 4>>(at + "out");
            for (const auto& variant : convolution::max_pool_variants<T>) {
                CAPTURE(variant.name);
                CHECK(difference(variant.function(x, options), out) <= tolerance);
            }
            const auto dL_dout = hashed<T>(7, out.shape());
            for (const auto& variant : convolution::max_pool_backward_variants<T>) {
                CAPTURE(variant.name);
                CHECK(difference(variant.function(x, options, dL_dout),
                                 golden.get<Tensor<double, 4>>(at + "dL_dx")) <= tolerance);
            }
        }
}

struct Case {
    std::array<std::size_t, 4> x;
    std::size_t O, K_h, K_w;
    Options options = {};
};

// Whole and cut blocks of rows (144), positions (96 and 192) and outputs (80 and 160); several
// groups of images; a kernel larger than a block; 1 × 1; no image, no output, no channel.
const std::vector<Case> cases{
    {{2, 3, 5, 4}, 4, 3, 2},
    {{2, 3, 7, 9}, 4, 3, 5, {.stride = 2, .padding = 2}},
    {{3, 20, 9, 11}, 170, 3, 3, {.padding = 1}},
    {{19, 2, 6, 7}, 3, 2, 3, {.padding = 1}},
    {{2, 150, 6, 5}, 7, 1, 1},
    {{2, 2, 18, 19}, 3, 13, 13, {.stride = 3, .padding = 4}},
    {{1, 3, 40, 30}, 5, 4, 3, {.stride = 3, .padding = 1}},
    {{1, 2, 2, 3}, 3, 5, 6, {.padding = 2}},
    {{2, 1, 2, 3}, 2, 1, 1, {.stride = 5, .padding = 3}},
    {{0, 2, 5, 4}, 3, 2, 2},
    {{2, 3, 4, 5}, 0, 2, 2},
    {{2, 0, 4, 5}, 3, 2, 2, {.padding = 1}},
};

} // namespace

TEST_CASE("convolution: golden values and gradients from PyTorch, in double") {
    check_convolutions_golden<double>(other_order);
    check_poolings_golden<double>(1e-15);
}

TEST_CASE("convolution: golden values and gradients from PyTorch, in float") {
    check_convolutions_golden<float>(single_precision);
    check_poolings_golden<float>(1e-6); // inputs are rounded to float
}

TEST_CASE("convolution: every variant agrees with naive, for every shape") {
    const std::uint64_t seed = 3;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& [shape, O, K_h, K_w, options] : cases) {
        const auto x = normal<double, 4>(random, shape);
        const auto w = normal<double, 4>(random, {O, shape[1], K_h, K_w});
        const Vector bias = Vector::LinSpaced(static_cast<Index>(O), -2, 3);
        CAPTURE(shape_text(x));
        CAPTURE(shape_text(w));
        const auto out = convolution::naive::conv2d(x, w, bias, options);
        const auto unbiased = convolution::naive::conv2d(x, w, Vector(), options);
        for (const auto& variant : convolution::conv2d_variants<double>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(x, w, bias, options), out) <= other_order);
            CHECK(difference(variant.function(x, w, Vector(), options), unbiased) <= other_order);
        }
        const auto dL_dout = normal<double, 4>(random, out.shape());
        const auto dL = convolution::naive::conv2d_backward(x, w, options, dL_dout);
        for (const auto& variant : convolution::conv2d_backward_variants<double>) {
            CAPTURE(variant.name);
            const auto got = variant.function(x, w, options, dL_dout);
            CHECK(difference(got.x, dL.x) <= other_order);
            CHECK(difference(got.w, dL.w) <= other_order);
            CHECK(difference_of_columns(got.bias, dL.bias) <= other_order);
        }
        const int height = static_cast<int>(K_h), width = static_cast<int>(K_w);
        const auto columns = convolution::naive::im2col(x, height, width, options);
        for (const auto& variant : convolution::im2col_variants<double>) {
            CAPTURE(variant.name);
            CHECK(variant.function(x, height, width, options) == columns);
        }
    }
}

TEST_CASE("convolution: every variant of max pooling agrees with naive, ties and NaN included") {
    const std::uint64_t seed = 4;
    CAPTURE(seed);
    Random random(seed);
    for (const PoolOptions& options :
         {PoolOptions{}, PoolOptions{.size = 1, .stride = 1}, PoolOptions{.size = 3, .stride = 1},
          PoolOptions{.size = 3, .stride = 2, .padding = 1},
          PoolOptions{.size = 4, .stride = 3, .padding = 2}, PoolOptions{.size = 2, .stride = 5}})
        for (const auto& shape : {std::array<std::size_t, 4>{2, 3, 5, 7},
                                  {1, 2, 9, 4},
                                  {3, 40, 21, 17},
                                  {0, 2, 4, 5}}) {
            Tensor<double, 4> x(shape);
            for (double& entry : x) entry = static_cast<double>(random.index(6)) - 5;
            CAPTURE(shape_text(x));
            CAPTURE(options.size);
            const auto out = convolution::naive::max_pool(x, options);
            for (const auto& variant : convolution::max_pool_variants<double>) {
                CAPTURE(variant.name);
                CHECK(variant.function(x, options) == out);
            }
            const auto dL_dout = normal<double, 4>(random, out.shape());
            const auto dL_dx = convolution::naive::max_pool_backward(x, options, dL_dout);
            for (const auto& variant : convolution::max_pool_backward_variants<double>) {
                CAPTURE(variant.name);
                CHECK(difference(variant.function(x, options, dL_dout), dL_dx) <= 1e-15);
            }
            if (x.size() == 0) continue;
            // A window with a NaN gives NaN, and its gradient goes there.
            x(0, 1, 2, 1) = std::numeric_limits<double>::quiet_NaN();
            const auto spoilt = convolution::naive::max_pool(x, options);
            const auto to_spoilt = convolution::naive::max_pool_backward(x, options, dL_dout);
            for (const auto& variant : convolution::max_pool_variants<double>) {
                CAPTURE(variant.name);
                const auto got = variant.function(x, options);
                bool same = true;
                for (std::size_t i = 0; i < got.size(); ++i)
                    same = same && (got.data()[i] == spoilt.data()[i] ||
                                    (std::isnan(got.data()[i]) && std::isnan(spoilt.data()[i])));
                CHECK(same);
            }
            for (const auto& variant : convolution::max_pool_backward_variants<double>) {
                CAPTURE(variant.name);
                CHECK(difference(variant.function(x, options, dL_dout), to_spoilt) <= 1e-15);
            }
            if (options.size == 2 && options.stride == 2) CHECK(std::isnan(spoilt(0, 1, 1, 0)));
        }
}

TEST_CASE("convolution: what must hold whatever the numbers") {
    const std::uint64_t seed = 5;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& variant : convolution::conv2d_variants<double>) {
        CAPTURE(variant.name);
        const auto x = normal<double, 4>(random, {2, 3, 6, 5});
        // A kernel that is 1 in its middle and for its own channel copies the image.
        auto copy = zeros<double, 4>({3, 3, 3, 3});
        for (std::size_t c = 0; c < 3; ++c) copy(c, c, 1, 1) = 1;
        CHECK(variant.function(x, copy, Vector(), {.padding = 1}) == x);
        // One that is 1 left above the middle moves it by a row and a column.
        auto move = zeros<double, 4>({1, 3, 3, 3});
        move(0, 2, 0, 0) = 1;
        const auto moved = variant.function(x, move, Vector(), {.padding = 1});
        CHECK(slice(moved, 1, 0).bottomRightCorner(5, 4) == slice(x, 1, 2).topLeftCorner(5, 4));
        CHECK(slice(moved, 1, 0).row(0).isZero(0));
        CHECK(slice(moved, 1, 0).col(0).isZero(0));
        // Stride 2 takes every second position of stride 1.
        const auto w = normal<double, 4>(random, {4, 3, 2, 3});
        const auto dense = variant.function(x, w, Vector(), {.padding = 1});
        const auto sparse = variant.function(x, w, Vector(), {.stride = 2, .padding = 1});
        for (std::size_t p = 0; p < sparse.shape()[2]; ++p)
            for (std::size_t q = 0; q < sparse.shape()[3]; ++q)
                CHECK(sparse(1, 2, p, q) ==
                      doctest::Approx(dense(1, 2, 2 * p, 2 * q)).epsilon(1e-13));
        // A convolution is the kernels times the columns.
        const auto columns = convolution::im2col(x, 2, 3, {.padding = 1});
        const ConstMatrixMap<double> W(w.data(), 4, 18);
        const RowMajorMatrix<double> product = W * slice(columns, 1);
        CHECK((product - ConstMatrixMap<double>(dense.data() + dense.size() / 2, 4, product.cols()))
                  .cwiseAbs()
                  .maxCoeff() <= other_order);
    }
}

TEST_CASE("convolution: the number of threads changes no digit") {
#ifdef _OPENMP
    Random random(9);
    const auto x = normal<float, 4>(random, {17, 5, 31, 23});
    const auto w = normal<float, 4>(random, {33, 5, 3, 3});
    const convolution::Column<float> bias = convolution::Column<float>::Ones(33);
    const Options options{.padding = 1};
    const auto dL_dout = normal<float, 4>(random, {17, 33, 31, 23});
    const int threads = omp_get_max_threads();
    const auto run = [&](int n) {
        omp_set_num_threads(n);
        return std::pair(convolution::parallel::conv2d(x, w, bias, options),
                         convolution::parallel::conv2d_backward(x, w, options, dL_dout));
    };
    const auto [out, dL] = run(1);
    for (const int n : {2, 3, 5}) {
        CAPTURE(n);
        const auto [other_out, other_dL] = run(n);
        CHECK(other_out == out);
        CHECK(other_dL.x == dL.x);
        CHECK(other_dL.w == dL.w);
        CHECK(other_dL.bias == dL.bias);
    }
    omp_set_num_threads(threads);
#endif
}
