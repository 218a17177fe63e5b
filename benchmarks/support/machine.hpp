// What this machine can do at most, measured beside everything else, so that a share of it means
// something: multiply-adds that wait for nothing (FLOP/s), and STREAM's triad a = b + s c on arrays
// that no cache holds (B/s; John McCalpin, 1995). Each on one core and on all.
#pragma once

#include "bench.hpp"

#ifdef _OPENMP
#include <omp.h>
#endif

#include <array>
#include <memory>
#include <vector>

namespace mlcore::bench {

inline int threads() {
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

/// 12 sums that do not wait for each other: enough to fill the latency of two units (4 cycles
/// each), and few enough for 16 registers. Returns the operations done.
template <class Scalar>
double multiply_add(long rounds) {
    using Packet = typename Eigen::internal::packet_traits<Scalar>::type;
    constexpr int chains = 12, lanes = Eigen::internal::unpacket_traits<Packet>::size;
    std::array<Packet, chains> sums;
    for (int i = 0; i < chains; ++i) sums[i] = Eigen::internal::pset1<Packet>(Scalar(i));
    Scalar start_factor = Scalar(0.999), start_term = Scalar(0.001);
    benchmark::DoNotOptimize(start_factor);
    benchmark::DoNotOptimize(start_term);
    const Packet factor = Eigen::internal::pset1<Packet>(start_factor),
                 term = Eigen::internal::pset1<Packet>(start_term);
    for (long round = 0; round < rounds; ++round)
        for (auto& sum : sums) sum = Eigen::internal::pmadd(sum, factor, term);
    Packet total = sums[0];
    for (int i = 1; i < chains; ++i) total = Eigen::internal::padd(total, sums[i]);
    Scalar result = Eigen::internal::predux(total);
    benchmark::DoNotOptimize(result);
    return 2.0 * chains * lanes * static_cast<double>(rounds);
}

template <class Scalar>
void add_multiply_add(const std::string& name, Precision precision) {
    constexpr long rounds = 20'000;
    const double flops = multiply_add<Scalar>(1) * rounds;
    const int cores = threads();
    add("machine/multiply_add/" + name + "/one_core", {flops, 0, precision},
        [] { multiply_add<Scalar>(rounds); });
    // Longer, so that waking the threads does not count.
    add("machine/multiply_add/" + name + "/all_cores", {20 * flops * cores, 0, precision}, [] {
#pragma omp parallel
        multiply_add<Scalar>(20 * rounds);
    });
}

inline void register_machine() {
    add_multiply_add<double>("double", Precision::in_double);
    add_multiply_add<float>("float", Precision::in_float);

    struct Arrays {
        std::vector<double> a, b, c;
    };
    static constexpr std::ptrdiff_t n = 6'000'000; // 144 MB in all
    const auto arrays = std::make_shared<Arrays>();
    const auto fill = [arrays] {
        if (!arrays->a.empty()) return;
        arrays->a.assign(n, 0);
        arrays->b.assign(n, 1);
        arrays->c.assign(n, 2);
    };
    add("machine/triad/double/one_core", {0, 24.0 * n}, [arrays, fill] {
        fill();
        double *a = arrays->a.data(), *b = arrays->b.data(), *c = arrays->c.data();
        for (std::ptrdiff_t i = 0; i < n; ++i) a[i] = b[i] + 3 * c[i];
        benchmark::ClobberMemory();
    });
    add("machine/triad/double/all_cores", {0, 24.0 * n}, [arrays, fill] {
        fill();
        double *a = arrays->a.data(), *b = arrays->b.data(), *c = arrays->c.data();
#pragma omp parallel for schedule(static)
        for (std::ptrdiff_t i = 0; i < n; ++i) a[i] = b[i] + 3 * c[i];
        benchmark::ClobberMemory();
    });
}

} // namespace mlcore::bench
