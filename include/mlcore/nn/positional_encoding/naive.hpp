// Loops that read like the formulas: every entry computes its own angle.
#pragma once

#include "mlcore/nn/positional_encoding/interface.hpp"

#include <cmath>

namespace mlcore::positional_encoding::naive {

inline Frequencies frequencies;

inline Vector frequencies(int depth, double base) {
    check_frequencies("frequencies", "depth", depth, base);
    Vector omega((depth + 1) / 2); // [⌈d/2⌉]
    for (Index i = 0; i < omega.size(); ++i)
        omega(i) = std::pow(base, -2.0 * static_cast<double>(i) / depth);
    return omega;
}

template <class T>
RowMajorMatrix<T> sinusoidal(int length, int width, double base) {
    check_sinusoidal("sinusoidal", length, width, base);
    const Vector omega = frequencies(width, base); // [⌈D/2⌉]

    RowMajorMatrix<T> table(length, width); // [T, D]
    for (Index t = 0; t < length; ++t)
        for (Index j = 0; j < width; ++j) {
            const double angle = omega(j / 2) * static_cast<double>(t);
            table(t, j) = static_cast<T>(j % 2 == 0 ? std::sin(angle) : std::cos(angle));
        }
    return table;
}

template <class T>
Tensor<T, 4> rope(const Tensor<T, 4>& x, int first_position, double base) {
    check_rope("rope", "x", x, first_position, base);
    const Index B = extent(x, 0), H = extent(x, 1), length = extent(x, 2), d = extent(x, 3);
    const Vector omega = frequencies(static_cast<int>(d), base); // [d/2]

    auto out = zeros<T, 4>(x.shape()); // [B, H, T, d]
    for (Index b = 0; b < B; ++b)
        for (Index h = 0; h < H; ++h) {
            const auto X = slice(x, b, h); // [T, d]
            auto Y = slice(out, b, h);     // [T, d]
            for (Index t = 0; t < length; ++t)
                for (Index i = 0; i < d / 2; ++i) {
                    const double angle = omega(i) * static_cast<double>(first_position + t);
                    const T c = static_cast<T>(std::cos(angle));
                    const T s = static_cast<T>(std::sin(angle));
                    Y(t, 2 * i) = X(t, 2 * i) * c - X(t, 2 * i + 1) * s;
                    Y(t, 2 * i + 1) = X(t, 2 * i) * s + X(t, 2 * i + 1) * c;
                }
        }
    return out;
}

/// The gradient passes through the transposed map, and a rotation's transpose is its inverse: the
/// same angle, backwards.
template <class T>
Tensor<T, 4> rope_backward(const Tensor<T, 4>& dL_dout, int first_position, double base) {
    check_rope("rope_backward", "dL_dout", dL_dout, first_position, base);
    const Index B = extent(dL_dout, 0), H = extent(dL_dout, 1);
    const Index length = extent(dL_dout, 2), d = extent(dL_dout, 3);
    const Vector omega = frequencies(static_cast<int>(d), base); // [d/2]

    auto dL_dx = zeros<T, 4>(dL_dout.shape()); // [B, H, T, d]
    for (Index b = 0; b < B; ++b)
        for (Index h = 0; h < H; ++h) {
            const auto dY = slice(dL_dout, b, h); // [T, d]
            auto dX = slice(dL_dx, b, h);         // [T, d]
            for (Index t = 0; t < length; ++t)
                for (Index i = 0; i < d / 2; ++i) {
                    const double angle = omega(i) * static_cast<double>(first_position + t);
                    const T c = static_cast<T>(std::cos(angle));
                    const T s = static_cast<T>(std::sin(angle));
                    dX(t, 2 * i) = dY(t, 2 * i) * c + dY(t, 2 * i + 1) * s;
                    dX(t, 2 * i + 1) = -dY(t, 2 * i) * s + dY(t, 2 * i + 1) * c;
                }
        }
    return dL_dx;
}

} // namespace mlcore::positional_encoding::naive
