// Attack: instantiates a tree of templates that doubles on each level.
// status: compile_error
// points: 0
// seconds: 40
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>

template <int Level, unsigned long Path>
struct Tree {
    static constexpr unsigned long value =
        Tree<Level - 1, 2 * Path>::value + Tree<Level - 1, 2 * Path + 1>::value;
};
template <unsigned long Path>
struct Tree<0, Path> {
    static constexpr unsigned long value = Path;
};
static_assert(Tree<40, 1>::value != 0);

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
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
