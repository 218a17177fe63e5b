// Attack: finds out with __has_include which files the machine has.
// status: passed
// points: 5
// seconds: 20
// never: BREACH
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <cstdio>

#if __has_include("@SECRET@")
#define FOUND "BREACH: a file of the grader"
#elif __has_include("@SOURCE@/exercises/foundations/vectors/solution.hpp")
#define FOUND "BREACH: the solution"
#elif __has_include("/etc/passwd") || __has_include("/etc/shadow")
#define FOUND "BREACH: the users of the machine"
#elif __has_include(<mlcore/foundations/vectors/naive.hpp>)
#define FOUND "BREACH: the library"
#else
#define FOUND "nothing"
#endif

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    std::puts(FOUND);
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
