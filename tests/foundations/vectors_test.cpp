#include "mlcore/core/random.hpp"
#include "mlcore/foundations/vectors.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using doctest::Approx;
using test::vector;

namespace {
// A sum of up to 1001 terms in two orders differs by about n·2⁻⁵³ of the sum of absolute values.
constexpr double summation_order = 1e-12;

} // namespace

TEST_CASE("vectors: golden values from NumPy") {
    const test::Golden golden("vectors");
    for (int number = 0; number < 5; ++number) {
        const std::string at = std::to_string(number);
        CAPTURE(at);
        const auto a = golden.get<Vector>(at + "/a");
        const auto b = golden.get<Vector>(at + "/b");
        for (const auto& variant : vectors::dot_variants) {
            const auto dot = variant.function;
            CAPTURE(variant.name);
            CHECK(dot(a, b) == Approx(golden.get<double>(at + "/dot")).epsilon(summation_order));
        }
        for (const auto& variant : vectors::norm_variants) {
            const auto norm = variant.function;
            CAPTURE(variant.name);
            CHECK(norm(a) == Approx(golden.get<double>(at + "/norm")).epsilon(summation_order));
        }
        for (const auto& variant : vectors::cosine_similarity_variants) {
            const auto cosine = variant.function;
            CAPTURE(variant.name);
            CHECK(cosine(a, b) ==
                  Approx(golden.get<double>(at + "/cosine")).epsilon(summation_order));
        }
    }
}

TEST_CASE("vectors: edge cases of every variant") {
    const Vector empty(0);
    for (const auto& variant : vectors::dot_variants) {
        const auto dot = variant.function;
        CAPTURE(variant.name);
        CHECK(dot(empty, empty) == 0);
        CHECK(dot(vector({3}), vector({-2})) == -6);
        CHECK(std::isnan(dot(vector({1, NAN}), vector({1, 1}))));
        CHECK_THROWS_WITH_AS(dot(vector({1, 2}), vector({1, 2, 3})),
                             "dot: a has 2 entries but b has 3", ShapeError);
    }
    for (const auto& variant : vectors::norm_variants) {
        const auto norm = variant.function;
        CAPTURE(variant.name);
        CHECK(norm(empty) == 0);
        CHECK(norm(vector({-3, 4})) == 5);
    }
    for (const auto& variant : vectors::cosine_similarity_variants) {
        const auto cosine = variant.function;
        CAPTURE(variant.name);
        CHECK(cosine(vector({0, 0}), vector({1, 2})) == 0);
        CHECK(cosine(vector({1, 2}), vector({0, 0})) == 0);
        CHECK(cosine(vector({1, -2}), vector({-3, 6})) == Approx(-1).epsilon(summation_order));
        CHECK_THROWS_AS(cosine(vector({1}), vector({1, 2})), ShapeError);
    }
}

TEST_CASE("vectors: properties on random vectors") {
    const std::uint64_t seed = 20;
    CAPTURE(seed);
    Random random(seed);
    for (Index n : {1, 3, 40}) {
        Vector a(n), b(n);
        for (Index i = 0; i < n; ++i) a(i) = random.normal(), b(i) = random.normal();
        for (const auto& variant : vectors::cosine_similarity_variants) {
            const auto cosine = variant.function;
            CAPTURE(variant.name);
            CHECK(std::abs(cosine(a, b)) <= 1 + summation_order);
            CHECK(cosine(3 * a, b) == Approx(cosine(a, b)).epsilon(1e-10));
            CHECK(cosine(a, a) == Approx(1).epsilon(summation_order));
        }
    }
}
