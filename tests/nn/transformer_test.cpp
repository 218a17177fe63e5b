#include "nn/transformer_cases.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>
#include <unistd.h>

#ifdef _OPENMP
#include <omp.h>
#endif

using namespace mlcore;
using test::cast;
using test::difference;
using test::hashed_model;
using test::normal;
using test::random_tokens;
using transformer::Model;
using transformer::Shape;
using transformer::Tokens;

namespace {

// Sums in another order, three blocks deep, each with two divisions by a deviation.
constexpr double other_order = 1e-11;
// Three blocks in single precision, logits up to about 5.
constexpr double single_precision = 2e-5;

// V, C, D, F, H, L: no two alike where they could stand for each other; depths 0, 1 and 3.
const std::vector<Shape> shapes{
    {13, 9, 6, 10, 3, 3}, {7, 3, 4, 5, 2, 1}, {5, 11, 8, 3, 4, 0}, {4, 300, 6, 7, 1, 1}};

template <class T>
void check_golden(double tolerance) {
    const test::Golden golden("transformer");
    struct Case {
        std::string name;
        Shape shape;
        Index B, length;
    };
    for (const Case& one :
         {Case{"deep", {13, 9, 6, 10, 3, 3}, 2, 7}, Case{"one_token", {7, 3, 4, 5, 2, 1}, 3, 1}}) {
        const auto& name = one.name;
        const auto& shape = one.shape;
        CAPTURE(name);
        const auto model = hashed_model<T>(shape, 1, 1);
        const auto [tokens, targets] = test::lines(one.B, one.length, shape.vocabulary, 1);
        const auto logits = golden.get<Tensor<double, 3>>(name + "/logits");
        for (const auto& variant : transformer::gpt_logits_variants<T>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(tokens, model), logits) <= tolerance);
        }
        const auto expected = golden.get<Vector>(name + "/gradient");
        for (const auto& variant : transformer::loss_and_gradient_variants<T>) {
            CAPTURE(variant.name);
            const auto got = variant.function(tokens, targets, model);
            CHECK(got.loss ==
                  doctest::Approx(golden.get<double>(name + "/loss")).epsilon(tolerance));
            std::vector<T> flat(static_cast<std::size_t>(expected.size()));
            transformer::write_parameters(got.gradient, shape, flat.data());
            double worst = 0;
            for (Index i = 0; i < expected.size(); ++i)
                worst = std::max(worst, std::abs(static_cast<double>(flat[i]) - expected(i)));
            CHECK(worst <= tolerance);
        }
    }
}

struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() /
                                 ("mlcore_transformer_test_" + std::to_string(getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
};

} // namespace

TEST_CASE("transformer: logits, loss and the whole gradient as PyTorch computes them, in double") {
    check_golden<double>(other_order);
}

TEST_CASE("transformer: logits, loss and the whole gradient as PyTorch computes them, in float") {
    check_golden<float>(single_precision);
}

TEST_CASE("transformer: gelu as PyTorch computes it, and against erfc") {
    const test::Golden golden("transformer");
    const auto x = golden.get<Vector>("gelu/x"), out = golden.get<Vector>("gelu/out");
    const auto tensor = [](const Vector& v) {
        Tensor<double, 3> t({1, 1, static_cast<std::size_t>(v.size())});
        std::copy(v.begin(), v.end(), t.begin());
        return t;
    };
    for (const auto& variant : transformer::gelu_variants<double>) {
        CAPTURE(variant.name);
        CHECK(difference(variant.function(tensor(x)), tensor(out)) <= 1e-15);
    }
    // In float: relative to |x|, so that the polynomial is seen in the far tail too, where gelu is
    // as small as 1e-30. 4e-7 is its 3.2e-8 and a handful of roundings; exp of −z²/2 rounds its
    // argument, which z²/2 · 2⁻²⁴ bounds.
    Tensor<float, 3> fine({1, 1, 20001});
    for (int i = 0; i <= 20000; ++i) fine(0, 0, i) = static_cast<float>(i - 10000) * 0.0012f;
    const auto got = transformer::vectorized::gelu(fine);
    for (int i = 0; i <= 20000; ++i) {
        const double v = fine(0, 0, i), exact = 0.5 * v * std::erfc(-v / std::sqrt(2.0));
        CAPTURE(v);
        if (std::abs(exact) > 1e-30)
            CHECK(std::abs(got(0, 0, i) - exact) <= (4e-7 + v * v / 2 * 1.2e-7) * std::abs(exact));
        else
            CHECK(std::abs(got(0, 0, i)) <= 2e-30);
    }
}

