// A small convolutional network trained beside PyTorch's: tests/golden/cnn_training.py has the
// network and the formula that the weights start from.
#include "mlcore/core/random.hpp"
#include "mlcore/foundations/optimizers.hpp"
#include "mlcore/nn/backprop.hpp"
#include "mlcore/nn/convolution.hpp"
#include "support/allocation_count.hpp"
#include "support/golden.hpp"
#include "support/hashed.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace mlcore;
using convolution::Column;

namespace {

// 50 steps of the same arithmetic in another order; each passes its roundings on to the next.
constexpr double after_training = 1e-8;

template <class T>
struct Network {
    Tensor<T, 4> w1, w2; // [6, 1, 3, 3], [12, 6, 3, 3]
    Column<T> b1, b2;    // [6], [12]
    RowMajorMatrix<T> W; // [48, 10]
    Column<T> b;         // [10]
};

/// Calls visit(flat, …) for every tensor and its fellows in the other networks, in the order in
/// which PyTorch has them.
template <class Visitor, class... Networks>
void for_each_tensor(Visitor&& visit, Networks&... networks) {
    const auto flat = [](auto& entries) {
        using Entry = std::remove_reference_t<decltype(*entries.data())>;
        using Vector = Column<std::remove_const_t<Entry>>;
        using Flat = std::conditional_t<std::is_const_v<Entry>, const Vector, Vector>;
        return Eigen::Map<Flat>(entries.data(), static_cast<Index>(entries.size()));
    };
    visit(flat(networks.w1)...), visit(flat(networks.b1)...);
    visit(flat(networks.w2)...), visit(flat(networks.b2)...);
    visit(flat(networks.W)...), visit(flat(networks.b)...);
}

template <class T>
Network<T> zero_network() {
    return {zeros<T, 4>({6, 1, 3, 3}), zeros<T, 4>({12, 6, 3, 3}),      Column<T>::Zero(6),
            Column<T>::Zero(12),       RowMajorMatrix<T>::Zero(48, 10), Column<T>::Zero(10)};
}

template <class T>
Network<T> formula_network() {
    auto network = zero_network<T>();
    const auto fill = [](std::uint32_t seed, double fan_in, auto& entries) {
        for (Index i = 0; i < static_cast<Index>(entries.size()); ++i)
            entries.data()[i] = static_cast<T>(
                std::sqrt(24 / fan_in) * test::hashed_uniform(seed, static_cast<std::uint32_t>(i)));
    };
    fill(0, 9, network.w1);
    fill(1, 54, network.w2);
    fill(2, 48, network.W);
    return network;
}

/// Whose convolutions and poolings are used.
enum class Layers { naive, vectorized, buffers_one_thread, buffers_all_threads };

template <class T>
class Trainer {
public:
    explicit Trainer(Layers layers) : layers_(layers) {}

    Network<T> network = formula_network<T>(), gradient = zero_network<T>();

    /// The mean loss of a batch x [n, 1, 8, 8]; fills `gradient`.
    T step(const Tensor<T, 4>& x, LabelsView labels) {
        const Index n = extent(x, 0);
        logits(x);
        dL_dlogits_.resize(n, 10);
        const T loss = backprop::blocks::softmax_cross_entropy<T>(logits_, labels, dL_dlogits_,
                                                                  backprop::Threads::one);

        const ConstMatrixMap<T> features(pooled2_.data(), n, 48);
        backprop::blocks::dense_parameters_backward<T>(features, dL_dlogits_, gradient.W,
                                                       gradient.b, backprop::Write::assign,
                                                       backprop::Threads::one);
        if (dL_dpooled2_.shape() != pooled2_.shape()) dL_dpooled2_.resize(pooled2_.shape());
        backprop::blocks::dense_input_backward<T>(network.W, dL_dlogits_,
                                                  MatrixMap<T>(dL_dpooled2_.data(), n, 48),
                                                  backprop::Write::assign, backprop::Threads::one);
        pool_backward(z2_, places2_, dL_dpooled2_, dL_dz2_);
        relu_backward(z2_, dL_dz2_);
        convolve_backward(pooled1_, network.w2, dL_dz2_, dL_);
        std::copy(dL_.w.begin(), dL_.w.end(), gradient.w2.begin());
        gradient.b2 = dL_.bias;
        pool_backward(z1_, places1_, dL_.x, dL_dz1_);
        relu_backward(z1_, dL_dz1_);
        if (buffers()) {
            convolution::conv2d_weight_gradient_into(x, network.w1, padding_, dL_dz1_, room_,
                                                     gradient.w1, gradient.b1, threads());
        } else {
            convolve_backward(x, network.w1, dL_dz1_, dL_);
            gradient.w1 = dL_.w;
            gradient.b1 = dL_.bias;
        }
        return loss;
    }

