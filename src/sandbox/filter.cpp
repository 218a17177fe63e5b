#include "filter.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>
#include <memory>

namespace mlcore::sandbox {
namespace {

// The argument of a system call that has these bits. What seccomp.h has for it is C alone.
scmp_arg_cmp masked(unsigned argument, scmp_datum_t mask, scmp_datum_t bits) {
    return {argument, SCMP_CMP_MASKED_EQ, mask, bits};
}

// By name, so that a kernel or libseccomp that does not know one still has the others.
constexpr const char* refused[] = {
    // other machines and other processes
    "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "ptrace",
    "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd", "pidfd_open",
    "pidfd_send_signal",
    // keyrings
    "add_key", "request_key", "keyctl",
    // large parts of the kernel that no exercise needs
    "io_uring_setup", "io_uring_enter", "io_uring_register", "userfaultfd", "bpf",
    "perf_event_open", "fanotify_init", "inotify_init", "inotify_init1", "vmsplice", "io_setup",
    "io_submit", "modify_ldt", "lookup_dcookie", "personality", "set_mempolicy", "mbind",
    "move_pages", "migrate_pages",
    // memory that outlives the mapping of it, or shows in nobody's resident size
    "memfd_create", "memfd_secret", "shmget", "shmat", "shmctl", "semget", "semop", "semtimedop",
    "semctl", "msgget", "msgsnd", "msgrcv", "msgctl", "mq_open",
    // namespaces, mounts, other roots
    "unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "mount_setattr",
    "fsopen", "fsconfig", "fsmount", "fspick", "move_mount", "open_tree", "name_to_handle_at",
    "open_by_handle_at", "quotactl", "quotactl_fd", "swapon", "swapoff",
    // the machine
    "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot",
    "syslog", "acct", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime", "sethostname",
    "setdomainname", "iopl", "ioperm", "uselib", "vhangup", "nfsservctl"};

std::string make_filter() {
    // The C library asks with clone3 first and takes "there is no such call" for an answer; its
    // flags lie in memory, where a filter cannot look.
    const std::unique_ptr<void, void (*)(void*)> context(seccomp_init(SCMP_ACT_ALLOW),
                                                         seccomp_release);
    if (!context) return "";
    for (const char* name : refused) {
        const int call = seccomp_syscall_resolve_name(name);
        if (call != __NR_SCMP_ERROR)
            seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EPERM), call, 0);
    }
    seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    for (const unsigned long flag :
         {CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS,
          CLONE_NEWCGROUP, 0x80 /* CLONE_NEWTIME */})
        seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                         masked(0, flag, flag));
    // Shared memory without a file stays after the process that filled it has ended.
    constexpr unsigned long shared = MAP_SHARED | MAP_ANONYMOUS;
    seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mmap), 1,
                     masked(3, shared, shared));
    // Characters put into a terminal's input. The upper half of the request is no part of it.
    for (const unsigned long request : {TIOCSTI, TIOCLINUX})
        seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
                         masked(1, 0xffffffffu, request));
    // A call by another architecture's numbers ends the program: libseccomp's own rule.

    const int file = memfd_create("filter", MFD_CLOEXEC);
    if (file < 0) return "";
    std::string program;
    if (seccomp_export_bpf(context.get(), file) == 0) {
        program.resize(static_cast<std::size_t>(lseek(file, 0, SEEK_END)));
        if (pread(file, program.data(), program.size(), 0) != static_cast<ssize_t>(program.size()))
            program.clear();
    }
    close(file);
    return program;
}

} // namespace

const std::string& system_call_filter() {
    static const std::string program = prctl(PR_GET_SECCOMP) < 0 ? "" : make_filter();
    return program;
}

void load_filter() {
    const std::string& program = system_call_filter();
    if (program.empty()) return;
    sock_fprog filter{};
    filter.len = static_cast<unsigned short>(program.size() / sizeof(sock_filter));
    filter.filter = reinterpret_cast<sock_filter*>(const_cast<char*>(program.data()));
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

} // namespace mlcore::sandbox
