#include "mlcore/core/random.hpp"
#include "mlcore/nn/backprop.hpp"
#include "support/golden.hpp"
#include "support/gradient_check.hpp"
#include "support/matrices.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using namespace mlcore::backprop;
using test::difference;
using test::normal_column;
using test::normal_matrix;
using test::random_labels;

namespace {

// Sums of up to a few hundred terms in another order, and exponentials of another maker.
constexpr double other_order = 1e-12;
// Single precision: the inputs themselves are rounded by 6e-8, and gradients are sums.
constexpr double single_precision = 5e-6;

// n, d_in, d_out: batches of 1 and 7; the blocks of the products cut and whole.
struct Sizes {
    Index n, d_in, d_out;
};
const std::vector<Sizes> shapes{{1, 3, 2},     {7, 4, 5},      {2, 9, 6},
                                {1, 70, 300},  {300, 131, 9},  {5, 129, 513},
                                {140, 2, 260}, {256, 128, 64}, {33, 257, 1}};

template <class T>
Mlp<T> random_mlp(Random& random, const std::vector<Index>& widths) {
    Mlp<T> model;
    for (std::size_t l = 1; l < widths.size(); ++l)
        model.layers.push_back({normal_matrix<T>(random, widths[l - 1], widths[l], 0.5),
                                normal_column<T>(random, widths[l], 0.5)});
    return model;
}

template <class T, class U>
double gradients_difference(const MlpGradients<T>& a, const MlpGradients<U>& b) {
    if (a.layers.size() != b.layers.size()) return INFINITY;
    double worst = std::abs(static_cast<double>(a.loss) - static_cast<double>(b.loss));
    for (std::size_t l = 0; l < a.layers.size(); ++l)
        worst = std::max({worst, difference(a.layers[l].W, b.layers[l].W),
                          difference(a.layers[l].b, b.layers[l].b)});
    return worst;
}

template <class T>
void check_golden(double tolerance) {
    const test::Golden golden("backprop");
    const auto matrix = [&](const std::string& key) {
        return RowMajorMatrix<T>(golden.get<Matrix>(key).cast<T>());
    };
    const auto column = [&](const std::string& key) {
        return Column<T>(golden.get<Vector>(key).cast<T>());
    };
    for (const std::string name : {"dense/one/", "dense/seven/", "dense/wide/"}) {
        CAPTURE(name);
        const auto X = matrix(name + "X"), W = matrix(name + "W"), dL_dY = matrix(name + "dL_dY");
        for (const auto& variant : dense_forward_variants<T>) {
            CAPTURE(variant.name);
            const auto Y = variant.function(X, W, column(name + "b"));
            CHECK(difference(Y, golden.get<Matrix>(name + "Y")) <= tolerance);
        }
        for (const auto& variant : dense_backward_variants<T>) {
            CAPTURE(variant.name);
            const auto dL = variant.function(X, W, dL_dY);
            CHECK(difference(dL.X, golden.get<Matrix>(name + "dL_dX")) <= tolerance);
            CHECK(difference(dL.W, golden.get<Matrix>(name + "dL_dW")) <= tolerance);
            CHECK(difference(dL.b, golden.get<Vector>(name + "dL_db")) <= tolerance);
        }
    }
    for (const auto& variant : relu_backward_variants<T>) {
        CAPTURE(variant.name);
        Matrix expected = golden.get<Matrix>("relu/dL_dX");
        if (std::is_same_v<T, float>) expected(1, 1) = 0; // 1e-300 is 0 as a float
        const auto got = variant.function(matrix("relu/X"), matrix("relu/dL_dY"));
        CHECK(difference(got, expected) <= tolerance);
    }
    for (const std::string name :
         {"loss/one/", "loss/seven/", "loss/large/", "loss/masked/", "loss/two_classes/"}) {
        CAPTURE(name);
        for (const auto& variant : softmax_cross_entropy_variants<T>) {
            CAPTURE(variant.name);
            const auto got =
                variant.function(matrix(name + "logits"), golden.get<Labels>(name + "labels"));
            CHECK(got.loss ==
                  doctest::Approx(golden.get<double>(name + "loss")).epsilon(tolerance));
            CHECK(difference(got.gradient, golden.get<Matrix>(name + "gradient")) <= tolerance);
        }
    }
    for (const std::string name : {"mlp/one/", "mlp/seven/", "mlp/linear/"}) {
        CAPTURE(name);
        Mlp<T> model;
        MlpGradients<double> expected{golden.get<double>(name + "loss"), {}};
        for (int l = 0; l < golden.get<int>(name + "depth"); ++l) {
            const std::string at = name + std::to_string(l) + "/";
            model.layers.push_back({matrix(at + "W"), column(at + "b")});
            expected.layers.push_back(
                {golden.get<Matrix>(at + "dL_dW"), golden.get<Vector>(at + "dL_db")});
        }
        const auto X = matrix(name + "X");
        const auto labels = golden.get<Labels>(name + "labels");
        for (const auto& variant : mlp_logits_variants<T>)
            CHECK(difference(variant.function(model, X), golden.get<Matrix>(name + "logits")) <=
                  tolerance);
        for (const auto& variant : mlp_gradients_variants<T>) {
            CAPTURE(variant.name);
            CHECK(gradients_difference(variant.function(model, X, labels), expected) <= tolerance);
        }
    }
}

} // namespace

