// Tall tables: n from what fits into the second-level cache to what has to come from memory, d
// narrow and wide.
#include "mlcore/foundations/statistics.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

struct Data {
    Matrix X;
    Vector mean;
    Matrix covariance;
};

void tables() {
    using namespace statistics;
    Random random(1);
    for (const Index n : {1'000, 30'000, 1'000'000})
        for (const Index d : {4, 100}) {
            if (n * d > 10'000'000) continue; // 80 MB are enough to leave every cache
            const auto data = std::make_shared<Data>();
            data->X = normal_matrix(random, n, d);
            data->mean = normal_vector(random, d);
            data->covariance = naive::covariance(normal_matrix(random, 3 * d, d));
            const auto& [X, mean_vector, sigma] = *data;
            const std::string size = "/n:" + std::to_string(n) + "/d:" + std::to_string(d);
            const auto entries = static_cast<double>(n * d), columns = static_cast<double>(d);

            for (const auto& [name, mean] : mean_variants) {
                // Sums of up to a million normal numbers cancel: of the order of 1 again.
                check_equal("mean/" + name, mean(X), naive::mean(X), 1e-9);
                add("statistics/mean/" + name + size, {entries, 8 * entries},
                    [data, mean = mean] { benchmark::DoNotOptimize(mean(data->X).data()); });
            }
            for (const auto& [name, covariance] : covariance_variants) {
                check_equal("covariance/" + name, covariance(X), naive::covariance(X), 1e-11);
                // By symmetry: half of 2nd², whatever a variant computes in addition.
                add("statistics/covariance/" + name + size, {entries * columns, 8 * entries},
                    [data, covariance = covariance] {
                        benchmark::DoNotOptimize(covariance(data->X).data());
                    });
            }
            for (const auto& [name, standardize] : standardize_variants) {
                check_equal("standardize/" + name, standardize(X), naive::standardize(X), 1e-11);
                add("statistics/standardize/" + name + size, {5 * entries, 16 * entries},
                    [data, standardize = standardize] {
                        benchmark::DoNotOptimize(standardize(data->X).data());
                    });
            }
            for (const auto& [name, log_pdf] : gaussian_log_pdf_variants) {
                check_equal("gaussian_log_pdf/" + name, log_pdf(X, mean_vector, sigma),
                            naive::gaussian_log_pdf(X, mean_vector, sigma), 1e-10);
                add("statistics/gaussian_log_pdf/" + name + size,
                    {2 * entries * columns, 8 * entries}, [data, log_pdf = log_pdf] {
                        benchmark::DoNotOptimize(
                            log_pdf(data->X, data->mean, data->covariance).data());
                    });
            }
        }
}

void classes() {
    using namespace statistics;
    Random random(2);
    for (const Index n : {1'000, 300'000})
        for (const Index K : {3, 20}) {
            const auto logs = std::make_shared<const Matrix>(30 * normal_matrix(random, n, K));
            const auto priors =
                std::make_shared<const Vector>(Vector::Constant(K, 1 / static_cast<double>(K)));
            const auto entries = static_cast<double>(n * K);
            for (const auto& [name, posterior] : posterior_variants) {
                check_equal("posterior/" + name, posterior(*logs, *priors),
                            naive::posterior(*logs, *priors), 1e-12);
                add("statistics/posterior/" + name + "/n:" + std::to_string(n) +
                        "/k:" + std::to_string(K),
                    {4 * entries, 16 * entries}, [=, posterior = posterior] {
                        benchmark::DoNotOptimize(posterior(*logs, *priors).data());
                    });
            }
        }
}

} // namespace

void register_benchmarks() {
    tables();
    classes();
}

} // namespace mlcore::bench
