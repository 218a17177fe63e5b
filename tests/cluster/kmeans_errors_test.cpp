// Empty clusters and repeated points, and what is refused.
#include "mlcore/cluster/kmeans.hpp"
#include "support/arrays.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using namespace mlcore::kmeans;
using doctest::Approx;
using test::labels;
using test::matrix;
using test::vector;

TEST_CASE("kmeans: empty clusters, repeated points, k = n") {
    for (const auto& variant : lloyd_variants) {
        CAPTURE(variant.name);
        const auto lloyd = variant.function;
        const Model empty = lloyd(matrix({{1}, {2}, {6}}), matrix({{1}, {-40}, {6}}), 10);
        CHECK(empty.centroids == matrix({{1.5}, {-40}, {6}}));
        CHECK(empty.labels == labels({0, 0, 2}));
        CHECK(empty.inertia == 0.5);
        CHECK(empty.iterations == 2);
        const Matrix X = matrix({{4, 1}, {-2, 0}, {3, 3}});
        const Model each = lloyd(X, X, 10);
        CHECK(each.labels == labels({0, 1, 2}));
        CHECK(each.inertia == 0);
    }
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const auto fit = variant.function;
        const Matrix same = Matrix::Constant(6, 2, 0.1);
        const Model model = fit(same, {.k = 3});
        CHECK(model.labels == Labels::Zero(6));
        CHECK(model.inertia == Approx(0));
        CHECK(model.centroids.allFinite());
        const Model one = fit(matrix({{1, 5}, {3, 6}}), {.k = 1});
        CHECK(one.centroids == matrix({{2, 5.5}}));
        CHECK(one.inertia == 2.5);
    }
    for (const auto& variant : assign_variants)
        CHECK(variant.function(Matrix(0, 2), Matrix::Zero(3, 2)).size() == 0);
    for (const auto& variant : update_variants)
        CHECK(variant.function(Matrix(0, 2), Labels(0), Matrix::Ones(3, 2)) == Matrix::Ones(3, 2));
    for (const auto& variant : inertia_variants)
        CHECK(variant.function(Matrix(0, 2), Labels(0), Matrix::Ones(3, 2)) == 0);
}

TEST_CASE("kmeans: what is refused, and in which words") {
    const Matrix X = matrix({{1, 2}, {3, 5}, {4, -1}}), C = matrix({{0, 0}, {1, 1}});
    const Labels l = labels({0, 1, 0});
    Matrix broken = X;
    broken(2, 1) = NAN;
    for (const auto& variant : assign_variants) {
        CAPTURE(variant.name);
        const auto assign = variant.function;
        CHECK_THROWS_WITH_AS(assign(X, Matrix::Zero(4, 3)), "assign: X is 3×2 but centroids is 4×3",
                             ShapeError);
        CHECK_THROWS_WITH_AS(assign(X, Matrix(0, 2)), "assign: there are no centroids (0×2)",
                             ValueError);
        CHECK_THROWS_WITH_AS(assign(broken, C), "assign: X(2, 1) is NaN", ValueError);
        CHECK_THROWS_WITH_AS(assign(X, broken), "assign: centroids(2, 1) is NaN", ValueError);
    }
    for (const auto& variant : update_variants) {
        CAPTURE(variant.name);
        const auto update = variant.function;
        CHECK_THROWS_WITH_AS(update(X, labels({0, 1}), C),
                             "update: X is 3×2 but labels has 2 entries", ShapeError);
        CHECK_THROWS_WITH_AS(update(X, labels({0, 2, 1}), C),
                             "update: labels(1) is 2, it must be in 0 … 1", ValueError);
        CHECK_THROWS_AS(update(broken, l, C), ValueError);
    }
    for (const auto& variant : inertia_variants) {
        CAPTURE(variant.name);
        const auto inertia = variant.function;
        CHECK_THROWS_AS(inertia(X, labels({0, 1}), C), ShapeError);
        CHECK_THROWS_WITH_AS(inertia(X, labels({0, -1, 1}), C),
                             "inertia: labels(1) is -1, it must be in 0 … 1", ValueError);
    }
    for (const auto& variant : plus_plus_variants) {
        CAPTURE(variant.name);
        const auto plus_plus = variant.function;
        CHECK_THROWS_WITH_AS(plus_plus(X, vector({0, 0, 0, 0})),
                             "plus_plus: 4 centroids cannot be drawn from 3 rows", ValueError);
        CHECK_THROWS_WITH_AS(plus_plus(X, vector({0.5, 1})),
                             "plus_plus: uniforms(1) is 1.000000, it must be in [0, 1)",
                             ValueError);
        CHECK_THROWS_AS(plus_plus(X, vector({NAN})), ValueError);
        CHECK_THROWS_AS(plus_plus(X, Vector(0)), ValueError);
        CHECK_THROWS_AS(plus_plus(broken, vector({0.5})), ValueError);
    }
    for (const auto& variant : lloyd_variants) {
        CAPTURE(variant.name);
        const auto lloyd = variant.function;
        CHECK_THROWS_AS(lloyd(X, Matrix::Zero(2, 3), 5), ShapeError);
        CHECK_THROWS_WITH_AS(lloyd(X, C, 0), "lloyd: max_iterations is 0, it must be at least 1",
                             ValueError);
        CHECK_THROWS_WITH_AS(lloyd(Matrix(0, 2), C, 5), "lloyd: X is empty (0×2)", ValueError);
    }
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const auto fit = variant.function;
        CHECK_THROWS_WITH_AS(fit(X, {.k = 4}), "fit: k is 4 but X has only 3 rows", ValueError);
        CHECK_THROWS_AS(fit(X, {.k = 0}), ValueError);
        CHECK_THROWS_AS(fit(X, {.k = 2, .restarts = 0}), ValueError);
        CHECK_THROWS_AS(fit(X, {.k = 2, .max_iterations = 0}), ValueError);
        CHECK_THROWS_AS(fit(broken, {.k = 2}), ValueError);
    }
}
