#include "mlcore/core/random.hpp"
#include "mlcore/nn/attention.hpp"
#include "support/golden.hpp"
#include "support/gradient_check.hpp"
#include "support/tensors.hpp"

#include <doctest/doctest.h>

#ifdef _OPENMP
#include <omp.h>
#endif

using namespace mlcore;
using test::cast;
using test::difference;
using test::normal;

namespace {

// Sums of up to a few hundred terms in another order, and exponentials of another maker.
constexpr double other_order = 1e-12;
// Logits of 1000 carry 1000·2⁻⁵³ of rounding into the exponent, and q of the same size into dL_dk.
constexpr double large_logits = 1e-9;
// Single precision: PyTorch's own float answers differ from its double ones by 3e-7 on these
// inputs; gradients are sums of such.
constexpr double single_precision = 2e-5;

struct Given {
    Tensor<double, 4> q, k, v, dL_dout;
};

// B, H, T_q, T_k, d_k, d_v: no two alike, the blocks of the tiled variants cut and whole, rows that
// see nothing, one key, one query, no key, no query.
const std::vector<std::array<std::size_t, 6>> shapes{
    {2, 3, 4, 6, 5, 7},    {1, 2, 3, 1, 4, 2},     {3, 1, 1, 5, 2, 4},     {1, 1, 9, 4, 3, 2},
    {2, 1, 97, 257, 5, 3}, {1, 2, 300, 130, 4, 6}, {1, 1, 192, 512, 8, 2}, {1, 2, 3, 0, 4, 5},
    {2, 1, 0, 3, 4, 5},    {1, 3, 200, 200, 1, 1}};

Given draw(Random& random, const std::array<std::size_t, 6>& shape) {
    const auto [B, H, T_q, T_k, d_k, d_v] = shape;
    return {
        normal<double, 4>(random, {B, H, T_q, d_k}, 2), normal<double, 4>(random, {B, H, T_k, d_k}),
        normal<double, 4>(random, {B, H, T_k, d_v}), normal<double, 4>(random, {B, H, T_q, d_v})};
}

template <class T>
void check_attention_golden(double tolerance, double tolerance_large) {
    const test::Golden golden("attention");
    for (const std::string name : {"plain", "one_key", "causal_square", "causal_cached",
                                   "causal_blind", "large_logits", "one_query", "blocks"}) {
        CAPTURE(name);
        const auto get = [&](const char* key) {
            return golden.get<Tensor<double, 4>>("attention/" + name + "/" + key);
        };
        const bool causal = golden.get<bool>("attention/" + name + "/causal");
        const auto q = cast<T>(get("q")), k = cast<T>(get("k")), v = cast<T>(get("v"));
        const auto dL_dout = cast<T>(get("dL_dout"));
        const double within = name == "large_logits" ? tolerance_large : tolerance;
        for (const auto& variant : attention::attention_variants<T>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(q, k, v, causal), get("out")) <= within);
        }
        for (const auto& variant : attention::attention_backward_variants<T>) {
            CAPTURE(variant.name);
            const auto dL = variant.function(q, k, v, causal, dL_dout);
            CHECK(difference(dL.q, get("dL_dq")) <= within);
            CHECK(difference(dL.k, get("dL_dk")) <= within);
            CHECK(difference(dL.v, get("dL_dv")) <= within);
        }
    }
}

} // namespace

TEST_CASE("attention: golden values and gradients from PyTorch, in double") {
    check_attention_golden<double>(other_order, large_logits);
}

TEST_CASE("attention: golden values and gradients from PyTorch, in float") {
    // 1000·2⁻²⁴ of rounding in the exponent
    check_attention_golden<float>(single_precision, 1e-3);
}

TEST_CASE("attention: every variant agrees with naive, for every shape") {
    const std::uint64_t seed = 3;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& shape : shapes)
        for (const bool causal : {false, true}) {
            const Given x = draw(random, shape);
            CAPTURE(shape_text(x.q));
            CAPTURE(shape_text(x.k));
            CAPTURE(causal);
            const auto out = attention::naive::attention(x.q, x.k, x.v, causal);
            for (const auto& variant : attention::attention_variants<double>) {
                CAPTURE(variant.name);
                CHECK(difference(variant.function(x.q, x.k, x.v, causal), out) <= other_order);
            }
            const auto dL = attention::naive::attention_backward(x.q, x.k, x.v, causal, x.dL_dout);
            for (const auto& variant : attention::attention_backward_variants<double>) {
                CAPTURE(variant.name);
                const auto got = variant.function(x.q, x.k, x.v, causal, x.dL_dout);
                CHECK(difference(got.q, dL.q) <= other_order);
                CHECK(difference(got.k, dL.k) <= other_order);
                CHECK(difference(got.v, dL.v) <= other_order);
            }
        }
}

