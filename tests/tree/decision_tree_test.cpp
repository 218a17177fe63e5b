#include "mlcore/core/random.hpp"
#include "mlcore/tree/decision_tree.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>

using namespace mlcore;
using namespace mlcore::decision_tree;
using doctest::Approx;
using test::labels;
using test::matrix;
using test::vector;

namespace {

// scikit-learn's thresholds are middles of values rounded to float.
constexpr double float_rounding = 1e-6;
// A few terms, each rounded once.
constexpr double summation_order = 1e-13;

const char* const tables[] = {"iris.csv", "wine.csv", "breast_cancer.csv"};

/// Whole numbers and halves: many values repeat, many cuts are equally good.
Matrix coarse_matrix(Random& random, Index n, Index d) {
    Matrix X(n, d);
    for (Index i = 0; i < X.size(); ++i) X.data()[i] = std::round(4 * random.normal()) / 2;
    return X;
}
Labels random_labels(Random& random, Index n, int classes) {
    Labels y(n);
    for (Index i = 0; i < n; ++i) y(i) = static_cast<int>(random.index(classes));
    return y;
}

Options golden_options(const test::Golden& golden, const std::string& at) {
    const int depth = golden.get<int>(at + "max_depth");
    return {.criterion = golden.get<bool>(at + "entropy") ? "entropy" : "gini",
            .max_depth = depth < 0 ? unlimited : depth,
            .min_samples_split = golden.get<int>(at + "min_samples_split"),
            .min_samples_leaf = golden.get<int>(at + "min_samples_leaf")};
}

void check_golden_tree(const test::Golden& golden, const std::string& at, const Matrix& X,
                       const Labels& y) {
    CAPTURE(at);
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const Model model = variant.function(X, y, golden_options(golden, at));
        REQUIRE(model.feature == golden.get<Labels>(at + "feature"));
        CHECK(model.left == golden.get<Labels>(at + "left"));
        CHECK(model.right == golden.get<Labels>(at + "right"));
        CHECK(model.counts == golden.get<Matrix>(at + "counts"));
        CHECK((model.threshold - golden.get<Vector>(at + "threshold")).cwiseAbs().maxCoeff() <
              float_rounding * (1 + X.cwiseAbs().maxCoeff()));
    }
}

/// Gain by the definition: both sides are counted from nothing.
double gain_of(MatrixView X, LabelsView y, int feature, double threshold, bool gini_criterion) {
    const int classes = y.maxCoeff() + 1;
    Vector all = Vector::Zero(classes), left = all, right = all;
    for (Index i = 0; i < y.size(); ++i) {
        all(y(i)) += 1;
        (X(i, feature) <= threshold ? left : right)(y(i)) += 1;
    }
    const auto impurity = [&](const Vector& counts) {
        double sum = 0;
        for (const double count : counts) {
            const double p = count / counts.sum();
            if (p > 0) sum += gini_criterion ? p * (1 - p) : -p * std::log2(p);
        }
        return sum;
    };
    return impurity(all) -
           (left.sum() * impurity(left) + right.sum() * impurity(right)) / all.sum();
}

/// Every pair of rows names a cut; the best is searched in the promised order. O(d n³).
Split brute_force_split(MatrixView X, LabelsView y, const Options& options) {
    Split best{-1, 0, 0};
    for (int j = 0; j < X.cols(); ++j)
        for (Index a = 0; a < X.rows(); ++a) {
            double next = INFINITY; // the smallest value above X(a, j)
            Index n_left = 0;
            for (Index i = 0; i < X.rows(); ++i) {
                if (X(i, j) > X(a, j)) next = std::min(next, X(i, j));
                n_left += X(i, j) <= X(a, j);
            }
            if (n_left < options.min_samples_leaf || next == INFINITY ||
                X.rows() - n_left < options.min_samples_leaf)
                continue;
            const double threshold = (X(a, j) + next) / 2;
            const double gain = gain_of(X, y, j, threshold, options.criterion == "gini");
            const bool same_feature = best.feature == j;
            if (best.feature < 0 || gain > best.gain + 1e-11 ||
                (same_feature && gain > best.gain - 1e-11 && threshold < best.threshold))
                best = {j, threshold, gain};
        }
    return best;
}

bool same_tree(const Model& a, const Model& b) {
    return a.columns == b.columns && a.feature == b.feature && a.threshold == b.threshold &&
           a.left == b.left && a.right == b.right && a.counts == b.counts;
}

} // namespace

TEST_CASE("decision_tree: scikit-learn's trees of the real tables") {
    const test::Golden golden("decision_tree");
    for (int number = 0; number < 10; ++number) {
        const std::string at = "real/" + std::to_string(number) + "/";
        const Matrix table = test::read_table(tables[golden.get<int>(at + "table")]);
        const Index d = table.cols() - 1;
        check_golden_tree(golden, at, table.leftCols(d), table.col(d).cast<int>());
    }
}

