#include "mlcore/core/random.hpp"
#include "mlcore/tree/random_forest.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <set>
#include <sstream>

#ifdef _OPENMP
#include <omp.h>
#endif

using namespace mlcore;
using namespace mlcore::random_forest;
using doctest::Approx;
using test::labels;
using test::matrix;
using test::vector;

namespace {

Table table(std::initializer_list<std::initializer_list<int>> rows) { return Table(rows); }

struct Data {
    Matrix X;
    Labels y;
};

/// Classes that follow two of the columns; a constant column and repeated values.
Data drawn_data(Random& random, Index n, Index d) {
    Data data{Matrix(n, d), Labels(n)};
    for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < d; ++j)
            data.X(i, j) = j == 1 ? 4 : std::round(4 * random.normal()) / 4;
        const double score = data.X(i, 0) - data.X(i, d - 1) + 0.5 * random.normal();
        data.y(i) = score < -1 ? 2 : score < 0.5 ? 0 : 1;
    }
    return data;
}

bool same_forest(const Model& a, const Model& b) {
    if (a.seeds != b.seeds || a.trees.size() != b.trees.size()) return false;
    for (std::size_t t = 0; t < a.trees.size(); ++t) {
        const auto &p = a.trees[t], &q = b.trees[t];
        if (p.feature.size() != q.feature.size() || p.feature != q.feature ||
            p.threshold != q.threshold || p.left != q.left || p.right != q.right ||
            p.counts != q.counts)
            return false;
    }
    return true;
}

double accuracy(const Labels& y_hat, const Labels& y) {
    return (y_hat.array() == y.array()).cast<double>().mean();
}

} // namespace

TEST_CASE("random_forest: as accurate as scikit-learn's over twenty seeds") {
    const test::Golden golden("random_forest");
    for (const std::string name : {"wine", "breast_cancer"}) {
        CAPTURE(name);
        const Matrix rows = test::read_table(name + ".csv");
        std::vector<int> train, test;
        for (int i = 0; i < rows.rows(); ++i) (i % 3 == 0 ? test : train).push_back(i);
        const Index d = rows.cols() - 1;
        const Matrix X = rows(train, Eigen::seqN(0, d)), X_test = rows(test, Eigen::seqN(0, d));
        const Labels y = rows.col(d)(train).cast<int>(), y_test = rows.col(d)(test).cast<int>();
        constexpr int seeds = 20;
        Vector scores(seeds), errors(seeds);
        for (int seed = 0; seed < seeds; ++seed) {
            const Model forest =
                random_forest::fit(X, y, {.seed = static_cast<std::uint64_t>(seed)});
            scores(seed) = accuracy(predict(X_test, forest), y_test);
            errors(seed) = out_of_bag_error(X, y, forest);
        }
        // Of one accuracy, as measured on this many rows.
        const double expected = golden.get<double>(name + "/accuracy/mean");
        const double n_test = static_cast<double>(y_test.size());
        const double standard_error = std::sqrt(expected * (1 - expected) / n_test);
        CHECK(std::abs(scores.mean() - expected) <= standard_error);
        // Three standard errors of the difference of two means over 20 seeds: a forest that is
        // worse by construction stands out.
        const auto means_differ_by = [&](const Vector& ours, const std::string& key) {
            const double theirs = golden.get<double>(name + key + "/mean");
            const double deviation = golden.get<double>(name + key + "/deviation");
            const double own = std::sqrt((ours.array() - ours.mean()).square().sum() / (seeds - 1));
            const double allowed =
                3 * std::sqrt((deviation * deviation + own * own) / seeds) + 1e-12;
            CAPTURE(key);
            CHECK(std::abs(ours.mean() - theirs) <= allowed);
        };
        means_differ_by(scores, "/accuracy");
        means_differ_by(errors, "/out_of_bag");
    }
}