TEST_CASE("attention: gradients against central differences") {
    const std::uint64_t seed = 4;
    CAPTURE(seed);
    Random random(seed);
    // the third is cut into several blocks of queries and of keys
    for (const auto& shape : {shapes[0], shapes[3], {1, 1, 98, 260, 1, 2}})
        for (const bool causal : {false, true}) {
            Given x = draw(random, shape);
            CAPTURE(shape_text(x.q));
            CAPTURE(causal);
            const auto out = [&] {
                return attention::vectorized::attention(x.q, x.k, x.v, causal);
            };
            for (const auto& variant : attention::attention_backward_variants<double>) {
                CAPTURE(variant.name);
                const auto dL = variant.function(x.q, x.k, x.v, causal, x.dL_dout);
                CHECK_GRADIENT("q", out, x.dL_dout, x.q, dL.q);
                CHECK_GRADIENT("k", out, x.dL_dout, x.k, dL.k);
                CHECK_GRADIENT("v", out, x.dL_dout, x.v, dL.v);
            }
        }
}

TEST_CASE("attention: what must hold whatever the numbers") {
    const std::uint64_t seed = 5;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& variant : attention::attention_variants<double>) {
        CAPTURE(variant.name);
        Given x = draw(random, {2, 3, 5, 7, 4, 6});
        const auto out = variant.function(x.q, x.k, x.v, false);

        // One key has all the weight.
        const Given one = draw(random, {1, 2, 3, 1, 4, 2});
        const auto only = variant.function(one.q, one.k, one.v, false);
        for (Index h = 0; h < 2; ++h)
            for (Index i = 0; i < 3; ++i)
                CHECK((slice(only, 0, h).row(i) - slice(one.v, 0, h).row(0)).norm() <= other_order);

        // The weights sum to 1: values that are all alike come out as they are.
        auto v = x.v;
        v.fill(2.5);
        const auto alike = variant.function(x.q, x.k, v, true);
        for (const double entry : alike) CHECK(entry == doctest::Approx(2.5).epsilon(other_order));

        // A vector added to every key shifts all of a query's scores alike, so nothing changes.
        auto k = x.k;
        for (Index b = 0; b < 2; ++b)
            for (Index h = 0; h < 3; ++h)
                slice(k, b, h).rowwise() += Eigen::RowVector4d(100, -50, 30, 7);
        CHECK(difference(variant.function(x.q, k, x.v, false), out) <= 1e-10);

        // What is hidden has no influence: the last key and value are seen by the last query alone.
        const auto before = variant.function(x.q, x.k, x.v, true);
        for (Index b = 0; b < 2; ++b)
            for (Index h = 0; h < 3; ++h) {
                slice(x.k, b, h).row(6).setConstant(1e3);
                slice(x.v, b, h).row(6).setConstant(-1e3);
            }
        const auto after = variant.function(x.q, x.k, x.v, true);
        for (Index b = 0; b < 2; ++b)
            for (Index h = 0; h < 3; ++h)
                CHECK(slice(before, b, h).topRows(4) == slice(after, b, h).topRows(4));
        CHECK(difference(before, after) > 0.1);
    }
}

