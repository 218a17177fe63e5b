// Square matrices: n runs from what fits into the first-level cache to what has to come from
// memory. 512 and 1024 beside 500 and 1000 show what rows a power of two apart do to a loop that
// walks down columns. The naive loop sits out the largest sizes, which take it a minute.
#include "mlcore/foundations/matmul.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

void register_benchmarks() {
    Random random(1);
    constexpr Index largest_naive = 1024;
    for (const Index n : {32, 100, 250, 500, 512, 1000, 1024, 2000}) {
        const auto A = std::make_shared<const Matrix>(normal_matrix(random, n, n));
        const auto B = std::make_shared<const Matrix>(normal_matrix(random, n, n));
        const auto x = std::make_shared<const Vector>(normal_vector(random, n));
        const std::string size = "/n:" + std::to_string(n);
        const auto side = static_cast<double>(n);

        const Vector y = matmul::naive::matvec(*A, *x);
        for (const auto& [name, matvec] : matmul::matvec_variants) {
            check_equal("matvec/" + name, matvec(*A, *x), y, 1e-12);
            add("matmul/matvec/" + name + size, {2 * side * side, 8 * side * (side + 2)},
                [=, matvec = matvec] { benchmark::DoNotOptimize(matvec(*A, *x).data()); });
        }
        const Matrix C = matmul::reordered::matmul(*A, *B); // naive itself is checked against it
        for (const auto& [name, product] : matmul::matmul_variants) {
            if (by_loops(name) && n > largest_naive) continue;
            if (n <= 512 || name != "naive")
                check_equal("matmul/" + name, product(*A, *B), C, 1e-12);
            add("matmul/matmul/" + name + size, {2 * side * side * side, 3 * 8 * side * side},
                [=, product = product] { benchmark::DoNotOptimize(product(*A, *B).data()); });
        }
    }
}

} // namespace mlcore::bench
