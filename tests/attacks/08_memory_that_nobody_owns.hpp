// Attack: fills shared memory, files in memory and message queues, which show in no process.
// status: passed
// points: 5
// seconds: 20
// never: BREACH
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/shm.h>
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
    if (mmap(nullptr, 1 << 20, PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
        std::puts("BREACH: shared memory without a file");
    if (memfd_create("x", 0) >= 0) std::puts("BREACH: a file in memory");
    if (shmget(IPC_PRIVATE, 1 << 20, IPC_CREAT | 0600) >= 0) std::puts("BREACH: System V memory");
    if (msgget(IPC_PRIVATE, IPC_CREAT | 0600) >= 0) std::puts("BREACH: a message queue");
    if (open("/dev/zero", O_RDWR) >= 0) std::puts("BREACH: /dev/zero, mapped it is shared memory");
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
