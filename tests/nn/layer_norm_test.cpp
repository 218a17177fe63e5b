#include "mlcore/core/random.hpp"
#include "mlcore/nn/layer_norm.hpp"
#include "support/golden.hpp"
#include "support/gradient_check.hpp"
#include "support/matrices.hpp"

#include <doctest/doctest.h>

#ifdef _OPENMP
#include <omp.h>
#endif

using namespace mlcore;
using namespace mlcore::layer_norm;
using test::difference;
using test::normal_column;
using test::normal_matrix;

namespace {

// Sums of up to some thousand terms in another order.
constexpr double other_order = 1e-12;
// Single precision: x̂ of size one, from inputs that are exact; gradients are sums of such.
constexpr double single_precision = 5e-6;

/// n rows of width d: chunks of the fast variants cut and whole, enough rows for several threads.
const std::vector<std::array<Index, 2>> shapes{{1, 1},    {3, 5},    {7, 2},    {130, 6},
                                               {2, 2048}, {3, 5000}, {300, 900}};

template <class T>
struct Given {
    RowMajorMatrix<T> X, dL_dY;
    Eigen::Matrix<T, Eigen::Dynamic, 1> gain, bias;
};

Given<double> draw(Random& random, Index n, Index d, double offset = 0) {
    Given<double> x{normal_matrix<double>(random, n, d, 2), normal_matrix<double>(random, n, d),
                    normal_column<double>(random, d), normal_column<double>(random, d)};
    x.X.array() += offset;
    return x;
}

template <class T>
Given<T> cast(const Given<double>& x) {
    return {x.X.cast<T>(), x.dL_dY.cast<T>(), x.gain.cast<T>(), x.bias.cast<T>()};
}

template <class A, class B>
void check_gradients(const Gradients<A>& got, const Gradients<B>& expected, double tolerance) {
    CHECK(difference(got.X, expected.X) <= tolerance);
    CHECK(difference(got.gain, expected.gain) <= tolerance);
    CHECK(difference(got.bias, expected.bias) <= tolerance);
}

template <class A, class B>
void check_gradients(const RmsGradients<A>& got, const RmsGradients<B>& expected,
                     double tolerance) {
    CHECK(difference(got.X, expected.X) <= tolerance);
    CHECK(difference(got.gain, expected.gain) <= tolerance);
}

template <class T>
void check_golden(double tolerance) {
    const test::Golden golden("layer_norm");
    for (const std::string name :
         {"small/", "one_column/", "one_row/", "constant/", "offset/", "tiny/", "large/"}) {
        CAPTURE(name);
        const auto matrix = [&](const char* key) { return golden.get<Matrix>(name + key); };
        const auto column = [&](const char* key) { return golden.get<Vector>(name + key); };
        const auto x = cast<T>({matrix("X"), matrix("dL_dY"), column("gain"), column("bias")});
        const auto epsilon = static_cast<T>(golden.get<double>(name + "epsilon"));
        for (const auto& variant : layer_norm_variants<T>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(x.X, x.gain, x.bias, epsilon), matrix("Y")) <=
                  tolerance);
        }
        for (const auto& variant : layer_norm_backward_variants<T>) {
            CAPTURE(variant.name);
            check_gradients(
                variant.function(x.X, x.gain, epsilon, x.dL_dY),
                Gradients<double>{matrix("dL_dX"), column("dL_dgain"), column("dL_dbias")},
                tolerance);
        }
        for (const auto& variant : rms_norm_variants<T>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(x.X, x.gain, epsilon), matrix("rms")) <= tolerance);
        }
        for (const auto& variant : rms_norm_backward_variants<T>) {
            CAPTURE(variant.name);
            check_gradients(variant.function(x.X, x.gain, epsilon, x.dL_dY),
                            RmsGradients<double>{matrix("rms_dL_dX"), column("rms_dL_dgain")},
                            tolerance);
        }
    }
}

} // namespace

