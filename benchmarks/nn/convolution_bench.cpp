// A convolution's cost grows with the positions and with the product of the channel counts: every
// halving of the image with a doubling of the channels, as networks do it, keeps the work the same.
// 3 × 3 kernels in single precision, 8 images. FLOP/s count the products of the formula: one
// forward, two backward.
#include "mlcore/nn/convolution.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {
namespace {

using convolution::Options;
using convolution::PoolOptions;
using Tensor4 = Tensor<float, 4>;

// Sums of thousands of single-precision terms in another order.
constexpr double tolerance = 1e-4;

Tensor4 normal_tensor(Random& random, const std::array<std::size_t, 4>& shape) {
    Tensor4 x(shape);
    for (float& entry : x) entry = static_cast<float>(random.normal());
    return x;
}

template <std::size_t N>
Eigen::Map<const Eigen::VectorXf> flat(const Tensor<float, N>& x) {
    return {x.data(), static_cast<Index>(x.size())};
}

double bytes(const Tensor4& x) { return static_cast<double>(x.size() * sizeof(float)); }

struct Layer {
    Tensor4 x, w;
    convolution::Column<float> bias;
    Options options{.stride = 1, .padding = 1};
    Tensor4 out, dL_dout;
    // What a network that is trained keeps from step to step.
    mutable convolution::Workspace<float> room;
    mutable Tensor4 kept;
    mutable convolution::Gradients<float> gradients;
};

void convolution_benchmarks(Random& random, std::size_t channels, std::size_t side) {
    constexpr std::size_t N = 8;
    const auto made = std::make_shared<Layer>();
    made->x = normal_tensor(random, {N, channels, side, side});
    made->w = normal_tensor(random, {channels, channels, 3, 3});
    made->bias = convolution::Column<float>::Ones(static_cast<Index>(channels));
    made->out = convolution::naive::conv2d(made->x, made->w, made->bias, made->options);
    made->dL_dout = normal_tensor(random, made->out.shape());
    const std::shared_ptr<const Layer> layer = made;
    const auto& [x, w, bias, options, out, dL_dout, room, kept, gradients] = *layer;
    const auto dL = convolution::naive::conv2d_backward(x, w, options, dL_dout);

    const std::string size = "/C:" + std::to_string(channels) + "/HW:" + std::to_string(side);
    const double product = 2.0 * static_cast<double>(out.size() * channels * 9);
    const double forward_bytes = bytes(x) + bytes(w) + bytes(out);
    const double backward_bytes = 2 * bytes(x) + 2 * bytes(w) + bytes(out);
    const auto add_forward = [&](const std::string& variant, const auto& run) {
        add("convolution/conv2d/" + variant + size, {product, forward_bytes}, run);
    };
    const auto add_backward = [&](const std::string& variant, const auto& run) {
        add("convolution/conv2d_backward/" + variant + size, {2 * product, backward_bytes}, run);
    };
    for (const auto& variant : convolution::conv2d_variants<float>) {
        const auto function = variant.function;
        check_equal("conv2d/" + variant.name, flat(function(x, w, bias, options)), flat(out),
                    tolerance);
        add_forward(variant.name, [=] {
            benchmark::DoNotOptimize(
                function(layer->x, layer->w, layer->bias, layer->options).data());
        });
    }
    convolution::conv2d_into(x, w, bias, options, room, kept, convolution::Threads::one);
    check_equal("conv2d/workspace", flat(kept), flat(out), tolerance);
    add_forward("workspace", [=] {
        convolution::conv2d_into(layer->x, layer->w, layer->bias, layer->options, layer->room,
                                 layer->kept, convolution::Threads::one);
    });
    const auto check_gradients = [&](const std::string& name, const auto& got) {
        check_equal(name + " x", flat(got.x), flat(dL.x), tolerance);
        check_equal(name + " w", flat(got.w), flat(dL.w), tolerance);
        check_equal(name + " bias", got.bias, dL.bias, tolerance);
    };
    for (const auto& variant : convolution::conv2d_backward_variants<float>) {
        const auto function = variant.function;
        check_gradients("conv2d_backward/" + variant.name, function(x, w, options, dL_dout));
        add_backward(variant.name, [=] {
            benchmark::DoNotOptimize(
                function(layer->x, layer->w, layer->options, layer->dL_dout).x.data());
        });
    }
    convolution::conv2d_backward_into(x, w, options, dL_dout, room, gradients,
                                      convolution::Threads::one);
    check_gradients("conv2d_backward/workspace", gradients);
    add_backward("workspace", [=] {
        convolution::conv2d_backward_into(layer->x, layer->w, layer->options, layer->dL_dout,
                                          layer->room, layer->gradients, convolution::Threads::one);
    });

    const auto columns = convolution::naive::im2col(x, 3, 3, options);
    for (const auto& variant : convolution::im2col_variants<float>) {
        const auto function = variant.function;
        check_equal("im2col/" + variant.name, flat(function(x, 3, 3, options)), flat(columns), 0);
        add("convolution/im2col/" + variant.name + size,
            {0, bytes(x) + static_cast<double>(columns.size() * sizeof(float))},
            [=] { benchmark::DoNotOptimize(function(layer->x, 3, 3, layer->options).data()); });
    }
}

void pooling_benchmarks(Random& random, std::size_t side, const PoolOptions& options) {
    const auto x = std::make_shared<const Tensor4>(normal_tensor(random, {8, 32, side, side}));
    const auto out = convolution::naive::max_pool(*x, options);
    const auto dL_dout = std::make_shared<const Tensor4>(normal_tensor(random, out.shape()));
    const auto dL_dx = convolution::naive::max_pool_backward(*x, options, *dL_dout);
    const std::string size =
        "/size:" + std::to_string(options.size) + "/HW:" + std::to_string(side);
    for (const auto& variant : convolution::max_pool_variants<float>) {
        const auto function = variant.function;
        check_equal("max_pool/" + variant.name, flat(function(*x, options)), flat(out), 0);
        add("convolution/max_pool/" + variant.name + size, {0, bytes(*x) + bytes(out)},
            [=] { benchmark::DoNotOptimize(function(*x, options).data()); });
    }
    for (const auto& variant : convolution::max_pool_backward_variants<float>) {
        const auto function = variant.function;
        check_equal("max_pool_backward/" + variant.name, flat(function(*x, options, *dL_dout)),
                    flat(dL_dx), tolerance);
        add("convolution/max_pool_backward/" + variant.name + size, {0, 2 * bytes(*x) + bytes(out)},
            [=] { benchmark::DoNotOptimize(function(*x, options, *dL_dout).data()); });
    }
}

} // namespace

void register_benchmarks() {
    Random random(1);
    convolution_benchmarks(random, 3, 64);
    convolution_benchmarks(random, 32, 56);
    convolution_benchmarks(random, 64, 28);
    convolution_benchmarks(random, 128, 14);
    for (const std::size_t side : {16, 64, 128}) pooling_benchmarks(random, side, {});
    pooling_benchmarks(random, 64, {.size = 3, .stride = 2, .padding = 1});
}

} // namespace mlcore::bench
