#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/decision_tree.hpp>

#include "mistakes.hpp"

#include <cmath>
#include <stdexcept>

namespace mlcore::grading {

using namespace decision_tree;

namespace {

struct Data {
    Matrix X;
    Labels y;
};

// Values that repeat, one column of a single value, classes that follow the other columns with
// noise.
Data table(Random& random, Index n, Index d, int classes) {
    Data data{normal_matrix(random, n, d, 2), Labels(n)};
    for (Index i = 0; i < n; ++i) {
        const double score = data.X(i, 0) + (d > 2 ? data.X(i, 2) : 0) + 1.5 * random.normal();
        data.y(i) = static_cast<int>(std::clamp(score / 2 + classes / 2.0, 0.0, classes - 1.0));
    }
    for (Index i = 0; i < n; ++i) data.X(i, 0) = std::round(data.X(i, 0)) / 2;
    if (d > 1) data.X.col(1).setConstant(-0.7);
    return data;
}

// Cuts that are equal on paper may differ in the last bit, and by each formula for the gain
// differently. A case is fair where that decides nothing: any cut as good as a node's best leaves
// the same counts on the same sides, which gives the same number by any formula.
bool is_fair(const Data& data, const Options& options) {
    constexpr double close = 1e-9;
    bool fair = true;
    const auto split = [&](MatrixView X, LabelsView y, const Options& o) {
        const mistakes::detail::Cut* best = nullptr;
        const auto cuts = mistakes::detail::all_cuts(X, y);
        for (const auto& cut : cuts)
            if (mistakes::detail::allowed(cut, o) &&
                (!best ||
                 mistakes::detail::gain(cut, o) > mistakes::detail::gain(*best, o) + close))
                best = &cut;
        for (const auto& cut : cuts)
            if (mistakes::detail::allowed(cut, o) &&
                mistakes::detail::gain(cut, o) > mistakes::detail::gain(*best, o) - close)
                fair = fair && cut.left == best->left;
        return naive::best_split(X, y, o);
    };
    mistakes::detail::grow(data.X, data.y, options, {.split = split});
    return fair;
}

Data fair_table(Random& random, Index n, Index d, int classes, const Options& options) {
    for (int attempt = 0; attempt < 1000; ++attempt) {
        Data data = table(random, n, d, classes);
        if (is_fair(data, options)) return data;
    }
    throw std::logic_error("no drawn table has a clear tree");
}

Data real_table(const std::string& name) {
    const Matrix rows = read_table(name);
    return {rows.leftCols(rows.cols() - 1), rows.rightCols(1).cast<int>()};
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    const Tolerance shares = within(1e-12, "a few terms of size 1, each rounded once");
    auto gini = exercise.task("gini", {"counts"}, gini_variants, mistakes::gini, shares);
    auto entropy =
        exercise.task("entropy", {"counts"}, entropy_variants, mistakes::entropy, shares);
    const auto impurities = [&](auto& task) {
        task.add("one class", vector({4}));
        task.add("the lesson's example", vector({3, 1}));
        task.add("half and half", vector({3, 3}));
        task.add("a class without rows", vector({2, 0, 5}));
        task.add("four equal classes", vector({2, 2, 2, 2}));
        for (const Index k : {3, 6}) {
            Vector counts(k);
            for (Index c = 0; c < k; ++c) counts(c) = static_cast<double>(random.index(30));
            counts(k - 1) += 1;
            task.add("random", counts);
        }
        task.template throws<ValueError>("no rows at all", vector({0, 0, 0}));
        task.template throws<ValueError>("a negative count", vector({5, -1, 3}));
    };
    impurities(gini);
    impurities(entropy);

    // The lesson's six plants.
    const Data plants{matrix({{1}, {2}, {3}, {6}, {6}, {8}}), labels({0, 0, 1, 1, 1, 0})};
    const Matrix square = matrix({{0, 0}, {0, 1}, {1, 0}, {1, 1}});
    const Data iris = real_table("iris.csv"), wine = real_table("wine.csv");
    const Options by_entropy{.criterion = "entropy"};

    const Tolerance sums = within(1e-9, "middles and impurities by any formula");
    auto split = exercise.task("best_split", {"X", "y", "options"}, best_split_variants,
                               mistakes::best_split, sums);
    split.add("two rows", matrix({{5}, {1}}), labels({0, 1}), {});
    split.add("the lesson's example", plants.X, plants.y, {});
    split.add("the lesson's example by entropy", plants.X, plants.y, by_entropy);
    split.add("one row", matrix({{3, 4}}), labels({1}), {});
    split.add("all values equal", matrix({{2}, {2}, {2}}), labels({0, 1, 0}), {});
    split.add("only the last row differs", matrix({{4}, {1}, {-2}, {7}}), labels({0, 0, 0, 1}), {});
    split.add("only the first row differs", matrix({{4}, {1}, {-2}, {7}}), labels({1, 1, 0, 1}),
              {});
    split.add("equal columns: the first wins", matrix({{0, 3, 3}, {0, 1, 1}, {0, 8, 8}}),
              labels({1, 0, 1}), {});
    split.add("equal cuts of a column: the lower wins", matrix({{1}, {2}, {3}, {4}}),
              labels({1, 0, 0, 1}), {});
    split.add("no cut gains anything", square, labels({0, 1, 1, 0}), {});
    split.add("repeated values whose classes differ", matrix({{2}, {1}, {2}, {1}, {1}, {2}}),
              labels({0, 0, 1, 1, 0, 1}), {});
    split.add("three rows on each side", matrix({{1}, {2}, {3}, {4}, {5}, {6}}),
              labels({0, 1, 1, 1, 1, 1}), {.min_samples_leaf = 3});
    split.add("two rows on the right", matrix({{1}, {2}, {3}, {4}, {5}}), labels({1, 1, 1, 1, 0}),
              {.min_samples_leaf = 2});
    split.add("no cut leaves three rows on each side", plants.X.topRows(5), plants.y.head(5),
              {.min_samples_leaf = 3});
    for (const auto& [n, d] : {std::pair<Index, Index>{9, 2}, {14, 4}, {30, 3}})
        for (const std::string criterion : {"gini", "entropy"}) {
            const Options options{.criterion = criterion,
                                  .max_depth = 1,
                                  .min_samples_leaf = 1 + static_cast<int>(random.index(4))};
            const Data data = fair_table(random, n, d, 3, options);
            split.add("random", data.X, data.y, options);
        }
    // Weak classes: the best weighted cut lies inside, a lonely pure row at the end tempts.
    split.add("the first 130 irises", iris.X.topRows(130), iris.y.head(130), {});
    split.add("the wines", wine.X, wine.y, {.min_samples_leaf = 5});
    split.throws<ShapeError>("y is shorter than X", plants.X, labels({0, 1}), {});
    split.throws<ValueError>("no rows", Matrix(0, 2), labels({}), {});

    auto fit = exercise.task("fit", {"X", "y", "options"}, fit_variants, mistakes::fit, sums);
    const auto add = [&](const std::string& label, const Data& data, const Options& options) {
        if (!is_fair(data, options)) throw std::logic_error(label + ": equal cuts by rounding");
        fit.add(label, data.X, data.y, options);
    };
    add("one row: a leaf", {matrix({{3, 4}}), labels({1})}, {});
    add("the lesson's example", plants, {});
    add("the lesson's example, one question", plants, {.max_depth = 1});
    add("no question at all", plants, {.max_depth = 0});
    add("one class only", {matrix({{1}, {2}, {3}}), labels({1, 1, 1})}, {});
    add("all values equal", {matrix({{2}, {2}, {2}}), labels({0, 1, 0})}, {});
    add("x₀ xor x₁", {square, labels({0, 1, 1, 0})}, {});
    add("four rows are enough to be cut", plants, {.min_samples_split = 4});
    add("five rows are needed", plants, {.min_samples_split = 5});
    add("two rows in each leaf", plants, {.min_samples_leaf = 2});
    for (const auto& [n, d] : {std::pair<Index, Index>{12, 2}, {25, 4}, {40, 3}})
        for (const Options& options :
             {Options{.max_depth = 2}, Options{.criterion = "entropy", .min_samples_leaf = 2},
              Options{.min_samples_split = 6}}) {
            const Data data = fair_table(random, n, d, 3, options);
            fit.add("random", data.X, data.y, options);
        }
    add("the irises", iris, {.min_samples_leaf = 5});
    add("the wines", wine, {.criterion = "entropy", .max_depth = 2});
    fit.throws<ShapeError>("y is shorter than X", plants.X, labels({0, 1}), {});
    fit.throws<ValueError>("no rows", Matrix(0, 2), labels({}), {});

    auto predict =
        exercise.task("predict", {"X", "model"}, predict_variants, mistakes::predict, exactly());
    const Model leaf{2, labels({-1}), vector({0}), labels({-1}), labels({-1}), matrix({{1, 4, 2}})};
    const Model lesson = naive::fit(plants.X, plants.y, {});
    // x1 ≤ 2: classes 1 and 2 are equally frequent. Else x0 ≤ −1: class 3, else class 0.
    const Model ties{
        2,
        labels({1, -1, 0, -1, -1}),
        vector({2, 0, -1, 0, 0}),
        labels({1, -1, 3, -1, -1}),
        labels({2, -1, 4, -1, -1}),
        matrix({{3, 3, 3, 5}, {1, 3, 3, 0}, {2, 0, 0, 5}, {0, 0, 0, 5}, {2, 0, 0, 0}})};
    predict.add("a single leaf", matrix({{3, 4}, {0, -1}}), leaf);
    predict.add("the lesson's example", matrix({{0}, {2}, {5}, {7.5}}), lesson);
    predict.add("on the thresholds", matrix({{2.5}, {7}}), lesson);
    predict.add("equally frequent classes", matrix({{4, 1}, {-3, 2}}), ties);
    predict.add("three leaves", matrix({{0, 2}, {-1, 2.5}, {-0.5, 9}, {5, -4}, {-7, 3}}), ties);
    predict.add("no rows", Matrix(0, 2), ties);
    for (const auto& [n, d] : {std::pair<Index, Index>{20, 2}, {35, 4}}) {
        const Data data = table(random, n, d, 4);
        Data other = table(random, 12, d, 4);
        predict.add("random", other.X, naive::fit(data.X, data.y, {.max_depth = 4}));
    }
    predict.throws<ShapeError>("one column too many", matrix({{1, 2, 3}}), ties);
    predict.throws<ShapeError>("one column too few", matrix({{1}}), ties);
}

} // namespace mlcore::grading
