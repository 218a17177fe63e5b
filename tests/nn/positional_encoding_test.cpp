#include "mlcore/core/random.hpp"
#include "mlcore/nn/positional_encoding.hpp"
#include "support/golden.hpp"
#include "support/gradient_check.hpp"
#include "support/tensors.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using test::cast;
using test::difference;
using test::normal;
namespace blocks = positional_encoding::blocks;

namespace {

// An angle of a few hundred is rounded by 3e-14, and its sine with it.
constexpr double rounded_angle = 1e-12;
// At position 30,000: 100 times that.
constexpr double far_away = 1e-10;
// The last digit of a float near 4, a few times.
constexpr double single_precision = 1e-6;

template <class T>
void check_golden(double near, double far) {
    const test::Golden golden("positional_encoding");
    for (const std::string name : {"plain", "odd_width", "far"}) {
        CAPTURE(name);
        const auto at = "sinusoidal/" + name + "/";
        const auto length = golden.get<int>(at + "length"), width = golden.get<int>(at + "width");
        const auto base = golden.get<double>(at + "base");
        for (const auto& variant : positional_encoding::frequencies_variants) {
            CAPTURE(variant.name);
            CHECK((variant.function(width, base) - golden.get<Vector>(at + "frequencies"))
                      .cwiseAbs()
                      .maxCoeff() <= 1e-15);
        }
        const auto table = golden.get<Matrix>(at + "table"); // its last rows
        for (const auto& variant : positional_encoding::sinusoidal_variants<T>) {
            CAPTURE(variant.name);
            const auto got = variant.function(length, width, base);
            REQUIRE(got.rows() == length);
            REQUIRE(got.cols() == width);
            CHECK((got.bottomRows(table.rows()).template cast<double>() - table)
                      .cwiseAbs()
                      .maxCoeff() <= near);
        }
    }
    for (const std::string name : {"plain", "cached", "large_base"}) {
        CAPTURE(name);
        const auto at = "rope/" + name + "/";
        const auto get = [&](const char* key) { return golden.get<Tensor<double, 4>>(at + key); };
        const auto first = golden.get<int>(at + "first_position");
        const auto base = golden.get<double>(at + "base");
        for (const auto& variant : positional_encoding::rope_variants<T>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(cast<T>(get("x")), first, base), get("out")) <= far);
        }
        for (const auto& variant : positional_encoding::rope_backward_variants<T>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(cast<T>(get("dL_dout")), first, base),
                             get("dL_dx")) <= far);
        }
    }
}

} // namespace

TEST_CASE("positional_encoding: golden values and gradients from PyTorch, in double") {
    check_golden<double>(rounded_angle, far_away);
}

TEST_CASE("positional_encoding: golden values and gradients from PyTorch, in float") {
    // Angles are computed in double whatever the scalar: position 30,000 is as exact as the first.
    check_golden<float>(single_precision, single_precision);
}

TEST_CASE("positional_encoding: every variant agrees with naive, for every shape") {
    const std::uint64_t seed = 3;
    CAPTURE(seed);
    Random random(seed);
    for (const int length : {0, 1, 5, 63, 64, 65, 200}) // rotations are made 64 positions at a time
        for (const int width : {1, 2, 3, 8, 31}) {
            CAPTURE(length);
            CAPTURE(width);
            const double base = random.uniform(2, 20000);
            const Vector omega = positional_encoding::naive::frequencies(width, base);
            for (const auto& variant : positional_encoding::frequencies_variants)
                CHECK(variant.function(width, base).isApprox(omega, 1e-14));
            const Matrix table =
                positional_encoding::naive::sinusoidal<double>(length, width, base);
            for (const auto& variant : positional_encoding::sinusoidal_variants<double>) {
                CAPTURE(variant.name);
                const Matrix got = variant.function(length, width, base);
                REQUIRE(got.rows() == length);
                REQUIRE(got.cols() == width);
                CHECK((got - table).lpNorm<1>() <= rounded_angle * length * width);
            }
            const auto x = normal<double, 4>(
                random, {3, 2, static_cast<std::size_t>(length), 2 * std::size_t(width)});
            const auto out = positional_encoding::naive::rope(x, 17, base);
            for (const auto& variant : positional_encoding::rope_variants<double>)
                CHECK(difference(variant.function(x, 17, base), out) <= rounded_angle);
            const auto back = positional_encoding::naive::rope_backward(x, 17, base);
            for (const auto& variant : positional_encoding::rope_backward_variants<double>)
                CHECK(difference(variant.function(x, 17, base), back) <= rounded_angle);
        }
}

TEST_CASE("positional_encoding: gradients against central differences") {
    const std::uint64_t seed = 4;
    CAPTURE(seed);
    Random random(seed);
    for (const int first : {0, 11}) {
        auto x = normal<double, 4>(random, {2, 3, 5, 4});
        const auto out = [&] { return positional_encoding::vectorized::rope(x, first, 100); };
        const auto dL_dout = test::random_like(out(), random);
        for (const auto& variant : positional_encoding::rope_backward_variants<double>) {
            CAPTURE(variant.name);
            CHECK_GRADIENT("x", out, dL_dout, x, variant.function(dL_dout, first, 100));
        }
    }
}

