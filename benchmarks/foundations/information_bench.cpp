// n from what fits into the first cache to what has to come from memory; softmax also on many
// narrow rows (a classifier's ten classes) and on rows as wide as a language model's vocabulary.
#include "mlcore/foundations/information.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

Vector random_distribution(Random& random, Index n) {
    Vector p(n);
    for (Index i = 0; i < n; ++i) p(i) = -std::log1p(-random.uniform());
    return p / p.sum();
}

} // namespace

void register_benchmarks() {
    using namespace information;
    Random random(1);
    for (const Index n : {1'000, 100'000, 10'000'000}) {
        struct Data {
            Vector x, p, q;
        };
        const auto data = std::make_shared<const Data>(Data{normal_vector(random, n),
                                                            random_distribution(random, n),
                                                            random_distribution(random, n)});
        const auto& [x, p, q] = *data;
        const std::string size = "/n:" + std::to_string(n);
        const auto bytes = static_cast<double>(n) * sizeof(double);

        // An exponential or logarithm is no fixed number of operations: only bytes are counted.
        for (const auto& [name, log_sum_exp] : log_sum_exp_variants) {
            check_equal("log_sum_exp/" + name, log_sum_exp(x), naive::log_sum_exp(x), 1e-12);
            add("information/log_sum_exp/" + name + size, {0, bytes},
                [data, log_sum_exp = log_sum_exp] {
                    benchmark::DoNotOptimize(log_sum_exp(data->x));
                });
        }
        for (const auto& [name, entropy] : entropy_variants) {
            check_equal("entropy/" + name, entropy(p), naive::entropy(p), 1e-11);
            add("information/entropy/" + name + size, {0, bytes},
                [data, entropy = entropy] { benchmark::DoNotOptimize(entropy(data->p)); });
        }
        for (const auto& [name, cross_entropy] : cross_entropy_variants) {
            check_equal("cross_entropy/" + name, cross_entropy(p, q), naive::cross_entropy(p, q),
                        1e-11);
            add("information/cross_entropy/" + name + size, {0, 2 * bytes},
                [data, cross_entropy = cross_entropy] {
                    benchmark::DoNotOptimize(cross_entropy(data->p, data->q));
                });
        }
        for (const auto& [name, kl_divergence] : kl_divergence_variants) {
            check_equal("kl_divergence/" + name, kl_divergence(p, q), naive::kl_divergence(p, q),
                        1e-11);
            add("information/kl_divergence/" + name + size, {0, 2 * bytes},
                [data, kl_divergence = kl_divergence] {
                    benchmark::DoNotOptimize(kl_divergence(data->p, data->q));
                });
        }
    }
    for (const auto& [rows, columns] :
         {std::pair<Index, Index>{1'000, 10}, {1'000, 1'000}, {32, 50'257}}) {
        const auto logits = std::make_shared<const Matrix>(normal_matrix(random, rows, columns));
        const std::string size = "/n:" + std::to_string(rows) + "/d:" + std::to_string(columns);
        const auto bytes = 2 * static_cast<double>(rows * columns) * sizeof(double);
        for (const auto& [name, softmax] : softmax_variants) {
            check_equal("softmax/" + name, softmax(*logits), naive::softmax(*logits), 1e-12);
            add("information/softmax/" + name + size, {0, bytes},
                [logits, softmax = softmax] { benchmark::DoNotOptimize(softmax(*logits).data()); });
        }
    }
}

} // namespace mlcore::bench