    const RowMajorMatrix<T>& logits(const Tensor<T, 4>& x) {
        const Index n = extent(x, 0);
        convolve(x, network.w1, network.b1, z1_);
        relu(z1_);
        pool(z1_, pooled1_, places1_);
        convolve(pooled1_, network.w2, network.b2, z2_);
        relu(z2_);
        pool(z2_, pooled2_, places2_);
        logits_.resize(n, 10);
        backprop::blocks::dense_forward<T>(ConstMatrixMap<T>(pooled2_.data(), n, 48), network.W,
                                           network.b, backprop::blocks::Activation::none, logits_,
                                           backprop::Threads::one);
        return logits_;
    }

private:
    using Tensor4 = Tensor<T, 4>;

    bool buffers() const {
        return layers_ == Layers::buffers_one_thread || layers_ == Layers::buffers_all_threads;
    }
    convolution::Threads threads() const {
        return layers_ == Layers::buffers_all_threads ? convolution::Threads::all
                                                      : convolution::Threads::one;
    }

    void convolve(const Tensor4& x, const Tensor4& w, const Column<T>& b, Tensor4& z) {
        if (buffers())
            convolution::conv2d_into(x, w, b, padding_, room_, z, threads());
        else if (layers_ == Layers::vectorized)
            z = convolution::vectorized::conv2d(x, w, b, padding_);
        else
            z = convolution::naive::conv2d(x, w, b, padding_);
    }
    void convolve_backward(const Tensor4& x, const Tensor4& w, const Tensor4& dL_dz,
                           convolution::Gradients<T>& dL) {
        if (buffers())
            convolution::conv2d_backward_into(x, w, padding_, dL_dz, room_, dL, threads());
        else if (layers_ == Layers::vectorized)
            dL = convolution::vectorized::conv2d_backward(x, w, padding_, dL_dz);
        else
            dL = convolution::naive::conv2d_backward(x, w, padding_, dL_dz);
    }
    void pool(const Tensor4& z, Tensor4& pooled, convolution::Places& places) {
        if (buffers())
            convolution::max_pool_into(z, {}, pooled, places, threads());
        else if (layers_ == Layers::vectorized)
            pooled = convolution::vectorized::max_pool(z, {});
        else
            pooled = convolution::naive::max_pool(z, {});
    }
    void pool_backward(const Tensor4& z, const convolution::Places& places,
                       const Tensor4& dL_dpooled, Tensor4& dL_dz) {
        if (buffers())
            convolution::max_pool_backward_into(z.shape(), places, dL_dpooled, dL_dz, threads());
        else if (layers_ == Layers::vectorized)
            dL_dz = convolution::vectorized::max_pool_backward(z, {}, dL_dpooled);
        else
            dL_dz = convolution::naive::max_pool_backward(z, {}, dL_dpooled);
    }
    static void relu(Tensor4& z) {
        for (T& entry : z) entry = std::max(entry, T(0));
    }
    /// `z` as it was after the ReLU.
    static void relu_backward(const Tensor4& z, Tensor4& dL_dz) {
        for (std::size_t i = 0; i < z.size(); ++i)
            if (z.data()[i] <= 0) dL_dz.data()[i] = 0;
    }

