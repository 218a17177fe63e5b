// Twice the positions are twice the work: the cost is linear in each size. Rotations in single
// precision, of 8 heads of depth 64 as a small language model has them. FLOP/s count the four
// products and two sums of each pair; the sines and cosines that a variant computes are time, not
// work.
#include "mlcore/nn/positional_encoding.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {
namespace {

using positional_encoding::default_base;

// The last digit of a float; and a sine's of an angle of thousands in double.
constexpr double float_tolerance = 1e-6, double_tolerance = 1e-11;

void table_benchmarks(int length) {
    constexpr int D = 512;
    const Matrix expected = positional_encoding::naive::sinusoidal<double>(length, D, default_base);
    for (const auto& variant : positional_encoding::sinusoidal_variants<double>) {
        const auto function = variant.function;
        check_equal("sinusoidal/" + variant.name, function(length, D, default_base), expected,
                    double_tolerance);
        add("positional_encoding/sinusoidal/" + variant.name + "/T:" + std::to_string(length),
            {0, static_cast<double>(expected.size()) * sizeof(double)},
            [=] { benchmark::DoNotOptimize(function(length, D, default_base).data()); });
    }
}

void rope_benchmarks(Random& random, std::size_t length) {
    constexpr std::size_t B = 2, H = 8, d = 64;
    const auto x = std::make_shared<Tensor<float, 4>>(std::array<std::size_t, 4>{B, H, length, d});
    for (float& entry : *x) entry = static_cast<float>(random.normal());
    const auto flat = [](const Tensor<float, 4>& tensor) {
        return Eigen::Map<const Eigen::VectorXf>(tensor.data(), static_cast<Index>(tensor.size()));
    };
    const auto entries = static_cast<double>(x->size());
    const auto run = [&](const char* name, const auto& variants) {
        const auto expected = variants.reference().function(*x, 0, default_base);
        for (const auto& variant : variants) {
            const auto function = variant.function;
            check_equal(name + ("/" + variant.name), flat(function(*x, 0, default_base)),
                        flat(expected), float_tolerance);
            add(std::string("positional_encoding/") + name + "/" + variant.name +
                    "/T:" + std::to_string(length),
                {3 * entries, 2 * entries * sizeof(float)},
                [=] { benchmark::DoNotOptimize(function(*x, 0, default_base).data()); });
        }
    };
    run("rope", positional_encoding::rope_variants<float>);
    run("rope_backward", positional_encoding::rope_backward_variants<float>);
}

} // namespace

void register_benchmarks() {
    Random random(1);
    for (const int length : {128, 512, 2048}) table_benchmarks(length);
    for (const std::size_t length : {128, 512, 2048}) rope_benchmarks(random, length);
}

} // namespace mlcore::bench
