// Attack: tries the network, keyrings, tracing, io_uring, namespaces, mounts and the like.
// status: passed
// points: 5
// seconds: 20
// never: BREACH
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <linux/keyctl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void may_not(const char* what, long result) {
    if (result >= 0) std::printf("BREACH: %s\n", what);
}

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
    if (first) {
        may_not("IPv4", socket(AF_INET, SOCK_STREAM, 0));
        may_not("IPv6", socket(AF_INET6, SOCK_DGRAM, 0));
        may_not("Unix sockets", socket(AF_UNIX, SOCK_STREAM, 0));
        may_not("netlink", socket(AF_NETLINK, SOCK_RAW, 0));
        may_not("vsock", socket(40, SOCK_STREAM, 0));
        may_not("packets", socket(AF_PACKET, SOCK_RAW, 0));
        may_not("crypto sockets", socket(38, SOCK_SEQPACKET, 0));
        may_not("add_key", syscall(SYS_add_key, "user", "mlcore", "x", 1, -3));
        may_not("keyctl", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -3, 1));
        may_not("ptrace", syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0));
        may_not("process_vm_readv", syscall(SYS_process_vm_readv, 1, nullptr, 0, nullptr, 0, 0));
        may_not("io_uring", syscall(SYS_io_uring_setup, 4, nullptr));
        may_not("userfaultfd", syscall(SYS_userfaultfd, 1));
        may_not("bpf", syscall(SYS_bpf, 5, nullptr, 0));
        may_not("perf", syscall(SYS_perf_event_open, nullptr, 0, -1, -1, 0));
        may_not("pidfd_open", syscall(SYS_pidfd_open, getpid(), 0));
        may_not("user namespace", unshare(CLONE_NEWUSER));
        may_not("clone", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
        may_not("clone3", syscall(SYS_clone3, nullptr, 0) < 0 && errno == ENOSYS ? -1 : 0);
        may_not("mount", mount("none", "/tmp", "tmpfs", 0, nullptr));
        may_not("chroot", chroot("/tmp"));
        may_not("a handle of a file", syscall(SYS_open_by_handle_at, 0, nullptr, 0) < 0 && errno == EPERM ? -1 : 0);
        may_not("inotify", syscall(SYS_inotify_init1, 0));
        may_not("personality", syscall(SYS_personality, 0x0040000));
        may_not("host name", sethostname("mine", 4));
    }
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
