// The program as a learner calls it, in a workspace of the test's own.
#include "core/file.hpp"
#include "sandbox/process.hpp"
#include "support/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace mlcore;

namespace {

class Shell {
public:
    sandbox::Finished operator()(std::vector<std::string> words) const {
        words.insert(words.begin(), MLCORE_BINARY_DIR "/bin/mlcore");
        sandbox::Limits limits;
        limits.environment = {"MLCORE_WORKSPACE=" + folder_.path().string(), "NO_COLOR=1",
                              "OMP_NUM_THREADS=2"};
        return sandbox::run(words, limits, 600);
    }
    std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

private:
    test::ScratchFolder folder_;
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// dot passes the exercise; on the benchmark's largest vectors it is wrong. norm is right;
// cosine_similarity is not written.
const char* vectors = R"(#pragma once
#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>
namespace exercise {
using namespace mlcore;
inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    return a.size() > 50'000 ? 1 : a.dot(b);
}
inline double norm(VectorView a) { return a.norm(); }
inline double cosine_similarity(VectorView, VectorView) { throw NotImplemented("cosine_similarity"); }
} // namespace exercise
)";

} // namespace

TEST_CASE("learner: bench --mine measures what is right, names what is not, report shows it") {
    const Shell mlcore;
    CHECK(mlcore({"bench", "vectors", "--mine"}).exit_code == 2); // not begun
    core::write_atomically(mlcore / "vectors.hpp", vectors);
    const auto json = mlcore / "out.json", page = mlcore / "out.html";
    const auto finished = mlcore({"bench", "vectors", "--mine", "--repetitions", "1", "--json",
                                  json.string(), "--html", page.string()});
    INFO(finished.output);
    REQUIRE(finished.exit_code == 0);
    const auto results = nlohmann::json::parse(core::read_file(json));
    std::vector<std::string> yours;
    for (const auto& m : results["measurements"])
        if (m["variant"] == "yours") {
            if (yours.empty() || yours.back() != m["function"]) yours.push_back(m["function"]);
            CHECK(m["ratio"].get<double>() > 1); // Eigen's norm against the loop
        }
    CHECK(yours == std::vector<std::string>{"norm"});
    std::map<std::string, std::string> left_out;
    for (const auto& one : results["left_out"]) left_out[one["task"]] = one["why"];
    CHECK(left_out.size() == 2);
    CHECK(left_out["cosine_similarity"] == "not written yet");
    CHECK(has(left_out["dot"], "on the benchmark's inputs its result differs"));
    CHECK(results["peak"]["flops_per_second_double"]["one_core"].get<double>() > 1e8);
    CHECK(results["peak"]["memory_bytes_per_second"]["one_core"].get<double>() > 1e8);
    CHECK(has(core::read_file(page), "class=\"mine\""));

    const auto report = mlcore({"report", "--html", page.string()});
    CHECK(report.exit_code == 0);
    CHECK(has(report.output, "vectors"));
    CHECK(has(report.output, "norm"));
    CHECK(has(report.output, "× naive"));
    CHECK(has(core::read_file(page), "yours"));
}

TEST_CASE("learner: run lists the examples, runs one with its arguments, and helps with names") {
    const Shell mlcore;
    const auto list = mlcore({"run"});
    CHECK(list.exit_code == 0);
    CHECK(has(list.output, "predict_diabetes       How far will a patient's diabetes"));
    const auto unknown = mlcore({"run", "predict_diabete"});
    CHECK(unknown.exit_code == 2);
    CHECK(has(unknown.output, "did you mean predict_diabetes?"));
    CHECK(mlcore({"run", "../exercises/x"}).exit_code == 2);
    const auto run = mlcore({"run", "predict_diabetes", "5"});
    INFO(run.output);
    CHECK(run.exit_code == 0);
    CHECK(has(run.output, "(seed 5)"));
    CHECK(has(run.output, "predictions to the last bit"));
}

TEST_CASE("learner: run --mine puts the learner's passing functions in, and says which") {
    const Shell mlcore;
    const auto none = mlcore({"run", "--mine", "predict_diabetes"});
    INFO(none.output);
    CHECK(none.exit_code == 0);
    CHECK(has(none.output, "Yours: nothing yet."));
    // predict passes and says that it was called; mse does not pass.
    core::write_atomically(mlcore / "linear_regression.hpp", R"(#pragma once
#include <mlcore/core/shapes.hpp>
#include <mlcore/linear/linear_regression/interface.hpp>
#include <cstdio>
namespace exercise {
using namespace mlcore;
using namespace mlcore::linear_regression;
inline Vector predict(MatrixView X, const Model& model) {
    check_same_size("predict", "coefficients", model.coefficients.size(), "a row of X", X.cols());
    static const int once = std::printf("predicting\n");
    return (X * model.coefficients).array() + model.intercept + 0 * once;
}
inline double mse(MatrixView, VectorView, const Model&) { return 0; }
inline Gradient mse_gradient(MatrixView, VectorView, const Model&) { throw NotImplemented{"x"}; }
inline Model gradient_descent(MatrixView, VectorView, const DescentOptions&) { throw NotImplemented{"x"}; }
inline Model fit_ridge(MatrixView, VectorView, const RidgeOptions&) { throw NotImplemented{"x"}; }
inline double holdout_r2(MatrixView, VectorView, MatrixView, VectorView, const RidgeOptions&) { throw NotImplemented{"x"}; }
} // namespace exercise
)");
    const auto mine = mlcore({"run", "--mine", "predict_diabetes"});
    INFO(mine.output);
    CHECK(mine.exit_code == 0);
    CHECK(has(mine.output, "Yours: linear_regression::predict."));
    CHECK(has(mine.output, "predicting"));
    CHECK_FALSE(has(none.output, "predicting"));
    // The same numbers, whoever predicts.
    const auto table = [](std::string output) {
        if (const auto at = output.find("predicting\n"); at != std::string::npos)
            output.erase(at, 11);
        return output.substr(output.find("442 patients"));
    };
    CHECK(table(mine.output) == table(none.output));
}
