// Tables whose classes overlap, so that trees grow deep: n from a thousand rows to a hundred
// thousand, few and many columns. fit to the end sorts once (vectorized) or in every node (naive).
#include "mlcore/tree/decision_tree.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

struct Data {
    Matrix X;
    Labels y;
    decision_tree::Model model;
};

/// Three classes that depend on the first three columns, with noise.
std::shared_ptr<Data> overlapping_classes(Random& random, Index n, Index d) {
    auto data = std::make_shared<Data>(Data{normal_matrix(random, n, d), Labels(n), {}});
    for (Index i = 0; i < n; ++i) {
        const double score = data->X(i, 0) + data->X(i, 1) * data->X(i, 2) + random.normal();
        data->y(i) = score < -0.5 ? 0 : score < 0.5 ? 1 : 2;
    }
    data->model = decision_tree::fit(data->X, data->y);
    return data;
}

void check_same_tree(const std::string& name, const decision_tree::Model& got,
                     const decision_tree::Model& expected) {
    if (got.feature.size() != expected.feature.size() || got.feature != expected.feature ||
        got.threshold != expected.threshold || got.counts != expected.counts)
        throw OutputsDiffer(name + ": another tree than the reference's");
}

} // namespace

void register_benchmarks() {
    using namespace decision_tree;
    Random random(1);
    const Vector counts = (100 * normal_vector(random, 10).cwiseAbs()).array().round();
    for (const auto& variant : gini_variants) {
        check_equal("gini/" + variant.name, variant.function(counts), naive::gini(counts), 1e-13);
        add("decision_tree/gini/" + variant.name + "/k:10", {30, 80},
            [counts, gini = variant.function] { benchmark::DoNotOptimize(gini(counts)); });
    }
    for (const auto& variant : entropy_variants) {
        check_equal("entropy/" + variant.name, variant.function(counts), naive::entropy(counts),
                    1e-13);
        add("decision_tree/entropy/" + variant.name + "/k:10", {40, 80},
            [counts, entropy = variant.function] { benchmark::DoNotOptimize(entropy(counts)); });
    }
    for (const Index n : {1'000, 10'000, 100'000}) {
        for (const Index d : {5, 30}) {
            if (n * d > 1'000'000) continue;
            const auto data = overlapping_classes(random, n, d);
            const std::string size = "/n:" + std::to_string(n) + "/d:" + std::to_string(d);
            const double bytes = 8 * static_cast<double>(n * d);
            const Labels expected = naive::predict(data->X, data->model);
            for (const auto& variant : best_split_variants) {
                const Split got = variant.function(data->X, data->y, {});
                const Split reference = naive::best_split(data->X, data->y, {});
                check_equal("best_split/" + variant.name, got.threshold, reference.threshold, 0);
                check_equal("best_split/" + variant.name, got.gain, reference.gain, 1e-12);
                add("decision_tree/best_split/" + variant.name + size, {0, bytes},
                    [data, best_split = variant.function] {
                        benchmark::DoNotOptimize(best_split(data->X, data->y, {}).gain);
                    });
            }
            const Model reference = naive::fit(data->X, data->y, {});
            for (const auto& variant : fit_variants) {
                check_same_tree("fit/" + variant.name, variant.function(data->X, data->y, {}),
                                reference);
                add("decision_tree/fit/" + variant.name + size, {0, bytes},
                    [data, fit = variant.function] {
                        benchmark::DoNotOptimize(fit(data->X, data->y, {}).feature.data());
                    });
            }
            for (const auto& variant : predict_variants) {
                if (variant.function(data->X, data->model) != expected)
                    throw OutputsDiffer("predict/" + variant.name + ": other classes");
                add("decision_tree/predict/" + variant.name + size, {0, bytes},
                    [data, predict = variant.function] {
                        benchmark::DoNotOptimize(predict(data->X, data->model).data());
                    });
            }
        }
    }
}

} // namespace mlcore::bench
