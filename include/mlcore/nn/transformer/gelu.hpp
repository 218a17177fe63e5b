// GELU and its derivative on buffers, a SIMD register of entries at a time. std::erf is a call for
// every entry; here the tail of the normal distribution is a polynomial times one exponential,
//
//     Φ(−z) = φ(z) R(z)        z ≥ 0, φ(z) = exp(−z²/2) / √(2π), R Mills' ratio
//     R(z) ≈ t P(t)            t = 1 / (1 + 0.35 z), P of degree 8
//
// and both functions follow from it without a branch, exact in the far tail as well:
//
//     gelu(x)  = max(x, 0) − |x| Φ(−|x|)
//     gelu'(x) = Φ(x) + x φ(x)
//
// P was fitted by reweighted least squares to the smallest largest relative error for 0 ≤ z ≤ 14,
// which is 3.2e-8: less than the rounding of float. double is there for checks, and takes std::erf.
#pragma once

#include "mlcore/core/types.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <type_traits>

namespace mlcore::transformer::blocks {

/// Entries at a time: what is between the passes stays in the first-level cache.
inline constexpr Index gelu_chunk = 512;
using GeluChunk = Eigen::Array<float, Eigen::Dynamic, 1, 0, gelu_chunk, 1>; // on the stack

namespace detail {
inline constexpr std::array<float, 9> mills{0.34997896f,   0.350581715f,   0.300376471f,
                                            0.26446927f,   -0.0579275589f, 0.398990111f,
                                            -0.640980249f, 0.360883352f,   -0.0730579734f};
} // namespace detail

/// density = φ(x), tail = Φ(−|x|).
template <class X>
void normal_tail(const X& x, GeluChunk& density, GeluChunk& tail) {
    constexpr float height = 0.3989422804014327f; // 1 / √(2π)
    density = height * (-0.5f * x.square()).exp();
    tail = 1 / (1 + 0.35f * x.abs()); // t
    const auto t = tail;
    const auto& p = detail::mills;
    tail =
        density * t *
        ((((((((p[8] * t + p[7]) * t + p[6]) * t + p[5]) * t + p[4]) * t + p[3]) * t + p[2]) * t +
          p[1]) *
             t +
         p[0]);
}

/// out = gelu(x), n entries; out may be x.
template <class T>
void gelu_forward(const T* x, T* out, Index n) {
    if constexpr (std::is_same_v<T, float>) {
        GeluChunk density, tail;
        for (Index start = 0; start < n; start += gelu_chunk) {
            const Index count = std::min(gelu_chunk, n - start);
            const Eigen::Map<const Eigen::ArrayXf> in(x + start, count);
            density.resize(count), tail.resize(count);
            normal_tail(in, density, tail);
            Eigen::Map<Eigen::ArrayXf>(out + start, count) = in.max(0.0f) - in.abs() * tail;
        }
    } else {
        for (Index i = 0; i < n; ++i)
            out[i] = T(0.5) * x[i] * (1 + std::erf(x[i] / std::numbers::sqrt2_v<T>));
    }
}

/// dL_dx = dL_dout · gelu'(x), n entries; dL_dx may be dL_dout.
template <class T>
void gelu_backward(const T* x, const T* dL_dout, T* dL_dx, Index n) {
    if constexpr (std::is_same_v<T, float>) {
        GeluChunk density, tail;
        for (Index start = 0; start < n; start += gelu_chunk) {
            const Index count = std::min(gelu_chunk, n - start);
            const Eigen::Map<const Eigen::ArrayXf> in(x + start, count),
                dout(dL_dout + start, count);
            density.resize(count), tail.resize(count);
            normal_tail(in, density, tail);
            // 1 where x > 0, 0 where x < 0; next to 0, where the tail is ½, it does not matter.
            const auto above = (1e30f * in).max(0.0f).min(1.0f);
            Eigen::Map<Eigen::ArrayXf>(dL_dx + start, count) =
                dout * (above + (1 - 2 * above) * tail + in * density);
        }
    } else {
        const T height = std::numbers::inv_sqrtpi_v<T> / std::numbers::sqrt2_v<T>;
        for (Index i = 0; i < n; ++i)
            dL_dx[i] = dL_dout[i] * (T(0.5) * (1 + std::erf(x[i] / std::numbers::sqrt2_v<T>)) +
                                     x[i] * height * std::exp(T(-0.5) * x[i] * x[i]));
    }
}

} // namespace mlcore::transformer::blocks
