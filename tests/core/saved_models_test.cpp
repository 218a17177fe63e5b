// Every model of the library, fitted on a real table, saved and loaded: the same model to the last
// bit, and no file that is damaged or another model's is taken for it.
#include "mlcore/core/model_file.hpp"

#include "core/file.hpp"
#include "support/scratch_folder.hpp"
#include "support/table.hpp"

#include "mlcore/cluster/kmeans.hpp"
#include "mlcore/linear/linear_regression.hpp"
#include "mlcore/linear/logistic_regression.hpp"
#include "mlcore/tree/decision_tree.hpp"
#include "mlcore/tree/gradient_boosting.hpp"
#include "mlcore/tree/random_forest.hpp"

#include <doctest/doctest.h>

#include <cstring>

using namespace mlcore;
using test::ScratchFolder;

namespace {

struct Table {
    Matrix X;
    Vector y;
    Labels classes;
};

Table table(const std::string& name) {
    const Matrix all = test::read_table(name);
    const Vector y = all.col(all.cols() - 1);
    return {all.leftCols(all.cols() - 1), y, y.cast<int>()};
}

template <class Numbers>
bool same_bits(const Numbers& a, const Numbers& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof *a.data()) ==
               0;
}

/// A model of another kind than `Model`, for a file that must not be taken for one.
template <class Model>
void save_another(const std::filesystem::path& file) {
    const Table iris = table("iris.csv");
    if constexpr (std::is_same_v<Model, kmeans::Model>)
        save(decision_tree::fit(iris.X, iris.classes), file);
    else
        save(kmeans::fit(iris.X, {.k = 3, .seed = 1}), file);
}

/// Saves and loads: every field and every prediction stays; what is not this model is refused, with
/// the file's name.
template <class Model, class Predict>
void check_saving(const Model& model, Predict predict) {
    CAPTURE(Model::model_name);
    const ScratchFolder folder;
    const auto file = folder / "fitted.model", bad = folder / "bad.model";
    save(model, file);
    const auto loaded = load<Model>(file);
    CHECK(to_value(loaded) == to_value(model));
    CHECK(same_bits(predict(loaded), predict(model)));
    // Saved again it is the same file, so the loaded model is the same in what is not compared
    // above.
    save(loaded, bad);
    const std::string good = core::read_file(file);
    CHECK(core::read_file(bad) == good);

    const auto refused = [&](const char* why) {
        CHECK_THROWS_WITH_AS((void)load<Model>(bad), doctest::Contains(bad.c_str()), ValueError);
        CHECK_THROWS_WITH_AS((void)load<Model>(bad), doctest::Contains(why), ValueError);
    };
    // Cut short: in the first line, behind it, in the middle of the numbers, by one byte.
    const std::size_t head = good.find('\n') + 1;
    REQUIRE(good.size() > head + 20);
    for (const std::size_t size : {head / 2, head, (head + good.size()) / 2, good.size() - 1}) {
        CAPTURE(size);
        core::write_atomically(bad, good.substr(0, size));
        refused("");
    }
    core::write_atomically(bad, good + "x");
    refused("is damaged: its checksum does not fit");
    // A single bit changed, in some fifty places of the numbers, the first and the last among them.
    for (std::size_t at = head; at < good.size();
         at = std::max(at + 1, std::min(good.size() - 1, at + good.size() / 50))) {
        CAPTURE(at);
        std::string flipped = good;
        flipped[at] = static_cast<char>(flipped[at] ^ 1);
        core::write_atomically(bad, flipped);
        refused("is damaged: its checksum does not fit");
    }
    save_another<Model>(bad);
    refused((std::string("model; expected ") + Model::model_name).c_str());
}

} // namespace

TEST_CASE("saved models: linear regression of the diabetes table") {
    const Table t = table("diabetes.csv");
    check_saving(linear_regression::fit(t.X, t.y, {.l2 = 0.1}),
                 [&](const auto& model) { return linear_regression::predict(t.X, model); });
}

TEST_CASE("saved models: logistic regression of the breast cancer table") {
    const Table t = table("breast_cancer.csv");
    check_saving(logistic_regression::fit(t.X, t.classes), [&](const auto& model) {
        return logistic_regression::predict_probability(t.X, model);
    });
}

TEST_CASE("saved models: softmax regression of the wine table") {
    const Table t = table("wine.csv");
    check_saving(logistic_regression::fit_softmax(t.X, t.classes), [&](const auto& model) {
        return logistic_regression::predict_probability(t.X, model);
    });
}

TEST_CASE("saved models: a decision tree of the breast cancer table") {
    const Table t = table("breast_cancer.csv");
    const auto model = decision_tree::fit(t.X, t.classes);
    check_saving(model, [&](const auto& m) { return decision_tree::predict(t.X, m); });
    check_saving(model,
                 [&](const auto& m) { return decision_tree::predict_probabilities(t.X, m); });
}

TEST_CASE("saved models: a random forest of the wine table") {
    const Table t = table("wine.csv");
    const auto model = random_forest::fit(t.X, t.classes, {.trees = 15, .seed = 3});
    check_saving(model,
                 [&](const auto& m) { return random_forest::predict_probabilities(t.X, m); });
    // What only the training knows is kept too: which rows each tree has seen.
    const ScratchFolder folder;
    save(model, folder / "forest.model");
    CHECK(random_forest::out_of_bag_error(t.X, t.classes,
                                          load<random_forest::Model>(folder / "forest.model")) ==
          random_forest::out_of_bag_error(t.X, t.classes, model));
}

TEST_CASE("saved models: gradient boosting of two tables, one for each loss") {
    const Table diabetes = table("diabetes.csv"), cancer = table("breast_cancer.csv");
    check_saving(gradient_boosting::fit(diabetes.X, diabetes.y, {.trees = 20}),
                 [&](const auto& m) { return gradient_boosting::predict(diabetes.X, m); });
    check_saving(gradient_boosting::fit(cancer.X, cancer.y, {.trees = 20, .loss = "logistic"}),
                 [&](const auto& m) { return gradient_boosting::predict(cancer.X, m); });
}

TEST_CASE("saved models: k-means of the iris table") {
    const Table t = table("iris.csv");
    check_saving(kmeans::fit(t.X, {.k = 3, .seed = 7}),
                 [&](const auto& model) { return kmeans::predict(t.X, model); });
}
