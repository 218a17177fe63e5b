#include "mlcore/core/random.hpp"
#include "mlcore/model_selection/cross_validation.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace mlcore;
using namespace mlcore::cross_validation;
using doctest::Approx;
using test::labels;
using test::normal_matrix;
using test::vector;

namespace {

// Sums of a few hundred terms in another order, divided by a standard deviation.
constexpr double summation_order = 1e-11;
// Normal equations on standardised columns whose condition number is below 1e3 (the diabetes
// table's): its square times 1e-16.
constexpr double normal_equations = 1e-9;

struct Data {
    Matrix X;
    Vector y;
};
Data noisy_line(Random& random, Index n, Index d) {
    Data data{normal_matrix(random, n, d), Vector(n)};
    for (Index i = 0; i < n; ++i) data.y(i) = 2 * data.X(i, 0) + 5 + random.normal();
    return data;
}

/// Every row is in exactly one of each fold's two lists, and tested exactly once; lists rise.
/// Returns the fold that tests each row.
Labels fold_of_row(const Splits& splits, int rows) {
    Labels fold = Labels::Constant(rows, -1);
    int f = 0;
    for (const auto& [train, test] : splits) {
        REQUIRE(train.size() + test.size() == rows);
        std::set<int> seen(train.begin(), train.end());
        seen.insert(test.begin(), test.end());
        REQUIRE(seen.size() == static_cast<std::size_t>(rows));
        CHECK(std::is_sorted(train.begin(), train.end()));
        CHECK(std::is_sorted(test.begin(), test.end()));
        for (const int row : test) {
            REQUIRE(row >= 0);
            REQUIRE(row < rows);
            CHECK(fold(row) == -1);
            fold(row) = f;
        }
        ++f;
    }
    CHECK((fold.array() >= 0).all());
    return fold;
}

double distance(const Vector& a, const Vector& b) {
    REQUIRE(a.size() == b.size());
    return (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
}

} // namespace

TEST_CASE("cross_validation: scikit-learn's folds") {
    const test::Golden golden("cross_validation");
    for (const std::string at : {"0/", "1/", "2/", "3/", "4/", "5/"}) {
        CAPTURE(at);
        for (const auto& variant : k_fold_variants) {
            CAPTURE(variant.name);
            const int rows = golden.get<int>("k_fold/" + at + "rows");
            const Splits splits = variant.function(rows, golden.get<int>("k_fold/" + at + "folds"));
            CHECK(fold_of_row(splits, rows) == golden.get<Labels>("k_fold/" + at + "fold_of_row"));
        }
        for (const auto& variant : stratified_k_fold_variants) {
            CAPTURE(variant.name);
            const auto y = golden.get<Labels>("stratified/" + at + "y");
            const Splits splits =
                variant.function(y, golden.get<int>("stratified/" + at + "folds"));
            CHECK(fold_of_row(splits, static_cast<int>(y.size())) ==
                  golden.get<Labels>("stratified/" + at + "fold_of_row"));
        }
    }
}

TEST_CASE("cross_validation: scikit-learn's scores of StandardScaler and Ridge") {
    const test::Golden golden("cross_validation");
    const Matrix diabetes = test::read_table("diabetes.csv");
    for (const std::string at : {"mse/0/", "mse/1/", "mse/2/", "mse/3/", "mse/4/", "mse/5/"}) {
        CAPTURE(at);
        const Matrix rows = golden.has(at + "rows") ? golden.get<Matrix>(at + "rows") : diabetes;
        const Matrix X = rows.leftCols(rows.cols() - 1);
        const Vector y = rows.col(rows.cols() - 1);
        const RidgeCvOptions options{golden.get<int>(at + "folds"), golden.get<double>(at + "l2")};
        for (const auto& variant : cross_val_mse_variants) {
            CAPTURE(variant.name);
            const Vector errors = variant.function(X, y, options);
            if (golden.has(at + "mse"))
                CHECK(distance(errors, golden.get<Vector>(at + "mse")) < normal_equations);
            else
                CHECK(errors.mean() ==
                      Approx(golden.get<double>(at + "mean")).epsilon(normal_equations));
        }
    }
}

TEST_CASE("cross_validation: k_fold is a partition, and its sizes differ by one at most") {
    for (const auto& variant : k_fold_variants) {
        CAPTURE(variant.name);
        for (int rows = 2; rows <= 25; ++rows)
            for (int folds = 2; folds <= rows; ++folds) {
                CAPTURE(rows);
                CAPTURE(folds);
                const Splits splits = variant.function(rows, folds);
                REQUIRE(splits.size() == static_cast<std::size_t>(folds));
                const Labels fold = fold_of_row(splits, rows);
                CHECK(std::is_sorted(fold.begin(), fold.end()));
                for (std::size_t f = 1; f < splits.size(); ++f)
                    CHECK(splits[f].test.size() <= splits[f - 1].test.size());
                CHECK(splits.front().test.size() - splits.back().test.size() <= 1);
            }
    }
}

TEST_CASE("cross_validation: stratified folds share out the rows and every class") {
    for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6}) {
        Random random(seed);
        const int rows = 10 + static_cast<int>(random.index(60));
        const int classes = 1 + static_cast<int>(random.index(4));
        Labels y(rows);
        for (int& label : y) label = static_cast<int>(random.index(classes)) * 7 - 9;
        Index most = 0;
        for (const int label : y) most = std::max(most, (y.array() == label).count());
        for (int folds = 2; folds <= std::min<Index>(most, 9); ++folds) {
            CAPTURE(seed);
            CAPTURE(folds);
            const Labels expected = fold_of_row(naive::stratified_k_fold(y, folds), rows);
            CHECK(fold_of_row(vectorized::stratified_k_fold(y, folds), rows) == expected);
            Index fewest_rows = rows, most_rows = 0;
            std::map<int, std::pair<Index, Index>> range; // of a class's rows in a fold
            for (int f = 0; f < folds; ++f) {
                fewest_rows = std::min(fewest_rows, (expected.array() == f).count());
                most_rows = std::max(most_rows, (expected.array() == f).count());
                for (const int label : y) {
                    const Index count = (expected.array() == f && y.array() == label).count();
                    auto& [low, high] = range.emplace(label, std::pair{count, count}).first->second;
                    low = std::min(low, count);
                    high = std::max(high, count);
                }
            }
            CHECK(most_rows - fewest_rows <= 1);
            for (const auto& [label, counts] : range) CHECK(counts.second - counts.first <= 1);
        }
    }
}

