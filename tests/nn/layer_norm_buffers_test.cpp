#include "mlcore/core/random.hpp"
#include "mlcore/nn/layer_norm.hpp"
#include "support/allocation_count.hpp"
#include "support/gradient_check.hpp"
#include "support/matrices.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using namespace mlcore::layer_norm;
using blocks::Write;
using test::difference;
using test::normal_column;
using test::normal_matrix;

namespace {

/// What a network has: inputs, and buffers for everything that is written.
struct Buffers {
    Index rows, width;
    Matrix x, dout;
    Vector gain, bias;
    Matrix out, dx;
    Vector centre, rstd, dgain, dbias, room;

    Buffers(Random& random, Index n, Index d)
        : rows(n), width(d), x(normal_matrix<double>(random, n, d, 3)),
          dout(normal_matrix<double>(random, n, d)), gain(normal_column<double>(random, d)),
          bias(normal_column<double>(random, d)), out(n, d), dx(n, d), centre(n), rstd(n), dgain(d),
          dbias(d), room(parallel::layer_norm_room(n, d)) {}

    void forward(bool threads) {
        const auto run =
            threads ? parallel::layer_norm_forward<double> : blocks::layer_norm_forward<double>;
        run(x.data(), gain.data(), bias.data(), out.data(), centre.data(), rstd.data(), rows, width,
            1e-5);
    }
    void backward(bool threads, Write write) {
        if (threads)
            parallel::layer_norm_backward(x.data(), gain.data(), centre.data(), rstd.data(),
                                          dout.data(), dx.data(), dgain.data(), dbias.data(), rows,
                                          width, room.data(), write);
        else
            blocks::layer_norm_backward(x.data(), gain.data(), centre.data(), rstd.data(),
                                        dout.data(), dx.data(), dgain.data(), dbias.data(), rows,
                                        width, write);
    }
    void rms_forward(bool threads) {
        const auto run =
            threads ? parallel::rms_norm_forward<double> : blocks::rms_norm_forward<double>;
        run(x.data(), gain.data(), out.data(), rstd.data(), rows, width, 1e-5);
    }
    void rms_backward(bool threads, Write write) {
        if (threads)
            parallel::rms_norm_backward(x.data(), gain.data(), rstd.data(), dout.data(), dx.data(),
                                        dgain.data(), rows, width, room.data(), write);
        else
            blocks::rms_norm_backward(x.data(), gain.data(), rstd.data(), dout.data(), dx.data(),
                                      dgain.data(), rows, width, write);
    }
    void clear_sums() {
        dgain.setZero();
        dbias.setZero();
    }
};

} // namespace

TEST_CASE("layer_norm: in buffers it gives what the functions give") {
    const std::uint64_t seed = 7;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& shape : {std::array<Index, 2>{3, 5}, {500, 530}})
        for (const bool threads : {false, true}) {
            const Index n = shape[0], d = shape[1];
            CAPTURE(n);
            CAPTURE(threads);
            Buffers b(random, n, d);
            b.forward(threads);
            CHECK(b.out == vectorized::layer_norm<double>(b.x, b.gain, b.bias, 1e-5));
            CHECK(difference(b.centre + b.x.col(0), b.x.rowwise().mean()) <= 1e-14);
            b.clear_sums();
            b.backward(threads, Write::assign);
            const auto dL = naive::layer_norm_backward<double>(b.x, b.gain, 1e-5, b.dout);
            CHECK(difference(b.dx, dL.X) <= 1e-13);
            CHECK(difference(b.dgain, dL.gain) <= 1e-13);
            CHECK(difference(b.dbias, dL.bias) <= 1e-13);

            b.rms_forward(threads);
            CHECK(b.out == vectorized::rms_norm<double>(b.x, b.gain, 1e-5));
            b.clear_sums();
            b.rms_backward(threads, Write::assign);
            const auto dL_rms = naive::rms_norm_backward<double>(b.x, b.gain, 1e-5, b.dout);
            CHECK(difference(b.dx, dL_rms.X) <= 1e-13);
            CHECK(difference(b.dgain, dL_rms.gain) <= 1e-13);

            // Statistics need not be kept, and the output may stand where the input was.
            const Matrix expected = vectorized::layer_norm<double>(b.x, b.gain, b.bias, 1e-5);
            blocks::layer_norm_forward<double>(b.x.data(), b.gain.data(), b.bias.data(), b.x.data(),
                                               nullptr, nullptr, n, d, 1e-5);
            CHECK(b.x == expected);
        }
}

