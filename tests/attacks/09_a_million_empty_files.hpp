// Attack: makes files without content, of which the size of a disk says nothing.
// status: passed|crashed|timeout
// points: 5
// seconds: 20
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    static bool first = true;
    if (first)
        for (int i = 0; i < 1000000; ++i) {
            const int file = open(("/tmp/mlcore_attack" + std::to_string(i)).c_str(), O_CREAT | O_WRONLY, 0600);
            if (file < 0) break;
            close(file);
        }
    first = false;
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