TEST_CASE("backprop: golden values and gradients from PyTorch, in double") {
    check_golden<double>(other_order);
}

TEST_CASE("backprop: golden values and gradients from PyTorch, in float") {
    check_golden<float>(single_precision);
}

TEST_CASE("backprop: every variant agrees with naive, for every shape") {
    const std::uint64_t seed = 3;
    CAPTURE(seed);
    Random random(seed);
    for (const Sizes& sizes : shapes) {
        const Index n = sizes.n, d_in = sizes.d_in, d_out = sizes.d_out;
        CAPTURE(n);
        CAPTURE(d_in);
        CAPTURE(d_out);
        // Blocks of larger matrices: their rows do not lie side by side.
        const auto all_X = normal_matrix<double>(random, n + 2, d_in + 3);
        const auto all_dL_dY = normal_matrix<double>(random, n + 1, d_out + 2);
        const auto X = all_X.block(1, 2, n, d_in);
        const auto dL_dY = all_dL_dY.block(1, 1, n, d_out);
        const auto W = normal_matrix<double>(random, d_in, d_out);
        const auto b = normal_column<double>(random, d_out);
        const auto Y = naive::dense_forward<double>(X, W, b);
        for (const auto& variant : dense_forward_variants<double>) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(X, W, b), Y) <= other_order);
        }
        const auto dL = naive::dense_backward<double>(X, W, dL_dY);
        for (const auto& variant : dense_backward_variants<double>) {
            CAPTURE(variant.name);
            const auto got = variant.function(X, W, dL_dY);
            CHECK(difference(got.X, dL.X) <= other_order);
            CHECK(difference(got.W, dL.W) <= other_order);
            CHECK(difference(got.b, dL.b) <= other_order);
        }
        const auto mask = normal_matrix<double>(random, n, d_out);
        for (const auto& variant : relu_backward_variants<double>)
            CHECK(variant.function(mask, dL_dY) == naive::relu_backward<double>(mask, dL_dY));

        const Labels labels = random_labels(random, n, d_out);
        const auto loss = naive::softmax_cross_entropy<double>(dL_dY, labels);
        for (const auto& variant : softmax_cross_entropy_variants<double>) {
            CAPTURE(variant.name);
            const auto got = variant.function(dL_dY, labels);
            CHECK(got.loss == doctest::Approx(loss.loss).epsilon(other_order));
            CHECK(difference(got.gradient, loss.gradient) <= other_order);
        }
        const auto model = random_mlp<double>(random, {d_in, 21, 150, d_out});
        const auto gradients = naive::mlp_gradients<double>(model, X, labels);
        for (const auto& variant : mlp_gradients_variants<double>) {
            CAPTURE(variant.name);
            CHECK(gradients_difference(variant.function(model, X, labels), gradients) <=
                  other_order);
        }
        const auto logits = naive::mlp_logits<double>(model, X);
        for (const auto& variant : mlp_logits_variants<double>)
            CHECK(difference(variant.function(model, X), logits) <= other_order);
    }
}

