// Forests on tables whose classes overlap, so that the trees grow deep. The forests of all variants
// are the same; parallel shows what the cores are worth.
#include "mlcore/tree/random_forest.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

struct Data {
    Matrix X;
    Labels y;
    random_forest::Model model;
};

constexpr int trees = 20;

/// Three classes that depend on the first three columns, with noise.
std::shared_ptr<Data> overlapping_classes(Random& random, Index n, Index d) {
    auto data = std::make_shared<Data>(Data{normal_matrix(random, n, d), Labels(n), {}});
    for (Index i = 0; i < n; ++i) {
        const double score = data->X(i, 0) + data->X(i, 1) * data->X(i, 2) + random.normal();
        data->y(i) = score < -0.5 ? 0 : score < 0.5 ? 1 : 2;
    }
    data->model = random_forest::fit(data->X, data->y, {.trees = trees, .seed = 1});
    return data;
}

void check(const std::string& name, bool same) {
    if (!same) throw OutputsDiffer(name + ": differs from the reference");
}

bool same_forest(const random_forest::Model& a, const random_forest::Model& b) {
    for (std::size_t t = 0; t < a.trees.size(); ++t)
        if (a.trees[t].feature.size() != b.trees[t].feature.size() ||
            a.trees[t].feature != b.trees[t].feature ||
            a.trees[t].threshold != b.trees[t].threshold)
            return false;
    return a.seeds == b.seeds;
}

} // namespace

void register_benchmarks() {
    using namespace random_forest;
    Random random(1);
    for (const int d : {30, 10'000}) {
        const Vector u = uniforms(random, features_per_node({}, d));
        const Labels expected = naive::sample_features(u, d);
        for (const auto& variant : sample_features_variants) {
            check("sample_features/" + variant.name, variant.function(u, d) == expected);
            add("random_forest/sample_features/" + variant.name + "/d:" + std::to_string(d),
                {0, 12 * static_cast<double>(u.size())}, [u, d, sample = variant.function] {
                    benchmark::DoNotOptimize(sample(u, d).data());
                });
        }
    }
    {
        const Index n = 10'000;
        Table votes(100, n), bags(100, n);
        Labels y(n);
        for (Index i = 0; i < votes.size(); ++i) {
            votes.data()[i] = static_cast<int>(random.index(5));
            bags.data()[i] = static_cast<int>(random.index(n));
        }
        for (Index i = 0; i < n; ++i) y(i) = static_cast<int>(random.index(5));
        const Vector u = uniforms(random, n);
        const double bytes = 4 * static_cast<double>(votes.size());
        for (const auto& variant : bootstrap_indices_variants) {
            check("bootstrap_indices/" + variant.name,
                  variant.function(u) == naive::bootstrap_indices(u));
            add("random_forest/bootstrap_indices/" + variant.name + "/n:10000",
                {static_cast<double>(n), 12 * static_cast<double>(n)},
                [u, draw = variant.function] { benchmark::DoNotOptimize(draw(u).data()); });
        }
        for (const auto& variant : majority_vote_variants) {
            check("majority_vote/" + variant.name,
                  variant.function(votes) == naive::majority_vote(votes));
            add("random_forest/majority_vote/" + variant.name + "/n:10000/trees:100", {0, bytes},
                [votes, vote = variant.function] { benchmark::DoNotOptimize(vote(votes).data()); });
        }
        for (const auto& variant : oob_error_variants) {
            check_equal("oob_error/" + variant.name, variant.function(votes, bags, y),
                        naive::oob_error(votes, bags, y), 1e-12);
            add("random_forest/oob_error/" + variant.name + "/n:10000/trees:100", {0, 2 * bytes},
                [votes, bags, y, error = variant.function] {
                    benchmark::DoNotOptimize(error(votes, bags, y));
                });
        }
    }
    for (const auto& [n, d] :
         {std::pair<Index, Index>{1'000, 10}, {1'000, 100}, {1'000, 2'000}, {20'000, 10}}) {
        const auto data = overlapping_classes(random, n, d);
        const Options options{.trees = trees, .seed = 1};
        const std::string size = "/n:" + std::to_string(n) + "/d:" + std::to_string(d) +
                                 "/trees:" + std::to_string(trees);
        const double bytes = 8 * static_cast<double>(n * d);
        for (const auto& variant : fit_variants) {
            if (variant.name == "yours") continue; // the exercise's is handed a tree to grow
            check("fit/" + variant.name,
                  same_forest(variant.function(data->X, data->y, options), data->model));
            add("random_forest/fit/" + variant.name + size, {0, bytes},
                [data, options, fit_forest = variant.function] {
                    benchmark::DoNotOptimize(fit_forest(data->X, data->y, options).seeds.data());
                });
        }
        const Labels expected = naive::predict(data->X, data->model);
        for (const auto& variant : predict_variants) {
            check("predict/" + variant.name, variant.function(data->X, data->model) == expected);
            add("random_forest/predict/" + variant.name + size, {0, bytes},
                [data, predict_classes = variant.function] {
                    benchmark::DoNotOptimize(predict_classes(data->X, data->model).data());
                });
        }
    }
}

} // namespace mlcore::bench