TEST_CASE("random_forest: bootstrap_indices") {
    Random random(3);
    const Index n = 20'000;
    const Vector u = uniforms(random, n);
    for (const auto& variant : bootstrap_indices_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(vector({0, 0.24, 0.25, 0x1.fffffffffffffp-1})) ==
              labels({0, 0, 1, 3}));
        CHECK(variant.function(vector({0.7})) == labels({0}));
        const Labels rows = variant.function(u);
        const std::set<int> different(rows.begin(), rows.end());
        // 1 − 1/e of the rows, to five standard deviations of that count.
        CHECK(std::abs(static_cast<double>(different.size()) / n - 0.632121) < 5 * 0.0022);
        CHECK_THROWS_WITH_AS(variant.function(Vector(0)), "bootstrap_indices: uniforms is empty",
                             ValueError);
        CHECK_THROWS_WITH_AS(variant.function(vector({0.5, 1})),
                             "bootstrap_indices: uniforms(1) is 1.000000, it must be in [0, 1)",
                             ValueError);
        CHECK_THROWS_AS(variant.function(vector({-0.1})), ValueError);
        CHECK_THROWS_AS(variant.function(vector({NAN})), ValueError);
    }
}

TEST_CASE("random_forest: sample_features") {
    Random random(4);
    for (const auto& variant : sample_features_variants) {
        CAPTURE(variant.name);
        // f = 0 1 2 3: swap f0 with f2, then f1 with f2 (now 0).
        CHECK(variant.function(vector({0.5, 0.34}), 4) == labels({2, 0}));
        CHECK(variant.function(vector({0.5, 0.34, 0.9, 0.9}), 4) == labels({2, 0, 3, 1}));
        CHECK(variant.function(Vector(0), 4).size() == 0);
        CHECK(variant.function(vector({0.99}), 1) == labels({0}));
        // Each of the 12 ordered pairs of 4 equally often: χ² with 11 degrees of freedom, 0.1%
        // point.
        std::map<std::pair<int, int>, int> times;
        constexpr int draws = 12'000;
        for (int i = 0; i < draws; ++i) {
            const Labels pair = variant.function(uniforms(random, 2), 4);
            ++times[{pair(0), pair(1)}];
        }
        double chi_squared = 0;
        for (const auto& [pair, count] : times) {
            CHECK(pair.first != pair.second);
            chi_squared += (count - draws / 12.0) * (count - draws / 12.0) / (draws / 12.0);
        }
        CHECK(times.size() == 12);
        CHECK(chi_squared < 31.26);
        CHECK_THROWS_WITH_AS(variant.function(vector({0, 0.1, 0.2}), 2),
                             "sample_features: 3 features are wanted of 2", ValueError);
        CHECK_THROWS_AS(variant.function(vector({1.0}), 2), ValueError);
    }
}

TEST_CASE("random_forest: majority_vote and oob_error") {
    // Three trees, four rows; row 3 is in every bag.
    const Table votes = table({{0, 2, 1, 1}, {1, 2, 0, 1}, {1, 0, 0, 1}});
    const Table bags = table({{3, 3, 0, 3}, {1, 3, 3, 1}, {2, 3, 3, 3}});
    for (const auto& variant : majority_vote_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(votes) == labels({1, 2, 0, 1}));
        CHECK(variant.function(table({{3}, {1}, {1}, {3}})) == labels({1}));
        CHECK(variant.function(Table(3, 0)).size() == 0);
        CHECK_THROWS_WITH_AS(variant.function(Table(0, 3)),
                             "majority_vote: votes is 0×3; no tree votes", ValueError);
        CHECK_THROWS_AS(variant.function(table({{0, -1}})), ValueError);
    }
    for (const auto& variant : oob_error_variants) {
        CAPTURE(variant.name);
        // Row 0: trees 1, 2 say 1. Row 1: trees 0, 2 say 2 and 0, so 0. Row 2: trees 0, 1 say 1 and
        // 0.
        CHECK(variant.function(votes, bags, labels({1, 2, 0, 0})) == Approx(1.0 / 3));
        CHECK(variant.function(votes, bags, labels({1, 0, 0, 0})) == 0);
        CHECK_THROWS_WITH_AS(
            variant.function(votes.topRows(1), table({{0, 1, 2, 3}}), labels({0, 0, 0, 0})),
            "oob_error: every row is in every bag; no tree can judge it", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(votes, bags.topRows(2), labels({1, 2, 0, 0})),
                             "oob_error: votes is 3×4 but bags is 2×4", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(votes, bags, labels({1, 2})),
                             "oob_error: votes is 3×4 but y has 2 entries", ShapeError);
        Table broken = bags;
        broken(0, 0) = 4;
        CHECK_THROWS_WITH_AS(variant.function(votes, broken, labels({1, 2, 0, 0})),
                             "oob_error: bags has a row that is not in 0 … 3", ValueError);
    }
}