TEST_CASE("positional_encoding: rotations of rows where they lie") {
    Random random(5);
    const auto turns = blocks::rotations<double>(7, 5, 6, 100);
    RowMajorMatrix<double> from(5, 6), to(5, 6);
    for (double& entry : from.reshaped<Eigen::RowMajor>()) entry = random.normal();
    // They overwrite: nothing of what was in the buffer is left.
    CHECK(test::check_buffer(
              test::Writes::assigns, [&] { blocks::rotate<double>(from, turns, to); }, to) == "");
    RowMajorMatrix<double> back(5, 6);
    CHECK(test::check_buffer(
              test::Writes::assigns, [&] { blocks::rotate_back<double>(to, turns, back); }, back) ==
          "");
    CHECK((back - from).norm() <= 1e-14);
    // In place, and in columns 4 to 9 of wider rows.
    RowMajorMatrix<double> wide = RowMajorMatrix<double>::Constant(5, 13, 9);
    wide.middleCols(4, 6) = from;
    blocks::rotate<double>(wide.middleCols(4, 6), turns, wide.middleCols(4, 6));
    CHECK((wide.middleCols(4, 6) - to).norm() <= 1e-15);
    CHECK((wide.leftCols(4).array() == 9).all());
    CHECK((wide.rightCols(3).array() == 9).all());
    CHECK_THROWS_WITH_AS(blocks::rotate<double>(from.leftCols(4), turns, to.leftCols(4)),
                         "rotate: from is 5×4 but turns is 5×3 pairs", ShapeError);
    CHECK_THROWS_AS(blocks::rotate_back<double>(from, turns, to.leftCols(4)), ShapeError);
}

TEST_CASE("positional_encoding: what must hold whatever the numbers") {
    const std::uint64_t seed = 6;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& variant : positional_encoding::rope_variants<double>) {
        CAPTURE(variant.name);
        const auto q = normal<double, 4>(random, {1, 2, 1, 8});
        const auto k = normal<double, 4>(random, {1, 2, 1, 8});
        const auto score = [&](int m, int n, Index h) {
            return slice(variant.function(q, m, 1000), 0, h)
                .row(0)
                .dot(slice(variant.function(k, n, 1000), 0, h).row(0));
        };
        for (const Index h : {0, 1}) {
            // The score depends on the distance alone, and it does depend on it.
            CHECK(score(3, 8, h) == doctest::Approx(score(103, 108, h)).epsilon(1e-11));
            CHECK(std::abs(score(3, 8, h) - score(8, 3, h)) > 1e-3);
            // A rotation keeps lengths, and position 0 keeps everything.
            CHECK(slice(variant.function(q, 42, 1000), 0, h).norm() ==
                  doctest::Approx(slice(q, 0, h).norm()).epsilon(1e-14));
        }
        CHECK(difference(variant.function(q, 0, 1000), q) == 0);
    }
    for (const auto& variant : positional_encoding::sinusoidal_variants<double>) {
        // Each pair of columns is a point on the unit circle; two rows' inner product depends on
        // their distance alone.
        const Matrix P = variant.function(40, 10, 10000);
        CHECK((P.rowwise().squaredNorm().array() - 5).abs().maxCoeff() <= 1e-13);
        CHECK(P.row(2).dot(P.row(9)) == doctest::Approx(P.row(30).dot(P.row(37))).epsilon(1e-12));
    }
    for (const auto& variant : positional_encoding::frequencies_variants) {
        const Vector omega = variant.function(64, 10000);
        CHECK(omega(0) == 1);
        CHECK(omega(16) == doctest::Approx(0.01).epsilon(1e-14));
    }
}

TEST_CASE("positional_encoding: every variant refuses the same inputs with the same words") {
    const auto tensor = [](std::size_t d) { return zeros<double, 4>({2, 3, 4, d}); };
    const double infinite = std::numeric_limits<double>::infinity();
    for (const auto& variant : positional_encoding::frequencies_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(0, 100),
                             "frequencies: depth is 0, it must be at least 1", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(4, -2),
                             "frequencies: base is -2.000000, it must be a positive number",
                             ValueError);
        CHECK_THROWS_AS(variant.function(4, 0), ValueError);
        CHECK_THROWS_AS(variant.function(4, infinite), ValueError);
        CHECK_THROWS_AS(variant.function(4, std::nan("")), ValueError);
    }
    for (const auto& variant : positional_encoding::sinusoidal_variants<double>) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(-1, 4, 100),
                             "sinusoidal: length is -1, it must not be negative", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(3, 0, 100),
                             "sinusoidal: width is 0, it must be at least 1", ValueError);
        CHECK_THROWS_AS(variant.function(3, 4, 0), ValueError);
    }
    const auto check_both = [&](const auto& variants, const std::string& function,
                                const std::string& x) {
        for (const auto& variant : variants) {
            CAPTURE(variant.name);
            const auto odd = function + ": " + x + " is 2×3×4×5, its depth must be even";
            CHECK_THROWS_WITH_AS(variant.function(tensor(5), 0, 100), odd.c_str(), ShapeError);
            const auto none = function + ": " + x + " is 2×3×4×0, its depth must not be 0";
            CHECK_THROWS_WITH_AS(variant.function(tensor(0), 0, 100), none.c_str(), ValueError);
            const auto before = function + ": first_position is -1, it must not be negative";
            CHECK_THROWS_WITH_AS(variant.function(tensor(6), -1, 100), before.c_str(), ValueError);
            CHECK_THROWS_AS(variant.function(tensor(6), 0, 0), ValueError);
        }
    };
    check_both(positional_encoding::rope_variants<double>, "rope", "x");
    check_both(positional_encoding::rope_backward_variants<double>, "rope_backward", "dL_dout");
}
