#include "process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace mlcore::sandbox {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    int read_end = -1, write_end = -1;
    Pipe() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
            throw std::runtime_error(std::string("no pipe can be opened: ") + std::strerror(errno));
        read_end = ends[0];
        write_end = ends[1];
    }
    ~Pipe() {
        if (read_end >= 0) close(read_end);
        if (write_end >= 0) close(write_end);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    int take_read() { return std::exchange(read_end, -1); }
    int take_write() { return std::exchange(write_end, -1); }
};

void limit(int resource, std::uint64_t value) {
    const rlimit both{value, value};
    setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

void set_limits(const Limits& limits) {
    if (limits.memory_bytes > 0) limit(RLIMIT_AS, limits.memory_bytes);
    if (limits.file_bytes > 0) limit(RLIMIT_FSIZE, limits.file_bytes);
    if (limits.stack_bytes > 0) limit(RLIMIT_STACK, limits.stack_bytes);
    if (limits.processes > 0) limit(RLIMIT_NPROC, limits.processes);
    if (limits.cpu_seconds > 0)
        limit(RLIMIT_CPU, static_cast<std::uint64_t>(limits.cpu_seconds + 1));
    limit(RLIMIT_CORE, 0);
}

void write_file(const char* path, const std::string& text) {
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    const ssize_t written = write(file, text.data(), text.size());
    (void)written;
    close(file);
}

// A user namespace first: in it an ordinary user may have a PID namespace, and the limit on
// processes counts even for root.
bool enter_namespaces() {
    const uid_t user = geteuid();
    const gid_t group = getegid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0) return false;
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", std::to_string(user) + " " + std::to_string(user) + " 1");
    write_file("/proc/self/gid_map", std::to_string(group) + " " + std::to_string(group) + " 1");
    return true;
}

// Between fork and exec: descriptors 0–5 as documented, everything else closed by the kernel.
void arrange_descriptors(int questions, int answers, int crash, int output) {
    // Out of the way first: a pipe may already sit on one of the numbers wanted.
    const int moved[] = {fcntl(questions, F_DUPFD, 10), fcntl(answers, F_DUPFD, 10),
                         fcntl(crash, F_DUPFD, 10), fcntl(output, F_DUPFD, 10)};
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    dup2(moved[3], 1);
    dup2(moved[3], 2);
    dup2(moved[0], 3);
    dup2(moved[1], 4);
    dup2(moved[2], 5);
    close_range(6, ~0u, 0);
}

[[noreturn]] void become(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    std::fprintf(stderr, "%s cannot be started: %s\n", arguments[0], std::strerror(errno));
    _exit(127);
}

int exit_code(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

bool has_process_namespaces() {
    static const bool works = [] {
        const pid_t child = fork();
        if (child == 0) _exit(enter_namespaces() ? 0 : 1);
        int status = 0;
        return child > 0 && waitpid(child, &status, 0) == child && exit_code(status) == 0;
    }();
    return works;
}

Process::Process(const std::vector<std::string>& command, const Limits& limits) {
    Pipe questions, answers, crash, output, started;
    const bool namespaces = limits.own_processes && has_process_namespaces();
    pid_ = fork();
    if (pid_ < 0)
        throw std::runtime_error(std::string("no process can be started: ") + std::strerror(errno));
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        setpgid(0, 0);
        signal(SIGPIPE, SIG_DFL);
        if (namespaces && enter_namespaces()) {
            // The first process after unshare is the namespace's init: when it ends, the kernel
            // ends everything in the namespace with it.
            const pid_t init = fork();
            if (init != 0) {
                const ssize_t written = write(started.write_end, &init, sizeof init);
                (void)written;
                close_range(3, ~0u, 0);
                int status = 0;
                while (waitpid(init, &status, 0) < 0 && errno == EINTR) {
                }
                _exit(exit_code(status));
            }
            prctl(PR_SET_PDEATHSIG, SIGKILL);
        } else {
            const pid_t self = getpid();
            const ssize_t written = write(started.write_end, &self, sizeof self);
            (void)written;
        }
        arrange_descriptors(questions.read_end, answers.write_end, crash.write_end,
                            output.write_end);
        for (const auto& entry : limits.environment) putenv(const_cast<char*>(entry.c_str()));
        set_limits(limits);
        become(command);
    }
    close(started.take_write());
    if (read(started.read_end, &subject_, sizeof subject_) != sizeof subject_) subject_ = pid_;
    to_child_ = questions.take_write();
    from_child_ = answers.take_read();
    crash_ = crash.take_read();
    output_ = output.take_read();
    for (int descriptor : {to_child_, from_child_, crash_, output_})
        fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

Process::~Process() {
    kill();
    for (int descriptor : {to_child_, from_child_, crash_, output_})
        if (descriptor >= 0) close(descriptor);
}

double Process::cpu_seconds() const {
    std::ifstream file("/proc/" + std::to_string(subject_) + "/stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')'); // the name may hold spaces and parentheses
    if (name_end == std::string::npos) return 0;
    unsigned long user = 0, system = 0;
    if (std::sscanf(line.c_str() + name_end + 1,
                    " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
        return 0;
    return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void Process::kill() {
    if (pid_ < 0) return;
    ::kill(-pid_, SIGKILL); // its process group, where there is no namespace
    ::kill(pid_, SIGKILL);
    wait();
}

int Process::wait() {
    if (pid_ < 0) return -1;
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return exit_code(status);
}

int Process::end(double seconds) {
    const auto start = Clock::now();
    while (pid_ >= 0 && std::chrono::duration<double>(Clock::now() - start).count() < seconds) {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            return exit_code(status);
        }
        usleep(1000);
    }
    kill();
    return -1;
}

Finished run(const std::vector<std::string>& command, const Limits& limits, double timeout_seconds,
             std::size_t max_output, const std::function<bool()>& stop) {
    const auto start = Clock::now();
    Process process(command, limits);
    Finished finished;
    char buffer[1 << 14];
    for (;;) {
        pollfd poll_output{process.output(), POLLIN, 0};
        poll(&poll_output, 1, 20);
        const ssize_t got = read(process.output(), buffer, sizeof buffer);
        if (got == 0) break;
        if (got > 0) {
            const auto room = max_output - std::min(max_output, finished.output.size());
            finished.output.append(buffer, std::min(room, static_cast<std::size_t>(got)));
        }
        finished.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        if ((timeout_seconds > 0 && finished.seconds > timeout_seconds) || (stop && stop())) {
            finished.timed_out = true;
            finished.exit_code = -1;
            process.kill();
            return finished;
        }
    }
    finished.exit_code = process.wait();
    finished.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return finished;
}

} // namespace mlcore::sandbox