TEST_CASE("random_forest: every variant grows the same forest, on any number of threads") {
    const std::uint64_t seed = 9;
    CAPTURE(seed);
    Random random(seed);
    const auto [X, y] = drawn_data(random, 90, 5);
    for (const Options& options :
         {Options{.trees = 12, .seed = 7}, Options{.trees = 5, .max_features = 1, .seed = 1},
          Options{.trees = 5, .max_features = 5, .seed = 2, .tree = {.criterion = "entropy"}},
          Options{.trees = 6,
          .max_features = 3,
          .seed = 3,
          .tree = {.max_depth = 4, .min_samples_split = 6, .min_samples_leaf = 3}}}) {
        const Model expected = naive::fit(X, y, options);
        CHECK(expected.trees.size() == static_cast<std::size_t>(options.trees));
        for (const auto& variant : fit_variants) {
            CAPTURE(variant.name);
            CHECK(same_forest(variant.function(X, y, options), expected));
        }
        for (const auto& variant : fit_given_variants)
            CHECK(same_forest(variant.function(X, y, options),
                              naive::fit(X, y, options, given::grow_tree)));
#ifdef _OPENMP
        const int threads = omp_get_max_threads();
        for (const int count : {1, 3, 8}) {
            omp_set_num_threads(count);
            CHECK(same_forest(parallel::fit(X, y, options), expected));
        }
        omp_set_num_threads(threads);
#endif
        Matrix many(5000, 5); // several blocks
        for (Index i = 0; i < many.rows(); ++i) many.row(i) = X.row(i % 90) * (1 + 0.001 * i);
        const Labels votes = naive::predict(many, expected);
        const Matrix shares = naive::predict_probabilities(many, expected);
        CHECK((shares.rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
        for (const auto& variant : predict_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(many, expected) == votes);
            CHECK(variant.function(Matrix(0, 5), expected).size() == 0);
        }
        for (const auto& variant : predict_probabilities_variants)
            CHECK((variant.function(many, expected) - shares).cwiseAbs().maxCoeff() < 1e-12);
        for (const auto& variant : out_of_bag_error_variants)
            CHECK(variant.function(X, y, expected) == naive::out_of_bag_error(X, y, expected));
    }
}

TEST_CASE("random_forest: few of many columns, where nodes sort instead of trees") {
    Random random(6);
    const auto [X, y] = drawn_data(random, 60, 150);
    CHECK_FALSE(vectorized::keep_sorted(60, 150, 2));
    const Options options{
        .trees = 7, .max_features = 2, .seed = 4, .tree = {.criterion = "entropy"}};
    const Model expected = naive::fit(X, y, options);
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        CHECK(same_forest(variant.function(X, y, options), expected));
    }
}

TEST_CASE("random_forest: the draws are those that are promised") {
    Random random(2);
    const auto [X, y] = drawn_data(random, 40, 6);
    const Options options{.trees = 3, .max_features = 2, .seed = 11};
    const Model forest = naive::fit(X, y, options);
    Random seeds(11);
    for (std::size_t t = 0; t < 3; ++t) {
        CAPTURE(t);
        CHECK(forest.seeds[t] == seeds.bits());
        Random own(forest.seeds[t]);
        const Labels bag = naive::bootstrap_indices(uniforms(own, 40));
        Vector counts = Vector::Zero(3);
        for (const int row : bag) counts(y(row)) += 1;
        CHECK(forest.trees[t].counts.row(0).transpose() == counts);
        // The root is cut on one of the features drawn for it. Column 1 is constant; where both
        // columns could not be cut, all would be drawn.
        const Labels drawn = naive::sample_features(uniforms(own, 2), 6);
        CHECK((drawn.array() == forest.trees[t].feature(0)).any());
    }
    CHECK_FALSE(same_forest(forest, naive::fit(X, y, {.trees = 3, .max_features = 2, .seed = 12})));
}

