// Attack: has the compiler count for ever.
// status: compile_error|passed
// points: 5
// seconds: 40
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>

constexpr unsigned long count(unsigned long n) {
    unsigned long sum = 0;
    for (unsigned long i = 0; i < n; ++i) sum += i ^ n;
    return sum;
}
template <int N>
constexpr unsigned long level = count(200000) + level<N - 1> + level<N - 2>;
template <>
constexpr unsigned long level<0> = 1;
template <>
constexpr unsigned long level<1> = 1;
constexpr unsigned long all[] = {level<800>};

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    return sum + static_cast<double>(all[0] * 0);
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
