// Sizes: the character models that nanoGPT trains on a processor (0.8 million parameters, lines of
// 64) and on a graphics card (10.7 million, lines of 256). FLOP/s count the products of the
// formulas: 2·N operations a token for N weights forward, three times that for a training step, and
// attention's own. `vectorized` is one thread, `parallel` all that OpenMP gives.
// benchmarks/nn/transformer_peer.py runs the training steps beside PyTorch's.
#include "mlcore/nn/transformer.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {
namespace {

using transformer::Model;
using transformer::Shape;
using transformer::Tokens;
using Tensor3 = Tensor<float, 3>;

// Sums of some hundred single-precision terms in another order.
constexpr double tolerance = 1e-4;

Eigen::Map<const Eigen::VectorXf> flat(const Tensor3& x) {
    return {x.data(), static_cast<Index>(x.size())};
}

Tensor3 normal_tensor(Random& random, const std::array<std::size_t, 3>& shape) {
    Tensor3 x(shape);
    for (float& entry : x) entry = static_cast<float>(random.normal());
    return x;
}

Tokens random_tokens(Random& random, Index B, Index length, Index V) {
    Tokens tokens({static_cast<std::size_t>(B), static_cast<std::size_t>(length)});
    for (int& token : tokens) token = static_cast<int>(random.index(V));
    return tokens;
}

/// Operations of the forward pass on B lines of `length` tokens.
double forward_flops(const Shape& n, Index B, Index length) {
    const double tokens = static_cast<double>(B * length), D = static_cast<double>(n.width);
    const double weights = n.depth * (4 * D * D + 2 * D * static_cast<double>(n.hidden)) +
                           D * static_cast<double>(n.vocabulary);
    const double scores = 2.0 * n.depth * static_cast<double>(length) * D; // half of 4, causal
    return tokens * (2 * weights + scores);
}

void layer_benchmarks(Random& random, std::size_t B, std::size_t length, Index D) {
    const Shape shape{65, static_cast<Index>(length), D, 4 * D, static_cast<int>(D / 32), 1};
    const auto model =
        std::make_shared<const Model<float>>(transformer::initial_model<float>(shape, 1));
    const auto& w = model->blocks[0];
    const auto x = std::make_shared<const Tensor3>(
        normal_tensor(random, {B, length, static_cast<std::size_t>(D)}));
    const auto hidden = std::make_shared<const Tensor3>(
        normal_tensor(random, {B, length, static_cast<std::size_t>(4 * D)}));
    const double tokens = static_cast<double>(B * length), d = static_cast<double>(D);
    const std::string size = "/tokens:" + std::to_string(B * length) + "/D:" + std::to_string(D);

    for (const auto& variant : transformer::gelu_variants<float>) {
        const auto f = variant.function;
        check_equal("gelu/" + variant.name, flat(f(*hidden)),
                    flat(transformer::naive::gelu(*hidden)), tolerance);
        add("transformer/gelu/" + variant.name + size, {0, 2 * tokens * 4 * d * sizeof(float)},
            [=] { benchmark::DoNotOptimize(f(*hidden).data()); });
    }
    for (const auto& variant : transformer::feed_forward_variants<float>) {
        const auto f = variant.function;
        check_equal("feed_forward/" + variant.name, flat(f(*x, w.feed_forward)),
                    flat(transformer::naive::feed_forward(*x, w.feed_forward)), tolerance);
        add("transformer/feed_forward/" + variant.name + size, {tokens * 16 * d * d, 0},
            [=] { benchmark::DoNotOptimize(f(*x, model->blocks[0].feed_forward).data()); });
    }
    for (const auto& variant : transformer::block_variants<float>) {
        const auto f = variant.function;
        check_equal("block/" + variant.name, flat(f(*x, w, shape.heads)),
                    flat(transformer::naive::block(*x, w, shape.heads)), tolerance);
        const double scores = 2 * tokens * static_cast<double>(length) * d;
        add("transformer/block/" + variant.name + size, {tokens * 24 * d * d + scores, 0},
            [=] { benchmark::DoNotOptimize(f(*x, model->blocks[0], shape.heads).data()); });
    }
}

void model_benchmarks(Random& random, const std::string& name, const Shape& shape, Index B,
                      Index length) {
    const auto model =
        std::make_shared<const Model<float>>(transformer::initial_model<float>(shape, 1));
    const auto tokens =
        std::make_shared<const Tokens>(random_tokens(random, B, length, shape.vocabulary));
    const auto targets =
        std::make_shared<const Tokens>(random_tokens(random, B, length, shape.vocabulary));
    const std::string size =
        "/" + name + "/B:" + std::to_string(B) + "/T:" + std::to_string(length);
    const bool with_naive = transformer::Parts<float>::size(shape) < 200000;
    const double flops = forward_flops(shape, B, length);

    const Tensor3 logits = transformer::vectorized::gpt_logits(*tokens, *model);
    if (with_naive)
        check_equal("gpt_logits", flat(logits),
                    flat(transformer::naive::gpt_logits(*tokens, *model)), tolerance);
    for (const auto& variant : transformer::gpt_logits_variants<float>) {
        if (variant.name == "naive" && !with_naive) continue;
        const auto f = variant.function;
        check_equal("gpt_logits/" + variant.name, flat(f(*tokens, *model)), flat(logits),
                    tolerance);
        add("transformer/gpt_logits/" + variant.name + size, {flops, 0},
            [=] { benchmark::DoNotOptimize(f(*tokens, *model).data()); });
    }
    if (with_naive)
        for (const auto& variant : transformer::loss_and_gradient_variants<float>) {
            const auto f = variant.function;
            check_equal("loss_and_gradient/" + variant.name,
                        static_cast<double>(f(*tokens, *targets, *model).loss),
                        static_cast<double>(
                            transformer::naive::loss_and_gradient(*tokens, *targets, *model).loss),
                        tolerance);
            add("transformer/loss_and_gradient/" + variant.name + size, {3 * flops, 0},
                [=] { benchmark::DoNotOptimize(f(*tokens, *targets, *model).loss); });
        }
    for (const int threads : {1, 2}) {
        const auto trainer = std::make_shared<std::unique_ptr<transformer::Trainer<float>>>();
        add("transformer/training_step/" + std::string(threads == 1 ? "vectorized" : "parallel") +
                size + "/threads:" + std::to_string(threads),
            {3 * flops, 0}, [=] {
                if (!*trainer) // made when it is first timed, with the first steps thrown away
                    *trainer = std::make_unique<transformer::Trainer<float>>(
                        *model, transformer::TrainerOptions{B, length, threads});
                benchmark::DoNotOptimize((*trainer)->adamw_step(*tokens, *targets, {}));
            });
    }
}

void generation_benchmarks(const Shape& shape, Index count) {
    const auto model =
        std::make_shared<const Model<float>>(transformer::initial_model<float>(shape, 1));
    const Labels prompt = Labels::Constant(1, 3);
    const Vector uniforms = Vector::LinSpaced(count, 0.01, 0.99);
    const Labels expected = transformer::naive::generate(*model, prompt, uniforms, {});
    for (const auto& variant : transformer::generate_variants<float>) {
        const auto f = variant.function;
        if (f(*model, prompt, uniforms, {}) != expected)
            throw OutputsDiffer("generate/" + variant.name + ": other tokens than naive");
        add("transformer/generate/" + variant.name + "/tokens:" + std::to_string(count), {},
            [=] { benchmark::DoNotOptimize(f(*model, prompt, uniforms, {}).data()); });
    }
}

} // namespace

void register_benchmarks() {
    Random random(1);
    layer_benchmarks(random, 2, 64, 64);
    layer_benchmarks(random, 4, 128, 128);
    model_benchmarks(random, "0.1M", {65, 64, 64, 256, 4, 2}, 4, 64);
    model_benchmarks(random, "0.8M", {65, 64, 128, 512, 4, 4}, 12, 64);
    model_benchmarks(random, "10.7M", {65, 256, 384, 1536, 6, 6}, 4, 256);
    for (const Index count : {16, 64}) generation_benchmarks({65, 64, 64, 256, 4, 2}, count);
}

} // namespace mlcore::bench
