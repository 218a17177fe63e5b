#include "mlcore/core/tensor.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <type_traits>
#include <utility>

using namespace mlcore;

namespace {
// Every entry is its flat index, so that a wrong stride shows.
template <std::size_t N>
Tensor<double, N> counting(const std::array<std::size_t, N>& shape) {
    auto tensor = zeros<double>(shape);
    for (std::size_t i = 0; i < tensor.size(); ++i) tensor.data()[i] = static_cast<double>(i);
    return tensor;
}
} // namespace

TEST_CASE("tensor: zeros, extents, text") {
    const auto x = zeros<float, 4>({2, 4, 16, 8});
    CHECK(x.size() == 2 * 4 * 16 * 8);
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(x.data()[i] == 0);
    CHECK(extent(x, 0) == 2);
    CHECK(extent(x, 2) == 16);
    CHECK(extent(x, 3) == 8);
    CHECK(shape_text(x) == "2×4×16×8");
    CHECK(shape_text(zeros<int, 1>({3})) == "3");
    CHECK(zeros<double, 3>({2, 0, 5}).size() == 0);
}

TEST_CASE("tensor: the last axis is contiguous") {
    const auto x = counting<4>({2, 3, 4, 5});
    CHECK(x(0, 0, 0, 1) == 1);
    CHECK(x(0, 0, 1, 0) == 5);
    CHECK(x(0, 1, 0, 0) == 20);
    CHECK(x(1, 0, 0, 0) == 60);
    CHECK(x(1, 2, 3, 4) == 119);
}

TEST_CASE("tensor: slices are Eigen matrices of the last two axes, without a copy") {
    auto x = counting<4>({2, 3, 4, 5});
    for (Index b = 0; b < 2; ++b)
        for (Index h = 0; h < 3; ++h) {
            const auto matrix = slice(std::as_const(x), b, h);
            REQUIRE(matrix.rows() == 4);
            REQUIRE(matrix.cols() == 5);
            for (Index i = 0; i < 4; ++i)
                for (Index j = 0; j < 5; ++j) CHECK(matrix(i, j) == x(b, h, i, j));
        }
    slice(x, 1, 2)(3, 0) = -1;
    CHECK(x(1, 2, 3, 0) == -1);

    auto y = counting<3>({3, 2, 4});
    for (Index b = 0; b < 3; ++b) {
        const auto matrix = slice(std::as_const(y), b);
        REQUIRE(matrix.rows() == 2);
        REQUIRE(matrix.cols() == 4);
        for (Index i = 0; i < 2; ++i)
            for (Index j = 0; j < 4; ++j) CHECK(matrix(i, j) == y(b, i, j));
    }
    slice(y, 2) *= 2;
    CHECK(y(2, 1, 3) == 46);
    CHECK(y(1, 1, 3) == 15);
    static_assert(!std::is_assignable_v<decltype(slice(std::as_const(y), 0)(0, 0)), double>);
}

TEST_CASE("tensor: slices multiply") {
    const auto q = counting<4>({1, 2, 3, 2}), k = counting<4>({1, 2, 4, 2});
    auto scores = zeros<double, 4>({1, 2, 3, 4});
    for (Index h = 0; h < 2; ++h)
        slice(scores, 0, h).noalias() = slice(q, 0, h) * slice(k, 0, h).transpose();
    for (std::size_t h = 0; h < 2; ++h)
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 4; ++j)
                CHECK(scores(0, h, i, j) ==
                      q(0, h, i, 0) * k(0, h, j, 0) + q(0, h, i, 1) * k(0, h, j, 1));
}

TEST_CASE("tensor: errors name both shapes and both axes") {
    const auto q = zeros<double, 4>({2, 4, 3, 8}), k = zeros<double, 4>({2, 4, 5, 6});
    CHECK_NOTHROW(check_axes_match("attention", "Q", q, 1, "K", k, 1));
    CHECK_THROWS_WITH_AS(check_axes_match("attention", "Q", q, 3, "K", k, 3),
                         "attention: Q is 2×4×3×8 but K is 2×4×5×6 (axis 3 of Q must equal axis 3 "
                         "of K)",
                         ShapeError);
    auto x = zeros<double, 3>({2, 3, 4});
    CHECK_NOTHROW(check_no_nan("pool", "x", x));
    x(1, 0, 0) = INFINITY;
    CHECK_NOTHROW(check_no_nan("pool", "x", x));
    x(1, 0, 1) = NAN;
    CHECK_THROWS_WITH_AS(check_no_nan("pool", "x", x), "pool: x has a NaN at flat index 13",
                         ValueError);
}
