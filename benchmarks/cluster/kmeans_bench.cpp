// n from a table in the cache to one that has to come from memory; k and d narrow and wide. assign
// and a round of lloyd cost n·k·d, the others n·d.
#include "mlcore/cluster/kmeans.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

struct Data {
    Matrix X, centroids;
    Labels labels;
    Vector uniforms;
};

Vector uniforms(Random& random, Index k) {
    Vector u(k);
    for (Index j = 0; j < k; ++j) u(j) = random.uniform();
    return u;
}

} // namespace

void register_benchmarks() {
    using namespace kmeans;
    Random random(1);
    struct Size {
        Index n, d, k;
    };
    for (const auto& [n, d, k] : {Size{1'000, 8, 8}, Size{1'000, 64, 64}, Size{100'000, 8, 8},
                                  Size{100'000, 64, 64}, Size{1'000'000, 16, 16}}) {
        const auto data = std::make_shared<Data>();
        data->X = normal_matrix(random, n, d);
        data->centroids = data->X.topRows(k);
        data->labels = naive::assign(data->X, data->centroids);
        data->uniforms = uniforms(random, k);
        const auto& [X, centroids, labels, draws] = *data;
        const std::string size =
            "/n:" + std::to_string(n) + "/d:" + std::to_string(d) + "/k:" + std::to_string(k);
        const double entries = static_cast<double>(n * d), bytes = 8 * entries;
        const double all_pairs = 3 * entries * static_cast<double>(k);

        for (const auto& [name, assign] : assign_variants) {
            if (assign(X, centroids) != labels) throw OutputsDiffer("assign/" + name);
            add("kmeans/assign/" + name + size, {all_pairs, bytes}, [data, assign = assign] {
                benchmark::DoNotOptimize(assign(data->X, data->centroids).data());
            });
        }
        for (const auto& [name, update] : update_variants) {
            check_equal("update/" + name, update(X, labels, centroids),
                        naive::update(X, labels, centroids), 1e-11);
            add("kmeans/update/" + name + size, {entries, bytes}, [data, update = update] {
                benchmark::DoNotOptimize(update(data->X, data->labels, data->centroids).data());
            });
        }
        for (const auto& [name, inertia] : inertia_variants) {
            check_equal("inertia/" + name, inertia(X, labels, centroids),
                        naive::inertia(X, labels, centroids), 1e-10);
            add("kmeans/inertia/" + name + size, {3 * entries, bytes}, [data, inertia = inertia] {
                benchmark::DoNotOptimize(inertia(data->X, data->labels, data->centroids));
            });
        }
        for (const auto& [name, plus_plus] : plus_plus_variants) {
            check_equal("plus_plus/" + name, plus_plus(X, draws), naive::plus_plus(X, draws), 0);
            add("kmeans/plus_plus/" + name + size, {all_pairs, static_cast<double>(k) * bytes},
                [data, plus_plus = plus_plus] {
                    benchmark::DoNotOptimize(plus_plus(data->X, data->uniforms).data());
                });
        }
        const Model expected = naive::lloyd(X, centroids, 5);
        for (const auto& [name, lloyd] : lloyd_variants) {
            const Model model = lloyd(X, centroids, 5);
            check_equal("lloyd/" + name, model.centroids, expected.centroids, 1e-9);
            check_equal("lloyd/" + name, model.inertia, expected.inertia, 1e-10);
            add("kmeans/lloyd/" + name + size + "/rounds:5", {6 * all_pairs, 6 * bytes},
                [data, lloyd = lloyd] {
                    benchmark::DoNotOptimize(lloyd(data->X, data->centroids, 5).inertia);
                });
        }
    }
}

} // namespace mlcore::bench
