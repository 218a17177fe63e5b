// Tall tables: n from what fits into the second-level cache to what has to come from memory, d
// narrow and wide. fit_ridge costs n·d², the others n·d.
#include "mlcore/linear/linear_regression.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

struct Data {
    Matrix X;
    Vector y;
    linear_regression::Model model;
};

/// Coefficients and intercept in one vector, to compare models and gradients with.
template <class Parameters>
Vector flat(const Parameters& parameters) {
    Vector v(parameters.coefficients.size() + 1);
    v << parameters.coefficients, parameters.intercept;
    return v;
}

} // namespace

void register_benchmarks() {
    using namespace linear_regression;
    Random random(1);
    for (const Index n : {1'000, 30'000, 1'000'000}) {
        for (const Index d : {10, 100}) {
            if (n * d > 10'000'000) continue; // 80 MB are enough to leave every cache
            const auto data = std::make_shared<Data>(Data{normal_matrix(random, n, d),
                                                          normal_vector(random, n),
                                                          {normal_vector(random, d), 0.5}});
            const auto& [X, y, model] = *data;
            const std::string size = "/n:" + std::to_string(n) + "/d:" + std::to_string(d);
            const auto entries = static_cast<double>(n * d), rows = static_cast<double>(n);
            const double bytes = 8 * (entries + rows);

            for (const auto& [name, predict] : predict_variants) {
                check_equal("predict/" + name, predict(X, model), naive::predict(X, model), 1e-11);
                add("linear_regression/predict/" + name + size, {2 * entries, bytes},
                    [data, predict = predict] {
                        benchmark::DoNotOptimize(predict(data->X, data->model).data());
                    });
            }
            for (const auto& [name, mse] : mse_variants) {
                check_equal("mse/" + name, mse(X, y, model), naive::mse(X, y, model), 1e-11);
                add("linear_regression/mse/" + name + size, {2 * entries + 3 * rows, bytes},
                    [data, mse = mse] {
                        benchmark::DoNotOptimize(mse(data->X, data->y, data->model));
                    });
            }
            for (const auto& [name, mse_gradient] : mse_gradient_variants) {
                check_equal("mse_gradient/" + name, flat(mse_gradient(X, y, model)),
                            flat(naive::mse_gradient(X, y, model)), 1e-11);
                add("linear_regression/mse_gradient/" + name + size, {4 * entries, bytes},
                    [data, mse_gradient = mse_gradient] {
                        benchmark::DoNotOptimize(
                            mse_gradient(data->X, data->y, data->model).intercept);
                    });
            }
            for (const auto& [name, gradient_descent] : gradient_descent_variants) {
                constexpr int iterations = 10;
                const DescentOptions options{.learning_rate = 0.1, .iterations = iterations};
                check_equal("gradient_descent/" + name, flat(gradient_descent(X, y, options)),
                            flat(naive::gradient_descent(X, y, options)), 1e-10);
                add("linear_regression/gradient_descent/" + name + size + "/iterations:10",
                    {iterations * 4 * entries, iterations * bytes},
                    [data, options, gradient_descent = gradient_descent] {
                        benchmark::DoNotOptimize(
                            gradient_descent(data->X, data->y, options).intercept);
                    });
            }
            for (const auto& [name, fit_ridge] : fit_ridge_variants) {
                const RidgeOptions options{.l2 = 1};
                check_equal("fit_ridge/" + name, flat(fit_ridge(X, y, options)),
                            flat(naive::fit_ridge(X, y, options)), 1e-9);
                // XᵀX by symmetry: half of 2nd², whatever a variant computes in addition.
                const auto columns = static_cast<double>(d);
                add("linear_regression/fit_ridge/" + name + size, {entries * columns, bytes},
                    [data, options, fit_ridge = fit_ridge] {
                        benchmark::DoNotOptimize(fit_ridge(data->X, data->y, options).intercept);
                    });
            }
        }
    }
}

} // namespace mlcore::bench
