// T doubles the work fourfold. Two heads of depth 64 in single precision, as a small model has
// them; at T = 8192 the loops would take minutes, and one 8192 × 8192 matrix 256 MB. FLOP/s count
// the products of the formula: 2 forward, 5 backward, half of them where causal. What the variants
// compute twice (backward: the scores and the forward pass) is time, not work.
#include "mlcore/nn/attention.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {
namespace {

using Tensor3 = Tensor<float, 3>;
using Tensor4 = Tensor<float, 4>;
using Flat = Eigen::Map<const Eigen::VectorXf>;

template <std::size_t N>
Tensor<float, N> normal_tensor(Random& random, const std::array<std::size_t, N>& shape) {
    Tensor<float, N> x(shape);
    for (float& entry : x) entry = static_cast<float>(random.normal());
    return x;
}

template <std::size_t N>
Flat flat(const Tensor<float, N>& x) {
    return Flat(x.data(), static_cast<Index>(x.size()));
}

// Sums of thousands of single-precision terms in another order.
constexpr double tolerance = 1e-4;

void attention_benchmarks(Random& random, std::size_t length, bool causal) {
    constexpr std::size_t H = 2, d = 64;
    const bool with_naive = length <= 2048;
    struct Inputs {
        Tensor4 q, k, v, dL_dout;
    };
    const std::array<std::size_t, 4> shape{1, H, length, d};
    const auto x = std::make_shared<const Inputs>(
        Inputs{normal_tensor<4>(random, shape), normal_tensor<4>(random, shape),
               normal_tensor<4>(random, shape), normal_tensor<4>(random, shape)});
    // Outputs are checked on the first 512 positions: several blocks, and soon computed by the
    // loops.
    const std::size_t checked = std::min<std::size_t>(length, 512);
    Inputs head{zeros<float, 4>({1, H, checked, d}), zeros<float, 4>({1, H, checked, d}),
                zeros<float, 4>({1, H, checked, d}), zeros<float, 4>({1, H, checked, d})};
    for (Index h = 0; h < static_cast<Index>(H); ++h) {
        const auto rows = static_cast<Index>(checked);
        slice(head.q, 0, h) = slice(x->q, 0, h).topRows(rows);
        slice(head.k, 0, h) = slice(x->k, 0, h).topRows(rows);
        slice(head.v, 0, h) = slice(x->v, 0, h).topRows(rows);
        slice(head.dL_dout, 0, h) = slice(x->dL_dout, 0, h).topRows(rows);
    }
    const Tensor4 out = attention::naive::attention(head.q, head.k, head.v, causal);
    const auto dL =
        attention::naive::attention_backward(head.q, head.k, head.v, causal, head.dL_dout);

    const std::string size =
        std::string(causal ? "/causal" : "/full") + "/T:" + std::to_string(length);
    const double product = 2.0 * H * length * length * d * (causal ? 0.5 : 1); // operations
    const double tensor = static_cast<double>(H * length * d) * sizeof(float); // bytes
    for (const auto& variant : attention::attention_variants<float>) {
        if (variant.name == "naive" && !with_naive) continue;
        const auto function = variant.function;
        check_equal("attention/" + variant.name, flat(function(head.q, head.k, head.v, causal)),
                    flat(out), tolerance);
        add("attention/attention/" + variant.name + size,
            {2 * product, 4 * tensor, Precision::in_float},
            [=] { benchmark::DoNotOptimize(function(x->q, x->k, x->v, causal).data()); });
    }
    for (const auto& variant : attention::attention_backward_variants<float>) {
        if (variant.name == "naive" && !with_naive) continue;
        const auto function = variant.function;
        const auto got = function(head.q, head.k, head.v, causal, head.dL_dout);
        check_equal("attention_backward/" + variant.name + " q", flat(got.q), flat(dL.q),
                    tolerance);
        check_equal("attention_backward/" + variant.name + " k", flat(got.k), flat(dL.k),
                    tolerance);
        check_equal("attention_backward/" + variant.name + " v", flat(got.v), flat(dL.v),
                    tolerance);
        add("attention/attention_backward/" + variant.name + size,
            {5 * product, 7 * tensor, Precision::in_float}, [=] {
                benchmark::DoNotOptimize(function(x->q, x->k, x->v, causal, x->dL_dout).q.data());
            });
    }
}

void multi_head_benchmarks(Random& random, std::size_t length) {
    constexpr std::size_t B = 2, D = 256;
    constexpr int heads = 4;
    const auto x = std::make_shared<const Tensor3>(normal_tensor<3>(random, {B, length, D}));
    attention::Weights<float> weights;
    for_each_field(weights, [&](const char*, auto& field) {
        if constexpr (std::decay_t<decltype(field)>::ColsAtCompileTime == 1)
            field = normal_vector(random, D).template cast<float>();
        else
            field = (normal_matrix(random, D, D) / std::sqrt(double(D))).template cast<float>();
    });
    const auto w = std::make_shared<const attention::Weights<float>>(weights);
    const Tensor3 out = attention::naive::multi_head_attention(*x, *w, heads, true);
    const double rows = static_cast<double>(B * length);
    const double flops = 4 * 2 * rows * D * D + 2 * rows * static_cast<double>(length) * D;
    const double bytes = (2 * rows * D + 4.0 * D * D) * sizeof(float);
    for (const auto& variant : attention::multi_head_attention_variants<float>) {
        const auto function = variant.function;
        check_equal("multi_head_attention/" + variant.name, flat(function(*x, *w, heads, true)),
                    flat(out), tolerance);
        add("attention/multi_head_attention/" + variant.name +
                "/causal/T:" + std::to_string(length),
            {flops, bytes, Precision::in_float},
            [=] { benchmark::DoNotOptimize(function(*x, *w, heads, true).data()); });
    }

    const double tensor = rows * D * sizeof(float);
    for (const auto& variant : attention::split_heads_variants<float>) {
        const auto function = variant.function;
        check_equal("split_heads/" + variant.name, flat(function(*x, heads)),
                    flat(attention::naive::split_heads(*x, heads)), 0);
        add("attention/split_heads/" + variant.name + "/T:" + std::to_string(length),
            {0, 2 * tensor, Precision::in_float},
            [=] { benchmark::DoNotOptimize(function(*x, heads).data()); });
    }
    const auto split = std::make_shared<const Tensor4>(attention::naive::split_heads(*x, heads));
    for (const auto& variant : attention::merge_heads_variants<float>) {
        const auto function = variant.function;
        check_equal("merge_heads/" + variant.name, flat(function(*split)), flat(*x), 0);
        add("attention/merge_heads/" + variant.name + "/T:" + std::to_string(length),
            {0, 2 * tensor, Precision::in_float},
            [=] { benchmark::DoNotOptimize(function(*split).data()); });
    }
}

} // namespace

void register_benchmarks() {
    Random random(1);
    for (const bool causal : {false, true})
        for (const std::size_t length : {128, 512, 2048, 8192})
            attention_benchmarks(random, length, causal);
    for (const std::size_t length : {128, 512}) multi_head_benchmarks(random, length);
}

} // namespace mlcore::bench
