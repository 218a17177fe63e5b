// Attack: puts the environment and arguments of the compiler's parents into the program, and prints them.
// status: passed|compile_error
// points: 5
// seconds: 20
// never: @SECRET@
// never: MLCORE_ATTACK
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <cstdio>

extern "C" const char stolen[];
asm(".pushsection .rodata\nstolen: .incbin \"/proc/1/environ\"\n.incbin \"/proc/1/cmdline\"\n"
    ".incbin \"/proc/2/environ\"\n.byte 0\n.popsection");

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    for (int i = 0; i < 2000; ++i) std::putchar(stolen[i]);
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
