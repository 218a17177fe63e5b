// Attack: leaves daemons behind that give up their parent, their session and their pipes.
// status: passed|failed
// points: 5
// seconds: 20
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <csignal>
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
    if (first && fork() == 0) {
        setsid();
        for (int i = 0; i < 20; ++i)
            if (fork() == 0) {
                setsid();
                for (int number = 1; number < 32; ++number) signal(number, SIG_IGN);
                for (int descriptor = 0; descriptor < 64; ++descriptor) close(descriptor);
                for (;;) pause();
            }
        _exit(0);
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
