#include <mlcore/grading/cases.hpp>
#include <mlcore/model_selection/cross_validation.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {

using namespace cross_validation;

namespace {

struct Data {
    Matrix X;
    Vector y;
};

// Columns off zero and of unequal spread, a y that follows them, with noise.
Data table(Random& random, Index n, Index d) {
    Data data{normal_matrix(random, n, d), Vector(n)};
    const Vector weights = normal_vector(random, d);
    for (Index i = 0; i < n; ++i) data.y(i) = data.X.row(i).dot(weights) + 3 + random.normal();
    for (Index j = 0; j < d; ++j)
        data.X.col(j) = data.X.col(j).array() * (1 + 2 * static_cast<double>(j % 3)) + 4;
    return data;
}

// Every class at least once, in no order; sizes as given.
Labels shuffled_classes(Random& random, std::initializer_list<int> sizes) {
    std::vector<int> y;
    int label = 0;
    for (const int size : sizes) {
        y.insert(y.end(), static_cast<std::size_t>(size), label);
        ++label;
    }
    random.shuffle(y);
    return Eigen::Map<const Labels>(y.data(), static_cast<Index>(y.size()));
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    auto k_fold = exercise.task("k_fold", {"rows", "folds"}, k_fold_variants, mistakes::k_fold,
                                exactly("row numbers are integers"));
    k_fold.add("two rows, two folds", 2, 2);
    k_fold.add("the lesson's example: 7 rows in 3 folds", 7, 3);
    k_fold.add("a division without remainder", 6, 2);
    k_fold.add("a remainder of 3", 11, 4);
    k_fold.add("as many folds as rows: leave one out", 5, 5);
    k_fold.add("a remainder of 1", 10, 3);
    k_fold.add("random", 20 + static_cast<int>(random.index(20)), 7);
    k_fold.throws<ValueError>("one fold", 5, 1);
    k_fold.throws<ValueError>("no fold", 5, 0);
    k_fold.throws<ValueError>("more folds than rows", 3, 4);
    k_fold.throws<ValueError>("no rows", 0, 2);

    auto stratified =
        exercise.task("stratified_k_fold", {"y", "folds"}, stratified_k_fold_variants,
                      mistakes::stratified_k_fold, exactly("row numbers are integers"));
    stratified.add("one class is k_fold", labels({5, 5, 5}), 2);
    stratified.add("the lesson's example", labels({0, 0, 0, 0, 1, 1, 1}), 3);
    stratified.add("classes in turn", labels({0, 1, 0, 1, 0, 1}), 2);
    stratified.add("class 1 appears first", labels({1, 0, 0, 1, 0, 0, 1, 1, 1}), 2);
    stratified.add("three classes, five folds",
                   labels({2, 0, 2, 1, 1, 2, 0, 0, 2, 1, 0, 2, 1, 2, 0, 0, 2}), 5);
    stratified.add("a class smaller than the number of folds",
                   labels({0, 0, 3, 0, 0, -1, 0, 3, 0, 0}), 3);
    stratified.add("random", shuffled_classes(random, {9, 5, 12}), 4);
    stratified.add("random, a rare class", shuffled_classes(random, {23, 2, 7, 11}), 5);
    stratified.throws<ValueError>("one fold", labels({0, 0, 1}), 1);
    stratified.throws<ValueError>("more folds than any class has rows",
                                  labels({0, 1, 0, 1, 2, 2, 0}), 4);
    stratified.throws<ValueError>("more folds than rows", labels({0, 0, 0}), 4);

    // The lesson's four rows, by their two folds.
    const Matrix X = matrix({{5}, {11}, {2}, {8}});
    const Vector y = vector({4, 10, 1, 9});
    const Matrix wide = matrix({{1, -2, 5}, {3, 4, 5}, {-1, 0, 5}, {9, 1, 6}, {2, 2, 5}});

    auto standardize = exercise.task("standardize_split", {"X", "split"},
                                     standardize_split_variants, mistakes::standardize_split,
                                     within(1e-9, "means and squares summed in another order"));
    standardize.add("the lesson's example", X, {labels({2, 3}), labels({0, 1})});
    standardize.add("one training row", X, {labels({1}), labels({0, 3})});
    standardize.add("the third column is constant in training", wide,
                    {labels({0, 1, 2, 4}), labels({3})});
    standardize.add("rows that are in neither list, no test rows", wide,
                    {labels({0, 3, 4}), labels({})});
    standardize.add("rows out of order", wide, {labels({4, 0, 3}), labels({2, 1})});
    for (const auto& [n, d] : {std::pair<int, Index>{9, 2}, {14, 4}})
        standardize.add("random", table(random, n, d).X, naive::k_fold(n, 3)[1]);
    standardize.throws<ValueError>("no training rows", X, {labels({}), labels({0, 1})});

    auto cross_val = exercise.task("cross_val_mse", {"X", "y", "options"}, cross_val_mse_variants,
                                   mistakes::cross_val_mse,
                                   within(1e-7, "any exact method of fitting, then a sum"));
    cross_val.add("the lesson's example", X, y, {.folds = 2, .l2 = 2});
    cross_val.add("the same without a penalty", X, y, {.folds = 2, .l2 = 0});
    cross_val.add("leave one out", X, y, {.folds = 4, .l2 = 1});
    cross_val.add("the third column is constant in four folds", wide, vector({1, 5, -2, 7, 3}),
                  {.folds = 5, .l2 = 0.5});
    for (const auto& [n, d] : {std::pair<Index, Index>{11, 2}, {17, 3}, {12, 7}}) {
        const auto [A, b] = table(random, n, d);
        cross_val.add("random", A, b, {.folds = 4, .l2 = 0.5 + random.uniform()});
    }
    const Matrix diabetes = read_table("diabetes.csv").topRows(101);
    cross_val.add("101 rows of the diabetes table", diabetes.leftCols(10), diabetes.col(10),
                  {.folds = 5, .l2 = 10});
    cross_val.throws<ShapeError>("y is shorter than X", X, vector({1, 2, 3}),
                                 {.folds = 2, .l2 = 1});
    cross_val.throws<ValueError>("one fold", X, y, {.folds = 1, .l2 = 1});
    cross_val.throws<ValueError>("more folds than rows", X, y, {.folds = 5, .l2 = 1});
    cross_val.throws<ValueError>("a negative penalty", X, y, {.folds = 2, .l2 = -1});
    cross_val.throws<ValueError>("two equal columns without a penalty",
                                 matrix({{1, 1}, {2, 2}, {4, 4}, {3, 3}}), y,
                                 {.folds = 2, .l2 = 0});
}

} // namespace mlcore::grading
