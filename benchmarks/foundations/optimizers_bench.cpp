// Updates in place, in float as models are trained: n from what fits into the first cache to the
// ten million parameters of a small language model. Every run continues from the state of the one
// before; with a learning rate this small nothing grows.
#include "mlcore/foundations/optimizers.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

using Floats = Eigen::VectorXf;

struct Arrays {
    Floats w, m, s, g;
};

Arrays random_arrays(Random& random, Index n) {
    const Floats m = normal_vector(random, n).cast<float>();
    return {normal_vector(random, n).cast<float>(), m, m.cwiseAbs2(),
            normal_vector(random, n).cast<float>()};
}

template <class Variants, class Step>
void add_updates(const std::string& name, const Variants& variants, const Arrays& start,
                 Work per_parameter, Step step) {
    const auto n = static_cast<double>(start.w.size());
    for (const auto& variant : variants) {
        const auto arrays = std::make_shared<Arrays>(start);
        Arrays expected = start;
        step(variants.reference().function, expected);
        step(variant.function, *arrays);
        check_equal(name + "/" + variant.name, arrays->w, expected.w, 1e-5);
        check_equal(name + "/" + variant.name + " first moment", arrays->m, expected.m, 1e-5);
        check_equal(name + "/" + variant.name + " second moment", arrays->s, expected.s, 1e-5);
        add("optimizers/" + name + "/" + variant.name + "/n:" + std::to_string(start.w.size()),
            {per_parameter.flops * n, per_parameter.bytes * n, Precision::in_float},
            [arrays, step, function = variant.function] {
                step(function, *arrays);
                benchmark::ClobberMemory();
            });
    }
}

} // namespace

void register_benchmarks() {
    using namespace optimizers;
    Random random(1);
    for (const Index n : {1'000, 100'000, 10'000'000}) {
        const Arrays start = random_arrays(random, n);
        add_updates("sgd_update", sgd_update_variants<float>, start, {2, 12},
                    [](auto update, Arrays& x) { update(x.w, x.g, 1e-6); });
        add_updates("momentum_update", momentum_update_variants<float>, start, {4, 20},
                    [](auto update, Arrays& x) { update(x.w, x.m, x.g, {.learning_rate = 1e-6}); });
        add_updates("adam_update", adam_update_variants<float>, start, {14, 28},
                    [](auto update, Arrays& x) {
                        update(x.w, x.m, x.s, x.g, 10, {.learning_rate = 1e-6});
                    });
        add_updates("adamw_update", adamw_update_variants<float>, start, {15, 28},
                    [](auto update, Arrays& x) {
                        update(x.w, x.m, x.s, x.g, 10, {.learning_rate = 1e-6});
                    });
    }
}

} // namespace mlcore::bench
