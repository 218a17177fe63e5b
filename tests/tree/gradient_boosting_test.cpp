#include "mlcore/core/random.hpp"
#include "mlcore/tree/gradient_boosting.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <array>
#include <sstream>

using namespace mlcore;
using namespace mlcore::gradient_boosting;
using doctest::Approx;
using test::matrix;
using test::vector;

namespace {

// XGBoost's gradients, leaves and sums over trees are floats.
constexpr double float_sums = 1e-5;
// Sums of a few hundred doubles in another order.
constexpr double summation_order = 1e-10;

Options options_at(const test::Golden& golden, const std::string& at) {
    Options o;
    const auto get = [&](const char* name, double& field) {
        if (golden.has(at + name)) field = golden.get<double>(at + name);
    };
    o.trees = golden.get<int>(at + "trees");
    if (golden.has(at + "max_depth")) o.max_depth = golden.get<int>(at + "max_depth");
    get("learning_rate", o.learning_rate);
    get("l2", o.l2);
    get("gamma", o.gamma);
    get("min_child_weight", o.min_child_weight);
    get("base_score", o.base_score);
    if (golden.get<bool>(at + "logistic")) o.loss = "logistic";
    return o;
}

std::ptrdiff_t leaves(const Model& model) {
    return std::count(model.feature.begin(), model.feature.end(), -1);
}

struct Data {
    Matrix X;
    Vector y;
};

/// Values with many repeats, one constant column, a y that follows some of them.
Data repeated(Random& random, Index n, Index d, bool logistic) {
    Data data{Matrix(n, d), Vector(n)};
    for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < d; ++j) data.X(i, j) = std::round(4 * random.normal()) / 2;
        data.X(i, d - 1) = 3;
        const double s = data.X(i, 0) - 0.5 * data.X(i, 1) * data.X(i, 1) + random.normal();
        data.y(i) = logistic ? double(s > 0) : 10 * s;
    }
    return data;
}

} // namespace

TEST_CASE("gradient_boosting: XGBoost's predictions on real tables") {
    const test::Golden golden("gradient_boosting");
    const std::array<Matrix, 2> tables{test::read_table("diabetes.csv"),
                                       test::read_table("breast_cancer.csv")};
    for (int number = 0; golden.has("real/" + std::to_string(number) + "/table"); ++number) {
        const std::string at = "real/" + std::to_string(number) + "/";
        CAPTURE(at);
        const Matrix& table = tables.at(golden.get<std::size_t>(at + "table"));
        const Matrix X = table.leftCols(table.cols() - 1);
        const Vector y = table.col(table.cols() - 1);
        const Vector expected = golden.get<Vector>(at + "predictions");
        const Options options = options_at(golden, at);
        for (const auto& variant : fit_variants) {
            CAPTURE(variant.name);
            const Model model = variant.function(X.topRows(240), y.head(240), options);
            CHECK(leaves(model) == golden.get<int>(at + "leaves"));
            for (const auto& predict_variant : predict_variants) {
                const Vector all = predict_variant.function(X, model);
                double worst = 0;
                for (Index i = 0; i < expected.size(); ++i)
                    worst = std::max(worst, std::abs(all(2 * i) - expected(i)) /
                                                std::max(1.0, std::abs(expected(i))));
                CHECK(worst < float_sums);
            }
        }
    }
}

