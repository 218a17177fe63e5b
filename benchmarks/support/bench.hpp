// What the benchmarks share: inputs, names and counters. Every benchmark is named
// algorithm/function/variant/size and reports GFLOP/s and GB/s beside its time.
#pragma once

#include "mlcore/core/random.hpp"
#include "mlcore/core/types.hpp"
#include "mlcore/core/variants.hpp"

#include <benchmark/benchmark.h>

#include <functional>
#include <string>

namespace mlcore::bench {

/// Work of one call: floating-point operations by the formula, and bytes that must cross memory at
/// least once (inputs read, outputs written).
struct Work {
    double flops = 0;
    double bytes = 0;
};

/// Registers "algorithm/function/variant/size" and counts its work. `body` is the timed call.
inline void add(const std::string& name, Work work, std::function<void()> body) {
    benchmark::RegisterBenchmark(
        name.c_str(),
        [work, body](benchmark::State& state) {
            for (auto _ : state) body();
            const auto rate = benchmark::Counter::kIsIterationInvariantRate;
            if (work.flops > 0) state.counters["FLOP/s"] = benchmark::Counter(work.flops, rate);
            if (work.bytes > 0)
                state.counters["B/s"] =
                    benchmark::Counter(work.bytes, rate, benchmark::Counter::kIs1024);
        })
        ->Unit(benchmark::kMicrosecond)
        ->UseRealTime();
}

/// Thrown before anything is timed where a variant's output differs from the reference's.
struct OutputsDiffer : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Largest |a − b| relative to the largest |b|.
template <class A, class B>
double relative_difference(const A& a, const B& b) {
    const double scale = b.size() == 0 ? 0 : b.cwiseAbs().maxCoeff();
    const double distance = b.size() == 0 ? 0 : (a - b).cwiseAbs().maxCoeff();
    return scale == 0 ? distance : distance / scale;
}
inline double relative_difference(double a, double b) {
    return b == 0 ? std::abs(a) : std::abs(a - b) / std::abs(b);
}

/// Outputs first, then time.
template <class A, class B>
void check_equal(const std::string& name, const A& got, const B& expected, double tolerance) {
    const double difference = relative_difference(got, expected);
    if (!(difference <= tolerance))
        throw OutputsDiffer(name + ": differs from the reference by " + std::to_string(difference));
}

inline Vector normal_vector(Random& random, Index n) {
    Vector v(n);
    for (Index i = 0; i < n; ++i) v(i) = random.normal();
    return v;
}
inline Matrix normal_matrix(Random& random, Index rows, Index columns) {
    Matrix m(rows, columns);
    for (Index i = 0; i < m.size(); ++i) m.data()[i] = random.normal();
    return m;
}

} // namespace mlcore::bench