    static constexpr convolution::Options padding_{.stride = 1, .padding = 1};
    Layers layers_;
    convolution::Workspace<T> room_;
    Tensor4 z1_, pooled1_, z2_, pooled2_, dL_dz1_, dL_dz2_, dL_dpooled2_;
    convolution::Places places1_, places2_;
    convolution::Gradients<T> dL_;
    RowMajorMatrix<T> logits_, dL_dlogits_;
};

template <class T>
struct Sgd {
    void operator()(Network<T>& network, const Network<T>& gradient) {
        for_each_tensor([](auto w, auto g) { optimizers::sgd_update<T>(w, g, 0.1); }, network,
                        gradient);
    }
};

template <class T>
struct AdamW {
    Network<T> first = zero_network<T>(), second = zero_network<T>(); // the moments
    int step = 0;
    void operator()(Network<T>& network, const Network<T>& gradient) {
        ++step;
        for_each_tensor(
            [&](auto w, auto m, auto s, auto g) {
                optimizers::adamw_update<T>(w, m, s, g, step,
                                            {.learning_rate = 0.01, .weight_decay = 0.1});
            },
            network, first, second, gradient);
    }
};

/// n images of the digits table, from the first on, with pixels in [0, 1].
template <class T>
Tensor<T, 4> images(const Matrix& table, Index first, Index n) {
    Tensor<T, 4> x(std::array<std::size_t, 4>{static_cast<std::size_t>(n), 1, 8, 8});
    MatrixMap<T>(x.data(), n, 64) = table.block(first, 0, n, 64).cast<T>() / T(16);
    return x;
}

constexpr Index batch = 24;

template <class T, class Optimizer>
void check_training(const std::string& name, Layers layers, double tolerance) {
    CAPTURE(name);
    CAPTURE(static_cast<int>(layers));
    const test::Golden golden("cnn_training");
    const Matrix table = test::read_table("digits.csv");
    const Labels digit = table.col(64).cast<int>();
    Trainer<T> trainer(layers);
    Optimizer optimizer;
    const auto losses = golden.get<Vector>(name + "/losses");
    for (Index step = 0; step < 50; ++step) {
        CAPTURE(step);
        const T loss =
            trainer.step(images<T>(table, batch * step, batch), digit.segment(batch * step, batch));
        CHECK(static_cast<double>(loss) ==
              doctest::Approx(losses(step)).epsilon(tolerance).scale(0));
        optimizer(trainer.network, trainer.gradient);
    }
    const auto squares = golden.get<Vector>(name + "/squares");
    Index tensor = 0;
    for_each_tensor(
        [&](auto w) {
            CHECK(static_cast<double>(w.squaredNorm()) ==
                  doctest::Approx(squares(tensor++)).epsilon(tolerance).scale(1e-3));
        },
        trainer.network);
    const Index rest = table.rows() - 1200;
    const auto& logits = trainer.logits(images<T>(table, 1200, rest));
    int right = 0;
    for (Index i = 0; i < rest; ++i) {
        Index best = 0;
        logits.row(i).maxCoeff(&best);
        right += best == digit(1200 + i);
    }
    CHECK(right == golden.get<int>(name + "/right"));
}

} // namespace

TEST_CASE("cnn training: the loss curves of PyTorch's SGD and AdamW, in double") {
    for (const Layers layers : {Layers::naive, Layers::vectorized, Layers::buffers_one_thread,
                                Layers::buffers_all_threads}) {
        check_training<double, Sgd<double>>("sgd", layers, after_training);
        check_training<double, AdamW<double>>("adamw", layers, after_training);
    }
}

TEST_CASE("cnn training: the same in float, as far as its digits reach") {
    check_training<float, Sgd<float>>("sgd", Layers::buffers_one_thread, 1e-4);
}

TEST_CASE("cnn training: no allocation in a step after the first") {
    if (!test::allocations_are_counted()) return;
    const Matrix table = test::read_table("digits.csv");
    const auto check = [&](auto scalar, Layers layers, Index n) {
        using T = decltype(scalar);
        CAPTURE(n);
        const auto x = images<T>(table, 0, n);
        const Labels labels = table.col(64).head(n).cast<int>();
        Trainer<T> trainer(layers);
        AdamW<T> optimizer;
        const auto step = [&] {
            trainer.step(x, labels);
            optimizer(trainer.network, trainer.gradient);
        };
        step();
        CHECK(test::allocations_in([&] { step(); }) == 0);
        CHECK(test::allocations_in([&] { step(); }) == 0);
    };
    for (const Layers layers : {Layers::buffers_one_thread, Layers::buffers_all_threads}) {
        check(0.0, layers, batch);
        check(0.0F, layers, batch);
        check(0.0F, layers, 500);
    }
}
