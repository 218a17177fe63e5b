// What the benchmarks share: inputs, names and counters. Every benchmark is named
// algorithm/function/variant/size and reports GFLOP/s and GB/s beside its time.
#pragma once

#include "mlcore/core/random.hpp"
#include "mlcore/core/types.hpp"
#include "mlcore/core/variants.hpp"

#include <benchmark/benchmark.h>

#include <functional>
#include <sstream>
#include <string>

namespace mlcore::bench {

enum class Precision { in_double, in_float };

/// Work of one call: floating-point operations by the formula, and bytes that must cross memory at
/// least once (inputs read, outputs written); or items of another kind ("nodes").
struct Work {
    double flops = 0;
    double bytes = 0;
    Precision precision = Precision::in_double; ///< decides which peak flops are compared with
    double items = 0;
    std::string item = {};
};

/// Tells whoever started the program what it is doing (progress.hpp).
void announce(const std::string& what, const std::string& name);

/// Registers "algorithm/function/variant/size" and counts its work. `body` is the timed call. The
/// processor time of all threads is taken beside the real time: it tells how many cores were busy.
inline void add(const std::string& name, const Work& work, std::function<void()> body) {
    announce("registered", name);
    benchmark::RegisterBenchmark(
        name.c_str(),
        [name, work, body](benchmark::State& state) {
            announce("timing", name);
            for (auto _ : state) body();
            const auto rate = benchmark::Counter::kIsIterationInvariantRate;
            if (work.flops > 0) state.counters["FLOP/s"] = benchmark::Counter(work.flops, rate);
            if (work.bytes > 0)
                state.counters["B/s"] =
                    benchmark::Counter(work.bytes, rate, benchmark::Counter::kIs1024);
            if (work.items > 0)
                state.counters[work.item + "/s"] = benchmark::Counter(work.items, rate);
            if (work.precision == Precision::in_float) state.SetLabel("float");
        })
        ->Unit(benchmark::kMicrosecond)
        ->MeasureProcessCPUTime()
        ->UseRealTime();
}

/// The learner's variant, and the naive one: sizes that loops would need minutes for are left out.
inline bool by_loops(const std::string& variant) {
    return variant == "naive" || variant == "yours";
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
    announce("checked", name);
    const double difference = relative_difference(got, expected);
    if (difference <= tolerance) return;
    std::ostringstream text;
    text << name << ": differs from the reference by " << difference << ", more than " << tolerance;
    throw OutputsDiffer(text.str());
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