TEST_CASE("transformer: every variant agrees with naive, for every shape") {
    const std::uint64_t seed = 11;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& shape : shapes) {
        CAPTURE(shape.depth);
        CAPTURE(shape.context);
        const auto model = hashed_model(shape, 0.8, 5);
        for (const Index length : {Index(1), shape.context}) {
            const auto tokens =
                random_tokens(random, 2, static_cast<std::size_t>(length), shape.vocabulary);
            const auto targets =
                random_tokens(random, 2, static_cast<std::size_t>(length), shape.vocabulary);
            const auto logits = transformer::naive::gpt_logits(tokens, model);
            for (const auto& variant : transformer::gpt_logits_variants<double>) {
                CAPTURE(variant.name);
                CHECK(difference(variant.function(tokens, model), logits) <= other_order);
            }
            if (length == 300) continue; // naive's gradient would take seconds
            const auto expected = transformer::naive::loss_and_gradient(tokens, targets, model);
            for (const auto& variant : transformer::loss_and_gradient_variants<double>) {
                CAPTURE(variant.name);
                const auto got = variant.function(tokens, targets, model);
                CHECK(got.loss == doctest::Approx(expected.loss).epsilon(other_order));
                std::vector<double> a(
                    static_cast<std::size_t>(transformer::Parts<double>::size(shape))),
                    b = a;
                transformer::write_parameters(got.gradient, shape, a.data());
                transformer::write_parameters(expected.gradient, shape, b.data());
                for (std::size_t i = 0; i < a.size(); ++i)
                    CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-9));
            }
        }
        if (model.blocks.empty()) continue;
        const auto x = normal<double, 3>(random, {2, 5, static_cast<std::size_t>(shape.width)});
        for (const auto& variant : transformer::block_variants<double>)
            CHECK(difference(variant.function(x, model.blocks[0], shape.heads),
                             transformer::naive::block(x, model.blocks[0], shape.heads)) <=
                  other_order);
        for (const auto& variant : transformer::feed_forward_variants<double>)
            CHECK(difference(variant.function(x, model.blocks[0].feed_forward),
                             transformer::naive::feed_forward(x, model.blocks[0].feed_forward)) <=
                  other_order);
    }
}

TEST_CASE("transformer: no position sees a later one, and every position sees the earlier ones") {
    const auto model = hashed_model({13, 9, 6, 10, 3, 3}, 1, 3);
    Random random(12);
    Tokens tokens = random_tokens(random, 1, 8, 13);
    for (const auto& variant : transformer::gpt_logits_variants<double>) {
        CAPTURE(variant.name);
        const auto before = variant.function(tokens, model);
        Tokens other = tokens;
        other(0, 5) = (other(0, 5) + 1) % 13;
        const auto after = variant.function(other, model);
        for (Index t = 0; t < 8; ++t) {
            const double change =
                (slice(before, 0).row(t) - slice(after, 0).row(t)).cwiseAbs().maxCoeff();
            if (t < 5)
                CHECK(change <= 1e-12);
            else
                CHECK(change > 1e-6);
        }
    }
}

