// n from hundreds of rows to 100,000, with 10 and 50 columns of different values (256 bins each).
#include "mlcore/tree/gradient_boosting.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

struct Data {
    Matrix X;
    Vector y, label, scores;
    gradient_boosting::Options options{.trees = 5, .max_depth = 6, .min_child_weight = 10};
    gradient_boosting::Model model;
};

} // namespace

void register_benchmarks() {
    using namespace gradient_boosting;
    Random random(1);
    struct Size {
        Index n, d;
    };
    for (const auto& [n, d] : {Size{1'000, 10}, Size{10'000, 50}, Size{100'000, 10}}) {
        const auto data = std::make_shared<Data>();
        data->X = normal_matrix(random, n, d);
        data->y = data->X.col(0).array().sin() + data->X.col(1).array() * data->X.col(2).array();
        data->y += 0.3 * normal_vector(random, n);
        data->label = (data->y.array() > 0).cast<double>();
        data->scores = normal_vector(random, n);
        data->model = naive::fit(data->X, data->y, data->options);
        const auto& [X, y, label, scores, options, model] = *data;
        const std::string size = "/n:" + std::to_string(n) + "/d:" + std::to_string(d);
        const auto rows = static_cast<double>(n), entries = static_cast<double>(n * d);

        const Gradients expected = naive::gradients(scores, label, "logistic");
        for (const auto& [name, gradients] : gradients_variants) {
            const Gradients got = gradients(scores, label, "logistic");
            check_equal("gradients/" + name, got.gradient, expected.gradient, 1e-12);
            check_equal("gradients/" + name, got.hessian, expected.hessian, 1e-12);
            add("gradient_boosting/gradients/" + name + size, {6 * rows, 32 * rows},
                [data, gradients = gradients] {
                    benchmark::DoNotOptimize(
                        gradients(data->scores, data->label, "logistic").gradient.data());
                });
        }
        const Bins bins = naive::histogram_bins(X, 256);
        for (const auto& [name, histogram_bins] : histogram_bins_variants) {
            if (histogram_bins(X, 256).index != bins.index)
                throw OutputsDiffer("histogram_bins/" + name);
            add("gradient_boosting/histogram_bins/" + name + size, {0, 12 * entries},
                [data, histogram_bins = histogram_bins] {
                    benchmark::DoNotOptimize(histogram_bins(data->X, 256).index.data());
                });
        }
        const Vector predictions = naive::predict(X, model);
        for (const auto& [name, fit] : fit_variants) {
            check_equal("fit/" + name, naive::predict(X, fit(X, y, options)), predictions, 1e-9);
            // Two additions for each entry, level and tree, whatever a variant saves.
            add("gradient_boosting/fit/" + name + size + "/trees:5",
                {2 * entries * options.trees * options.max_depth, 8 * entries}, [data, fit = fit] {
                    benchmark::DoNotOptimize(fit(data->X, data->y, data->options).base_score);
                });
        }
        for (const auto& [name, predict] : predict_variants) {
            check_equal("predict/" + name, predict(X, model), predictions, 1e-12);
            add("gradient_boosting/predict/" + name + size, {0, 8 * entries},
                [data, predict = predict] {
                    benchmark::DoNotOptimize(predict(data->X, data->model).data());
                });
        }
    }
}

} // namespace mlcore::bench