TEST_CASE("decision_tree: scikit-learn's trees of drawn tables") {
    const test::Golden golden("decision_tree");
    for (const std::string at : {"drawn/0/", "drawn/1/", "drawn/2/", "drawn/3/"})
        check_golden_tree(golden, at, golden.get<Matrix>(at + "X"), golden.get<Labels>(at + "y"));
}

TEST_CASE("decision_tree: as accurate as scikit-learn's trees on rows they have not seen") {
    const test::Golden golden("decision_tree");
    for (const std::string at : {"accuracy/0/", "accuracy/1/", "accuracy/2/", "accuracy/3/"}) {
        const Matrix table = test::read_table(tables[golden.get<int>(at + "table")]);
        std::vector<int> train, test;
        for (int i = 0; i < table.rows(); ++i) (i % 3 == 0 ? test : train).push_back(i);
        const Index d = table.cols() - 1;
        const Matrix X = table.leftCols(d);
        const Labels y = table.col(d).cast<int>();
        const Options options{.criterion = golden.get<bool>(at + "entropy") ? "entropy" : "gini"};
        CAPTURE(at);
        for (const auto& variant : fit_variants) {
            CAPTURE(variant.name);
            const Model model = variant.function(X(train, Eigen::all), y(train), options);
            const Labels y_hat = predict(X(test, Eigen::all), model);
            const double accuracy = (y_hat.array() == y(test).array()).cast<double>().mean();
            CHECK(accuracy >= golden.get<double>(at + "lowest"));
            CHECK(accuracy <= golden.get<double>(at + "highest"));
            // Grown to the end, a tree knows its own rows.
            CHECK(predict(X(train, Eigen::all), model) == Labels(y(train)));
        }
    }
}

TEST_CASE("decision_tree: impurities") {
    const test::Golden golden("decision_tree");
    for (const std::string at :
         {"impurity/0/", "impurity/1/", "impurity/2/", "impurity/3/", "impurity/4/"}) {
        CAPTURE(at);
        const auto counts = golden.get<Vector>(at + "counts");
        for (const auto& variant : gini_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(counts) ==
                  Approx(golden.get<double>(at + "gini")).epsilon(summation_order));
        }
        for (const auto& variant : entropy_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(counts) ==
                  Approx(golden.get<double>(at + "entropy")).epsilon(summation_order));
        }
    }
}

TEST_CASE("decision_tree: the best cut by brute force") {
    const std::uint64_t seed = 17;
    CAPTURE(seed);
    Random random(seed);
    for (int round = 0; round < 120; ++round) {
        CAPTURE(round);
        const Index n = 1 + random.index(14), d = 1 + random.index(4);
        const Matrix X = coarse_matrix(random, n, d);
        const Labels y = random_labels(random, n, 1 + static_cast<int>(random.index(4)));
        const Options options{.criterion = round % 2 == 0 ? "gini" : "entropy",
                              .min_samples_leaf = 1 + static_cast<int>(random.index(3))};
        const Split expected = brute_force_split(X, y, options);
        for (const auto& variant : best_split_variants) {
            CAPTURE(variant.name);
            const Split got = variant.function(X, y, options);
            CHECK(got.feature == expected.feature);
            CHECK(got.threshold == expected.threshold);
            CHECK(got.gain == Approx(expected.gain).epsilon(summation_order));
        }
    }
}

TEST_CASE("decision_tree: every node of a tree is what its rows say") {
    const std::uint64_t seed = 23;
    CAPTURE(seed);
    Random random(seed);
    for (int round = 0; round < 12; ++round) {
        CAPTURE(round);
        const Index n = 20 + random.index(60), d = 1 + random.index(4);
        const Matrix X = coarse_matrix(random, n, d);
        const Labels y = random_labels(random, n, 3);
        const Options options{.criterion = round % 2 == 0 ? "gini" : "entropy",
                              .max_depth = round % 3 == 0 ? 4 : unlimited,
                              .min_samples_split = 2 + round % 5,
                              .min_samples_leaf = 1 + round % 4};
        const Model naive_model = naive::fit(X, y, options);
        for (const auto& variant : fit_variants) {
            CAPTURE(variant.name);
            const Model model = variant.function(X, y, options);
            CHECK(same_tree(model, naive_model));
            CHECK(depth(model) <= options.max_depth);
            // Send the rows down and look at each node with those that came.
            std::vector<std::vector<int>> rows(static_cast<std::size_t>(model.feature.size()));
            std::vector<int> depths(rows.size());
            for (int i = 0; i < n; ++i) rows[0].push_back(i);
            for (int node = 0; node < model.feature.size(); ++node) {
                const auto& here = rows[static_cast<std::size_t>(node)];
                const Labels y_here = y(here);
                REQUIRE(here.size() > 0);
                for (int c = 0; c < model.counts.cols(); ++c)
                    CHECK(model.counts(node, c) == (y_here.array() == c).count());
                const bool pure = (y_here.array() == y_here(0)).all();
                const Split split = brute_force_split(X(here, Eigen::all), y_here, options);
                const int level = depths[static_cast<std::size_t>(node)];
                const bool cut = !pure && level < options.max_depth && split.feature >= 0 &&
                                 y_here.size() >= options.min_samples_split;
                REQUIRE((model.feature(node) >= 0) == cut);
                if (!cut) continue;
                CHECK(model.feature(node) == split.feature);
                CHECK(model.threshold(node) == split.threshold);
                CHECK(model.left(node) == node + 1);
                for (const int i : here) {
                    const bool left = X(i, split.feature) <= split.threshold;
                    const int child = left ? model.left(node) : model.right(node);
                    rows[static_cast<std::size_t>(child)].push_back(i);
                    depths[static_cast<std::size_t>(child)] = level + 1;
                }
            }
        }
    }
}

