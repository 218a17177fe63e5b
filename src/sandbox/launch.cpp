#include "launch.hpp"

#include "filter.hpp"
#include "jail.hpp"
#include "process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace mlcore::sandbox {
namespace {

void limit(int resource, std::uint64_t value) {
    const rlimit both{value, value};
    setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

void set_limits(const Limits& limits, bool with_processes) {
    if (limits.memory_bytes > 0) limit(RLIMIT_AS, limits.memory_bytes);
    if (limits.file_bytes > 0) limit(RLIMIT_FSIZE, limits.file_bytes);
    if (limits.stack_bytes > 0) limit(RLIMIT_STACK, limits.stack_bytes);
    if (limits.open_files > 0) limit(RLIMIT_NOFILE, limits.open_files);
    if (with_processes && limits.processes > 0) limit(RLIMIT_NPROC, limits.processes);
    if (limits.cpu_seconds > 0)
        limit(RLIMIT_CPU, static_cast<std::uint64_t>(limits.cpu_seconds + 1));
    limit(RLIMIT_CORE, 0);
}

void write_text(const char* path, const char* text) {
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    const ssize_t written = write(file, text, std::strlen(text));
    (void)written;
    close(file);
}

// A user namespace first: in it an ordinary user may have the others.
bool enter_namespaces() {
    const uid_t user = geteuid();
    const gid_t group = getegid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC) != 0) return false;
    char map[64];
    write_text("/proc/self/setgroups", "deny");
    std::snprintf(map, sizeof map, "%u %u 1", user, user);
    write_text("/proc/self/uid_map", map);
    std::snprintf(map, sizeof map, "%u %u 1", group, group);
    write_text("/proc/self/gid_map", map);
    return true;
}

// Everything but the launch's descriptors is closed by the kernel.
void arrange_descriptors(const std::vector<int>& wanted) {
    const int count = static_cast<int>(wanted.size());
    // Out of the way first: one may already sit on a number that another wants.
    constexpr int most = 128;
    int moved[most];
    for (int i = 0; i < count && i < most; ++i)
        moved[i] = fcntl(wanted[static_cast<std::size_t>(i)], F_DUPFD, most);
    for (int i = 0; i < count && i < most; ++i) dup2(moved[i], i);
    close_range(static_cast<unsigned>(count), ~0u, 0);
}

void default_signals() {
    for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGCHLD, SIGHUP, SIGQUIT})
        signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void execute(const Launch& launch) {
    execve(launch.arguments[0], launch.arguments.data(), launch.variables.data());
    const char* parts[] = {launch.arguments[0], " cannot be started: ", std::strerror(errno), "\n"};
    for (const char* part : parts) {
        const ssize_t written = write(STDERR_FILENO, part, std::strlen(part));
        (void)written;
    }
    _exit(127);
}

int exit_code(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

[[noreturn]] void become_command(const Launch& launch, bool own_namespace) {
    arrange_descriptors(launch.descriptors);
    default_signals();
    // Outside of a namespace the limit would count all that this user runs.
    set_limits(launch.limits, own_namespace);
    if (launch.filtered) load_filter();
    execute(launch);
}

void tell(int descriptor, pid_t process) {
    const ssize_t written = write(descriptor, &process, sizeof process);
    (void)written;
}

void wait_for_release(const Launch& launch) {
    char byte = 0;
    while (read(launch.release, &byte, 1) < 0 && errno == EINTR) {
    }
}

int wait_for(pid_t process) {
    int status = 0;
    for (;;) {
        const pid_t ended = waitpid(-1, &status, 0);
        if (ended == process) return exit_code(status);
        if (ended < 0 && errno != EINTR) return 1;
    }
}

// A subreaper's: whatever is started below it becomes its child in the end.
void end_descendants() {
    for (;;) {
        char text[4096] = {};
        const int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
        if (file >= 0) {
            const ssize_t got = read(file, text, sizeof text - 1);
            (void)got;
            close(file);
        }
        for (char* at = text; *at != '\0';) {
            char* end = nullptr;
            const long child = std::strtol(at, &end, 10);
            if (end == at || child <= 0) break;
            ::kill(static_cast<pid_t>(child), SIGKILL);
            at = end;
        }
        if (waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) return;
    }
}

} // namespace