TEST_CASE("gradient_boosting: XGBoost's scores where a column has more values than bins") {
    const test::Golden golden("gradient_boosting");
    constexpr Index n = 6000, n_train = 4000;
    const std::array<double, 6> primes{2, 3, 5, 7, 11, 13};
    Matrix X(n, 6);
    for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < 6; ++j) {
            const double x = static_cast<double>(i + 1) * std::sqrt(primes.at(std::size_t(j)));
            X(i, j) = x - std::floor(x);
        }
    Vector target(n);
    for (Index i = 0; i < n; ++i)
        target(i) = std::sin(6 * X(i, 0)) + 3 * X(i, 1) * X(i, 2) - 2 * std::abs(X(i, 3) - 0.5) +
                    0.5 * X(i, 5) + X(i, 4) - 0.5;
    X.col(4).reverseInPlace();
    for (const std::string at : {"large/0/", "large/1/", "large/2/"}) {
        CAPTURE(at);
        const Options options = options_at(golden, at);
        const bool logistic = options.loss == "logistic";
        const Vector y = logistic ? Vector((target.array() > 1.2).cast<double>()) : target;
        for (const auto& variant : fit_variants) {
            if (variant.name == "naive") continue; // seconds; it is compared on small tables
            CAPTURE(variant.name);
            const Model model = variant.function(X.topRows(n_train), y.head(n_train), options);
            const Vector p = gradient_boosting::predict(X.bottomRows(n - n_train), model);
            const auto y_test = y.tail(n - n_train).array();
            const double loss =
                logistic ? -(y_test * p.array().log() + (1 - y_test) * (1 - p.array()).log()).mean()
                         : (p.array() - y_test).square().mean();
            CHECK(loss == Approx(golden.get<double>(at + "loss")).epsilon(0.02));
        }
    }
}

TEST_CASE("gradient_boosting: every variant grows naive's trees") {
    for (const std::uint64_t seed : {1, 2, 3}) {
        CAPTURE(seed);
        Random random(seed);
        for (const bool logistic : {false, true})
            for (const double min_child_weight : {0.0, 1.0, 3.5}) {
                const auto [X, y] = repeated(random, 150, 5, logistic);
                const Options options{.trees = 8,
                                      .max_depth = 5,
                                      .l2 = min_child_weight == 0 ? 0.0 : 0.7,
                                      .min_child_weight = min_child_weight,
                                      .bins = logistic ? 6 : 256,
                                      .loss = logistic ? "logistic" : "squared"};
                const Model expected = naive::fit(X, y, options);
                for (const auto& variant : fit_variants) {
                    CAPTURE(variant.name);
                    const Model model = variant.function(X, y, options);
                    CHECK(model.roots == expected.roots);
                    CHECK(model.feature == expected.feature);
                    CHECK(model.threshold == expected.threshold);
                    CHECK(model.left == expected.left);
                    CHECK(model.right == expected.right);
                    REQUIRE(model.value.size() == expected.value.size());
                    for (std::size_t i = 0; i < model.value.size(); ++i)
                        CHECK(model.value[i] == Approx(expected.value[i]).epsilon(summation_order));
                }
            }
    }
}

TEST_CASE("gradient_boosting: gradients against central differences of the loss") {
    const Vector scores = vector({-3, -0.5, 0, 0.7, 2, 4}), y = vector({0, 1, 1, 0, 0.25, 1});
    constexpr double step = 1e-4, difference_error = 1e-7;
    for (const auto& variant : gradients_variants) {
        CAPTURE(variant.name);
        for (const std::string loss : {"squared", "logistic"}) {
            const auto value = [&](double s, double target) {
                return loss == "squared" ? (s - target) * (s - target) / 2
                                         : std::log1p(std::exp(s)) - target * s;
            };
            const Gradients g = variant.function(scores, y, loss);
            for (Index i = 0; i < y.size(); ++i) {
                const double above = value(scores(i) + step, y(i)), here = value(scores(i), y(i)),
                             below = value(scores(i) - step, y(i));
                CHECK(std::abs(g.gradient(i) - (above - below) / (2 * step)) < difference_error);
                CHECK(std::abs(g.hessian(i) - (above - 2 * here + below) / (step * step)) < 1e-5);
            }
        }
        const Gradients far = variant.function(vector({1000, -1000}), vector({0, 1}), "logistic");
        CHECK(far.gradient == vector({1, -1}));
        CHECK(far.hessian == vector({1e-16, 1e-16}));
    }
}

TEST_CASE("gradient_boosting: leaf_weight and split_gain minimise the quadratic") {
    const auto objective = [](const Sum& s, double l2, double w) {
        return s.gradient * w + 0.5 * (s.hessian + l2) * w * w;
    };
    const Sum left{-3, 2.5}, right{4, 1.25}, parent{1, 3.75};
    for (const double l2 : {0.0, 0.8, 20.0}) {
        const double w = leaf_weight(left, l2);
        for (const double move : {-1e-3, 1e-3})
            CHECK(objective(left, l2, w + move) > objective(left, l2, w));
        const double gain = objective(parent, l2, leaf_weight(parent, l2)) -
                            objective(left, l2, w) - objective(right, l2, leaf_weight(right, l2));
        CHECK(split_gain(left, right, l2, 0.25) == Approx(gain - 0.25).epsilon(summation_order));
    }
    CHECK(leaf_weight({3, 0}, 0) == 0);
    CHECK(split_gain({3, 0}, {1, 2}, 0, 0) == Approx(0.5 * (0.5 - 8)));
}

