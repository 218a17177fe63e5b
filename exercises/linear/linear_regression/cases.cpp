#include <mlcore/grading/cases.hpp>
#include <mlcore/linear/linear_regression.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {

using namespace linear_regression;

namespace {

struct Data {
    Matrix X;
    Vector y;
};

// Columns off zero and of unequal spread, a y that follows them, with noise.
Data table(Random& random, Index n, Index d) {
    Data data{normal_matrix(random, n, d), Vector(n)};
    const Vector weights = normal_vector(random, d);
    for (Index j = 0; j < d; ++j)
        data.X.col(j).array() += 1.5 - static_cast<double>(j % 3); // 1.5, 0.5, −0.5
    for (Index i = 0; i < n; ++i) data.y(i) = data.X.row(i).dot(weights) + 3 + random.normal();
    return data;
}

Model normal_model(Random& random, Index d) {
    return {normal_vector(random, d), 2 + random.uniform()};
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    // The lesson's three rows.
    const Matrix X = matrix({{1}, {2}, {6}});
    const Vector y = vector({1, 12, 14});
    const Model guess{vector({2}), 6};
    const Matrix wide = matrix({{1, -2, 0.5}, {3, 4, -1}});
    const Matrix no_rows(0, 2);

    auto predict = exercise.task("predict", {"X", "model"}, predict_variants, mistakes::predict,
                                 within(1e-12, "a sum of a few products in another order"));
    predict.add("one row, one column", matrix({{3}}), {vector({-2}), 1});
    predict.add("the lesson's example", X, guess);
    predict.add("two rows, three columns", wide, {vector({1, 0.5, -4}), 10});
    predict.add("no rows", no_rows, {vector({1, 2}), 3});
    for (const auto& [n, d] : {std::pair<Index, Index>{1, 4}, {7, 2}, {5, 9}}) {
        const Model model = normal_model(random, d);
        predict.add("random", normal_matrix(random, n, d), model);
    }
    predict.throws<ShapeError>("one coefficient too many", wide, {vector({1, 2, 3, 4}), 0});
    predict.throws<ShapeError>("one coefficient too few", wide, {vector({1, 2}), 0});

    auto mse = exercise.task("mse", {"X", "y", "model"}, mse_variants, mistakes::mse,
                             within(1e-11, "a sum of a few squares in another order"));
    mse.add("one row", matrix({{2, -1}}), vector({5}), {vector({1, 3}), 0.5});
    mse.add("the lesson's example", X, y, guess);
    mse.add("two rows, three columns", wide, vector({-1, 2}), {vector({1, 0.5, -4}), 10});
    mse.add("a perfect fit", matrix({{1, 0}, {2, -1}, {0, 4}}), vector({3, 4, 5}),
            {vector({2, 1}), 1});
    for (const auto& [n, d] : {std::pair<Index, Index>{4, 2}, {9, 5}}) {
        const auto [A, b] = table(random, n, d);
        mse.add("random", A, b, normal_model(random, d));
    }
    mse.throws<ShapeError>("y is shorter than X", X, vector({1, 2}), guess);
    mse.throws<ShapeError>("y is longer than X", X, vector({1, 2, 3, 4}), guess);
    mse.throws<ShapeError>("a model of another width", X, y, {vector({1, 2}), 0});
    mse.throws<ValueError>("no rows", no_rows, vector({}), {vector({1, 2}), 3});

    auto gradient = exercise.task(
        "mse_gradient", {"X", "y", "model"}, mse_gradient_variants, mistakes::mse_gradient,
        within(1e-11, "sums of a few dozen products in another order, some of which cancel"));
    gradient.add("one row", matrix({{2, -1}}), vector({5}), {vector({1, 3}), 0.5});
    gradient.add("the lesson's example", X, y, guess);
    gradient.add("at the minimum: zero", X, y, {vector({2}), 3});
    gradient.add("two rows, three columns", wide, vector({-1, 2}), {vector({1, 0.5, -4}), 10});
    for (const auto& [n, d] : {std::pair<Index, Index>{5, 2}, {3, 7}, {20, 4}}) {
        const auto [A, b] = table(random, n, d);
        gradient.add("random", A, b, normal_model(random, d));
    }
    gradient.throws<ShapeError>("y is shorter than X", X, vector({1, 2}), guess);
    gradient.throws<ShapeError>("a model of another width", X, y, {vector({1, 2}), 0});
    gradient.throws<ValueError>("no rows", no_rows, vector({}), {vector({1, 2}), 3});

    auto descent =
        exercise.task("gradient_descent", {"X", "y", "options"}, gradient_descent_variants,
                      mistakes::gradient_descent,
                      within(1e-9, "rounding carried through 25 steps, each of which shrinks it"));
    descent.add("the lesson's example: one step", X, y, {.learning_rate = 0.03, .iterations = 1});
    descent.add("no step at all", X, y, {.learning_rate = 0.03, .iterations = 0});
    descent.add("two steps", X, y, {.learning_rate = 0.03, .iterations = 2});
    descent.add("one row", matrix({{2, -1}}), vector({5}),
                {.learning_rate = 0.05, .iterations = 3});
    for (const auto& [n, d] : {std::pair<Index, Index>{6, 2}, {4, 5}, {15, 3}}) {
        const auto [A, b] = table(random, n, d);
        descent.add("random", A, b,
                    {.learning_rate = 0.02, .iterations = 5 + static_cast<int>(random.index(20))});
    }
    descent.throws<ShapeError>("y is shorter than X", X, vector({1, 2}), {});
    descent.throws<ValueError>("no rows", no_rows, vector({}), {});

    // The real table: 442 patients, ten measurements each, the target last.
    const Matrix diabetes = read_table("diabetes.csv");
    const Matrix X_train = diabetes.topLeftCorner(352, 10);
    const Vector y_train = diabetes.col(10).head(352);
    const Matrix X_test = diabetes.bottomLeftCorner(90, 10);
    const Vector y_test = diabetes.col(10).tail(90);

    auto fit = exercise.task(
        "fit_ridge", {"X", "y", "options"}, fit_ridge_variants, mistakes::fit_ridge,
        within(1e-6, "any exact method, QR on columns that are 1e8 from zero included"));
    fit.add("the lesson's example", X, y, {.l2 = 14});
    fit.add("the lesson's example without a penalty", X, y, {.l2 = 0});
    fit.add("one row", matrix({{2, -3}}), vector({4}), {.l2 = 1});
    fit.add("two columns", matrix({{1, 2}, {2, 1}, {4, 7}, {-1, 3}}), vector({3, -1, 2, 8}),
            {.l2 = 0.5});
    fit.add("the second column is twice the first", matrix({{1, 2}, {2, 4}, {4, 8}, {9, 18}}),
            vector({1, 3, 2, 7}), {.l2 = 3});
    fit.add("a constant column", matrix({{1, 5}, {2, 5}, {6, 5}}), y, {.l2 = 2});
    for (const auto& [n, d] : {std::pair<Index, Index>{9, 3}, {4, 6}, {30, 5}}) {
        const auto [A, b] = table(random, n, d);
        fit.add(n < d ? "more columns than rows" : "random", A, b, {.l2 = 0.3 + random.uniform()});
        if (n > d) fit.add("random, without a penalty", A, b, {.l2 = 0});
    }
    {
        auto [A, b] = table(random, 12, 3);
        A.col(1).array() += 1e8;
        fit.add("a column 1e8 from zero", A, b, {.l2 = 0});
    }
    fit.add("60 rows of the diabetes table", X_train.topRows(60), y_train.head(60), {.l2 = 10});
    fit.throws<ShapeError>("y is shorter than X", X, vector({1, 2}), {.l2 = 1});
    fit.throws<ValueError>("no rows", no_rows, vector({}), {.l2 = 1});
    fit.throws<ValueError>("a negative penalty", X, y, {.l2 = -1});
    fit.throws<ValueError>("dependent columns without a penalty",
                           matrix({{1, 2}, {2, 4}, {4, 8}, {9, 18}}), vector({1, 3, 2, 7}),
                           {.l2 = 0});
    fit.throws<ValueError>("one row without a penalty", matrix({{2, -3}}), vector({4}), {.l2 = 0});

    auto r2 = exercise.task("holdout_r2", {"X_train", "y_train", "X_test", "y_test", "options"},
                            holdout_r2_variants, mistakes::holdout_r2,
                            within(1e-7, "any exact method of fitting, then two sums"));
    const Matrix X_new = matrix({{0}, {5}});
    r2.add("the lesson's example", X, y, X_new, vector({4, 10}), {.l2 = 0});
    r2.add("worse than the mean: below zero", X, y, X_new, vector({10, 4}), {.l2 = 14});
    r2.add("the training rows again", X, y, X, y, {.l2 = 14});
    for (const auto& [n, d] : {std::pair<Index, Index>{12, 3}, {8, 2}}) {
        const auto [A, b] = table(random, n + 5, d);
        r2.add("random", A.topRows(n), b.head(n), A.bottomRows(5), b.tail(5),
               {.l2 = 0.5 + random.uniform()});
    }
    r2.add("the diabetes table: 352 rows to learn from, 90 to be scored on", X_train, y_train,
           X_test, y_test, {.l2 = 10});
    r2.throws<ValueError>("y_test is constant", X, y, X, vector({5, 5, 5}), {.l2 = 1});
    r2.throws<ShapeError>("y_test is longer than X_test", X, y, X_new, vector({4, 10, 7}),
                          {.l2 = 1});
    r2.throws<ShapeError>("y_train is shorter than X_train", X, vector({1, 2}), X_new,
                          vector({4, 10}), {.l2 = 1});
    r2.throws<ShapeError>("X_test has another width", X, y, wide, vector({4, 10}), {.l2 = 1});
}

} // namespace mlcore::grading
