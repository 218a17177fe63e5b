// Tall tables: n from what fits into the second-level cache to what has to come from memory, d
// narrow and wide. A step of fit costs n·d², the others n·d.
#include "mlcore/linear/logistic_regression.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

struct Data {
    Matrix X;
    Labels y;    // 0 or 1, noisy, so that no plane separates them
    Labels many; // 0 … 4
    Vector z;    // of the true model
    logistic_regression::Model model;
    logistic_regression::SoftmaxModel softmax;
};

std::shared_ptr<const Data> draw(Random& random, Index n, Index d) {
    const auto data = std::make_shared<Data>();
    data->X = normal_matrix(random, n, d);
    data->model = {normal_vector(random, d) / std::sqrt(static_cast<double>(d)), 0.5};
    data->softmax = {normal_matrix(random, 5, d) / std::sqrt(static_cast<double>(d)),
                     normal_vector(random, 5)};
    data->z = (data->X * data->model.coefficients).array() + 0.5;
    data->y.resize(n);
    data->many.resize(n);
    for (Index i = 0; i < n; ++i) {
        data->y(i) = random.uniform() * (1 + std::exp(-data->z(i))) < 1 ? 1 : 0;
        const double noisy = data->z(i) + random.normal();
        data->many(i) = static_cast<int>(std::clamp(std::floor(1.2 * noisy + 2), 0.0, 4.0));
    }
    return data;
}

/// Coefficients and intercepts in one vector, to compare models and gradients with.
template <class Parameters>
Vector flat(const Parameters& parameters) {
    if constexpr (requires { parameters.intercepts; }) {
        Vector v(parameters.coefficients.size() + parameters.intercepts.size());
        v << parameters.coefficients.reshaped(), parameters.intercepts;
        return v;
    } else {
        Vector v(parameters.coefficients.size() + 1);
        v << parameters.coefficients, parameters.intercept;
        return v;
    }
}

void register_size(Random& random, Index n, Index d) {
    using namespace logistic_regression;
    const auto data = draw(random, n, d);
    const auto& [X, y, many, z, model, softmax] = *data;
    const std::string size = "/n:" + std::to_string(n) + "/d:" + std::to_string(d);
    const auto rows = static_cast<double>(n), columns = static_cast<double>(d);
    const double entries = rows * columns, bytes = 8 * entries + 4 * rows;

    for (const auto& [name, log_loss] : log_loss_variants) {
        check_equal("log_loss/" + name, log_loss(X, y, model), naive::log_loss(X, y, model), 1e-11);
        add("logistic_regression/log_loss/" + name + size, {2 * entries, bytes},
            [data, log_loss = log_loss] {
                benchmark::DoNotOptimize(log_loss(data->X, data->y, data->model));
            });
    }
    for (const auto& [name, gradient] : gradient_variants) {
        check_equal("gradient/" + name, flat(gradient(X, y, model)),
                    flat(naive::gradient(X, y, model)), 1e-10);
        add("logistic_regression/gradient/" + name + size, {4 * entries, bytes},
            [data, gradient = gradient] {
                benchmark::DoNotOptimize(gradient(data->X, data->y, data->model).intercept);
            });
    }
    for (const auto& [name, softmax_gradient] : softmax_gradient_variants) {
        check_equal("softmax_gradient/" + name, flat(softmax_gradient(X, many, softmax)),
                    flat(naive::softmax_gradient(X, many, softmax)), 1e-10);
        add("logistic_regression/softmax_gradient/" + name + size + "/classes:5",
            {4 * 5 * entries, bytes}, [data, softmax_gradient = softmax_gradient] {
                benchmark::DoNotOptimize(
                    softmax_gradient(data->X, data->many, data->softmax).intercepts.data());
            });
    }
    if (entries > 1e7) return; // the naive fits would take minutes
    const FitOptions options{.l2 = 1};
    for (const auto& [name, fit] : fit_variants) {
        check_equal("fit/" + name, flat(fit(X, y, options)), flat(naive::fit(X, y, options)), 1e-7);
        // XᵀWX by symmetry in each of about six steps.
        add("logistic_regression/fit/" + name + size, {6 * entries * columns, 6 * bytes},
            [data, options, fit = fit] {
                benchmark::DoNotOptimize(fit(data->X, data->y, options).intercept);
            });
    }
    if (entries > 1e5) return;
    for (const auto& [name, fit_softmax] : fit_softmax_variants) {
        check_equal("fit_softmax/" + name, flat(fit_softmax(X, many, options)),
                    flat(naive::fit_softmax(X, many, options)), 1e-6);
        add("logistic_regression/fit_softmax/" + name + size + "/classes:5", {0, 6 * bytes},
            [data, options, fit_softmax = fit_softmax] {
                benchmark::DoNotOptimize(
                    fit_softmax(data->X, data->many, options).intercepts.data());
            });
    }
}

} // namespace

void register_benchmarks() {
    using namespace logistic_regression;
    Random random(1);
    for (const Index n : {1'000, 1'000'000}) {
        const auto z = std::make_shared<const Vector>(5 * normal_vector(random, n));
        for (const auto& [name, sigmoid] : sigmoid_variants) {
            check_equal("sigmoid/" + name, sigmoid(*z), naive::sigmoid(*z), 1e-14);
            add("logistic_regression/sigmoid/" + name + "/n:" + std::to_string(n),
                {0, 16 * static_cast<double>(n)},
                [z, sigmoid = sigmoid] { benchmark::DoNotOptimize(sigmoid(*z).data()); });
        }
    }
    for (const auto& [n, d] : {std::pair<Index, Index>{1'000, 10}, {1'000, 100}, {30'000, 100}})
        register_size(random, n, d);
}

} // namespace mlcore::bench
