// Attack: prints and throws what moves the cursor, clears the screen, sets the title and is HTML.
// status: error
// points: 3
// seconds: 20
// escaped
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    std::puts("\033[2J\033[H\033]0;all passed\007\x9b" "2K<script>alert(1)</script>\r\b\b\u202e");
    std::fflush(stdout);
    throw std::runtime_error("\033[1A\033[2K<img src=x onerror=alert(1)> 5/5 \xff\xfe\r");
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
