#include <mlcore/grading/cases.hpp>
#include <mlcore/linear/logistic_regression.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {

using namespace logistic_regression;

namespace {

struct Data {
    Matrix X;
    Labels y;
};

// Columns off zero; labels that lean on the first column. The first d + 1 rows come twice, with
// both labels, so that no plane separates the classes.
Data overlapping(Random& random, Index n, Index d) {
    Data data{normal_matrix(random, n, d), Labels(n)};
    for (Index i = 0; i < n; ++i) data.y(i) = data.X(i, 0) + 0.7 * random.normal() > -0.4 ? 1 : 0;
    for (Index i = 0; i <= d; ++i) {
        data.X.row(n - 1 - i) = data.X.row(i);
        data.y(n - 1 - i) = 1 - data.y(i);
    }
    for (Index j = 0; j < d; ++j) data.X.col(j).array() += 0.8 - static_cast<double>(j);
    return data;
}

Model normal_model(Random& random, Index d) {
    return {normal_vector(random, d), 0.5 + random.uniform()};
}
SoftmaxModel normal_softmax(Random& random, Index k, Index d) {
    return {normal_matrix(random, k, d), normal_vector(random, k)};
}

Matrix standardised(Matrix X) {
    for (Index j = 0; j < X.cols(); ++j) {
        X.col(j).array() -= X.col(j).mean();
        X.col(j) /= std::sqrt(X.col(j).squaredNorm() / static_cast<double>(X.rows()));
    }
    return X;
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    // The lesson's three students: hours of practice, and passed or not.
    const Matrix X = matrix({{1}, {2}, {6}});
    const Labels y = labels({0, 1, 1});
    const Model guess{vector({1}), -3};
    const Matrix wide = matrix({{1, -2, 0.5}, {3, 4, -1}});
    const Model for_wide{vector({1, 0.5, -1}), 2};
    const Matrix no_rows(0, 2);
    const Model for_none{vector({1, 2}), 3};

    auto sigmoid = exercise.task("sigmoid", {"z"}, sigmoid_variants, mistakes::sigmoid,
                                 within(1e-12, "an exponential and a quotient"));
    sigmoid.add("at zero", vector({0}));
    sigmoid.add("the lesson's example", vector({-2, -1, 3}));
    sigmoid.add("both ways", vector({1, -1, 4.5, -4.5, 0.001}));
    sigmoid.add("far out", vector({-1000, 1000, -40, 40}));
    sigmoid.add("no entries", vector({}));
    sigmoid.add("random", normal_vector(random, 9, 5));

    auto log_loss =
        exercise.task("log_loss", {"X", "y", "model"}, log_loss_variants, mistakes::log_loss,
                      within(1e-10, "a sum of a few logarithms in another order"));
    log_loss.add("one row", matrix({{2, -1}}), labels({1}), {vector({1, 3}), 0.5});
    log_loss.add("the lesson's example", X, y, guess);
    log_loss.add("two rows, three columns", wide, labels({1, 0}), for_wide);
    log_loss.add("a model that knows nothing: log 2", wide, labels({1, 0}), {Vector::Zero(3), 0});
    log_loss.add("sure and wrong, z = 40", matrix({{40}, {1}}), labels({0, 1}), {vector({1}), 0});
    log_loss.add("sure and wrong, z = −1000 and 1000", matrix({{-1000}, {1000}, {2}}),
                 labels({1, 0, 1}), {vector({1}), 0});
    log_loss.add("sure and right", matrix({{1000}, {-1000}}), labels({1, 0}), {vector({1}), 0});
    for (const auto& [n, d] : {std::pair<Index, Index>{8, 2}, {7, 5}}) {
        const auto [A, b] = overlapping(random, n + d, d);
        log_loss.add("random", A, b, normal_model(random, d));
    }
    log_loss.throws<ShapeError>("y is shorter than X", X, labels({0, 1}), guess);
    log_loss.throws<ShapeError>("a model of another width", X, y, for_none);
    log_loss.throws<ValueError>("no rows", no_rows, labels({}), for_none);
    log_loss.throws<ValueError>("a label 2", X, labels({0, 1, 2}), guess);
    log_loss.throws<ValueError>("a label −1", X, labels({-1, 1, 1}), guess);

    auto gradient = exercise.task(
        "gradient", {"X", "y", "model"}, gradient_variants, mistakes::gradient,
        within(1e-10, "sums of a few dozen products in another order, some of which cancel"));
    gradient.add("one row", matrix({{2, -1}}), labels({1}), {vector({1, 3}), 0.5});
    gradient.add("the lesson's example", X, y, guess);
    gradient.add("two rows, three columns", wide, labels({1, 0}), for_wide);
    gradient.add("sure and wrong: the residual is whole", matrix({{-1000}, {1000}, {2}}),
                 labels({1, 0, 1}), {vector({1}), 0.5});
    for (const auto& [n, d] : {std::pair<Index, Index>{8, 2}, {7, 5}, {20, 3}}) {
        const auto [A, b] = overlapping(random, n + d, d);
        gradient.add("random", A, b, normal_model(random, d));
    }
    gradient.throws<ShapeError>("y is shorter than X", X, labels({0, 1}), guess);
    gradient.throws<ShapeError>("a model of another width", X, y, for_none);
    gradient.throws<ValueError>("no rows", no_rows, labels({}), for_none);
    gradient.throws<ValueError>("a label 2", X, labels({0, 1, 2}), guess);

    auto fit = exercise.task(
        "fit", {"X", "y", "options"}, fit_variants, mistakes::fit,
        within(1e-5, "any method that has converged to six digits, in whatever steps"));
    fit.add("the lesson's example", X, y, {.l2 = 0.5});
    fit.add("two rows", matrix({{-1, 2}, {3, 1}}), labels({1, 0}), {.l2 = 2});
    fit.add("separable, so only the penalty holds it", matrix({{1}, {2}, {4}, {7}, {8}}),
            labels({0, 0, 0, 1, 1}), {.l2 = 0.01});
    fit.add("a constant column", matrix({{1, 5}, {2, 5}, {6, 5}, {3, 5}}), labels({0, 1, 1, 0}),
            {.l2 = 0.3});
    for (const auto& [n, d] : {std::pair<Index, Index>{9, 1}, {14, 3}}) {
        const auto [A, b] = overlapping(random, n, d);
        fit.add("random", A, b, {.l2 = 0.2 + random.uniform()});
        fit.add("random, without a penalty", A, b, {.l2 = 0});
    }
    {
        const Matrix A = normal_matrix(random, 4, 6);
        fit.add("more columns than rows", A, labels({0, 1, 1, 0}), {.l2 = 0.7});
    }
    const Matrix cancer = read_table("breast_cancer.csv").topRows(120);
    fit.add("120 rows of the breast-cancer table, six columns, standardised",
            standardised(cancer.leftCols(6)), cancer.col(30).cast<int>(), {.l2 = 1.5});
    fit.throws<ShapeError>("y is shorter than X", X, labels({0, 1}), {.l2 = 1});
    fit.throws<ValueError>("no rows", no_rows, labels({}), {.l2 = 1});
    fit.throws<ValueError>("a label 2", X, labels({0, 1, 2}), {.l2 = 1});
    fit.throws<ValueError>("only class 1", X, labels({1, 1, 1}), {.l2 = 1});
    fit.throws<ValueError>("a negative penalty", X, y, {.l2 = -1});
    fit.throws<ValueError>("separable without a penalty", X, y, {.l2 = 0});

    auto softmax = exercise.task("softmax_gradient", {"X", "y", "model"}, softmax_gradient_variants,
                                 mistakes::softmax_gradient,
                                 within(1e-10, "sums of a few dozen products in another order"));
    softmax.add("the lesson's example: one row, three classes", matrix({{2}}), labels({1}),
                {matrix({{0}, {1}, {-1}}), vector({0, 0, 0})});
    softmax.add("two classes", X, y, {matrix({{-0.5}, {0.5}}), vector({1.5, -1.5})});
    softmax.add(
        "two rows, three columns, four classes", wide, labels({3, 0}),
        {matrix({{1, 0, 2}, {0, -1, 1}, {0.5, 0.5, 0}, {-1, 1, 0}}), vector({0.5, 0, -1, 2})});
    softmax.add("logits of ±1000", matrix({{1000}, {-1000}, {1}}), labels({0, 0, 2}),
                {matrix({{1}, {0}, {-1}}), vector({0.5, 1, 0})});
    for (const auto& [n, d, k] : {std::tuple<Index, Index, int>{7, 3, 4}, {12, 5, 3}}) {
        const Matrix A = normal_matrix(random, n, d);
        const Labels b = random_labels(random, n, k);
        softmax.add("random", A, b, normal_softmax(random, k, d));
    }
    const SoftmaxModel of_three = {matrix({{0}, {1}, {-1}}), vector({0, 0, 0})};
    softmax.throws<ShapeError>("y is shorter than X", X, labels({0, 1}), of_three);
    softmax.throws<ShapeError>("a model of another width", wide, labels({0, 1}), of_three);
    softmax.throws<ValueError>("no rows", Matrix(0, 1), labels({}), of_three);
    softmax.throws<ValueError>("a label 3 of three classes", X, labels({0, 3, 1}), of_three);
    softmax.throws<ValueError>("a negative label", X, labels({0, -1, 1}), of_three);
}

} // namespace mlcore::grading