TEST_CASE("layer_norm: golden values and gradients from PyTorch, in double") {
    // PyTorch's own mean of numbers near 4096 is rounded to 5e-13
    check_golden<double>(1e-10);
}

TEST_CASE("layer_norm: golden values and gradients from PyTorch, in float") {
    check_golden<float>(single_precision);
}

TEST_CASE("layer_norm: every variant agrees with naive, for every shape") {
    const std::uint64_t seed = 3;
    CAPTURE(seed);
    Random random(seed);
    constexpr double epsilon = default_epsilon;
    for (const auto& shape : shapes) {
        const Index n = shape[0], d = shape[1];
        CAPTURE(n);
        CAPTURE(d);
        // Blocks of larger matrices: their rows do not lie side by side.
        const auto all = draw(random, n + 2, d + 3);
        const auto X = all.X.block(1, 2, n, d), dL_dY = all.dL_dY.block(1, 1, n, d);
        const Vector gain = all.gain.head(d), bias = all.bias.tail(d);
        const auto Y = naive::layer_norm<double>(X, gain, bias, epsilon);
        for (const auto& variant : layer_norm_variants<double>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(X, gain, bias, epsilon), Y) <= other_order);
        }
        const auto dL = naive::layer_norm_backward<double>(X, gain, epsilon, dL_dY);
        for (const auto& variant : layer_norm_backward_variants<double>) {
            CAPTURE(variant.name);
            check_gradients(variant.function(X, gain, epsilon, dL_dY), dL, other_order);
        }
        const auto R = naive::rms_norm<double>(X, gain, epsilon);
        for (const auto& variant : rms_norm_variants<double>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(X, gain, epsilon), R) <= other_order);
        }
        const auto dL_rms = naive::rms_norm_backward<double>(X, gain, epsilon, dL_dY);
        for (const auto& variant : rms_norm_backward_variants<double>) {
            CAPTURE(variant.name);
            check_gradients(variant.function(X, gain, epsilon, dL_dY), dL_rms, other_order);
        }
    }
}

TEST_CASE("layer_norm: gradients against central differences") {
    const std::uint64_t seed = 4;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& shape : {std::array<Index, 2>{3, 5}, {1, 7}, {6, 2}, {2, 40}})
        for (const double epsilon : {1e-5, 0.5}) {
            const Index n = shape[0], d = shape[1];
            CAPTURE(n);
            CAPTURE(epsilon);
            Given<double> x = draw(random, n, d);
            if (d == 2) x.X.col(1).array() += 3; // x̂ turns over where two entries meet
            const auto forward = [&] {
                return naive::layer_norm<double>(x.X, x.gain, x.bias, epsilon);
            };
            for (const auto& variant : layer_norm_backward_variants<double>) {
                CAPTURE(variant.name);
                const auto dL = variant.function(x.X, x.gain, epsilon, x.dL_dY);
                CHECK_GRADIENT("X", forward, x.dL_dY, x.X, dL.X);
                CHECK_GRADIENT("gain", forward, x.dL_dY, x.gain, dL.gain);
                CHECK_GRADIENT("bias", forward, x.dL_dY, x.bias, dL.bias);
            }
            const auto rms = [&] { return naive::rms_norm<double>(x.X, x.gain, epsilon); };
            for (const auto& variant : rms_norm_backward_variants<double>) {
                CAPTURE(variant.name);
                const auto dL = variant.function(x.X, x.gain, epsilon, x.dL_dY);
                CHECK_GRADIENT("X", rms, x.dL_dY, x.X, dL.X);
                CHECK_GRADIENT("gain", rms, x.dL_dY, x.gain, dL.gain);
            }
        }
}

