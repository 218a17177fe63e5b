// Positional encodings: how a transformer knows what comes first. The lesson: mlcore lesson
// positional_encoding
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// Tensor<double, 4> is a table with four axes, here [batch, head, time, depth]: x(b, h, t, j) is
// one entry, zeros<double, 4>(x.shape()) a new one of the same shape. extent(x, 3) is a size as
// Eigen counts; slice(x, b, h) is one head's [time, depth] as an Eigen matrix, without a copy.
#pragma once

#include <mlcore/nn/positional_encoding/interface.hpp>

#include <cmath>

namespace exercise {
using namespace mlcore;
// What the exercise calls; leave these lines as they are.
inline positional_encoding::Frequencies frequencies;
inline positional_encoding::Sinusoidal sinusoidal;
inline positional_encoding::Rope rope;
inline positional_encoding::RopeBackward rope_backward;

// Task 1: ω_i = base^(−2i/depth) for every pair of columns. An odd depth has a last column without
// a partner, and a frequency for it.
inline Vector frequencies(int depth, double base) {
    // throws what has to be thrown
    positional_encoding::check_frequencies("frequencies", "depth", depth, base);
    throw NotImplemented{"frequencies"};
}

// Task 2: the table [length, width]. Row t: sin ω₀t, cos ω₀t, sin ω₁t, cos ω₁t, …
inline Matrix sinusoidal(int length, int width, double base) {
    positional_encoding::check_sinusoidal("sinusoidal", length, width, base);
    throw NotImplemented{"sinusoidal"};
}

// Task 3: every pair of columns (2i, 2i + 1) of x, turned by the angle ω_i (first_position + t).
// [B, H, T, d] → [B, H, T, d]. x itself stays as it is.
inline Tensor<double, 4> rope(const Tensor<double, 4>& x, int first_position, double base) {
    positional_encoding::check_rope("rope", "x", x, first_position, base);
    throw NotImplemented{"rope"};
}

// Task 4: the gradient of a loss by x, from its gradient dL_dout by rope(x, first_position, base).
inline Tensor<double, 4> rope_backward(const Tensor<double, 4>& dL_dout, int first_position,
                                       double base) {
    positional_encoding::check_rope("rope_backward", "dL_dout", dL_dout, first_position, base);
    throw NotImplemented{"rope_backward"};
}

} // namespace exercise
