#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/convolution.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {
namespace {

using convolution::Options;
using convolution::PoolOptions;
using Tensor4 = Tensor<double, 4>;

const char* const any_order = "sums of up to a hundred products, in any order";

/// Sizes of one convolution; no two that could stand for each other are alike.
struct Sizes {
    std::size_t N, C, H, W, O, K_h, K_w;
    Options options = {};
};
struct Inputs {
    Tensor4 x, w, dL_dout;
    Vector bias;
};

Inputs draw(Random& random, const Sizes& n) {
    const auto positions = [&](std::size_t size, std::size_t kernel) {
        return static_cast<std::size_t>(
            convolution::output_extent(static_cast<Index>(size), static_cast<Index>(kernel),
                                       n.options.stride, n.options.padding));
    };
    return {normal_tensor<4>(random, {n.N, n.C, n.H, n.W}),
            normal_tensor<4>(random, {n.O, n.C, n.K_h, n.K_w}),
            normal_tensor<4>(random, {n.N, n.O, positions(n.H, n.K_h), positions(n.W, n.K_w)}),
            normal_vector(random, static_cast<Index>(n.O))};
}

/// Few different entries, most of them negative: ties, and windows in which 0 would win.
Tensor4 draw_ties(Random& random, const std::array<std::size_t, 4>& shape) {
    Tensor4 x(shape);
    for (double& entry : x) entry = static_cast<double>(random.index(5)) - 3.5;
    return x;
}

// The lesson's image and kernel.
const Tensor4 lesson_x{{{{1., 2., 0.}, {0., 1., 3.}, {2., 1., 1.}}}};
const Tensor4 lesson_w{{{{1., 0.}, {-1., 2.}}}};
const Tensor4 lesson_dL_dout{{{{1., 0.}, {0., -1.}}}};
const Tensor4 lesson_windows{
    {{{1., 5., 2., 2.}, {0., 5., 1., 0.}, {-3., -1., 4., 7.}, {-2., -4., 6., 3.}}}};
const Tensor4 lesson_dL_dpooled{{{{1., 2.}, {3., 4.}}}};

// What conv2d and its gradient are asked.
const std::vector<std::pair<const char*, Sizes>> convolutions{
    {"several channels", {1, 3, 4, 5, 1, 2, 3}},
    {"several images, channels and kernels", {2, 3, 4, 6, 5, 3, 2}},
    {"stride 2", {2, 2, 7, 8, 3, 3, 2, {.stride = 2}}},
    {"padding 1", {2, 3, 5, 4, 1, 3, 2, {.padding = 1}}},
    {"stride 2 and padding 1", {3, 2, 6, 7, 4, 3, 3, {.stride = 2, .padding = 1}}},
    {"the kernel is as large as the image", {3, 2, 4, 5, 2, 4, 5}},
    {"a kernel larger than the image, padding 2", {1, 2, 3, 4, 3, 5, 4, {.padding = 2}}},
    {"a stride larger than the kernel", {2, 1, 9, 8, 3, 2, 2, {.stride = 3}}},
};

void write_conv2d(Exercise& exercise, Random& random) {
    auto task =
        exercise.task("conv2d", {"x", "w", "bias", "options"}, convolution::conv2d_variants<double>,
                      mistakes::conv2d, within(1e-9, any_order));
    task.add("one pixel, one weight", Tensor4{{{{3.}}}}, Tensor4{{{{-2.}}}}, vector({0.5}), {});
    task.add("the lesson's example", lesson_x, lesson_w, Vector(), {});
    task.add("the lesson's example, padding 1", lesson_x, lesson_w, Vector(), {.padding = 1});
    task.add("the lesson's example, stride 2, padding 1", lesson_x, lesson_w, vector({10}),
             {.stride = 2, .padding = 1});
    for (const auto& [label, sizes] : convolutions) {
        const Inputs given = draw(random, sizes);
        task.add(label, given.x, given.w, given.bias, sizes.options);
    }
    const Inputs given = draw(random, {2, 3, 5, 4, 2, 2, 3});
    task.add("no bias", given.x, given.w, Vector(), {.padding = 1});
    task.add("no image", zeros<double, 4>({0, 3, 5, 4}), given.w, given.bias, {});

    task.throws<ShapeError>("kernels for another number of channels", given.x,
                            normal_tensor<4>(random, {2, 4, 2, 3}), given.bias, {});
    task.throws<ShapeError>("more biases than kernels", given.x, given.w, vector({1, 2, 3}), {});
    task.throws<ShapeError>("a kernel larger than the image", given.x,
                            normal_tensor<4>(random, {2, 3, 3, 5}), given.bias, {});
    task.throws<ValueError>("stride 0", given.x, given.w, given.bias, {.stride = 0});
    task.throws<ValueError>("a negative padding", given.x, given.w, given.bias, {.padding = -1});
    task.throws<ValueError>("an empty kernel", given.x, zeros<double, 4>({2, 3, 0, 2}), given.bias,
                            {});
}

void write_conv2d_backward(Exercise& exercise, Random& random) {
    auto task = exercise.task("conv2d_backward", {"x", "w", "options", "dL_dout"},
                              convolution::conv2d_backward_variants<double>,
                              mistakes::conv2d_backward, within(1e-9, any_order));
    task.add("one pixel, one weight", Tensor4{{{{3.}}}}, Tensor4{{{{-2.}}}}, {}, Tensor4{{{{5.}}}});
    task.add("the lesson's example", lesson_x, lesson_w, {}, lesson_dL_dout);
    for (const auto& [label, sizes] : convolutions) {
        const Inputs given = draw(random, sizes);
        task.add(label, given.x, given.w, sizes.options, given.dL_dout);
    }
    const Inputs given = draw(random, {2, 3, 5, 4, 2, 2, 3});
    task.throws<ShapeError>("dL_dout is not of the output's shape", given.x, given.w,
                            {.padding = 1}, given.dL_dout);
    task.throws<ShapeError>("kernels for another number of channels", given.x,
                            normal_tensor<4>(random, {2, 4, 2, 3}), {}, given.dL_dout);
}

// What max_pool and its gradient are asked.
const std::vector<std::tuple<const char*, std::array<std::size_t, 4>, PoolOptions>> poolings{
    {"two windows", {1, 1, 2, 3}, {.size = 2, .stride = 1}},
    {"several images and channels", {2, 3, 4, 6}, {}},
    {"a row and a column left over", {1, 2, 5, 7}, {}},
    {"overlapping windows", {2, 1, 6, 5}, {.size = 3, .stride = 1}},
    {"overlapping windows, stride 2", {1, 2, 7, 9}, {.size = 3, .stride = 2}},
    {"gaps between windows", {1, 3, 8, 7}, {.size = 2, .stride = 3}},
    {"padding", {2, 2, 5, 6}, {.size = 3, .stride = 2, .padding = 1}},
    {"padding, size 2", {1, 2, 3, 4}, {.size = 2, .stride = 2, .padding = 1}},
};

void write_pooling(Exercise& exercise, Random& random) {
    auto forward =
        exercise.task("max_pool", {"x", "options"}, convolution::max_pool_variants<double>,
                      mistakes::max_pool, exactly("entries are chosen, not computed"));
    forward.add("one pixel", Tensor4{{{{-3.}}}}, {.size = 1, .stride = 1});
    forward.add("the lesson's example", lesson_windows, {});
    forward.add("the lesson's example, stride 1", lesson_windows, {.size = 2, .stride = 1});
    for (const auto& [label, shape, options] : poolings)
        forward.add(label, draw_ties(random, shape), options);
    forward.add("random", normal_tensor<4>(random, {2, 3, 9, 8}), {.size = 3, .stride = 2});
    forward.throws<ShapeError>("a window larger than the image", lesson_windows, {.size = 5});
    forward.throws<ValueError>("a window of size 0", lesson_windows, {.size = 0});
    forward.throws<ValueError>("stride 0", lesson_windows, {.size = 2, .stride = 0});
    forward.throws<ValueError>("a padding of more than half the window", lesson_windows,
                               {.size = 3, .stride = 1, .padding = 2});

    auto backward =
        exercise.task("max_pool_backward", {"x", "options", "dL_dout"},
                      convolution::max_pool_backward_variants<double>, mistakes::max_pool_backward,
                      within(1e-12, "sums of the gradients of a few windows, in any order"));
    backward.add("the lesson's example", lesson_windows, {}, lesson_dL_dpooled);
    backward.add("all entries alike", Tensor4{{{{2., 2., 2.}, {2., 2., 2.}}}},
                 {.size = 2, .stride = 1}, Tensor4{{{{1., 10.}}}});
    for (const auto& [label, shape, options] : poolings) {
        const auto x = draw_ties(random, shape);
        const auto pooled = convolution::naive::max_pool(x, options);
        backward.add(label, x, options, normal_tensor<4>(random, pooled.shape()));
    }
    backward.add("random", normal_tensor<4>(random, {2, 3, 9, 8}), {.size = 3, .stride = 2},
                 normal_tensor<4>(random, {2, 3, 4, 3}));
    backward.throws<ShapeError>("dL_dout is not of the output's shape", lesson_windows, {},
                                normal_tensor<4>(random, {1, 1, 3, 2}));
}

void write_im2col(Exercise& exercise, Random& random) {
    auto task = exercise.task("im2col", {"x", "kernel_height", "kernel_width", "options"},
                              convolution::im2col_variants<double>, mistakes::im2col,
                              exactly("entries are moved, not computed"));
    task.add("one pixel", Tensor4{{{{3.}}}}, 1, 1, {});
    task.add("the lesson's example", lesson_x, 2, 2, {});
    task.add("the lesson's example, padding 1", lesson_x, 2, 2, {.padding = 1});
    for (const auto& [label, n] : convolutions)
        task.add(label, normal_tensor<4>(random, {n.N, n.C, n.H, n.W}), static_cast<int>(n.K_h),
                 static_cast<int>(n.K_w), n.options);
    task.throws<ShapeError>("a kernel larger than the image", lesson_x, 2, 4, {});
    task.throws<ValueError>("an empty kernel", lesson_x, 2, 0, {});
    task.throws<ValueError>("stride 0", lesson_x, 2, 2, {.stride = 0});
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    write_conv2d(exercise, random);
    write_conv2d_backward(exercise, random);
    write_pooling(exercise, random);
    write_im2col(exercise, random);
    // Measured as multiples of the library's time, on a busy machine: all columns at once and one
    // product for each image 1.2, loops 59.
    exercise.speed("conv2d_speed", {.of = "conv2d", .against = "vectorized", .at_most = 5},
                   {draw_normal({4, 32, 28, 28}), draw_normal({48, 32, 3, 3}), draw_normal({48}),
                    always(Options{.stride = 1, .padding = 1})});
}

} // namespace mlcore::grading
