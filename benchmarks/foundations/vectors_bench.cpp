// n runs from what fits into the first cache to what has to come from memory.
#include "mlcore/foundations/vectors.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

void register_benchmarks() {
    Random random(1);
    for (Index n : {1'000, 100'000, 10'000'000}) {
        const auto shared_a = std::make_shared<const Vector>(normal_vector(random, n));
        const auto shared_b = std::make_shared<const Vector>(normal_vector(random, n));
        const Vector &a = *shared_a, &b = *shared_b;
        const std::string size = "/n:" + std::to_string(n);
        const auto bytes = static_cast<double>(n) * sizeof(double);
        const auto count = static_cast<double>(n);

        for (const auto& [name, dot] : vectors::dot_variants) {
            check_equal("dot/" + name, dot(a, b), vectors::naive::dot(a, b), 1e-9);
            add("vectors/dot/" + name + size, {2 * count, 2 * bytes},
                [=, dot = dot] { benchmark::DoNotOptimize(dot(*shared_a, *shared_b)); });
        }
        for (const auto& [name, norm] : vectors::norm_variants) {
            check_equal("norm/" + name, norm(a), vectors::naive::norm(a), 1e-9);
            add("vectors/norm/" + name + size, {2 * count, bytes},
                [=, norm = norm] { benchmark::DoNotOptimize(norm(*shared_a)); });
        }
        for (const auto& [name, cosine] : vectors::cosine_similarity_variants) {
            check_equal("cosine_similarity/" + name, cosine(a, b),
                        vectors::naive::cosine_similarity(a, b), 1e-9);
            add("vectors/cosine_similarity/" + name + size, {6 * count, 2 * bytes},
                [=, cosine = cosine] { benchmark::DoNotOptimize(cosine(*shared_a, *shared_b)); });
        }
    }
}

} // namespace mlcore::bench