TEST_CASE("cross_validation: shuffled folds keep their sizes and their classes, by seed") {
    const Splits plain = cross_validation::k_fold(23, 4);
    CHECK(fold_of_row(cross_validation::k_fold(23, {.folds = 4}), 23) == fold_of_row(plain, 23));
    const Splits shuffled = cross_validation::k_fold(23, {.folds = 4, .shuffle = true, .seed = 3});
    const Labels fold = fold_of_row(shuffled, 23);
    CHECK(fold != fold_of_row(plain, 23));
    for (std::size_t f = 0; f < 4; ++f) CHECK(shuffled[f].test.size() == plain[f].test.size());
    CHECK(fold == fold_of_row(cross_validation::k_fold(23, {4, true, 3}), 23));
    CHECK(fold != fold_of_row(cross_validation::k_fold(23, {4, true, 4}), 23));

    Labels y(23);
    for (int i = 0; i < 23; ++i) y(i) = i % 5 == 0 ? 2 : i % 3;
    const Labels before = fold_of_row(cross_validation::stratified_k_fold(y, {.folds = 3}), 23);
    const Labels after = fold_of_row(cross_validation::stratified_k_fold(y, {3, true, 1}), 23);
    CHECK(before != after);
    for (int f = 0; f < 3; ++f)
        for (int c = 0; c < 3; ++c)
            CHECK((before.array() == f && y.array() == c).count() ==
                  (after.array() == f && y.array() == c).count());
}