TEST_CASE("decision_tree: equally good cuts, and cuts without gain") {
    // Columns 1 and 2 are the same; so are the cuts at 1.5 and 3.5 of each, mirrored.
    const Matrix X = matrix({{7, 1, 1}, {7, 2, 2}, {7, 3, 3}, {7, 4, 4}});
    const Matrix square = matrix({{0, 0}, {0, 1}, {1, 0}, {1, 1}});
    for (const auto& variant : best_split_variants) {
        CAPTURE(variant.name);
        const Split split = variant.function(X, labels({1, 0, 0, 1}), {});
        CHECK(split.feature == 1);
        CHECK(split.threshold == 1.5);
        const Split no_gain = variant.function(square, labels({0, 1, 1, 0}), {});
        CHECK(no_gain.feature == 0);
        CHECK(no_gain.threshold == 0.5);
        CHECK(no_gain.gain == 0);
        const Split none = variant.function(Matrix::Constant(3, 2, -1.5), labels({0, 1, 1}), {});
        CHECK(none.feature == -1);
        CHECK(none.threshold == 0);
        CHECK(none.gain == 0);
    }
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const Model exclusive_or = variant.function(square, labels({0, 1, 1, 0}), {});
        CHECK(exclusive_or.feature.size() == 7);
        CHECK(predict(square, exclusive_or) == labels({0, 1, 1, 0}));
    }
}

TEST_CASE("decision_tree: predict") {
    // x1 ≤ 2: class 1 (a tie with 2). Else x0 ≤ −1: class 2, else 0.
    const Model model{.columns = 2,
                      .feature = labels({1, -1, 0, -1, -1}),
                      .threshold = vector({2, 0, -1, 0, 0}),
                      .left = labels({1, -1, 3, -1, -1}),
                      .right = labels({2, -1, 4, -1, -1}),
                      .counts = matrix({{4, 3, 6}, {1, 3, 3}, {3, 0, 3}, {0, 0, 3}, {3, 0, 0}})};
    const Matrix X = matrix({{0, 2},
                             {-1, 2.5},
                             {-0.5, 9},
                             {5, -4},
                             {-7, 3},
                             {1, 1},
                             {0, 2.01},
                             {0, 2},
                             {-3, 100},
                             {0, -2}});
    for (const auto& variant : predict_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(X, model) == labels({1, 2, 0, 1, 2, 1, 0, 1, 2, 1}));
        CHECK(variant.function(Matrix(0, 2), model).size() == 0);
        CHECK(variant.function(X.middleRows(1, 1), model) == labels({2}));
        const Matrix wide = Matrix::Constant(3, 4, 5);
        CHECK(variant.function(wide.middleCols(1, 2), model) == labels({0, 0, 0}));
        CHECK_THROWS_WITH_AS(variant.function(wide, model),
                             "predict: X is 3×4 but the tree was grown from 2 columns", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(matrix({{0, NAN}}), model), "predict: X(0, 1) is NaN",
                             ValueError);
        Model loop = model;
        loop.left(2) = 0;
        CHECK_THROWS_WITH_AS(variant.function(X, loop), "predict: the model is not a tree",
                             ValueError);
        CHECK_THROWS_AS(variant.function(X, Model{}), ValueError);
    }
    for (const auto& variant : predict_probabilities_variants) {
        CAPTURE(variant.name);
        const Matrix p = variant.function(X, model);
        CHECK(p.row(0).isApprox(matrix({{1, 3, 3}}) / 7, summation_order));
        CHECK(p.row(1) == matrix({{0, 0, 1}}));
        CHECK((p.rowwise().sum().array() - 1).abs().maxCoeff() < summation_order);
        CHECK_THROWS_AS(variant.function(Matrix(1, 3), model), ShapeError);
    }
}

TEST_CASE("decision_tree: fit and print as a user does") {
    const Matrix iris = test::read_table("iris.csv");
    const Model model =
        decision_tree::fit(iris.leftCols(4), iris.col(4).cast<int>(), {.max_depth = 2});
    std::ostringstream text;
    text << model;
    CHECK(text.str() == "decision tree: 5 nodes, depth 2\n"
                        "x2 ≤ 2.45?\n"
                        "  yes: class 0 (50 of 50 rows)\n"
                        "  no: x3 ≤ 1.75?\n"
                        "    yes: class 1 (49 of 54 rows)\n"
                        "    no: class 2 (45 of 46 rows)");
}
