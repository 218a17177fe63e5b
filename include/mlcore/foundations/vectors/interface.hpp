// Inner product, length and angle of vectors.
//
//     dot(a, b)    = Σᵢ aᵢ bᵢ
//     norm(a)      = √(a·a)                                  the Euclidean (L2) norm
//     cosine(a, b) = a·b / (‖a‖ ‖b‖)   in [−1, 1]            0 where a or b is all zeros
//
// Source: Golub and Van Loan, Matrix Computations (4th ed., 2013), sections 1.1 and 2.2; cosine
// similarity as in Salton, Wong and Yang (1975). Cost: O(n) time, O(1) memory each.
#pragma once

#include "mlcore/core/types.hpp"

namespace mlcore::vectors {

/// The inner product of `a` and `b`, both of n entries. The empty sum is 0.
/// Throws ShapeError if the lengths differ.
using Dot = double(VectorView a, VectorView b);

/// The Euclidean norm of `a`, ≥ 0; 0 for an empty vector. Squares are summed as they are, so
/// entries beyond about 1e154 overflow.
using Norm = double(VectorView a);

/// The cosine of the angle between `a` and `b`, both of n entries. By convention 0 where either is
/// the zero vector, which has no direction. Throws ShapeError if the lengths differ.
using CosineSimilarity = double(VectorView a, VectorView b);

} // namespace mlcore::vectors
