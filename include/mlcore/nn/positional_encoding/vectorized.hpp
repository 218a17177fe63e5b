// What changed against naive: a pair of columns is a complex number, and turning it by θ is to
// multiply it by e^(iθ). Products of complex rows run as packets, and the table of rotations is
// made once for all heads and batch entries, from few sines (blocks::rotations).
//
// Expected gain: naive spends its time in sin and cos, B·H times for every angle; here they are
// one complex multiplication each, so it is bound by reading x and writing the output.
#pragma once

#include "mlcore/nn/positional_encoding/blocks.hpp"
#include "mlcore/nn/positional_encoding/interface.hpp"

namespace mlcore::positional_encoding::vectorized {

inline Frequencies frequencies;

inline Vector frequencies(int depth, double base) {
    check_frequencies("frequencies", "depth", depth, base);
    const Index n = (depth + 1) / 2;
    return (Eigen::ArrayXd::LinSpaced(n, 0, static_cast<double>(n - 1)) *
            (-2 * std::log(base) / depth))
        .exp();
}

template <class T>
RowMajorMatrix<T> sinusoidal(int length, int width, double base) {
    check_sinusoidal("sinusoidal", length, width, base);
    const Index pairs = (width + 1) / 2;
    RowMajorMatrix<T> table(length, 2 * pairs); // [T, D], or a column more
    // (sin θ, cos θ) as a pair is sin θ + i cos θ, which is i e^(−iθ).
    Eigen::Map<blocks::Rotations<T>> turned(reinterpret_cast<std::complex<T>*>(table.data()),
                                            length, pairs);
    blocks::detail::fill_rotations(0, width, base, -1, {0, 1}, turned);
    if (width % 2 != 0) table.conservativeResize(length, width); // without the last cosine
    return table;
}

template <class T>
Tensor<T, 4> rope(const Tensor<T, 4>& x, int first_position, double base) {
    check_rope("rope", "x", x, first_position, base);
    const auto turns = blocks::rotations<T>(first_position, extent(x, 2), extent(x, 3), base);
    Tensor<T, 4> out(x.shape()); // [B, H, T, d]
    for (Index b = 0; b < extent(x, 0); ++b)
        for (Index h = 0; h < extent(x, 1); ++h)
            blocks::rotate<T>(slice(x, b, h), turns, slice(out, b, h));
    return out;
}

template <class T>
Tensor<T, 4> rope_backward(const Tensor<T, 4>& dL_dout, int first_position, double base) {
    check_rope("rope_backward", "dL_dout", dL_dout, first_position, base);
    const auto turns =
        blocks::rotations<T>(first_position, extent(dL_dout, 2), extent(dL_dout, 3), base);
    Tensor<T, 4> dL_dx(dL_dout.shape()); // [B, H, T, d]
    for (Index b = 0; b < extent(dL_dout, 0); ++b)
        for (Index h = 0; h < extent(dL_dout, 1); ++h)
            blocks::rotate_back<T>(slice(dL_dout, b, h), turns, slice(dL_dx, b, h));
    return dL_dx;
}

} // namespace mlcore::positional_encoding::vectorized