TEST_CASE("transformer: generation with and without kept keys and values gives the same tokens") {
    Random random(13);
    for (const Shape& shape :
         {Shape{13, 9, 6, 10, 3, 3}, Shape{7, 5, 4, 5, 2, 1}, Shape{11, 160, 6, 8, 2, 2}}) {
        const auto model = hashed_model(shape, 1.5, 4);
        for (const Index prompt_length : {1, 3, 12}) // 12: longer than the smaller contexts
            for (const transformer::SamplingOptions& options :
                 {transformer::SamplingOptions{1, 0}, transformer::SamplingOptions{2.5, 3},
                  transformer::SamplingOptions{0, 0}}) {
                CAPTURE(shape.context);
                CAPTURE(prompt_length);
                CAPTURE(options.temperature);
                const Tokens prompt = random_tokens(
                    random, 1, static_cast<std::size_t>(prompt_length), shape.vocabulary);
                const Labels start = Eigen::Map<const Labels>(prompt.data(), prompt_length);
                const Vector u = test::uniforms(random, 40);
                const Labels text = transformer::naive::generate(model, start, u, options);
                for (const auto& variant : transformer::generate_variants<double>) {
                    CAPTURE(variant.name);
                    CHECK(variant.function(model, start, u, options) == text);
                }
                if (options.temperature > 0) CHECK((text.array() != text(0)).any());
            }
    }
    // The same seed, the same text.
    const auto model = hashed_model({13, 9, 6, 10, 3, 3}, 1.5, 4);
    const Labels prompt = Labels::Constant(2, 3);
    CHECK(transformer::generate(model, prompt, 30, {.top_k = 5}, 7) ==
          transformer::generate(model, prompt, 30, {.top_k = 5}, 7));
    CHECK(transformer::generate(model, prompt, 30, {.top_k = 5}, 7) !=
          transformer::generate(model, prompt, 30, {.top_k = 5}, 8));
}

TEST_CASE("transformer: tokens are chosen with the frequencies of the softmax") {
    const std::vector<double> logits{1, -2, 2, 0.5, 2};
    const int n = 100000; // a grid of uniforms: frequencies within 1/n of the probabilities
    const auto shares = [&](const transformer::SamplingOptions& options) {
        std::vector<double> share(5);
        for (int i = 0; i < n; ++i)
            share[static_cast<std::size_t>(
                transformer::naive::choose(logits, (i + 0.5) / n, options))] += 1.0 / n;
        return share;
    };
    const auto check = [&](const transformer::SamplingOptions& options,
                           const std::vector<int>& kept) {
        double sum = 0;
        for (const int v : kept) sum += std::exp(logits[v] / options.temperature);
        const auto share = shares(options);
        for (int v = 0; v < 5; ++v) {
            const bool in = std::find(kept.begin(), kept.end(), v) != kept.end();
            CHECK(std::abs(share[v] - (in ? std::exp(logits[v] / options.temperature) / sum : 0)) <
                  2.0 / n);
        }
    };
    check({1, 0}, {0, 1, 2, 3, 4});
    check({0.5, 0}, {0, 1, 2, 3, 4});
    check({3, 2}, {2, 4});
    check({1, 1}, {2}); // of two that are equal, the lower number
    check({1, 9}, {0, 1, 2, 3, 4});
    CHECK(shares({0, 0})[2] == doctest::Approx(1));
}

TEST_CASE("transformer: a saved model is the same model, in float and double") {
    const Folder folder;
    const auto file = folder.path / "gpt.model";
    const auto model = hashed_model<float>({13, 9, 6, 10, 3, 3}, 1, 6);
    save(model, file);
    CHECK(to_value(load<Model<float>>(file)) == to_value(model));
    CHECK(to_value(load<Model<double>>(file)) == to_value(model));
    Random random(14);
    const Tokens tokens = random_tokens(random, 2, 5, 13);
    CHECK(transformer::gpt_logits(tokens, load<Model<float>>(file)) ==
          transformer::gpt_logits(tokens, model));
    std::ostringstream text;
    text << model;
    CHECK(text.str() == "transformer: 3 blocks of 3 heads, width 6, hidden 10, vocabulary 13, "
                        "context 9; 1128 parameters");
}

