// Tensors in tests: random ones, casts, and how far apart two are.
#pragma once

#include "mlcore/core/random.hpp"
#include "mlcore/core/tensor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace mlcore::test {

template <class T, std::size_t N>
Tensor<T, N> normal(Random& random, std::array<std::size_t, N> shape, double scale = 1) {
    Tensor<T, N> x(shape);
    for (T& entry : x) entry = static_cast<T>(scale * random.normal());
    return x;
}

template <class T, std::size_t N>
Tensor<T, N> cast(const Tensor<double, N>& x) {
    Tensor<T, N> result(x.shape());
    std::copy(x.begin(), x.end(), result.begin());
    return result;
}

/// The largest |a − b| relative to the larger of 1 and the largest |b|; infinite where shapes
/// differ or a number is none.
template <class A, class B, std::size_t N>
double difference(const Tensor<A, N>& a, const Tensor<B, N>& b) {
    if (a.shape() != b.shape()) return INFINITY;
    double scale = 1, worst = 0;
    for (B entry : b) scale = std::max(scale, std::abs(static_cast<double>(entry)));
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!std::isfinite(a.data()[i])) return INFINITY;
        worst = std::max(worst, std::abs(static_cast<double>(a.data()[i]) - b.data()[i]));
    }
    return worst / scale;
}

} // namespace mlcore::test
