// A function as cheap as it can be (one pass over x), so that what surrounds it shows. n
// evaluations of n operations: the cost grows with n².
#include "mlcore/foundations/gradient_check.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

void register_benchmarks() {
    using namespace gradient_check;
    Random random(1);
    const ScalarFunction half_square = [](VectorView x) { return 0.5 * x.squaredNorm(); };
    for (const Index n : {10, 100, 1'000, 10'000}) {
        const auto shared_x = std::make_shared<const Vector>(normal_vector(random, n));
        const auto shared_b = std::make_shared<const Vector>(normal_vector(random, n));
        const Vector &x = *shared_x, &b = *shared_b;
        const std::string size = "/n:" + std::to_string(n);
        const auto count = static_cast<double>(n);

        for (const auto& [name, numerical] : numerical_gradient_variants) {
            // The gradient of ‖x‖²/2 is x. f is near n/2, so ε·f/h of its digits are lost.
            check_equal("numerical_gradient/" + name, numerical(half_square, x, 1e-3), x,
                        1e-12 * count);
            add("gradient_check/numerical_gradient/" + name + size, {2 * count * 2 * count, 0},
                [=, numerical = numerical] {
                    benchmark::DoNotOptimize(numerical(half_square, *shared_x, 1e-3).data());
                });
        }
        for (const auto& [name, error] : relative_error_variants) {
            check_equal("relative_error/" + name, error(x, b), naive::relative_error(x, b), 1e-12);
            add("gradient_check/relative_error/" + name + size, {7 * count, 16 * count},
                [=, error = error] { benchmark::DoNotOptimize(error(*shared_x, *shared_b)); });
        }
        for (const auto& [name, check] : check_variants) {
            check_equal("check/" + name, check(half_square, x, x, {}).error, 0.0, 1e-6);
            add("gradient_check/check/" + name + size, {2 * count * 2 * count, 0},
                [=, check = check] {
                    benchmark::DoNotOptimize(check(half_square, *shared_x, *shared_x, {}).error);
                });
        }
    }
}

} // namespace mlcore::bench