TEST_CASE("random_forest: a node whose drawn features are constant looks on") {
    // Only column 3 of 6 can be cut.
    Matrix X = Matrix::Constant(12, 6, 2);
    Labels y(12);
    for (int i = 0; i < 12; ++i) X(i, 3) = i, y(i) = i < 5 ? 1 : 0;
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const Model forest = variant.function(X, y, {.trees = 15, .max_features = 1, .seed = 5});
        for (const auto& tree : forest.trees) {
            const bool pure = (tree.counts.row(0).array() > 0).count() == 1;
            CHECK(tree.feature(0) == (pure ? -1 : 3));
        }
        CHECK(accuracy(predict(X, forest), y) == 1);
    }
}

TEST_CASE("random_forest: the smallest inputs, and what is refused") {
    const Matrix X = matrix({{1, 2}, {3, 5}, {4, -1}});
    const Labels y = labels({0, 1, 1});
    for (const auto& variant : fit_variants) {
        CAPTURE(variant.name);
        const auto fit_forest = variant.function;
        const Model one = fit_forest(matrix({{3, 4}}), labels({2}), {.trees = 2});
        CHECK(predict(matrix({{0, 0}}), one) == labels({2}));
        CHECK_THROWS_WITH_AS(fit_forest(X, labels({0, 1}), {}), "fit: X is 3×2 but y has 2 entries",
                             ShapeError);
        CHECK_THROWS_WITH_AS(fit_forest(X, y, {.trees = 0}),
                             "fit: trees is 0, it must be at least 1", ValueError);
        CHECK_THROWS_WITH_AS(fit_forest(X, y, {.max_features = 3}),
                             "fit: max_features is 3, it must be in 1 … 2 or square_root",
                             ValueError);
        CHECK_THROWS_AS(fit_forest(X, y, {.tree = {.min_samples_leaf = 0}}), ValueError);
        CHECK_THROWS_AS(fit_forest(Matrix(0, 2), Labels(0), {}), ValueError);
        CHECK_THROWS_AS(fit_forest(Matrix(3, 0), y, {}), ValueError);
        Matrix broken = X;
        broken(1, 0) = NAN;
        CHECK_THROWS_WITH_AS(fit_forest(broken, y, {}), "fit: X(1, 0) is NaN", ValueError);
        CHECK_THROWS_AS(fit_forest(X, labels({0, -1, 1}), {}), ValueError);
    }
    const Model forest = random_forest::fit(X, y, {.trees = 3});
    for (const auto& variant : predict_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(Matrix(2, 3), forest),
                             "predict: X is 2×3 but the tree was grown from 2 columns", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(X, Model{}), "predict: the model has no trees",
                             ValueError);
        CHECK_THROWS_AS(variant.function(matrix({{NAN, 1}}), forest), ValueError);
    }
    for (const auto& variant : out_of_bag_error_variants)
        CHECK_THROWS_AS(variant.function(X, labels({0, 1}), forest), ShapeError);
    const auto failing = [](MatrixView, LabelsView, LabelsView, const Options&,
                            const ChooseFeatures&) -> decision_tree::Model {
        throw ValueError("no tree grows here");
    };
    CHECK_THROWS_WITH_AS(random_forest::fit(X, y, {}, failing), "no tree grows here", ValueError);
}

TEST_CASE("random_forest: fit and print as a user does") {
    const Matrix iris = test::read_table("iris.csv");
    const Matrix X = iris.leftCols(4);
    const Labels y = iris.col(4).cast<int>();
    const Model forest = random_forest::fit(X, y, {.trees = 200, .seed = 7});
    CHECK(out_of_bag_error(X, y, forest) < 0.07);
    std::ostringstream text;
    text << forest;
    CHECK(text.str().find("random forest: 200 trees, ") == 0);
    CHECK(text.str().find(" nodes, 4 columns, 3 classes") != std::string::npos);
}
