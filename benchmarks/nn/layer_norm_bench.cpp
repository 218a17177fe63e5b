// Width 768 as in a small language model, then rows that fill the caches, then the memory; a table
// of 64 MB is where only bytes count. Bytes are what must cross memory once: X and Y, and backward
// X, dL_dY and dL_dX. FLOP/s count about 7 operations per entry forward, 13 backward.
#include "mlcore/nn/layer_norm.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {
namespace {

// Rows of a thousand single-precision terms in another order.
constexpr double tolerance = 1e-4;

template <class T>
struct Inputs {
    RowMajorMatrix<T> X, dL_dY;
    Eigen::Matrix<T, Eigen::Dynamic, 1> gain, bias;
};

template <class T>
void layer_norm_benchmarks(Random& random, const std::string& scalar, Index rows, Index width) {
    const auto matrix = [&] {
        RowMajorMatrix<T> x(rows, width);
        for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<T>(random.normal());
        return x;
    };
    const auto x = std::make_shared<const Inputs<T>>(
        Inputs<T>{matrix(), matrix(), normal_vector(random, width).template cast<T>(),
                  normal_vector(random, width).template cast<T>()});
    constexpr T epsilon = T(1e-5);
    const std::string size = scalar + "/n:" + std::to_string(rows) + "/d:" + std::to_string(width);
    const double entries = static_cast<double>(rows) * static_cast<double>(width);
    const double bytes = entries * sizeof(T);

    const auto Y = layer_norm::naive::layer_norm<T>(x->X, x->gain, x->bias, epsilon);
    for (const auto& variant : layer_norm::layer_norm_variants<T>) {
        const auto function = variant.function;
        check_equal("layer_norm/" + variant.name, function(x->X, x->gain, x->bias, epsilon), Y,
                    tolerance);
        add("layer_norm/layer_norm/" + variant.name + size, {7 * entries, 2 * bytes},
            [=] { benchmark::DoNotOptimize(function(x->X, x->gain, x->bias, epsilon).data()); });
    }
    const auto dL = layer_norm::naive::layer_norm_backward<T>(x->X, x->gain, epsilon, x->dL_dY);
    for (const auto& variant : layer_norm::layer_norm_backward_variants<T>) {
        const auto function = variant.function;
        const auto got = function(x->X, x->gain, epsilon, x->dL_dY);
        check_equal("layer_norm_backward/" + variant.name + " X", got.X, dL.X, tolerance);
        check_equal("layer_norm_backward/" + variant.name + " gain", got.gain, dL.gain, tolerance);
        check_equal("layer_norm_backward/" + variant.name + " bias", got.bias, dL.bias, tolerance);
        add("layer_norm/layer_norm_backward/" + variant.name + size, {13 * entries, 3 * bytes},
            [=] { benchmark::DoNotOptimize(function(x->X, x->gain, epsilon, x->dL_dY).X.data()); });
    }
    const auto R = layer_norm::naive::rms_norm<T>(x->X, x->gain, epsilon);
    for (const auto& variant : layer_norm::rms_norm_variants<T>) {
        const auto function = variant.function;
        check_equal("rms_norm/" + variant.name, function(x->X, x->gain, epsilon), R, tolerance);
        add("layer_norm/rms_norm/" + variant.name + size, {4 * entries, 2 * bytes},
            [=] { benchmark::DoNotOptimize(function(x->X, x->gain, epsilon).data()); });
    }
    const auto dL_rms = layer_norm::naive::rms_norm_backward<T>(x->X, x->gain, epsilon, x->dL_dY);
    for (const auto& variant : layer_norm::rms_norm_backward_variants<T>) {
        const auto function = variant.function;
        const auto got = function(x->X, x->gain, epsilon, x->dL_dY);
        check_equal("rms_norm_backward/" + variant.name + " X", got.X, dL_rms.X, tolerance);
        check_equal("rms_norm_backward/" + variant.name + " gain", got.gain, dL_rms.gain,
                    tolerance);
        add("layer_norm/rms_norm_backward/" + variant.name + size, {10 * entries, 3 * bytes},
            [=] { benchmark::DoNotOptimize(function(x->X, x->gain, epsilon, x->dL_dY).X.data()); });
    }

    // Into buffers that are there: without the allocation, and the pages that come with it.
    struct Buffers {
        RowMajorMatrix<T> out, dx;
        Eigen::Matrix<T, Eigen::Dynamic, 1> centre, rstd, dgain, dbias, room;
    };
    const auto b = std::make_shared<Buffers>(Buffers{
        RowMajorMatrix<T>::Zero(rows, width), RowMajorMatrix<T>::Zero(rows, width),
        Eigen::Matrix<T, Eigen::Dynamic, 1>(rows), Eigen::Matrix<T, Eigen::Dynamic, 1>(rows),
        Eigen::Matrix<T, Eigen::Dynamic, 1>(width), Eigen::Matrix<T, Eigen::Dynamic, 1>(width),
        Eigen::Matrix<T, Eigen::Dynamic, 1>(layer_norm::parallel::layer_norm_room(rows, width))});
    for (const bool threads : {false, true}) {
        const std::string name = threads ? "parallel_in_place" : "vectorized_in_place";
        const auto forward = [=] {
            (threads ? layer_norm::parallel::layer_norm_forward<T>
                     : layer_norm::blocks::layer_norm_forward<T>)(x->X.data(), x->gain.data(),
                                                                  x->bias.data(), b->out.data(),
                                                                  b->centre.data(), b->rstd.data(),
                                                                  rows, width, epsilon);
        };
        const auto backward = [=] {
            if (threads)
                layer_norm::parallel::layer_norm_backward<T>(
                    x->X.data(), x->gain.data(), b->centre.data(), b->rstd.data(), x->dL_dY.data(),
                    b->dx.data(), b->dgain.data(), b->dbias.data(), rows, width, b->room.data());
            else
                layer_norm::blocks::layer_norm_backward<T>(
                    x->X.data(), x->gain.data(), b->centre.data(), b->rstd.data(), x->dL_dY.data(),
                    b->dx.data(), b->dgain.data(), b->dbias.data(), rows, width);
        };
        forward();
        check_equal(name, b->out, Y, tolerance);
        b->dgain.setZero();
        b->dbias.setZero();
        backward();
        check_equal(name + " dx", b->dx, dL.X, tolerance);
        check_equal(name + " dgain", b->dgain, dL.gain, tolerance);
        add("layer_norm/layer_norm/" + name + size, {7 * entries, 2 * bytes}, forward);
        add("layer_norm/layer_norm_backward/" + name + size, {13 * entries, 3 * bytes}, backward);
    }
}

} // namespace

void register_benchmarks() {
    Random random(1);
    for (const Index rows : {64, 1024, 8192, 21'504})
        layer_norm_benchmarks<float>(random, "/float", rows, 768);
    layer_norm_benchmarks<float>(random, "/float", 64, 65'536);
    layer_norm_benchmarks<double>(random, "/double", 1024, 768);
}

} // namespace mlcore::bench
