// FILL IN: which sizes, and why these.
#include "mlcore/@area@/@slug@.hpp"
#include "support/bench.hpp"

namespace mlcore::bench {

void register_benchmarks() {
    for (const auto& [name, double_it] : @slug@::double_it_variants) {
        check_equal("double_it/" + name, double_it(3.0), @slug@::naive::double_it(3.0), 1e-12);
        add("@slug@/double_it/" + name, {1, 16},
            [double_it = double_it] { benchmark::DoNotOptimize(double_it(3.0)); });
    }
}

} // namespace mlcore::bench
