// What changed against naive: the sums run in several independent lanes (SIMD registers), where the
// loop has one chain of additions that each wait for the one before. The compiler may not reorder
// floating-point additions by itself; Eigen writes them reordered. Expected gain: the width of a
// register times the additions that fit into one addition's latency, until memory is the limit.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/foundations/vectors/interface.hpp"

#include <cmath>

namespace mlcore::vectors::vectorized {

inline Dot dot;
inline Norm norm;
inline CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    return a.dot(b);
}

inline double norm(VectorView a) { return a.norm(); }

// Three passes over two vectors that are in cache after the first.
inline double cosine_similarity(VectorView a, VectorView b) {
    check_same_size("cosine_similarity", "a", a.size(), "b", b.size());
    const double lengths = a.norm() * b.norm();
    return lengths == 0 ? 0 : a.dot(b) / lengths;
}

} // namespace mlcore::vectors::vectorized