TEST_CASE("gradient_boosting: bins") {
    Random random(6);
    Matrix X(1000, 3);
    for (Index i = 0; i < 1000; ++i)
        X.row(i) << random.normal() * std::pow(10, random.index(9)), // of both signs and all sizes
            std::round(3 * random.normal()), 5;
    for (const auto& variant : histogram_bins_variants) {
        CAPTURE(variant.name);
        for (const int bins : {2, 7, 256}) {
            CAPTURE(bins);
            const Bins result = variant.function(X, bins);
            REQUIRE(result.cuts.size() == 3);
            CHECK(result.cuts[0].size() == bins - 1); // all values differ: every quantile is one
            CHECK(result.cuts[2].size() == 0);
            Labels rows = Labels::Zero(bins);
            for (Index i = 0; i < 1000; ++i) rows(result.index(i, 0)) += 1;
            CHECK(rows.maxCoeff() - rows.minCoeff() <= 1);
            const Bins expected = naive::histogram_bins(X, bins);
            CHECK(result.cuts == expected.cuts);
            CHECK(result.index == expected.index);
        }
        Matrix zeros(1200, 1); // −0 is 0
        for (Index i = 0; i < 1200; ++i) zeros(i) = i % 3 == 0 ? 0.0 : i % 3 == 1 ? -0.0 : -1e-300;
        CHECK(variant.function(zeros, 8).cuts[0] == vector({0}));
        // As many values as bins, and one more.
        const Matrix four = matrix({{4}, {1}, {2}, {1}, {8}, {8}});
        CHECK(variant.function(four, 4).cuts[0] == vector({2, 4, 8}));
        CHECK(variant.function(four, 4).index.col(0).transpose() ==
              Eigen::RowVectorXi::Map(std::array{2, 0, 1, 0, 3, 3}.data(), 6));
        CHECK(variant.function(four, 3).cuts[0] == vector({2, 8}));
    }
}

TEST_CASE("gradient_boosting: properties of the fit") {
    Random random(14);
    const auto [X, y] = repeated(random, 200, 4, false);
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const auto fit = variant.function;
        // Each tree lowers the training loss.
        double before = std::numeric_limits<double>::infinity();
        for (const int trees : {0, 1, 2, 5, 10}) {
            const Model model = fit(X, y, {.trees = trees, .learning_rate = 0.5, .max_depth = 3});
            const double loss = (predict(X, model) - y).squaredNorm();
            CHECK(loss < before);
            before = loss;
        }
        // One leaf, whole steps, no penalty: the mean.
        const Options mean{.trees = 1, .learning_rate = 1, .max_depth = 0, .l2 = 0};
        CHECK(predict(X, fit(X, y, mean))(0) == Approx(y.mean()));
        // A strictly increasing change of a column changes no prediction of a training row.
        Matrix stretched = X;
        stretched.col(0) = X.col(0).array().exp();
        CHECK((predict(X, fit(X, y, {.trees = 5})) -
               predict(stretched, fit(stretched, y, {.trees = 5})))
                  .norm() < 1e-9);
        // A huge γ leaves one leaf a tree; so does a constant table.
        CHECK(leaves(fit(X, y, {.trees = 3, .gamma = 1e9})) == 3);
        CHECK(leaves(fit(Matrix::Constant(9, 2, 4), y.head(9), {.trees = 3})) == 3);
        CHECK(leaves(fit(X.topRows(1), y.head(1), {.trees = 2})) == 2);
        // The same column twice: the lower one is asked.
        Matrix twice(200, 2);
        twice << X.col(0), X.col(0);
        const Model model = fit(twice, y, {.trees = 4});
        CHECK(std::count(model.feature.begin(), model.feature.end(), 1) == 0);
    }
}