TEST_CASE("transformer: every variant refuses the same inputs with the same words") {
    const Shape shape{13, 9, 6, 10, 3, 1};
    const auto model = hashed_model(shape, 1, 1);
    const Tokens fits{{1, 2}};
    auto narrow = model;
    narrow.position_embedding = Matrix::Zero(9, 5);
    auto heads = model;
    heads.heads = 4;
    auto unbiased = model;
    unbiased.blocks[0].attention.b_k.resize(0);
    for (const auto& variant : transformer::gpt_logits_variants<double>) {
        CAPTURE(variant.name);
        const auto f = variant.function;
        CHECK_THROWS_WITH_AS(f(Tokens{{1, 13}}, model),
                             "gpt_logits: tokens holds the token 13, they go from 0 to 12",
                             ValueError);
        CHECK_THROWS_AS(f(Tokens{{-1, 2}}, model), ValueError);
        CHECK_THROWS_WITH_AS(f(zeros<int, 2>({2, 10}), model),
                             "gpt_logits: tokens is 2×10, longer than the context of 9",
                             ValueError);
        CHECK_THROWS_AS(f(zeros<int, 2>({2, 0}), model), ValueError);
        CHECK_THROWS_AS(f(zeros<int, 2>({0, 2}), model), ValueError);
        CHECK_THROWS_WITH_AS(f(fits, narrow),
                             "gpt_logits: token_embedding is 13×6 but position_embedding is 9×5, "
                             "not 9×6",
                             ShapeError);
        CHECK_THROWS_WITH_AS(f(fits, heads),
                             "gpt_logits: token_embedding is 13×6, its width is not divisible by 4 "
                             "heads",
                             ShapeError);
        CHECK_THROWS_WITH_AS(f(fits, unbiased),
                             "gpt_logits: token_embedding is 13×6 but b_k is 0, not 6", ShapeError);
        CHECK_THROWS_AS(f(fits, Model<double>{}), ValueError);
    }
    for (const auto& variant : transformer::loss_and_gradient_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_AS(variant.function(fits, Tokens{{1, 2, 3}}, model), ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(fits, Tokens{{1, 99}}, model),
                             "loss_and_gradient: targets holds the token 99, they go from 0 to 12",
                             ValueError);
    }
    const Labels prompt = Labels::Zero(2);
    const Vector u = Vector::Constant(1, 0.5);
    for (const auto& variant : transformer::generate_variants<double>) {
        CAPTURE(variant.name);
        const auto f = variant.function;
        CHECK_THROWS_AS(f(model, Labels(0), u, {}), ValueError);
        CHECK_THROWS_AS(f(model, Labels::Constant(1, 13), u, {}), ValueError);
        CHECK_THROWS_AS(f(model, prompt, Vector::Ones(1), {}), ValueError);
        CHECK_THROWS_WITH_AS(f(model, prompt, u, {-1, 0}),
                             "generate: temperature is -1.000000, it must not be negative",
                             ValueError);
        CHECK_THROWS_AS(f(model, prompt, u, {NAN, 0}), ValueError);
        CHECK_THROWS_AS(f(model, prompt, u, {1, -1}), ValueError);
        CHECK_THROWS_AS(f(heads, prompt, u, {}), ShapeError);
        CHECK(f(model, prompt, Vector(0), {}).size() == 0);
    }
    const auto x = zeros<double, 3>({1, 2, 6});
    for (const auto& variant : transformer::block_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_AS(variant.function(x, model.blocks[0], 4), ShapeError);
        CHECK_THROWS_AS(variant.function(x, model.blocks[0], 0), ValueError);
        CHECK_THROWS_AS(variant.function(zeros<double, 3>({1, 2, 9}), model.blocks[0], 3),
                        ShapeError);
    }
    for (const auto& variant : transformer::feed_forward_variants<double>)
        CHECK_THROWS_WITH_AS(
            variant.function(zeros<double, 3>({1, 2, 9}), model.blocks[0].feed_forward),
            "feed_forward: x is 1×2×9 but W_in is 6×10, not 9×10", ShapeError);
}
