#include "mlcore/core/random.hpp"
#include "mlcore/foundations/information.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace mlcore;
using doctest::Approx;
using test::vector;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
// Sums of up to 301 terms in another order, exponentials and logarithms within a few units in the
// last place.
constexpr double rounding = 1e-13;

/// Relative, but for what is lost below the smallest normal number; infinities agree with
/// themselves.
void check_close(double got, double expected, double tolerance) {
    CAPTURE(got);
    CAPTURE(expected);
    CHECK((got == expected || std::abs(got - expected) <= 1e-300 + tolerance * std::abs(expected)));
}

Vector random_distribution(Random& random, Index n, double zeros) {
    Vector p(n);
    for (Index i = 0; i < n; ++i)
        p(i) = random.uniform() < zeros ? 0 : -std::log1p(-random.uniform());
    p(random.index(n)) += 0.1;
    return p / p.sum();
}

} // namespace

TEST_CASE("information: golden values from SciPy") {
    const test::Golden golden("information");
    for (const std::string& key : golden.keys("logits/")) {
        if (!key.ends_with("/x")) continue;
        const std::string at = key.substr(0, key.size() - 1);
        CAPTURE(at);
        const auto x = golden.get<Matrix>(key);
        const auto expected = golden.get<Matrix>(at + "softmax");
        const auto sums = golden.get<Vector>(at + "log_sum_exp");
        for (const auto& variant : information::softmax_variants) {
            CAPTURE(variant.name);
            const auto softmax = variant.function;
            const Matrix p = softmax(x);
            REQUIRE(p.rows() == x.rows());
            REQUIRE(p.cols() == x.cols());
            for (Index i = 0; i < x.rows(); ++i)
                for (Index j = 0; j < x.cols(); ++j)
                    // A logit 700 below the maximum may give 0 for 1e-305.
                    if (expected(i, j) > 1e-300)
                        check_close(p(i, j), expected(i, j), 1e-12);
                    else
                        CHECK(std::abs(p(i, j)) <= 1e-300);
        }
        for (const auto& variant : information::log_sum_exp_variants) {
            CAPTURE(variant.name);
            const auto log_sum_exp = variant.function;
            for (Index i = 0; i < x.rows(); ++i)
                check_close(log_sum_exp(x.row(i).transpose()), sums(i), rounding);
        }
    }
    for (const std::string& key : golden.keys("distributions/")) {
        if (!key.ends_with("/p")) continue;
        const std::string at = key.substr(0, key.size() - 1);
        CAPTURE(at);
        const auto p = golden.get<Vector>(at + "p"), q = golden.get<Vector>(at + "q");
        for (const auto& variant : information::entropy_variants) {
            CAPTURE(variant.name);
            const auto entropy = variant.function;
            check_close(entropy(p), golden.get<double>(at + "entropy"), rounding);
        }
        for (const auto& variant : information::cross_entropy_variants) {
            CAPTURE(variant.name);
            const auto cross_entropy = variant.function;
            check_close(cross_entropy(p, q), golden.get<double>(at + "cross_entropy"), rounding);
        }
        for (const auto& variant : information::kl_divergence_variants) {
            CAPTURE(variant.name);
            const auto kl_divergence = variant.function;
            // In "near" terms of 1e-5 cancel to 1e-9.
            check_close(kl_divergence(p, q), golden.get<double>(at + "kl_divergence"), 1e-10);
        }
    }
}

TEST_CASE("information: log_sum_exp at the edges") {
    for (const auto& variant : information::log_sum_exp_variants) {
        CAPTURE(variant.name);
        const auto log_sum_exp = variant.function;
        CHECK(log_sum_exp(Vector(0)) == -infinity);
        CHECK(log_sum_exp(vector({-7})) == -7);
        CHECK(log_sum_exp(vector({-infinity, -infinity})) == -infinity);
        CHECK(log_sum_exp(vector({-infinity, 3})) == 3);
        CHECK(log_sum_exp(vector({1, infinity})) == infinity);
        CHECK(log_sum_exp(vector({1e308, 1e308})) == 1e308);
        CHECK(log_sum_exp(Vector::Constant(4, -1e4)) ==
              Approx(-1e4 + std::log(4)).epsilon(rounding));
        CHECK_THROWS_WITH_AS(log_sum_exp(vector({1, NAN})), "log_sum_exp: x(1) is NaN", ValueError);
        CHECK_THROWS_AS(log_sum_exp(vector({infinity, NAN})), ValueError);
    }
}

TEST_CASE("information: softmax at the edges") {
    for (const auto& variant : information::softmax_variants) {
        CAPTURE(variant.name);
        const auto softmax = variant.function;
        CHECK(softmax(Matrix(0, 3)).rows() == 0);
        CHECK(softmax(Matrix(3, 0)).rows() == 3);
        CHECK(softmax(Matrix{{-1000}, {5}}) == Matrix{{1}, {1}});
        // Masked entries are exactly 0, and so is a fully masked row.
        CHECK(softmax(Matrix{{2, -infinity, 2}, {-infinity, -infinity, -infinity}}) ==
              Matrix{{0.5, 0, 0.5}, {0, 0, 0}});
        CHECK(softmax(Matrix{{1e308, -1e308}}) == Matrix{{1, 0}});
        CHECK_THROWS_WITH_AS(softmax(Matrix{{1, 2}, {NAN, 0}}), "softmax: logits(1, 0) is NaN",
                             ValueError);
        CHECK_THROWS_WITH_AS(softmax(Matrix{{1, infinity}}), "softmax: logits(0, 1) is infinite",
                             ValueError);
        // A block of a larger matrix is read where it lies.
        Matrix wide(3, 9);
        for (Index i = 0; i < wide.size(); ++i) wide.data()[i] = std::sin(double(i));
        CHECK(softmax(wide.block(0, 2, 3, 5))
                  .isApprox(information::naive::softmax(Matrix(wide.block(0, 2, 3, 5))), rounding));
    }
}

