#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/gradient_boosting.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {

using namespace gradient_boosting;

namespace {

// Few different values in each column, of which the first two matter.
Matrix table(Random& random, Index n, Index d) {
    Matrix X = normal_matrix(random, n, d, 2);
    return X.array().round() - 1;
}
Vector target(Random& random, MatrixView X, bool logistic) {
    Vector y(X.rows());
    for (Index i = 0; i < y.size(); ++i) {
        const double s = 2 * X(i, 0) - (X.cols() > 1 ? std::abs(X(i, 1)) : 0) + random.normal();
        y(i) = logistic ? double(s > -2.5) : s;
    }
    return y;
}
Sum random_sum(Random& random) {
    return {3 * random.normal(), random.uniform(0.5, 6)};
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    // The lesson's four rows.
    const Matrix X = matrix({{1}, {2}, {4}, {7}});
    const Vector y = vector({1, 3, 2, 10});
    const Matrix no_rows(0, 2);

    auto gradients = exercise.task("gradients", {"scores", "y", "loss"}, gradients_variants,
                                   mistakes::gradients, within(1e-12, "one exponential per row"));
    gradients.add("one row", vector({2}), vector({5}), "squared");
    gradients.add("the lesson's example", vector({4, 4, 4, 4}), y, "squared");
    gradients.add("the lesson's example after one tree", vector({3.25, 3.25, 3.25, 5.5}), y,
                  "squared");
    gradients.add("logistic, score 0", vector({0, 0}), vector({1, 0}), "logistic");
    gradients.add("logistic", vector({-2, 0.5, 3}), vector({0, 1, 0}), "logistic");
    gradients.add("logistic, far out", vector({1000, -1000, 1000}), vector({0, 0, 1}), "logistic");
    gradients.add("logistic, a target between 0 and 1", vector({1, -1}), vector({0.25, 0.5}),
                  "logistic");
    gradients.add("random", normal_vector(random, 7, 3), normal_vector(random, 7, 3), "squared");
    gradients.add("random", normal_vector(random, 5, 2), vector({1, 0, 0, 1, 0}), "logistic");
    gradients.throws<ShapeError>("sizes differ", vector({1, 2}), vector({1, 2, 3}), "squared");
    gradients.throws<ValueError>("another loss", vector({1, 2}), vector({0, 1}), "hinge");
    gradients.throws<ValueError>("logistic with y = 2", vector({1, 2}), vector({0, 2}), "logistic");
    gradients.throws<ValueError>("logistic with y = −1", vector({1, 2}), vector({-1, 1}),
                                 "logistic");

    auto leaf = exercise.task("leaf_weight", {"sum", "l2"}, leaf_weight_variants,
                              mistakes::leaf_weight, within(1e-12, "one division"));
    leaf.add("the lesson's left leaf", {6, 3}, 1);
    leaf.add("the lesson's right leaf", {-6, 1}, 1);
    leaf.add("no penalty: minus the mean gradient", {6, 3}, 0);
    leaf.add("small hessians", {-0.5, 0.25}, 2);
    leaf.add("nothing there", {0, 0}, 0);
    leaf.add("a gradient without a hessian", {2, 0}, 0);
    for (int i = 0; i < 3; ++i) {
        const Sum sum = random_sum(random);
        leaf.add("random", sum, random.uniform(0.1, 3));
    }
    leaf.throws<ValueError>("a negative hessian", {1, -2}, 1);
    leaf.throws<ValueError>("a negative penalty", {1, 2}, -1);

    auto gain =
        exercise.task("split_gain", {"left", "right", "l2", "gamma"}, split_gain_variants,
                      mistakes::split_gain, within(1e-11, "three fractions, which may cancel"));
    gain.add("the lesson's example", {6, 3}, {-6, 1}, 1, 0);
    gain.add("the lesson's example, with a price", {6, 3}, {-6, 1}, 1, 2);
    gain.add("two sides alike: nothing gained", {3, 2}, {3, 2}, 0, 0);
    gain.add("a parent whose gradients do not cancel", {4, 2}, {1, 3}, 0.5, 0.25);
    gain.add("less than the price", {1, 4}, {-1, 4}, 1, 3);
    gain.add("an empty side, no penalty", {0, 0}, {2, 3}, 0, 0);
    gain.add("a gradient without a hessian", {2, 0}, {-3, 1.5}, 0, 0);
    for (int i = 0; i < 3; ++i) {
        const Sum left = random_sum(random), right = random_sum(random);
        gain.add("random", left, right, random.uniform(0.1, 3), random.uniform(0.1, 2));
    }
    gain.throws<ValueError>("a negative hessian", {1, 2}, {1, -2}, 1, 0);
    gain.throws<ValueError>("a negative penalty", {1, 2}, {1, 2}, -1, 0);
    gain.throws<ValueError>("a negative price", {1, 2}, {1, 2}, 1, -1);

    auto bins =
        exercise.task("histogram_bins", {"X", "bins"}, histogram_bins_variants,
                      mistakes::histogram_bins, exactly("cuts are values of the column, copied"));
    bins.add("one row: nothing to cut", matrix({{3, -1}}), 4);
    bins.add("the lesson's example", X, 256);
    bins.add("the lesson's example, two bins", X, 2);
    bins.add("as many values as bins", matrix({{2}, {-5}, {2}, {0}}), 3);
    bins.add("one value more than bins", matrix({{2}, {-5}, {2}, {0}, {9}}), 3);
    bins.add("a constant column", matrix({{7, 1}, {7, -2}, {7, 1}}), 256);
    bins.add("rare values, and a bin for each",
             matrix({{0}, {0}, {0}, {5}, {0}, {0}, {-1}, {0}, {0}, {0}, {3}, {0}}), 5);
    bins.add("a frequent value, too few bins",
             matrix({{4}, {4}, {1}, {4}, {4}, {4}, {9}, {4}, {2}, {4}, {30}, {4}}), 4);
    bins.add("the smallest value is frequent",
             matrix({{0}, {0}, {0}, {6}, {0}, {0}, {5}, {0}, {2}, {1}}), 4);
    bins.add("random, all different", normal_matrix(random, 17, 2, 3), 5);
    bins.add("random, with repeats", table(random, 25, 3), 4);
    bins.throws<ValueError>("no rows", no_rows, 8);
    bins.throws<ValueError>("one bin", X, 1);
    bins.throws<ValueError>("more bins than a byte can number", X, 257);

    auto fit = exercise.task("fit", {"X", "y", "options"}, fit_variants, mistakes::fit,
                             within(1e-9, "sums of gradients in another order, carried from tree "
                                          "to tree; features and nodes must be equal"));
    const Options lesson{
        .trees = 1, .learning_rate = 0.5, .max_depth = 1, .l2 = 1, .base_score = 4};
    const auto with = [&](auto&& change) {
        Options options = lesson;
        change(options);
        return options;
    };
    fit.add("one row: a leaf", matrix({{3, 1}}), vector({7}), lesson);
    fit.add("the lesson's example", X, y, lesson);
    fit.add("the lesson's example, two trees", X, y, with([](Options& o) { o.trees = 2; }));
    fit.add("no trees", X, y, with([](Options& o) { o.trees = 0; }));
    fit.add("depth 0: one leaf a tree", X, y, with([](Options& o) {
                o.trees = 2;
                o.max_depth = 0;
                o.base_score = 1;
            }));
    fit.add("exactly two rows on each side", X, y,
            with([](Options& o) { o.min_child_weight = 2; }));
    fit.add("a price that only the first split pays", X, y, with([](Options& o) {
                o.max_depth = 3;
                o.l2 = 0;
                o.gamma = 1.5;
            }));
    fit.add("two columns that part the rows alike", matrix({{1, 8}, {2, 6}, {4, 3}, {7, 2}}), y,
            lesson);
    fit.add("two cuts of one column that are equally good", matrix({{1}, {2}, {3}}),
            vector({0, 6, 0}), with([](Options& o) {
                o.base_score = 2;
                o.l2 = 0;
            }));
    fit.add("repeated rows, a constant column",
            matrix({{5, 1}, {5, 1}, {5, 2}, {5, 2}, {5, 4}, {5, 4}}), vector({1, 2, 9, 8, 3, 3}),
            with([](Options& o) { o.max_depth = 3; }));
    fit.add("nothing to gain", matrix({{1}, {2}, {3}}), vector({6, 6, 6}), with([](Options& o) {
                o.max_depth = 2;
                o.l2 = 0;
            }));
    const Options logistic{.trees = 2,
                           .learning_rate = 0.5,
                           .max_depth = 2,
                           .l2 = 0.5,
                           .min_child_weight = 0.25,
                           .loss = "logistic",
                           .base_score = 0.3};
    fit.add("logistic", matrix({{1, 0}, {2, 5}, {3, 1}, {4, 4}, {6, 2}, {7, -1}}),
            vector({0, 0, 1, 0, 1, 1}), logistic);
    {
        Options heavy = logistic;
        heavy.min_child_weight = 1.5; // of 0.21 for each row: eight rows
        fit.add("logistic, large leaves",
                matrix({{0},
                        {1},
                        {2},
                        {3},
                        {4},
                        {5},
                        {6},
                        {7},
                        {8},
                        {9},
                        {10},
                        {11},
                        {12},
                        {13},
                        {14},
                        {15},
                        {16},
                        {17}}),
                vector({1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 0}), heavy);
    }
    for (const auto& [n, d] : {std::pair<Index, Index>{12, 2}, {25, 3}}) {
        const Matrix A = table(random, n, d);
        fit.add("random", A, target(random, A, false),
                {.trees = 3, .max_depth = 2, .l2 = 0.7, .gamma = 0.1, .base_score = -1});
        fit.add("random, logistic, few bins", A, target(random, A, true),
                {.trees = 3,
                 .max_depth = 3,
                 .min_child_weight = 0.5,
                 .bins = 4,
                 .loss = "logistic",
                 .base_score = 0.6});
    }
    fit.throws<ShapeError>("y is shorter than X", X, vector({1, 2, 3}), lesson);
    fit.throws<ValueError>("no rows", no_rows, vector({}), lesson);
    fit.throws<ValueError>("a learning rate of 0", X, y,
                           with([](Options& o) { o.learning_rate = 0; }));
}

} // namespace mlcore::grading
