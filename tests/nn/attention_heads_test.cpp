// split_heads, merge_heads and multi_head_attention; attention itself is in attention_test.cpp.
#include "mlcore/core/random.hpp"
#include "mlcore/nn/attention.hpp"
#include "support/golden.hpp"
#include "support/gradient_check.hpp"
#include "support/tensors.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using test::cast;
using test::difference;
using test::normal;

namespace {

// Sums of up to a few hundred terms in another order, and exponentials of another maker.
constexpr double other_order = 1e-12;
// Four products and a softmax in single precision.
constexpr double single_precision = 2e-5;

attention::Weights<double> draw_weights(Random& random, Index D) {
    attention::Weights<double> w;
    for_each_field(w, [&](const char*, auto& field) {
        if constexpr (std::decay_t<decltype(field)>::ColsAtCompileTime == 1)
            field.resize(D);
        else
            field.resize(D, D);
        field = test::random_like(field, random);
    });
    return w;
}

template <class T>
void check_multi_head_golden(double tolerance) {
    const test::Golden golden("attention");
    for (const std::string name : {"biased", "causal", "no_bias"}) {
        CAPTURE(name);
        const std::string at = "multi_head/" + name + "/";
        attention::Weights<T> w;
        for_each_field(w, [&](const char* field_name, auto& field) {
            if constexpr (std::decay_t<decltype(field)>::ColsAtCompileTime == 1)
                field = golden.get<Vector>(at + field_name).template cast<T>();
            else
                field = golden.get<Matrix>(at + field_name).template cast<T>();
        });
        const auto x = cast<T>(golden.get<Tensor<double, 3>>(at + "x"));
        for (const auto& variant : attention::multi_head_attention_variants<T>) {
            CAPTURE(variant.name);
            const auto out = variant.function(x, w, golden.get<int>(at + "heads"),
                                              golden.get<bool>(at + "causal"));
            CHECK(difference(out, golden.get<Tensor<double, 3>>(at + "out")) <= tolerance);
        }
    }
}

} // namespace

TEST_CASE("multi_head_attention: golden values from PyTorch, in double and in float") {
    check_multi_head_golden<double>(other_order);
    check_multi_head_golden<float>(single_precision);
}

TEST_CASE("split_heads: heads are split, merged, and split again") {
    // 1 batch, 2 times, width 6: rows 0…5 and 6…11
    const Tensor<double, 3> x{{{0, 1, 2, 3, 4, 5}, {6, 7, 8, 9, 10, 11}}};
    const Tensor<double, 4> halves{{{{0, 1, 2}, {6, 7, 8}}, {{3, 4, 5}, {9, 10, 11}}}};
    Random random(7);
    const auto y = normal<double, 3>(random, {3, 5, 8});
    for (const auto& variant : attention::split_heads_variants<double>)
        for (const auto& other : attention::merge_heads_variants<double>) {
            CAPTURE(variant.name);
            CAPTURE(other.name);
            CHECK(variant.function(x, 2) == halves);
            CHECK(other.function(halves) == x);
            CHECK(variant.function(y, 4).shape() == std::array<std::size_t, 4>{3, 4, 5, 2});
            for (const int heads : {1, 2, 4, 8})
                CHECK(other.function(variant.function(y, heads)) == y);
        }
}

TEST_CASE("multi_head_attention: every variant agrees with naive") {
    const std::uint64_t seed = 8;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& [B, steps, D, heads] : std::vector<std::array<std::size_t, 4>>{{2, 3, 6, 2},
                                                                                    {1, 1, 4, 4},
                                                                                    {3, 101, 10, 5},
                                                                                    {2, 150, 3, 1},
                                                                                    {0, 4, 6, 3},
                                                                                    {2, 0, 6, 3}})
        for (const bool causal : {false, true}) {
            const auto x = normal<double, 3>(random, {B, steps, D});
            auto w = draw_weights(random, static_cast<Index>(D));
            if (causal) w.b_k.resize(0), w.b_o.resize(0); // some biases and not others
            CAPTURE(shape_text(x));
            CAPTURE(causal);
            const int H = static_cast<int>(heads);
            const auto out = attention::naive::multi_head_attention(x, w, H, causal);
            for (const auto& variant : attention::multi_head_attention_variants<double>) {
                CAPTURE(variant.name);
                CHECK(difference(variant.function(x, w, H, causal), out) <= other_order);
            }
        }
}

TEST_CASE("multi_head_attention: every variant refuses the same inputs with the same words") {
    const auto x = zeros<double, 3>({2, 3, 6});
    for (const auto& variant : attention::split_heads_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(x, 4),
                             "split_heads: x is 2×3×6, its width 6 is not divisible by 4 heads",
                             ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(x, 0),
                             "split_heads: heads is 0, it must be at least 1", ValueError);
    }
    Random random(10);
    auto w = draw_weights(random, 6);
    w.b_v.resize(5);
    for (const auto& variant : attention::multi_head_attention_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(x, w, 2, false),
                             "multi_head_attention: x is 2×3×6 but b_v has 5 entries", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(x, draw_weights(random, 5), 2, false),
                             "multi_head_attention: x is 2×3×6 but W_q is 5×5", ShapeError);
        CHECK_THROWS_AS(variant.function(x, draw_weights(random, 6), 4, false), ShapeError);
        CHECK_THROWS_AS(variant.function(x, draw_weights(random, 6), -1, false), ValueError);
        CHECK_THROWS_AS(
            variant.function(zeros<double, 3>({2, 3, 0}), draw_weights(random, 0), 1, false),
            ValueError);
    }
}
