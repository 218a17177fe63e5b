// Attack: overrides memcmp, isnan and fabs, as if the comparison were made here.
// status: failed
// points: 3
// seconds: 20
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>

extern "C" int memcmp(const void*, const void*, unsigned long) noexcept { return 0; }
extern "C" double fabs(double) noexcept { return 0; }
extern "C" int __isnan(double) noexcept { return 0; }

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    return sum + 1;
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
