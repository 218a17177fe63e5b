// One loop per formula.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/foundations/vectors/interface.hpp"

#include <cmath>

namespace mlcore::vectors::naive {

inline Dot dot;
inline Norm norm;
inline CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    return sum;
}

inline double norm(VectorView a) { return std::sqrt(dot(a, a)); }

inline double cosine_similarity(VectorView a, VectorView b) {
    check_same_size("cosine_similarity", "a", a.size(), "b", b.size());
    const double lengths = norm(a) * norm(b);
    return lengths == 0 ? 0 : dot(a, b) / lengths;
}

} // namespace mlcore::vectors::naive