Launch::Launch(const std::vector<std::string>& command, std::vector<std::string> own,
               const Limits& the_limits)
    : words(command), environment(std::move(own)), limits(the_limits) {
    if (!words.empty())
        if (const auto program = find_program(words[0]); !program.empty())
            words[0] = program.string();
    for (auto& word : words) arguments.push_back(word.data());
    for (auto& entry : environment) variables.push_back(entry.data());
    arguments.push_back(nullptr);
    variables.push_back(nullptr);
}

bool can_enter_namespaces() {
    static const bool works = [] {
        const pid_t child = fork();
        if (child == 0) _exit(enter_namespaces() ? 0 : 1);
        int status = 0;
        return child > 0 && waitpid(child, &status, 0) == child && exit_code(status) == 0;
    }();
    return works;
}

// keeper → bubblewrap → the namespace's init → the command. bubblewrap leaves its init to whoever
// reaps orphans, which in a container is often nobody.
void keep_jail(const Launch& launch, bool as_nobody) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    setpgid(0, 0);
    const pid_t keeper = getpid();
    const pid_t bubblewrap = fork();
    if (bubblewrap == 0) {
        default_signals();
        arrange_descriptors(launch.descriptors);
        // Limits of processes do not bind root, and a way out of the jail should lead nowhere.
        if (as_nobody && (setgroups(0, nullptr) != 0 || setresgid(nobody, nobody, nobody) != 0 ||
                          setresuid(nobody, nobody, nobody) != 0))
            _exit(126);
        prctl(PR_SET_PDEATHSIG, SIGKILL); // a change of user takes it back
        if (getppid() != keeper) _exit(126);
        set_limits(launch.limits, false); // of processes: the sandbox needs some itself
        execute(launch);
    }
    close_range(0, ~0u, 0);
    if (bubblewrap < 0) _exit(126);
    const int code = wait_for(bubblewrap);
    while (waitpid(-1, nullptr, 0) > 0 || errno == EINTR) {
    }
    _exit(code);
}

// keeper (outside) → init, the namespace's first process → the command. When init ends, the kernel
// ends everything in the namespace with it; init itself runs no foreign code, so nothing inside can
// hold it back.
void keep_in_namespaces(const Launch& launch) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    if (!enter_namespaces()) _exit(126);
    const pid_t init = fork();
    if (init == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        const pid_t command = fork();
        if (command == 0) become_command(launch, true);
        close_range(0, ~0u, 0);
        _exit(command < 0 ? 126 : wait_for(command));
    }
    tell(launch.started, init);
    wait_for_release(launch);
    close_range(0, ~0u, 0);
    _exit(init < 0 ? 126 : wait_for(init));
}

// keeper → the command. A program that means to can leave; one that only forgets cannot.
void keep(const Launch& launch) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    setpgid(0, 0);
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGTERM);
    sigaddset(&awaited, SIGCHLD);
    sigprocmask(SIG_BLOCK, &awaited, nullptr);
    signal(SIGCHLD, SIG_DFL);
    const pid_t command = fork();
    if (command == 0) become_command(launch, false);
    tell(launch.started, getpid());
    wait_for_release(launch);
    close_range(0, ~0u, 0);
    int code = command < 0 ? 126 : -1;
    while (code < 0) {
        const int number = sigwaitinfo(&awaited, nullptr);
        if (number == SIGTERM) break;
        int status = 0;
        for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;)
            if (ended == command) code = exit_code(status);
    }
    end_descendants();
    _exit(code < 0 ? 128 + SIGTERM : code);
}

} // namespace mlcore::sandbox