TEST_CASE("gradient_boosting: what is refused, and in which words") {
    const Matrix X = matrix({{1, 2}, {3, 5}, {4, -1}});
    const Vector y = vector({0, 1, 1});
    Matrix broken = X;
    broken(2, 1) = NAN;
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const auto fit = variant.function;
        CHECK_THROWS_WITH_AS(fit(X, vector({1, 2}), {}), "fit: X is 3×2 but y has 2 entries",
                             ShapeError);
        CHECK_THROWS_WITH_AS(fit(Matrix(0, 2), Vector(0), {}), "fit: X is empty (0×2)", ValueError);
        CHECK_THROWS_WITH_AS(fit(broken, y, {}), "fit: X(2, 1) is NaN", ValueError);
        CHECK_THROWS_WITH_AS(fit(X, y, {.loss = "hinge"}),
                             "fit: loss is \"hinge\", it must be \"squared\" or \"logistic\"",
                             ValueError);
        CHECK_THROWS_WITH_AS(fit(X, vector({0, 2, 1}), {.loss = "logistic"}),
                             "fit: y(1) is 2.000000, it must be in [0, 1] for the logistic loss",
                             ValueError);
        CHECK_THROWS_AS(fit(X, y, {.loss = "logistic", .base_score = 1}), ValueError);
        CHECK_THROWS_AS(fit(X, y, {.trees = -1}), ValueError);
        CHECK_THROWS_AS(fit(X, y, {.learning_rate = 0}), ValueError);
        CHECK_THROWS_AS(fit(X, y, {.max_depth = -1}), ValueError);
        CHECK_THROWS_AS(fit(X, y, {.l2 = -1}), ValueError);
        CHECK_THROWS_AS(fit(X, y, {.gamma = NAN}), ValueError);
        CHECK_THROWS_AS(fit(X, y, {.min_child_weight = -1}), ValueError);
        CHECK_THROWS_WITH_AS(fit(X, y, {.bins = 257}), "fit: bins is 257, it must be in 2 … 256",
                             ValueError);
    }
    for (const auto& variant : gradients_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(vector({1}), y, "squared"),
                             "gradients: scores has 1 entries but y has 3", ShapeError);
        CHECK_THROWS_AS(variant.function(y, vector({0, NAN, 1}), "squared"), ValueError);
    }
    for (const auto& variant : histogram_bins_variants) {
        CHECK_THROWS_AS(variant.function(X, 1), ValueError);
        CHECK_THROWS_AS(variant.function(broken, 8), ValueError);
    }
    CHECK_THROWS_AS(leaf_weight({1, -1}, 1), ValueError);
    CHECK_THROWS_AS(split_gain({1, 1}, {1, 1}, 1, -0.5), ValueError);
    for (const auto& variant : predict_variants) {
        CAPTURE(variant.name);
        const Model model = naive::fit(X, y, {.trees = 2, .l2 = 0});
        CHECK_THROWS_WITH_AS(variant.function(X.leftCols(1), model),
                             "predict: X is 3×1 but the model was fitted to 2 columns", ShapeError);
        CHECK_THROWS_AS(variant.function(broken, model), ValueError);
        Model damaged = model;
        damaged.left[0] = 0;
        CHECK_THROWS_WITH_AS(variant.function(X, damaged),
                             "predict: the model's arrays are not trees", ValueError);
    }
}

TEST_CASE("gradient_boosting: fit, predict and print as a user writes them") {
    const Matrix X = matrix({{1, 5}, {2, 5}, {3, 5}, {4, 5}});
    const Vector y = vector({1, 2, 4, 9});
    const Model model =
        gradient_boosting::fit(X, y, {.trees = 2, .learning_rate = 0.5, .max_depth = 2, .l2 = 1});
    // The same as xgboost.train with these parameters prints.
    CHECK((gradient_boosting::predict(X, model) - vector({0.875, 1.2777778, 2.9444444, 4.125}))
              .cwiseAbs()
              .maxCoeff() < float_sums);
    std::ostringstream text;
    text << model;
    CHECK(text.str() == "gradient boosting: 2 trees, 5 leaves, squared loss");
}
