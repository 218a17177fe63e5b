// Attack: writes results wherever a grader may look for them, and answers wrong.
// status: failed
// points: 3
// seconds: 20
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <fstream>

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    for (const char* file : {"results.json", "/tmp/results.json", "/autograder/results/results.json",
                             "../results/results.json", "@CACHE@/verdict.json", "verdict.json",
                             "@SOURCE@/mlcore_attack_was_here", "/dev/shm/mlcore_attack_was_here"})
        std::ofstream(file) << R"({"score": 5, "max_score": 5, "tasks": []})";
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
