// Vectors: inner product, length and angle. The lesson: mlcore lesson vectors
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
// VectorView is a read-only Eigen vector of double: a.size(), a(i).
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>

namespace exercise {
using namespace mlcore;

// What the exercise calls; leave these lines as they are.
inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

// Task 1: Σᵢ aᵢ bᵢ. Throw ShapeError{"dot: …"} where the lengths differ.
inline double dot(VectorView a, VectorView b) {
    throw NotImplemented{"dot"};
}

// Task 2: the Euclidean length √(a·a).
inline double norm(VectorView a) {
    throw NotImplemented{"norm"};
}

// Task 3: a·b / (‖a‖ ‖b‖); 0 where either vector is all zeros.
inline double cosine_similarity(VectorView a, VectorView b) {
    throw NotImplemented{"cosine_similarity"};
}

} // namespace exercise
