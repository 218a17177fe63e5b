// The smallest and the strangest tables, and what is refused.
#include "mlcore/tree/decision_tree.hpp"
#include "support/arrays.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace mlcore;
using namespace mlcore::decision_tree;
using doctest::Approx;
using test::labels;
using test::matrix;
using test::vector;

TEST_CASE("decision_tree: neighbouring doubles are told apart, and the largest do not overflow") {
    const double one = std::nextafter(1.0, 2.0), two = std::nextafter(one, 2.0);
    const Matrix X = matrix({{one}, {two}}), huge = matrix({{1.7e308}, {1.5e308}});
    const Labels y = labels({1, 0});
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const Model close = variant.function(X, y, {});
        CHECK(close.threshold(0) == one);
        CHECK(predict(X, close) == y);
        const Model far = variant.function(huge, y, {});
        CHECK(far.threshold(0) == Approx(1.6e308));
        CHECK(predict(huge, far) == y);
        CHECK(predict(matrix({{-0.0}, {0.0}}), variant.function(matrix({{-0.0}, {0.0}}), y, {})) ==
              labels({0, 0}));
    }
}

TEST_CASE("decision_tree: a tree as deep as its rows") {
    const int n = 3000; // classes that alternate: the best cut takes one row off an end
    Matrix X(n, 1);
    Labels y(n);
    for (int i = 0; i < n; ++i) X(i, 0) = i, y(i) = i % 2;
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const Model model = variant.function(X, y, {});
        CHECK(model.feature.size() == 2 * n - 1);
        CHECK(predict(X, model) == y);
    }
}

TEST_CASE("decision_tree: the smallest inputs") {
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const Model one = variant.function(matrix({{3, 4}}), labels({2}), {});
        CHECK(one.feature == labels({-1}));
        CHECK(one.counts == matrix({{0, 0, 1}}));
        CHECK(predict(matrix({{9, 9}, {0, 0}}), one) == labels({2, 2}));
        const Model no_columns = variant.function(Matrix(3, 0), labels({0, 1, 1}), {});
        CHECK(no_columns.feature.size() == 1);
        for (const auto& predictor : predict_variants)
            CHECK(predictor.function(Matrix(2, 0), no_columns) == labels({1, 1}));
        const Model root = variant.function(matrix({{1}, {2}}), labels({0, 1}), {.max_depth = 0});
        CHECK(root.counts == matrix({{1, 1}}));
    }
}

TEST_CASE("decision_tree: what is refused, and in which words") {
    const Matrix X = matrix({{1, 2}, {3, 5}, {4, -1}});
    const Labels y = labels({0, 1, 1});
    const auto refused = [&](const auto& variants, const std::string& name) {
        for (const auto& variant : variants) {
            CAPTURE(variant.name);
            const auto f = variant.function;
            const auto text = [&](const std::string& words) { return name + ": " + words; };
            CHECK_THROWS_WITH_AS(f(X, labels({0, 1}), {}),
                                 text("X is 3×2 but y has 2 entries").c_str(), ShapeError);
            CHECK_THROWS_AS(f(Matrix(0, 2), Labels(0), {}), ValueError);
            Matrix broken = X;
            broken(2, 1) = INFINITY;
            CHECK_THROWS_WITH_AS(f(broken, y, {}), text("X(2, 1) is infinite").c_str(), ValueError);
            CHECK_THROWS_WITH_AS(f(X, labels({0, -1, 1}), {}),
                                 text("y(1) is -1, a class must be in 0 … 1000000").c_str(),
                                 ValueError);
            CHECK_THROWS_AS(f(X, labels({0, 2147483647, 1}), {}), ValueError);
            CHECK_THROWS_WITH_AS(
                f(X, y, {.criterion = "log_loss"}),
                text("criterion is \"log_loss\", it must be \"gini\" or \"entropy\"").c_str(),
                ValueError);
            CHECK_THROWS_WITH_AS(f(X, y, {.min_samples_leaf = 0}),
                                 text("min_samples_leaf is 0, it must be at least 1").c_str(),
                                 ValueError);
            CHECK_THROWS_AS(f(X, y, {.max_depth = -1}), ValueError);
            CHECK_THROWS_AS(f(X, y, {.min_samples_split = 1}), ValueError);
        }
    };
    refused(best_split_variants, "best_split");
    refused(fit_variants, "fit");
    const auto no_impurity = [&](const auto& variants, const std::string& name) {
        for (const auto& variant : variants) {
            CAPTURE(variant.name);
            const auto f = variant.function;
            CHECK_THROWS_WITH_AS(
                f(vector({0, 0})),
                (name + ": all counts are zero; an empty node has no impurity").c_str(),
                ValueError);
            CHECK_THROWS_AS(f(Vector(0)), ValueError);
            CHECK_THROWS_AS(f(vector({3, -1})), ValueError);
            CHECK_THROWS_AS(f(vector({3, NAN})), ValueError);
            CHECK(f(vector({0, 7})) == 0);
        }
    };
    no_impurity(gini_variants, "gini");
    no_impurity(entropy_variants, "entropy");
}
