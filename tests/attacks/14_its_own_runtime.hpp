// Attack: defines the runtime's functions, which then are not taken from the library.
// status: compile_error|crashed|error|failed|timeout
// points: 0
// seconds: 20
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <cstdlib>
#include <unistd.h>

namespace mlcore::grading {
void answer_questions() {
    for (;;) {
        unsigned char question[4096];
        if (read(3, question, sizeof question) <= 0) std::_Exit(0);
        const unsigned char frame[8] = {};
        if (write(4, frame, sizeof frame) < 0) std::_Exit(0);
    }
}
} // namespace mlcore::grading

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
