#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/random_forest.hpp>

#include "mistakes.hpp"

#include <cmath>

namespace mlcore::grading {

using namespace random_forest;

namespace {

Table table(std::initializer_list<std::initializer_list<int>> rows) {
    return Table(rows);
}

Table random_table(Random& random, Index trees, Index n, int below) {
    Table drawn(trees, n);
    for (Index i = 0; i < drawn.size(); ++i)
        drawn.data()[i] = static_cast<int>(random.index(below));
    return drawn;
}

struct Data {
    Matrix X;
    Labels y;
};

// Three classes that several columns know something of, so that nodes differ in what they ask.
Data data(Random& random, Index n, Index d) {
    Data drawn{normal_matrix(random, n, d), random_labels(random, n, 3)};
    for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < d; ++j)
            drawn.X(i, j) += drawn.y(i) * std::cos(static_cast<double>(j));
    return drawn;
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    auto rows = exercise.task("bootstrap_indices", {"uniforms"}, bootstrap_indices_variants,
                              mistakes::bootstrap_indices, exactly());
    rows.add("one row", vector({0.7}));
    rows.add("the lesson's example", vector({0.1, 0.9, 0.45, 0.55, 0.95}));
    rows.add("the ends of the interval", vector({0, 0x1.fffffffffffffp-1, 0.5}));
    for (const Index n : {7, 30}) rows.add("random", uniforms(random, n));
    rows.throws<ValueError>("no uniforms", vector({}));
    rows.throws<ValueError>("1 is not in [0, 1)", vector({0.25, 1}));
    rows.throws<ValueError>("a negative uniform", vector({0.5, -0.75}));

    auto features = exercise.task("sample_features", {"uniforms", "features"},
                                  sample_features_variants, mistakes::sample_features, exactly());
    features.add("one of one", vector({0.7}), 1);
    features.add("the lesson's example", vector({0.5, 0.34}), 4);
    features.add("all of four", vector({0.5, 0.34, 0.6, 0.9}), 4);
    features.add("the last one each time", vector({0.99, 0.99, 0.99}), 5);
    features.add("none", vector({}), 3);
    for (const auto& [m, d] : {std::pair<Index, int>{3, 6}, {5, 9}, {12, 12}})
        features.add("random", uniforms(random, m), d);
    features.throws<ValueError>("three of two", vector({0, 0, 0}), 2);
    features.throws<ValueError>("1 is not in [0, 1)", vector({0.25, 1}), 4);

    // The lesson's three trees and four rows; row 3 is in every bag.
    const Table votes = table({{0, 2, 1, 1}, {1, 2, 0, 1}, {1, 0, 0, 1}});
    const Table bags = table({{3, 3, 0, 3}, {1, 3, 3, 1}, {2, 3, 3, 3}});
    const Labels y = labels({1, 2, 0, 0});

    auto vote = exercise.task("majority_vote", {"votes"}, majority_vote_variants,
                              mistakes::majority_vote, exactly());
    vote.add("one tree, one sample", table({{2}}));
    vote.add("the lesson's example", votes);
    vote.add("a tie: the lowest class wins", table({{3}, {1}, {1}, {3}}));
    vote.add("the middle of 0 and 4 is nobody's vote",
             table({{0, 4}, {4, 0}, {0, 4}, {4, 4}, {0, 0}}));
    vote.add("no samples", Table(3, 0));
    for (const auto& [trees, n] : {std::pair<Index, Index>{4, 9}, {7, 5}, {2, 6}})
        vote.add("random", random_table(random, trees, n, 4));
    vote.throws<ValueError>("no trees", Table(0, 3));

    auto fit =
        exercise.task("fit", {"X", "y", "options"}, fit_given_variants, mistakes::fit,
                      within(1e-12, "the given tree computes every number; yours are draws"));
    fit.add("one row, one tree", matrix({{3, 4}}), labels({1}), {.trees = 1, .seed = 5});
    fit.add("one tree of six rows", matrix({{1, 5}, {2, 3}, {3, 9}, {6, 1}, {6, 2}, {8, 4}}),
            labels({0, 0, 1, 1, 1, 0}), {.trees = 1, .max_features = 1, .seed = 3});
    for (const auto& [n, d, m] : {std::tuple<Index, Index, int>{20, 5, 2}, {31, 9, square_root}}) {
        const auto [X, classes] = data(random, n, d);
        fit.add("random", X, classes, {.trees = 4, .max_features = m, .seed = random.bits() >> 40});
    }
    const Matrix wine = read_table("wine.csv");
    fit.add("the wines", wine.leftCols(13), wine.col(13).cast<int>(), {.trees = 6, .seed = 7});
    fit.throws<ShapeError>("y is shorter than X", matrix({{1}, {2}}), labels({0}), {.trees = 2});
    fit.throws<ValueError>("no rows", Matrix(0, 2), labels({}), {.trees = 2});
    fit.throws<ValueError>("no trees", matrix({{1}, {2}}), labels({0, 1}), {.trees = 0});

    auto oob = exercise.task("oob_error", {"votes", "bags", "y"}, oob_error_variants,
                             mistakes::oob_error, within(1e-12, "one division"));
    oob.add("one tree: row 1 is out", table({{1, 0}}), table({{0, 0}}), labels({1, 1}));
    oob.add("the lesson's example", votes, bags, y);
    oob.add("no error", votes, bags, labels({1, 0, 0, 2}));
    for (const auto& [trees, n] : {std::pair<Index, Index>{3, 13}, {6, 10}, {9, 25}}) {
        const Labels truth = random_labels(random, n, 3);
        Table said = random_table(random, trees, n, 3);
        for (Index t = 0; t < trees; ++t) // right more often than not
            for (Index i = 0; i < n; ++i)
                if (random.uniform() < 0.4) said(t, i) = truth(i);
        Table drawn = random_table(random, trees, n, static_cast<int>(n));
        drawn.col(n / 2).setConstant(1); // row 1 is in every bag
        oob.add("random, one row in every bag", said, drawn, truth);
    }
    oob.throws<ValueError>("every row in every bag", table({{1, 0}}), table({{1, 0}}),
                           labels({1, 1}));
    oob.throws<ShapeError>("a bag is missing", votes, table({{3, 3, 0, 3}, {1, 3, 3, 1}}), y);
    oob.throws<ShapeError>("y is shorter than the votes", votes, bags, labels({1, 2, 0}));
}

} // namespace mlcore::grading
