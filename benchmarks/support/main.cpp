// Each *_bench.cpp defines register_benchmarks(); the machine's own peaks are measured beside them.
#include "bench.hpp"
#include "machine.hpp"
#include "progress.hpp"

#include <cstdio>

namespace mlcore::bench {
void register_benchmarks();
}

int main(int argc, char** argv) {
    try {
        mlcore::bench::register_machine();
        mlcore::bench::register_benchmarks();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "nothing was timed: %s\n", error.what());
        return 1;
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
