// Folds of long tables: what grows with n, with d, and with the number of folds.
#include "mlcore/model_selection/cross_validation.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

struct Data {
    Matrix X;
    Vector y;
    Labels classes;
    cross_validation::Split split;
};

Labels tested_by(const cross_validation::Splits& splits, Index rows) {
    Labels fold(rows);
    for (std::size_t f = 0; f < splits.size(); ++f)
        for (const int row : splits[f].test) fold(row) = static_cast<int>(f);
    return fold;
}

} // namespace

void register_benchmarks() {
    using namespace cross_validation;
    Random random(1);
    for (const int n : {1'000, 100'000}) {
        const auto data = std::make_shared<Data>();
        data->classes.resize(n);
        for (int& label : data->classes) label = static_cast<int>(random.index(10));
        const std::string size = "/n:" + std::to_string(n) + "/folds:5";
        const double bytes = 4.0 * n * 5; // the lists that are written
        for (const auto& [name, k_fold] : k_fold_variants) {
            check_equal("k_fold/" + name, tested_by(k_fold(n, 5), n),
                        tested_by(naive::k_fold(n, 5), n), 0);
            add("cross_validation/k_fold/" + name + size, {0, bytes},
                [n, k_fold = k_fold] { benchmark::DoNotOptimize(k_fold(n, 5).data()); });
        }
        for (const auto& [name, stratified_k_fold] : stratified_k_fold_variants) {
            check_equal("stratified_k_fold/" + name,
                        tested_by(stratified_k_fold(data->classes, 5), n),
                        tested_by(naive::stratified_k_fold(data->classes, 5), n), 0);
            add("cross_validation/stratified_k_fold/" + name + size + "/classes:10", {0, bytes},
                [data, stratified_k_fold = stratified_k_fold] {
                    benchmark::DoNotOptimize(stratified_k_fold(data->classes, 5).data());
                });
        }
    }
    for (const int n : {1'000, 30'000}) {
        for (const Index d : {10, 100}) {
            const auto data =
                std::make_shared<Data>(Data{normal_matrix(random, n, d), normal_vector(random, n),
                                            Labels(0), naive::k_fold(n, 5)[2]});
            const auto entries = static_cast<double>(n) * static_cast<double>(d);
            const std::string size = "/n:" + std::to_string(n) + "/d:" + std::to_string(d);
            for (const auto& [name, standardize_split] : standardize_split_variants) {
                check_equal("standardize_split/" + name,
                            standardize_split(data->X, data->split).test,
                            naive::standardize_split(data->X, data->split).test, 1e-11);
                add("cross_validation/standardize_split/" + name + size, {0, 16 * entries},
                    [data, standardize_split = standardize_split] {
                        benchmark::DoNotOptimize(
                            standardize_split(data->X, data->split).test.data());
                    });
            }
            for (const int folds : {5, 20}) {
                const RidgeCvOptions options{.folds = folds, .l2 = 1};
                const Vector expected = naive::cross_val_mse(data->X, data->y, options);
                for (const auto& [name, cross_val_mse] : cross_val_mse_variants) {
                    check_equal("cross_val_mse/" + name, cross_val_mse(data->X, data->y, options),
                                expected, 1e-10);
                    // Σ xxᵀ once, by symmetry; whatever a variant computes in addition.
                    add("cross_validation/cross_val_mse/" + name + size +
                            "/folds:" + std::to_string(folds),
                        {entries * static_cast<double>(d), 8 * entries},
                        [data, options, cross_val_mse = cross_val_mse] {
                            benchmark::DoNotOptimize(
                                cross_val_mse(data->X, data->y, options).data());
                        });
                }
            }
        }
    }
}

} // namespace mlcore::bench