TEST_CASE("attention: logits of ±1000, and queries that see no key") {
    // d_k = 1: the logits are 1000, 999, −1000 and their negatives.
    const Tensor<double, 4> q{{{{1000.0}, {-1000.0}}}}, k{{{{1.0}, {0.999}, {-1.0}}}},
        v{{{{1.0, 10.0}, {2.0, 20.0}, {4.0, 40.0}}}};
    const double p = 1 / (1 + std::exp(-1.0)); // of logits that differ by 1
    for (const auto& variant : attention::attention_variants<double>) {
        CAPTURE(variant.name);
        const auto out = variant.function(q, k, v, false);
        CHECK(out(0, 0, 0, 0) == doctest::Approx(p * 1 + (1 - p) * 2).epsilon(large_logits));
        CHECK(out(0, 0, 1, 1) == doctest::Approx(40).epsilon(large_logits));
    }
    // Five queries, two keys: the first three see none.
    Random random(6);
    const Given x = draw(random, {1, 1, 5, 2, 3, 4});
    for (const auto& variant : attention::attention_variants<double>) {
        CAPTURE(variant.name);
        const auto out = variant.function(x.q, x.k, x.v, true);
        CHECK(slice(out, 0, 0).topRows(3).isZero(0));
        CHECK((slice(out, 0, 0).row(3) - slice(x.v, 0, 0).row(0)).norm() <= other_order);
    }
    for (const auto& variant : attention::attention_backward_variants<double>) {
        CAPTURE(variant.name);
        const auto dL = variant.function(x.q, x.k, x.v, true, x.dL_dout);
        CHECK(slice(dL.q, 0, 0).topRows(3).isZero(0));
        CHECK(slice(dL.q, 0, 0).row(4).norm() > 1e-4);
    }
}

TEST_CASE("attention: the number of threads changes no digit") {
#ifdef _OPENMP
    Random random(9);
    const Given x = draw(random, {1, 2, 400, 600, 5, 3});
    const int threads = omp_get_max_threads();
    const auto run = [&](int n) {
        omp_set_num_threads(n);
        return std::pair(attention::parallel::attention(x.q, x.k, x.v, true),
                         attention::parallel::attention_backward(x.q, x.k, x.v, true, x.dL_dout));
    };
    const auto [out, dL] = run(1);
    for (const int n :
         {2, 3, 5}) { // 2 heads: from 3 threads on the backward pass takes its other way
        CAPTURE(n);
        const auto [other_out, other_dL] = run(n);
        CHECK(other_out == out);
        CHECK(difference(other_dL.q, dL.q) <= 1e-15);
        CHECK(difference(other_dL.k, dL.k) <= 1e-15);
        CHECK(difference(other_dL.v, dL.v) <= 1e-15);
    }
    omp_set_num_threads(threads);
#endif
}

TEST_CASE("attention: every variant refuses the same inputs with the same words") {
    const auto tensor = [](std::size_t B, std::size_t H, std::size_t steps, std::size_t d) {
        return zeros<double, 4>({B, H, steps, d});
    };
    const auto q = tensor(2, 3, 4, 5), k = tensor(2, 3, 6, 5), v = tensor(2, 3, 6, 7);
    for (const auto& variant : attention::attention_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(
            variant.function(q, tensor(2, 3, 6, 4), v, false),
            "attention: q is 2×3×4×5 but k is 2×3×6×4 (axis 3 of q must equal axis 3 "
            "of k)",
            ShapeError);
        CHECK_THROWS_AS(variant.function(q, tensor(1, 3, 6, 5), v, false), ShapeError);
        CHECK_THROWS_AS(variant.function(q, tensor(2, 1, 6, 5), v, false), ShapeError);
        CHECK_THROWS_AS(variant.function(q, k, tensor(2, 3, 5, 7), false), ShapeError);
        CHECK_THROWS_AS(variant.function(q, k, tensor(2, 4, 6, 7), false), ShapeError);
        CHECK_THROWS_AS(variant.function(q, k, tensor(3, 3, 6, 7), false), ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(tensor(2, 3, 4, 0), tensor(2, 3, 6, 0), v, false),
                             "attention: q is 2×3×4×0, its depth must not be 0", ValueError);
    }
    for (const auto& variant : attention::attention_backward_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(q, k, v, false, tensor(2, 3, 4, 5)),
                             "attention_backward: dL_dout is 2×3×4×5 but v is 2×3×6×7 (axis 3 of "
                             "dL_dout must equal axis 3 of v)",
                             ShapeError);
        CHECK_THROWS_AS(variant.function(q, k, v, false, tensor(2, 3, 6, 7)), ShapeError);
        CHECK_THROWS_AS(variant.function(q, tensor(2, 3, 6, 4), v, false, tensor(2, 3, 4, 7)),
                        ShapeError);
    }
}