TEST_CASE("layer_norm: what must hold whatever the numbers") {
    const std::uint64_t seed = 5;
    CAPTURE(seed);
    Random random(seed);
    const auto [X, dL_dY, gain, bias] = draw(random, 4, 300);
    const Vector ones = Vector::Ones(300), none = Vector::Zero(300);
    for (const auto& variant : layer_norm_variants<double>) {
        CAPTURE(variant.name);
        const Matrix Y = variant.function(X, ones, none, 1e-12);
        CHECK(Y.rowwise().mean().norm() <= other_order);
        CHECK((Y.rowwise().squaredNorm().array() / 300 - 1).abs().maxCoeff() <= 1e-11);
        // Another unit and another zero change nothing.
        const Matrix other = (X.array() * 8 - 64).matrix();
        CHECK(difference(variant.function(other, ones, none, 64e-12), Y) <= other_order);
        // A constant row is the bias, to the last digit, also where its sum is no round number.
        const Matrix constant = Matrix::Constant(2, 300, 0.1);
        CHECK(variant.function(constant, gain, bias, 1e-5).row(1).transpose() == bias);
    }
    for (const auto& variant : layer_norm_backward_variants<double>) {
        CAPTURE(variant.name);
        const auto dL = variant.function(X, gain, 1e-12, dL_dY);
        CHECK(dL.X.rowwise().sum().norm() <= other_order); // no gradient along (1, …, 1)
        CHECK(dL.X.cwiseProduct(X).rowwise().sum().norm() <= 1e-10); // and none along x itself
    }
    for (const auto& variant : rms_norm_variants<double>) {
        CAPTURE(variant.name);
        const Matrix centred = X.colwise() - X.rowwise().mean();
        CHECK(difference(variant.function(centred, gain, 1e-5),
                         naive::layer_norm<double>(X, gain, none, 1e-5)) <= other_order);
        CHECK(variant.function(Matrix::Zero(2, 300), gain, 1e-5).isZero(0));
    }
}

TEST_CASE("layer_norm: a huge offset costs no digit") {
    const std::uint64_t seed = 6;
    CAPTURE(seed);
    Random random(seed);
    const auto check = [&](auto scalar, double grid, double offset, double tolerance) {
        using T = decltype(scalar);
        auto x = draw(random, 5, 3000);
        // Whole multiples of the grid: the offset is added without rounding.
        x.X = (x.X / grid).array().round() * grid;
        const auto Y = naive::layer_norm<double>(x.X, x.gain, x.bias, 1e-5);
        const auto dL = naive::layer_norm_backward<double>(x.X, x.gain, 1e-5, x.dL_dY);
        x.X.array() += offset;
        const auto far = cast<T>(x);
        for (const auto& variant : layer_norm_variants<T>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(far.X, far.gain, far.bias, T(1e-5)), Y) <= tolerance);
        }
        for (const auto& variant : layer_norm_backward_variants<T>) {
            CAPTURE(variant.name);
            check_gradients(variant.function(far.X, far.gain, T(1e-5), far.dL_dY), dL, tolerance);
        }
    };
    check(0.0, 0x1.0p-12, 0x1.0p40, 1e-11); // 10¹² and a spread of two
    check(0.0F, 0x1.0p-8, 0x1.0p15, 2e-5);  // 32768 and a spread of two; naive sums one by one
}

TEST_CASE("layer_norm: the number of threads changes no digit") {
#ifdef _OPENMP
    Random random(9);
    const auto x = draw(random, 700, 400);
    const int threads = omp_get_max_threads();
    const auto run = [&](int n) {
        omp_set_num_threads(n);
        return std::tuple(parallel::layer_norm<double>(x.X, x.gain, x.bias, 1e-5),
                          parallel::layer_norm_backward<double>(x.X, x.gain, 1e-5, x.dL_dY),
                          parallel::rms_norm_backward<double>(x.X, x.gain, 1e-5, x.dL_dY));
    };
    const auto [Y, dL, dL_rms] = run(1);
    for (const int n : {2, 3, 5}) {
        CAPTURE(n);
        const auto [other, other_dL, other_rms] = run(n);
        CHECK(other == Y);
        CHECK(other_dL.X == dL.X);
        CHECK(other_dL.gain == dL.gain);
        CHECK(other_dL.bias == dL.bias);
        CHECK(other_rms.gain == dL_rms.gain);
    }
    omp_set_num_threads(threads);
#endif
}