TEST_CASE("cross_validation: training rows come out with mean 0 and deviation 1, or as zeros") {
    Random random(8);
    Matrix X = normal_matrix(random, 20, 4);
    X.col(1) = X.col(1) * 1e-3 + Vector::Constant(20, 1e6);
    X.col(2).setConstant(0.1); // not a sum of powers of two: its mean rounds
    X(11, 2) = 7;              // varies only in the test rows
    const Split split{labels({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}), labels({10, 11, 12})};
    for (const auto& variant : standardize_split_variants) {
        CAPTURE(variant.name);
        const auto [train, test] = variant.function(X, split);
        for (const Index j : {0, 1, 3}) {
            CAPTURE(j);
            // Column 1: offsets of 1e6 beside a spread of 1e-3 leave seven digits.
            const double tolerance = j == 1 ? 1e-6 : summation_order;
            CHECK(std::abs(train.col(j).mean()) < tolerance);
            CHECK(std::abs(train.col(j).squaredNorm() / 10 - 1) < tolerance);
        }
        CHECK(train.col(2) == Vector::Zero(10));
        CHECK(test.col(2) == vector({0, 7 - 0.1, 0}));

        // Nothing of the training rows' answer knows the test rows.
        Matrix other = X;
        other.bottomRows(10) = normal_matrix(random, 10, 4);
        CHECK(variant.function(other, split).train == train);
        // Row numbers may repeat and stand in any order.
        const auto again = variant.function(X, {split.train, labels({12, 10, 12})});
        CHECK(again.test.row(0) == test.row(2));
        CHECK(again.test.row(1) == test.row(0));
        CHECK(again.test.row(2) == test.row(2));
        CHECK(variant.function(X, {split.train, Labels(0)}).test.rows() == 0);
    }
}

TEST_CASE("cross_validation: the variants agree where sums and differences of sums part") {
    Random random(9);
    for (const Index n : {6, 31, 400}) {
        auto [X, y] = noisy_line(random, n, 5);
        X.col(1) = X.col(1) * 1e3 + Vector::Constant(n, 1e8);
        X.col(2).setZero();
        X.col(2)(0) = 1; // constant in the training rows of fold 0 only
        X.col(3).setConstant(-0.3);
        y.array() += 1e6;
        for (const int folds : {2, 3, 6}) {
            CAPTURE(n);
            CAPTURE(folds);
            const RidgeCvOptions options{.folds = folds, .l2 = 0.7};
            const Vector expected = naive::cross_val_mse(X, y, options);
            for (const auto& variant : cross_val_mse_variants) {
                CAPTURE(variant.name);
                CHECK(distance(variant.function(X, y, options), expected) < 1e-8);
            }
        }
    }
    const auto [X, y] = noisy_line(random, 40, 3);
    for (const auto& variant : cross_val_mse_variants) {
        CAPTURE(variant.name);
        const RidgeCvOptions leave_one_out{.folds = 40, .l2 = 2};
        const Vector errors = variant.function(X, y, leave_one_out);
        CHECK(distance(errors, naive::cross_val_mse(X, y, leave_one_out)) < summation_order);
        // Units, shifts of the columns and a shift of y change nothing.
        const Matrix scaled = (X.array().rowwise() * Eigen::Array3d(1e-3, -7, 1e4).transpose() + 3);
        CHECK(distance(variant.function(scaled, y, leave_one_out), errors) < 1e-10);
        const Vector shifted = y.array() - 100;
        CHECK(distance(variant.function(X, shifted, leave_one_out), errors) < 1e-10);
    }
}