TEST_CASE("backprop: gradients against central differences") {
    const std::uint64_t seed = 4;
    CAPTURE(seed);
    Random random(seed);
    for (const Sizes& sizes : {Sizes{1, 3, 2}, Sizes{7, 4, 5}, Sizes{3, 40, 6}}) {
        const Index n = sizes.n, d_in = sizes.d_in, d_out = sizes.d_out;
        CAPTURE(n);
        auto X = normal_matrix<double>(random, n, d_in),
             W = normal_matrix<double>(random, d_in, d_out);
        auto b = normal_column<double>(random, d_out);
        const auto forward = [&] { return naive::dense_forward<double>(X, W, b); };
        const auto dL_dY = test::random_like(forward(), random);
        for (const auto& variant : dense_backward_variants<double>) {
            CAPTURE(variant.name);
            const auto dL = variant.function(X, W, dL_dY);
            CHECK_GRADIENT("X", forward, dL_dY, X, dL.X);
            CHECK_GRADIENT("W", forward, dL_dY, W, dL.W);
            CHECK_GRADIENT("b", forward, dL_dY, b, dL.b);
        }

        const auto rectified = [&] { return naive::relu<double>(X); };
        const auto dL_dR = test::random_like(rectified(), random);
        for (const auto& variant : relu_backward_variants<double>)
            CHECK_GRADIENT("X", rectified, dL_dR, X, variant.function(X, dL_dR));

        auto logits = normal_matrix<double>(random, n, d_out, 3);
        const Labels labels = random_labels(random, n, d_out);
        const auto loss = [&] { return naive::softmax_cross_entropy<double>(logits, labels).loss; };
        for (const auto& variant : softmax_cross_entropy_variants<double>)
            CHECK_GRADIENT("logits", loss, 1.0, logits, variant.function(logits, labels).gradient);

        auto model = random_mlp<double>(random, {d_in, 8, 6, d_out});
        const auto loss_of_model = [&] {
            return naive::mlp_gradients<double>(model, X, labels).loss;
        };
        for (const auto& variant : mlp_gradients_variants<double>) {
            CAPTURE(variant.name);
            const auto dL = variant.function(model, X, labels);
            for (std::size_t l = 0; l < 3; ++l) {
                CAPTURE(l);
                CHECK_GRADIENT("W", loss_of_model, 1.0, model.layers[l].W, dL.layers[l].W);
                CHECK_GRADIENT("b", loss_of_model, 1.0, model.layers[l].b, dL.layers[l].b);
            }
        }
    }
}

TEST_CASE("backprop: what must hold of the loss whatever the numbers") {
    const std::uint64_t seed = 5;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& variant : softmax_cross_entropy_variants<double>) {
        CAPTURE(variant.name);
        const auto logits = normal_matrix<double>(random, 7, 4, 2);
        const Labels labels = random_labels(random, 7, 4);
        const auto [loss, gradient] = variant.function(logits, labels);
        CHECK(gradient.rowwise().sum().norm() <= other_order); // probabilities sum to 1
        // The same batch twice has the same mean, and half of the gradient in each row.
        const auto twice = variant.function(logits.replicate(2, 1), labels.replicate(2, 1));
        CHECK(twice.loss == doctest::Approx(loss).epsilon(other_order));
        CHECK(difference(twice.gradient.topRows(7), gradient / 2) <= other_order);
        // A number added to a whole row changes nothing.
        const auto shifted = variant.function((logits.array() + 700).matrix(), labels);
        CHECK(shifted.loss == doctest::Approx(loss).epsilon(1e-11));
        // Logits that are all alike know nothing: log k.
        CHECK(variant.function(Matrix::Constant(3, 5, -2), Labels::Zero(3)).loss ==
              doctest::Approx(std::log(5)).epsilon(other_order));
        // A class masked by −∞ that is the label.
        const double infinity = std::numeric_limits<double>::infinity();
        CHECK(variant.function(Matrix{{1, -infinity}}, Labels::Ones(1)).loss == infinity);
    }
    for (const auto& variant : mlp_logits_variants<double>) { // NaN is not rectified away
        const Mlp<double> model{{{Matrix{{1}}, Vector::Zero(1)}, {Matrix{{1}}, Vector::Zero(1)}}};
        CHECK(std::isnan(variant.function(model, Matrix{{NAN}})(0, 0)));
    }
}
