// Random numbers that are the same on every machine and with every standard library. The standard
// fixes the bits of std::mt19937_64 but not of its distributions, so those are written here.
//
// With seed 7 the first three uniforms are 0.754385304152858, 0.9493012028926442 and
// 0.11741428103451801 (a test keeps it so).
#pragma once

#include "mlcore/core/errors.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace mlcore {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// 64 random bits.
    std::uint64_t bits() { return engine_(); }

    /// Uniform in [0, 1): the upper 53 bits, so every value is a multiple of 2⁻⁵³.
    double uniform() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }

    /// Uniform in [low, high).
    double uniform(double low, double high) { return low + (high - low) * uniform(); }

    /// Standard normal, by Box and Muller (1958); the second value of each pair is kept.
    double normal() {
        if (has_spare_) {
            has_spare_ = false;
            return spare_;
        }
        const double radius = std::sqrt(-2 * std::log1p(-uniform())); // log of a number in (0, 1]
        const double angle = 2 * std::numbers::pi * uniform();
        spare_ = radius * std::sin(angle);
        has_spare_ = true;
        return radius * std::cos(angle);
    }

    double normal(double mean, double standard_deviation) {
        return mean + standard_deviation * normal();
    }

    /// Uniform in {0, …, n − 1}, without bias: draws that would favour small values are dropped.
    std::int64_t index(std::int64_t n) {
        if (n < 1) throw ValueError("index: n is " + std::to_string(n) + ", it must be positive");
        const auto range = static_cast<std::uint64_t>(n);
        const std::uint64_t limit = UINT64_MAX - UINT64_MAX % range;
        std::uint64_t draw = engine_();
        while (draw >= limit) draw = engine_();
        return static_cast<std::int64_t>(draw % range);
    }

    /// Fisher–Yates, from the last entry down.
    template <class Container>
    void shuffle(Container& values) {
        for (std::int64_t i = static_cast<std::int64_t>(values.size()) - 1; i > 0; --i)
            std::swap(values[static_cast<decltype(values.size())>(i)],
                      values[static_cast<decltype(values.size())>(index(i + 1))]);
    }

    /// 0, …, n − 1 in random order. Throws ValueError where n < 0.
    std::vector<std::int64_t> permutation(std::int64_t n) {
        if (n < 0)
            throw ValueError("permutation: n is " + std::to_string(n) +
                             ", it must not be negative");
        std::vector<std::int64_t> order(static_cast<std::size_t>(n));
        for (std::int64_t i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
        shuffle(order);
        return order;
    }

private:
    std::mt19937_64 engine_;
    double spare_ = 0;
    bool has_spare_ = false;
};

} // namespace mlcore
