// The memory attention takes at its peak, forward and backward, as the operating system counts it:
// each measurement is a process of its own, whose largest resident set before the call is taken
// from that after it. One head of depth 64, single precision, one thread, causal. What is held is
// the result (forward T·d numbers, backward three times that), one block of scores and one number
// per query; a matrix of T × T numbers would be 16 MB at T = 2048 and 256 MB at T = 8192.
//
//     bench_attention_memory             # peak_MB and result_MB
#include "mlcore/nn/attention.hpp"
#include "support/bench.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace mlcore::bench {
namespace {

constexpr std::size_t depth = 64;

Tensor<float, 4> normal_tensor(Random& random, std::size_t length) {
    Tensor<float, 4> x({1, 1, length, depth});
    for (float& entry : x) entry = static_cast<float>(random.normal());
    return x;
}

/// Megabytes of the largest resident set so far.
double peak() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// How far the call raises the peak of a process that holds its inputs.
double measure(std::size_t length, bool backward) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("no process");
    if (child == 0) {
        Random random(1);
        const auto q = normal_tensor(random, length), k = normal_tensor(random, length),
                   v = normal_tensor(random, length), dL_dout = normal_tensor(random, length);
        const double before = peak();
        if (backward)
            benchmark::DoNotOptimize(
                attention::vectorized::attention_backward(q, k, v, true, dL_dout).q.data());
        else
            benchmark::DoNotOptimize(attention::vectorized::attention(q, k, v, true).data());
        const double raised = peak() - before;
        const bool written = write(ends[1], &raised, sizeof raised) == sizeof raised;
        _exit(written ? 0 : 1);
    }
    double raised = 0;
    close(ends[1]);
    const bool got = read(ends[0], &raised, sizeof raised) == sizeof raised;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (!got || status != 0) throw std::runtime_error("the measured process failed");
    return raised;
}

} // namespace

void register_benchmarks() {
    for (const bool backward : {false, true})
        for (const std::size_t length : {2048, 8192, 32768}) {
            if (backward && length > 8192) continue; // half a minute
            benchmark::RegisterBenchmark(
                ("attention_memory/" + std::string(backward ? "backward" : "forward") +
                 "/vectorized/T:" + std::to_string(length))
                    .c_str(),
                [=](benchmark::State& state) {
                    double megabytes = 0;
                    for (auto _ : state) megabytes = measure(length, backward);
                    state.counters["peak_MB"] = megabytes;
                    state.counters["result_MB"] = static_cast<double>(length * depth) *
                                                  (backward ? 3 : 1) * sizeof(float) / 1048576;
                })
                ->Iterations(1)
                ->Unit(benchmark::kMillisecond)
                ->UseRealTime();
        }
}

} // namespace mlcore::bench