TEST_CASE("layer_norm: what is assigned and what is added to") {
    const std::uint64_t seed = 8;
    CAPTURE(seed);
    Random random(seed);
    for (const bool threads : {false, true}) {
        CAPTURE(threads);
        Buffers b(random, 400, 700); // enough for several threads
        const auto forward = [&] { b.forward(threads); };
        CHECK(test::check_buffer(test::Writes::assigns, forward, b.out) == "");
        CHECK(test::check_buffer(test::Writes::assigns, forward, b.centre) == "");
        CHECK(test::check_buffer(test::Writes::assigns, forward, b.rstd) == "");
        const auto rms_forward = [&] { b.rms_forward(threads); };
        CHECK(test::check_buffer(test::Writes::assigns, rms_forward, b.out) == "");
        CHECK(test::check_buffer(test::Writes::assigns, rms_forward, b.rstd) == "");
        b.forward(threads);
        for (const bool rms : {false, true})
            for (const bool adds : {false, true}) {
                CAPTURE(rms);
                CAPTURE(adds);
                const auto backward = [&] {
                    const Write write = adds ? Write::add : Write::assign;
                    rms ? b.rms_backward(threads, write) : b.backward(threads, write);
                };
                const auto writes = adds ? test::Writes::adds : test::Writes::assigns;
                CHECK(test::check_buffer(writes, backward, b.dx) == "");
                CHECK(test::check_buffer(test::Writes::adds, backward, b.dgain) == "");
                if (!rms) CHECK(test::check_buffer(test::Writes::adds, backward, b.dbias) == "");
            }
    }
}

TEST_CASE("layer_norm: nothing is allocated in buffers of the caller's") {
    if (!test::allocations_are_counted()) return;
    Random random(9);
    Buffers b(random, 600, 500);
    for (const bool threads : {false, true}) {
        if (threads && test::parallel_regions_allocate) continue;
        CAPTURE(threads);
        const auto run = [&] {
            b.forward(threads);
            b.backward(threads, Write::add);
            b.rms_forward(threads);
            b.rms_backward(threads, Write::assign);
        };
        run(); // the first starts the threads
        CHECK(test::allocations_in(run) == 0);
    }
}

TEST_CASE("layer_norm: every variant refuses the same inputs with the same words") {
    const Matrix X = Matrix::Ones(3, 2);
    const Vector two = Vector::Ones(2), three = Vector::Ones(3);
    for (const auto& variant : layer_norm_variants<double>) {
        CHECK_THROWS_WITH_AS(variant.function(X, three, two, 1e-5),
                             "layer_norm: X is 3×2 but gain has 3 entries", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(X, two, three, 1e-5),
                             "layer_norm: X is 3×2 but bias has 3 entries", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(X, two, two, 0.0),
                             "layer_norm: epsilon is 0.000000, it must be positive", ValueError);
        CHECK_THROWS_AS(variant.function(X, two, two, NAN), ValueError);
        CHECK_THROWS_WITH_AS(variant.function(Matrix(3, 0), Vector(0), Vector(0), 1e-5),
                             "layer_norm: X is 3×0, it must have columns", ValueError);
        CHECK(variant.function(Matrix(0, 2), two, two, 1e-5).rows() == 0);
    }
    const auto refuses = [&](const auto& backward, const std::string& name) {
        CHECK_THROWS_WITH_AS(backward(X, two, 1e-5, Matrix::Ones(2, 3)),
                             (name + ": X is 3×2 but dL_dY is 2×3").c_str(), ShapeError);
        CHECK_THROWS_AS(backward(X, three, 1e-5, X), ShapeError);
        CHECK_THROWS_AS(backward(X, two, -1e-5, X), ValueError);
        CHECK(backward(Matrix(0, 2), two, 1e-5, Matrix(0, 2)).gain == Vector::Zero(2));
    };
    for (const auto& variant : layer_norm_backward_variants<double>)
        refuses(variant.function, "layer_norm_backward");
    for (const auto& variant : rms_norm_backward_variants<double>)
        refuses(variant.function, "rms_norm_backward");
    for (const auto& variant : rms_norm_variants<double>) {
        CHECK_THROWS_WITH_AS(variant.function(X, three, 1e-5),
                             "rms_norm: X is 3×2 but gain has 3 entries", ShapeError);
        CHECK_THROWS_AS(variant.function(X, two, INFINITY), ValueError);
    }
}
