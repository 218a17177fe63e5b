// Attack: doubles a macro until it fills the memory.
// status: compile_error
// points: 0
// seconds: 40
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>

#define A0 1 + 1 +
#define A1 A0 A0 A0 A0 A0 A0 A0 A0
#define A2 A1 A1 A1 A1 A1 A1 A1 A1
#define A3 A2 A2 A2 A2 A2 A2 A2 A2
#define A4 A3 A3 A3 A3 A3 A3 A3 A3
#define A5 A4 A4 A4 A4 A4 A4 A4 A4
#define A6 A5 A5 A5 A5 A5 A5 A5 A5
#define A7 A6 A6 A6 A6 A6 A6 A6 A6
#define A8 A7 A7 A7 A7 A7 A7 A7 A7
#define A9 A8 A8 A8 A8 A8 A8 A8 A8
#define A10 A9 A9 A9 A9 A9 A9 A9 A9
#define A11 A10 A10 A10 A10 A10 A10 A10 A10
const long many = A11 0;

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    return sum;
}

inline double norm(VectorView a) {
    return std::sqrt(a.squaredNorm());
}

inline double cosine_similarity(VectorView a, VectorView b) {
    check_same_size("cosine_similarity", "a", a.size(), "b", b.size());
    const double lengths = norm(a) * norm(b);
    return lengths == 0 ? 0 : a.dot(b) / lengths;
}

} // namespace exercise