TEST_CASE("cross_validation: cross_validate with a model of one's own") {
    Random random(10);
    const auto [X, y] = noisy_line(random, 25, 3);
    const Splits splits = cross_validation::k_fold(25, 4);
    struct Mean {
        double value;
    };
    const Vector errors = cross_validation::cross_validate(
        X, y, splits, [](const Matrix&, const Vector& train) { return Mean{train.mean()}; },
        [](const Matrix& rows, const Mean& model) -> Vector {
            return Vector::Constant(rows.rows(), model.value);
        },
        [](const Vector& truth, const Vector& predicted) {
            return (truth - predicted).squaredNorm() / static_cast<double>(truth.size());
        });
    // A ridge penalty beyond all measure leaves nothing but the mean.
    CHECK(distance(errors, cross_val_mse(X, y, {.folds = 4, .l2 = 1e14})) < 1e-9);

    Labels y_class = (y.array() > 5).cast<int>();
    const Vector accuracy = cross_validation::cross_validate(
        X, y_class, cross_validation::stratified_k_fold(y_class, 3),
        [](const Matrix&, const Labels& train) { return 2 * train.sum() > train.size() ? 1 : 0; },
        [](const Matrix& rows, int most) -> Labels { return Labels::Constant(rows.rows(), most); },
        [](const Labels& truth, const Labels& predicted) {
            return static_cast<double>((truth.array() == predicted.array()).count());
        });
    CHECK(accuracy.sum() == std::max(y_class.sum(), 25 - y_class.sum()));
    CHECK_THROWS_AS(cross_validation::cross_validate(
                        X, Vector(y.head(24)), splits, [](auto&&...) { return 0; },
                        [](auto&&...) { return Vector(0); }, [](auto&&...) { return 0.0; }),
                    ShapeError);
}

TEST_CASE("cross_validation: wrong inputs are refused by every variant in the same words") {
    for (const auto& variant : k_fold_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(5, 1), "k_fold: folds is 1, it must be at least 2",
                             ValueError);
        CHECK_THROWS_WITH_AS(variant.function(3, 4), "k_fold: folds is 4 but there are only 3 rows",
                             ValueError);
        CHECK_THROWS_AS(variant.function(0, 2), ValueError);
        CHECK_THROWS_AS(variant.function(5, -2), ValueError);
    }
    for (const auto& variant : stratified_k_fold_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_AS(variant.function(labels({0, 0}), 1), ValueError);
        CHECK_THROWS_AS(variant.function(Labels(0), 2), ValueError);
        CHECK_THROWS_WITH_AS(variant.function(labels({0, 1, 0, 1, 2}), 3),
                             "stratified_k_fold: folds is 3 but no class has more than 2 rows",
                             ValueError);
        CHECK(variant.function(labels({0, 0, 0, 1}), 3).size() == 3);
    }
    const Matrix X{{1, 2}, {3, 5}, {4, 4}};
    Matrix broken = X;
    broken(1, 0) = std::nan("");
    for (const auto& variant : standardize_split_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(X, {Labels(0), labels({0})}),
                             "standardize_split: split.train is empty", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(X, {labels({0, 3}), labels({1})}),
                             "standardize_split: split.train names row 3 of 3", ValueError);
        CHECK_THROWS_AS(variant.function(X, {labels({0}), labels({-1})}), ValueError);
        CHECK_THROWS_AS(variant.function(broken, {labels({0}), labels({2})}), ValueError);
    }
    const Vector y = vector({1, 4, 2});
    const Matrix twice{{1, 2}, {2, 4}, {5, 10}, {3, 6}};
    for (const auto& variant : cross_val_mse_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(X, y.head(2), {.folds = 2}),
                             "cross_val_mse: X is 3×2 but y has 2 entries", ShapeError);
        CHECK_THROWS_AS(variant.function(X, y, {.folds = 4}), ValueError);
        CHECK_THROWS_AS(variant.function(X, y, {.folds = 1}), ValueError);
        CHECK_THROWS_WITH_AS(variant.function(X, y, {.folds = 2, .l2 = -1}),
                             "cross_val_mse: l2 is -1.000000, it must not be negative", ValueError);
        CHECK_THROWS_AS(variant.function(broken, y, {.folds = 2}), ValueError);
        CHECK_THROWS_AS(variant.function(X, vector({1, INFINITY, 2}), {.folds = 2}), ValueError);
        CHECK_THROWS_WITH_AS(
            variant.function(twice, vector({1, 4, 2, 3}), {.folds = 2, .l2 = 0}),
            "cross_val_mse: in the training rows of fold 0 column 1 is constant or follows from "
            "the columns before it; use a larger l2",
            ValueError);
    }
}
