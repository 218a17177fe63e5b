#include <mlcore/cluster/kmeans.hpp>
#include <mlcore/grading/cases.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {

using namespace kmeans;

namespace {

// Points around `groups` places that are some spreads apart, none of them at the origin.
Matrix grouped(Random& random, Index n, Index d, int groups) {
    const Matrix places = normal_matrix(random, groups, d, 3);
    Matrix X = normal_matrix(random, n, d);
    for (Index i = 0; i < n; ++i) X.row(i) += places.row(random.index(groups));
    X.array() += 1.5;
    return X;
}

Vector uniforms(Random& random, Index k) {
    Vector u(k);
    for (Index j = 0; j < k; ++j) u(j) = random.uniform();
    return u;
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    // The lesson's five points.
    const Matrix X = matrix({{1, 2}, {3, 2}, {2, 5}, {8, 4}, {10, 6}});
    const Matrix start = matrix({{1, 2}, {3, 2}});
    const Labels first_labels = labels({0, 1, 0, 1, 1});
    const Matrix moved = matrix({{1.5, 3.5}, {7, 4}});
    const Matrix no_rows(0, 2), no_centroids(0, 2), wide = matrix({{1, 2, 3}, {-4, 0, 2}});
    struct Size {
        Index n, d, k;
    };

    auto assign = exercise.task("assign", {"X", "centroids"}, assign_variants, mistakes::assign,
                                exactly("labels are integers"));
    assign.add("one point, two centroids", matrix({{3}}), matrix({{-1}, {4}}));
    assign.add("the lesson's example: the third point is equally near to both", X, start);
    assign.add("the lesson's second round", X, moved);
    assign.add("near along the axes, or across", matrix({{0, 0}, {3, 1}, {-2, 1}}),
               matrix({{3, 3}, {0, 5}, {-4, -2}}));
    assign.add("a long centroid and a short one", matrix({{1, 1}, {2, 1}, {9, 8}}),
               matrix({{10, 10}, {1, 2}}));
    assign.add("the same centroid twice", matrix({{4, -1}, {0, 0}, {1, 5}}),
               matrix({{1, 5}, {4, 0}, {4, 0}}));
    assign.add("one centroid", wide, matrix({{5, 5, 5}}));
    assign.add("no rows", no_rows, start);
    for (const auto& [n, d, k] : {Size{7, 2, 3}, Size{12, 1, 5}, Size{4, 3, 7}, Size{25, 6, 4}}) {
        const Matrix A = grouped(random, n, d, 4);
        assign.add("random", A, grouped(random, k, d, 4));
    }
    assign.throws<ShapeError>("centroids of another width", X, wide);
    assign.throws<ValueError>("no centroids", X, no_centroids);

    auto update =
        exercise.task("update", {"X", "labels", "centroids"}, update_variants, mistakes::update,
                      within(1e-12, "a sum of a few rows in another order"));
    update.add("two points, one cluster", matrix({{3}, {5}}), labels({0, 0}), matrix({{-1}}));
    update.add("the lesson's example", X, first_labels, start);
    update.add("the middle cluster is empty", X, labels({2, 0, 0, 2, 2}),
               matrix({{1, 1}, {-7, 3}, {0, 9}}));
    update.add("the last cluster is empty", wide, labels({0, 0}), matrix({{1, 1, 1}, {2, -5, 4}}));
    update.add("each point its own cluster", X, labels({4, 2, 0, 1, 3}),
               matrix({{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}}));
    update.add("no rows: all stay", no_rows, labels({}), start);
    for (const auto& [n, d, k] : {Size{9, 3, 2}, Size{14, 1, 4}, Size{30, 5, 6}}) {
        const Matrix A = grouped(random, n, d, 3);
        const Labels l = random_labels(random, n, static_cast<int>(k));
        update.add("random", A, l, normal_matrix(random, k, d, 3));
    }
    update.throws<ShapeError>("a label too few", X, labels({0, 1, 0, 1}), start);
    update.throws<ShapeError>("centroids of another width", X, first_labels, wide);
    update.throws<ValueError>("a label that no centroid has", X, labels({0, 1, 2, 1, 1}), start);
    update.throws<ValueError>("a negative label", X, labels({0, 1, -1, 1, 1}), start);

    auto inertia =
        exercise.task("inertia", {"X", "labels", "centroids"}, inertia_variants, mistakes::inertia,
                      within(1e-11, "a sum of a few squares in another order"));
    inertia.add("one point", matrix({{3, -2}}), labels({0}), matrix({{0, 2}}));
    inertia.add("the lesson's example", X, first_labels, moved);
    inertia.add("labels that are not the nearest", X, labels({1, 0, 1, 0, 1}), start);
    inertia.add("every point is its centroid", X, labels({0, 1, 2, 3, 4}), X);
    inertia.add("no rows", no_rows, labels({}), start);
    for (const auto& [n, d, k] : {Size{8, 3, 2}, Size{21, 4, 6}}) {
        const Matrix A = grouped(random, n, d, 3);
        const Labels l = random_labels(random, n, static_cast<int>(k));
        inertia.add("random", A, l, normal_matrix(random, k, d, 2));
    }
    inertia.throws<ShapeError>("a label too many", X, labels({0, 1, 0, 1, 1, 0}), start);
    inertia.throws<ValueError>("a label that no centroid has", X, labels({0, 1, 2, 1, 1}), start);

    auto plus_plus = exercise.task("plus_plus", {"X", "uniforms"}, plus_plus_variants,
                                   mistakes::plus_plus, exactly("centroids are rows of X, copied"));
    plus_plus.add("one centroid: the last third of [0, 1) is the last of three rows",
                  matrix({{1}, {4}, {-2}}), vector({0.9}));
    plus_plus.add("the lesson's example", X, vector({0.3, 0.5, 0.25}));
    plus_plus.add("u = 0: the first row that is no centroid yet", matrix({{0}, {1}, {3}}),
                  vector({0, 0}));
    plus_plus.add("u on the border between two rows: the later one", matrix({{0}, {1}, {-1}}),
                  vector({0, 0.5}));
    plus_plus.add("repeated points, more centroids than different ones",
                  matrix({{1, 2}, {1, 2}, {5, 0}, {5, 0}, {5, 0}}), vector({0.1, 0.5, 0.7, 0.3}));
    plus_plus.add("distances below 1: their sum is less than u",
                  matrix({{0.1, 0}, {0.2, 0.1}, {0.4, 0.1}}), vector({0.2, 0.7}));
    plus_plus.add("k = n: every row once", X, uniforms(random, 5));
    for (const auto& [n, d, k] :
         {Size{6, 1, 3}, Size{11, 3, 5}, Size{15, 2, 6}, Size{20, 4, 7}, Size{30, 2, 9}}) {
        const Matrix A = grouped(random, n, d, 4);
        plus_plus.add("random", A, uniforms(random, k));
    }
    plus_plus.throws<ValueError>("no rows", no_rows, vector({0.5}));
    plus_plus.throws<ValueError>("no uniforms", X, vector({}));
    plus_plus.throws<ValueError>("more centroids than rows", matrix({{1, 2}, {3, 4}}),
                                 vector({0.1, 0.2, 0.3}));
    plus_plus.throws<ValueError>("a uniform of 1", X, vector({0.1, 1}));
    plus_plus.throws<ValueError>("a negative uniform", X, vector({-0.1, 0.5}));

    auto lloyd =
        exercise.task("lloyd", {"X", "start", "max_iterations"}, lloyd_variants, mistakes::lloyd,
                      within(1e-10, "means in another order of summation; labels and "
                                    "iterations are integers and must be equal"));
    lloyd.add("one point, one centroid", matrix({{3, -1}}), matrix({{7, 0}}), 5);
    lloyd.add("the lesson's example", X, start, 10);
    lloyd.add("the lesson's example, one round", X, start, 1);
    lloyd.add("the lesson's example, two rounds", X, start, 2);
    lloyd.add("a third centroid that no point is near to", X, matrix({{1, 2}, {3, 2}, {90, -70}}),
              10);
    lloyd.add("repeated points, and a centroid twice", matrix({{1}, {1}, {1}, {5}, {5}}),
              matrix({{2}, {2}, {4}}), 10);
    lloyd.add("k = n", matrix({{4, 1}, {-2, 0}, {3, 3}}), matrix({{3, 2.5}, {-1, 0}, {4, 0}}), 10);
    lloyd.add("k = 1", wide, matrix({{9, 9, 9}}), 10);
    for (const auto& [n, d, k] : {Size{12, 2, 3}, Size{25, 3, 4}, Size{40, 1, 5}}) {
        const Matrix A = grouped(random, n, d, static_cast<int>(k));
        const Matrix from = A.bottomRows(k); // not the first rows, and every cluster has one
        lloyd.add("random, until nothing changes", A, from, 100);
        lloyd.add("random, one round", A, from, 1);
    }
    const Matrix iris = read_table("iris.csv");
    lloyd.add("the iris table from its 5th, 60th and 110th row", iris.leftCols(4),
              Matrix(iris({4, 59, 109}, Eigen::seq(0, 3))), 50);
    lloyd.throws<ShapeError>("a start of another width", X, wide, 10);
    lloyd.throws<ValueError>("no rows", no_rows, start, 10);
    lloyd.throws<ValueError>("no centroids", X, no_centroids, 10);
    lloyd.throws<ValueError>("no rounds", X, start, 0);
}

} // namespace mlcore::grading
