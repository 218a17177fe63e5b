// Attack: replaces the allocator by one that hands out the same memory again.
// status: passed|failed|crashed|error|timeout
// points: 5
// seconds: 20
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <new>

static char pool[1 << 16];
void* operator new(std::size_t size) {
    return size <= 64 ? pool : std::malloc(size);
}
void operator delete(void*) noexcept {}
void operator delete(void*, std::size_t) noexcept {}

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
