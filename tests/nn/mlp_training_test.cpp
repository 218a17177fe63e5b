#include "mlcore/core/convert.hpp"
#include "mlcore/foundations/optimizers.hpp"
#include "mlcore/nn/backprop.hpp"
#include "support/allocation_count.hpp"
#include "support/golden.hpp"
#include "support/gradient_check.hpp"
#include "support/matrices.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#ifdef _OPENMP
#include <omp.h>
#endif

using namespace mlcore;
using namespace mlcore::backprop;
using test::difference;
using test::normal_matrix;
using test::random_labels;

namespace {

// 50 steps of the same arithmetic in another order; each passes its roundings on to the next.
constexpr double after_training = 1e-9;

struct Digits {
    Matrix pixels; // [1797, 64], in [0, 1]
    Labels digit;  // [1797]
};

Digits read_digits() {
    const Matrix table = test::read_table("digits.csv");
    return {table.leftCols(64) / 16, table.col(64).cast<int>()};
}

/// The weights that tests/golden/backprop.py starts from: entry k of layer l's W is
/// √(2/d_in) √2 sin(k² mod 10007 + l), biases are 0.
template <class T>
Mlp<T> formula_mlp(const std::vector<Index>& widths) {
    Mlp<T> model;
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
        Dense<T> layer{RowMajorMatrix<T>(widths[l], widths[l + 1]), Column<T>::Zero(widths[l + 1])};
        const double scale = std::sqrt(2.0 / static_cast<double>(widths[l])) * std::sqrt(2.0);
        for (Index k = 0; k < layer.W.size(); ++k)
            layer.W.data()[k] = static_cast<T>(
                scale * std::sin(static_cast<double>(k * k % 10'007 + static_cast<Index>(l))));
        model.layers.push_back(layer);
    }
    return model;
}

template <class T>
Mlp<T> zeros_like(Mlp<T> model) {
    for_each_parameter([](auto w) { w.setZero(); }, model);
    return model;
}

struct Sgd {
    double rate;
    template <class T>
    void operator()(Mlp<T>& model, const MlpGradients<T>& dL) const {
        for_each_parameter([&](auto w, auto g) { optimizers::sgd_update<T>(w, g, rate); }, model,
                           dL);
    }
};

template <class T>
struct AdamW {
    optimizers::AdamWOptions options;
    Mlp<T> first{}, second{}; // the moments
    int step = 0;
    void operator()(Mlp<T>& model, const MlpGradients<T>& dL) {
        if (step == 0) first = second = zeros_like(model);
        ++step;
        for_each_parameter([&](auto w, auto m, auto s,
                               auto g) { optimizers::adamw_update<T>(w, m, s, g, step, options); },
                           model, first, second, dL);
    }
};

/// 50 batches of 32 rows, in the table's order. gradients(model, X, labels) gives loss and layers.
template <class T, class Gradients, class Optimizer>
std::vector<double> train(Mlp<T>& model, const Digits& data, const Gradients& gradients,
                          Optimizer optimizer) {
    const RowMajorMatrix<T> pixels = data.pixels.cast<T>();
    std::vector<double> losses;
    for (Index step = 0; step < 50; ++step) {
        const MlpGradients<T>& dL =
            gradients(model, pixels.middleRows(32 * step, 32), data.digit.segment(32 * step, 32));
        losses.push_back(static_cast<double>(dL.loss));
        optimizer(model, dL);
    }
    return losses;
}

template <class T, class Gradients>
void check_training(const Gradients& gradients, double tolerance) {
    const test::Golden golden("backprop");
    const Digits data = read_digits();
    const auto check = [&](const std::string& name, auto optimizer) {
        CAPTURE(name);
        auto model = formula_mlp<T>({64, 48, 24, 10});
        const auto losses = train(model, data, gradients, optimizer);
        const auto expected = golden.get<Vector>("training/" + name + "/losses");
        for (Index step = 0; step < 50; ++step) {
            CAPTURE(step);
            CHECK(losses[step] == doctest::Approx(expected(step)).epsilon(tolerance).scale(0));
        }
        const auto squares = golden.get<Vector>("training/" + name + "/squares");
        for (Index l = 0; l < 3; ++l)
            CHECK(static_cast<double>(model.layers[l].W.squaredNorm()) ==
                  doctest::Approx(squares(l)).epsilon(tolerance));
        CHECK(difference(model.layers[2].b,
                         golden.get<Vector>("training/" + name + "/last_bias")) <= tolerance);

        const RowMajorMatrix<T> rest = data.pixels.bottomRows(197).template cast<T>();
        const auto logits = mlp_logits<T>(model, rest);
        int right = 0;
        for (Index i = 0; i < 197; ++i) {
            Index best = 0;
            logits.row(i).maxCoeff(&best);
            right += best == data.digit(1600 + i);
        }
        CHECK(right == golden.get<int>("training/" + name + "/right"));
    };
    check("sgd", Sgd{0.2});
    check("adamw", AdamW<T>{{.learning_rate = 0.01, .weight_decay = 0.1}});
}

} // namespace

TEST_CASE("mlp training: the loss curves of PyTorch's SGD and AdamW, in double") {
    for (const auto& variant : mlp_gradients_variants<double>) {
        CAPTURE(variant.name);
        check_training<double>(variant.function, after_training);
    }
    for (const Threads threads : {Threads::one, Threads::all}) {
        MlpWorkspace<double> room;
        MlpGradients<double> dL;
        check_training<double>(
            [&](const Mlp<double>& model, Rows<double> X,
                LabelsView labels) -> const MlpGradients<double>& {
                mlp_gradients_into<double>(model, X, labels, room, dL, threads);
                return dL;
            },
            after_training);
    }
}

TEST_CASE("mlp training: the same in float, as far as its digits reach") {
    check_training<float>(mlp_gradients<float>, 2e-4);
}

TEST_CASE("mlp training: no allocation in a step after the first") {
    if (!test::allocations_are_counted()) return;
    const auto check = [](auto scalar, const std::initializer_list<Index> widths, Index rows,
                          Threads threads) {
        using T = decltype(scalar);
        CAPTURE(rows);
        Random random(8);
        const Index d = *widths.begin(), k = *(widths.end() - 1);
        auto model = initial_mlp<T>(widths, 9);
        const auto X = normal_matrix<T>(random, rows, d);
        const Labels labels = random_labels(random, rows, k);
        MlpWorkspace<T> room;
        MlpGradients<T> dL;
        AdamW<T> adamw{{}};
        const auto step = [&](Index n) {
            mlp_gradients_into<T>(model, X.topRows(n), labels.head(n), room, dL, threads);
            adamw(model, dL);
            Sgd{0.01}(model, dL);
        };
        step(rows);
        CHECK(test::allocations_in([&] { step(rows); }) == 0);
        CHECK(test::allocations_in([&] { step(rows / 2); }) == 0); // a last batch that is smaller
        CHECK(test::allocations_in([&] { step(rows); }) == 0);
        CHECK(std::isfinite(dL.loss));
    };
    for (const Threads threads : {Threads::one, Threads::all}) {
        if (threads == Threads::all && test::parallel_regions_allocate) continue;
        check(0.0, {64, 48, 24, 10}, 32, threads);
        check(0.0F, {64, 48, 24, 10}, 32, threads);
        // Products for which Eigen alone would pack on the heap, and a loss shared out among
        // threads.
        check(0.0, {300, 600, 5}, 400, threads);
        check(0.0F, {500, 700, 260}, 600, threads);
    }
}

TEST_CASE("mlp training: what was in the buffers does not matter") {
    const std::uint64_t seed = 10;
    CAPTURE(seed);
    Random random(seed);
    const auto model = initial_mlp<double>({5, 7, 6, 3}, 11);
    const auto X = normal_matrix<double>(random, 9, 5);
    const Labels labels = random_labels(random, 9, 3);
    const auto expected = naive::mlp_gradients<double>(model, X, labels);
    for (const Threads threads : {Threads::one, Threads::all}) {
        MlpWorkspace<double> room;
        MlpGradients<double> dL;
        // A larger batch and a deeper network were here before, and left NaN behind.
        const auto other = initial_mlp<double>({4, 30, 20, 10, 8}, 12);
        mlp_gradients_into<double>(other, Matrix::Constant(50, 4, NAN), Labels::Zero(50), room, dL,
                                   threads);
        const auto run = [&] { mlp_gradients_into<double>(model, X, labels, room, dL, threads); };
        run();
        REQUIRE(dL.layers.size() == 3);
        CHECK(dL.loss == doctest::Approx(expected.loss).epsilon(1e-14));
        for (std::size_t l = 0; l < 3; ++l) {
            CHECK(difference(dL.layers[l].W, expected.layers[l].W) <= 1e-14);
            CHECK(difference(dL.layers[l].b, expected.layers[l].b) <= 1e-14);
            CHECK(test::check_buffer(test::Writes::assigns, run, dL.layers[l].W) == "");
            CHECK(test::check_buffer(test::Writes::assigns, run, dL.layers[l].b) == "");
        }
    }
    // The parts, which assign or add as they are told.
    const auto dL_dY = normal_matrix<double>(random, 9, 4), W = normal_matrix<double>(random, 5, 4);
    Matrix dL_dX(9, 5), dL_dW(5, 4), Y(9, 4);
    Vector dL_db(4);
    for (const auto& [write, writes] : {std::pair(Write::assign, test::Writes::assigns),
                                        std::pair(Write::add, test::Writes::adds)}) {
        const auto input = [&, w = write] {
            blocks::dense_input_backward<double>(W, dL_dY, dL_dX, w, Threads::one);
        };
        const auto parameters = [&, w = write] {
            blocks::dense_parameters_backward<double>(X, dL_dY, dL_dW, dL_db, w, Threads::one);
        };
        CHECK(test::check_buffer(writes, input, dL_dX) == "");
        CHECK(test::check_buffer(writes, parameters, dL_dW) == "");
        CHECK(test::check_buffer(writes, parameters, dL_db) == "");
    }
    const auto forward = [&] {
        blocks::dense_forward<double>(X, W, Vector::Ones(4), blocks::Activation::relu, Y,
                                      Threads::one);
    };
    CHECK(test::check_buffer(test::Writes::assigns, forward, Y) == "");
    const auto through_relu = [&] {
        blocks::dense_relu_backward<double>(X, W, dL_dY, dL_dX, Threads::one);
    };
    CHECK(test::check_buffer(test::Writes::assigns, through_relu, dL_dX) == "");
    Matrix gradient(9, 4);
    const auto loss = [&] {
        blocks::softmax_cross_entropy<double>(dL_dY, labels, gradient, Threads::one);
    };
    CHECK(test::check_buffer(test::Writes::assigns, loss, gradient) == "");
    Matrix in_place = dL_dY; // logits that become their own gradient
    const double mean =
        blocks::softmax_cross_entropy<double>(in_place, labels, in_place, Threads::one);
    const auto apart = naive::softmax_cross_entropy<double>(dL_dY, labels);
    CHECK(mean == doctest::Approx(apart.loss).epsilon(1e-14));
    CHECK(difference(in_place, apart.gradient) <= 1e-14);
}

TEST_CASE("mlp training: the number of threads changes no digit") {
#ifdef _OPENMP
    Random random(13);
    const auto model = initial_mlp<float>({150, 400, 300, 70}, 14);
    const auto X = normal_matrix<float>(random, 700, 150);
    const Labels labels = random_labels(random, 700, 70);
    const int threads = omp_get_max_threads();
    const auto run = [&](int n) {
        omp_set_num_threads(n);
        return parallel::mlp_gradients<float>(model, X, labels);
    };
    const auto one = run(1);
    for (const int n : {2, 3, 5}) {
        CAPTURE(n);
        const auto several = run(n);
        CHECK(several.loss == one.loss);
        for (std::size_t l = 0; l < 3; ++l) {
            CHECK(several.layers[l].W == one.layers[l].W);
            CHECK(several.layers[l].b == one.layers[l].b);
        }
    }
    omp_set_num_threads(threads);
#endif
}

TEST_CASE("mlp training: the first weights, and a network written down and read again") {
    const auto model = initial_mlp<double>({400, 300, 7}, 15);
    REQUIRE(model.layers.size() == 2);
    CHECK(model.layers[0].W.rows() == 400);
    CHECK(model.layers[0].W.cols() == 300);
    // 120,000 draws: their mean square is 2/400 within 6 of its standard deviations.
    CHECK(model.layers[0].W.squaredNorm() / 120'000 ==
          doctest::Approx(2.0 / 400).epsilon(6 * std::sqrt(2.0 / 120'000)));
    CHECK(model.layers[1].b == Vector::Zero(7));
    CHECK(initial_mlp<double>({400, 300, 7}, 15).layers[1].W == model.layers[1].W);
    CHECK(initial_mlp<double>({400, 300, 7}, 16).layers[1].W != model.layers[1].W);

    const auto again = from_value<Mlp<double>>(to_value(model));
    CHECK(again.layers[1].W == model.layers[1].W);
    CHECK(again.layers.size() == 2);
}
