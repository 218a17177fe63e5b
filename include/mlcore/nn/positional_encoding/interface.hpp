// Positional encodings: how a network that treats its inputs as a set is told their order. The
// sinusoidal table is added to the embeddings; the rotary embedding (RoPE) turns queries and keys,
// so that their inner product depends on how far apart they are.
//
//     ω_i              = base^(−2i/d)          one angular frequency for each pair of columns
//     sinusoidal(t)    = sin ω₀t, cos ω₀t, sin ω₁t, cos ω₁t, …
//     rope(x)(t)       = every pair (x_2i, x_2i+1) of the row at position t, turned by the angle
//                        ω_i t
//
// Positions count from 0; angles are in radians. Pairs are neighbouring columns, as in both papers
// (and in Llama's published code). A model stored for the other convention, in which column i is
// paired with column i + d/2 (GPT-NeoX, Hugging Face), is the same after a permutation of columns.
//
// Source: Vaswani et al., Attention Is All You Need (2017), section 3.5; Su et al., RoFormer:
// Enhanced Transformer with Rotary Position Embedding (2021), equations 14, 15 and 34.
// Function templates cannot be declared through a type: here it is the table of variants in
// positional_encoding.hpp that pins every variant to these signatures, for float and for double.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/core/tensor.hpp"

#include <cmath>
#include <string>

namespace mlcore::positional_encoding {

/// The base of both papers. Larger ones (500,000 in Llama 3) make the slowest pair turn slower and
/// the longest distance that can be told longer.
inline constexpr double default_base = 10000;

/// ω [⌈depth/2⌉], where ω_i = base^(−2i/depth): from 1 down to nearly 1/base. In double for every
/// scalar: at position 100,000 a float's rounding would be a hundredth of a turn.
///
/// Throws ValueError where depth < 1, or base is not a positive number. O(depth).
using Frequencies = Vector(int depth, double base);

/// The table that is added to the embeddings of positions 0, …, length − 1  →  [length, width].
/// Column 2i is sin ω_i t and column 2i + 1 is cos ω_i t; where width is odd, the last column is a
/// sine without its cosine.
///
/// Throws ValueError where length < 0, width < 1, or base is not a positive number.
/// O(length·width).
template <class T>
using SinusoidalFn = RowMajorMatrix<T>(int length, int width, double base);

/// Rotary embedding of queries or keys after they were split into heads.
///
///   x [B, H, T, d]  →  [B, H, T, d]
///
/// Row t of every head stands at position first_position + t, and each of its pairs (a, b) =
/// (x_2i, x_2i+1) becomes (a cos θ − b sin θ, a sin θ + b cos θ) with θ = ω_i (first_position + t).
/// d is a head's depth, and all heads turn alike. first_position is not 0 where earlier keys are
/// kept in a cache. A rotation keeps lengths, and rope(q)_m · rope(k)_n depends on m − n alone.
///
/// Throws ShapeError where d is odd; ValueError where d is 0, first_position < 0, or base is not a
/// positive number. O(B·H·T·d).
template <class T>
using RopeFn = Tensor<T, 4>(const Tensor<T, 4>& x, int first_position, double base);

/// ∂L/∂x [B, H, T, d] from dL_dout = ∂L/∂rope(x, first_position, base), of the same shape. The map
/// is linear, so x itself is not needed.
///
/// Throws as RopeFn.
template <class T>
using RopeBackwardFn = Tensor<T, 4>(const Tensor<T, 4>& dL_dout, int first_position, double base);

// The exercise asks for plain functions of double.
using Sinusoidal = SinusoidalFn<double>;
using Rope = RopeFn<double>;
using RopeBackward = RopeBackwardFn<double>;

// ---- checks that every variant makes ------------------------------------------------------------

/// Throws ValueError unless depth ≥ 1 and base is positive and finite. `name` is what the caller
/// calls the depth.
inline void check_frequencies(const char* function, const char* name, Index depth, double base) {
    check_value(function, depth >= 1,
                std::string(name) + " is " + std::to_string(depth) + ", it must be at least 1");
    check_value(function, std::isfinite(base) && base > 0,
                "base is " + std::to_string(base) + ", it must be a positive number");
}

/// check_frequencies, and ValueError where length is negative.
inline void check_sinusoidal(const char* function, int length, int width, double base) {
    check_value(function, length >= 0,
                "length is " + std::to_string(length) + ", it must not be negative");
    check_frequencies(function, "width", width, base);
}

/// Throws ShapeError where the depth of `x` [B, H, T, d] is odd, and ValueError where it is 0, the
/// first position is negative, or base is not a positive number.
template <class T>
void check_rope(const char* function, const char* name, const Tensor<T, 4>& x, int first_position,
                double base) {
    check_value(function, extent(x, 3) > 0,
                std::string(name) + " is " + shape_text(x) + ", its depth must not be 0");
    if (extent(x, 3) % 2 != 0)
        throw ShapeError(std::string(function) + ": " + name + " is " + shape_text(x) +
                         ", its depth must be even");
    check_frequencies(function, "depth", extent(x, 3), base);
    check_value(function, first_position >= 0,
                "first_position is " + std::to_string(first_position) +
                    ", it must not be negative");
}

} // namespace mlcore::positional_encoding