TEST_CASE("information: what is not a distribution is refused") {
    const Vector good = vector({0.25, 0.75});
    for (const auto& variant : information::entropy_variants) {
        CAPTURE(variant.name);
        const auto entropy = variant.function;
        CHECK(entropy(vector({0, 1, 0})) == 0);
        CHECK(std::signbit(entropy(vector({1}))) == false);
        CHECK(entropy(vector({0.5 + 4e-7, 0.5})) == Approx(std::log(2)).epsilon(1e-6));
        CHECK_THROWS_WITH_AS(entropy(Vector(0)), "entropy: p is empty", ValueError);
        CHECK_THROWS_WITH_AS(entropy(vector({1.25, -0.25})),
                             "entropy: p(1) is -0.250000, a probability must not be negative",
                             ValueError);
        CHECK_THROWS_WITH_AS(entropy(vector({0.5, NAN})),
                             "entropy: p(1) is NaN, a probability must not be negative",
                             ValueError);
        CHECK_THROWS_WITH_AS(entropy(vector({0.5, 0.25})), "entropy: p sums to 0.750000, not to 1",
                             ValueError);
        CHECK_THROWS_AS(entropy(vector({infinity, 0})), ValueError);
    }
    const auto check_pair = [&](const auto& variants, const std::string& function) {
        for (const auto& variant : variants) {
            CAPTURE(variant.name);
            const auto f = variant.function;
            CHECK_THROWS_WITH_AS(f(good, vector({1})),
                                 (function + ": p has 2 entries but q has 1").c_str(), ShapeError);
            CHECK_THROWS_AS(f(Vector(0), Vector(0)), ValueError);
            CHECK_THROWS_AS(f(vector({0.5, 0.25}), good), ValueError);
            CHECK_THROWS_WITH_AS(f(good, vector({0.5, 0.25})),
                                 (function + ": q sums to 0.750000, not to 1").c_str(), ValueError);
            CHECK_THROWS_AS(f(good, vector({1.5, -0.5})), ValueError);
            CHECK_THROWS_AS(f(good, vector({NAN, 0.5})), ValueError);
            CHECK(f(good, vector({0, 1})) == infinity);
        }
    };
    check_pair(information::cross_entropy_variants, "cross_entropy");
    check_pair(information::kl_divergence_variants, "kl_divergence");
}

TEST_CASE("information: properties on random logits and distributions") {
    const std::uint64_t seed = 31;
    CAPTURE(seed);
    Random random(seed);
    for (const Index n : {1, 3, 40, 5000}) { // 5000: more than two blocks
        CAPTURE(n);
        Vector x(n);
        for (Index i = 0; i < n; ++i) x(i) = 3 * random.normal();
        const Vector p = random_distribution(random, n, 0.2);
        const Vector q = random_distribution(random, n, 0);
        for (const auto& variant : information::log_sum_exp_variants) {
            CAPTURE(variant.name);
            const auto log_sum_exp = variant.function;
            const double direct = std::log(x.array().exp().sum());
            CHECK(log_sum_exp(x) == Approx(direct).epsilon(1e-12));
            CHECK(log_sum_exp((x.array() - 1e4).matrix()) == Approx(direct - 1e4).epsilon(1e-12));
        }
        for (const auto& variant : information::softmax_variants) {
            CAPTURE(variant.name);
            const auto softmax = variant.function;
            const Matrix row = x.transpose();
            const Matrix s = softmax(row);
            CHECK(s.sum() == Approx(1).epsilon(1e-12));
            CHECK(s.minCoeff() >= 0);
            CHECK(softmax((row.array() + 500).matrix()).isApprox(s, 1e-10));
            const double log_sum = information::naive::log_sum_exp(x);
            CHECK(s.isApprox((row.array() - log_sum).exp().matrix(), 1e-12));
        }
        for (std::size_t i = 0; i < 2; ++i) {
            const auto entropy = (information::entropy_variants.begin() + int(i))->function;
            const auto cross = (information::cross_entropy_variants.begin() + int(i))->function;
            const auto kl = (information::kl_divergence_variants.begin() + int(i))->function;
            CAPTURE(i);
            CHECK(entropy(p) <= std::log(double(n)) + 1e-12);
            CHECK(entropy(Vector::Constant(n, 1.0 / double(n))) ==
                  Approx(std::log(double(n))).epsilon(1e-11));
            CHECK(kl(p, p) == 0);
            CHECK(kl(p, q) >= 0); // Gibbs' inequality
            CHECK(kl(p, q) == Approx(cross(p, q) - entropy(p)).epsilon(1e-10));
            CHECK(cross(p, p) == Approx(entropy(p)).epsilon(1e-12));
            CHECK(kl(p, q) == Approx(information::naive::kl_divergence(p, q)).epsilon(1e-11));
        }
    }
}
