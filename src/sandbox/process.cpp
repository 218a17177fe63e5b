#include "process.hpp"

#include "control_group.hpp"
#include "filter.hpp"
#include "launch.hpp"
#include "tree.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace mlcore::sandbox {
namespace {

using Clock = std::chrono::steady_clock;

int exit_code(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Descriptor open_nothing() {
    Descriptor nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!nothing.open()) throw std::runtime_error("/dev/null cannot be opened");
    return nothing;
}

std::vector<std::string> environment_with(const std::vector<std::string>& entries) {
    std::vector<std::string> all;
    const auto name = [](const std::string& entry) { return entry.substr(0, entry.find('=') + 1); };
    for (char** entry = environ; *entry != nullptr; ++entry)
        if (std::none_of(entries.begin(), entries.end(),
                         [&](const auto& own) { return name(own) == name(*entry); }))
            all.emplace_back(*entry);
    all.insert(all.end(), entries.begin(), entries.end());
    return all;
}

pid_t checked_fork() {
    const pid_t process = fork();
    if (process < 0)
        throw std::runtime_error(std::string("no process can be started: ") + std::strerror(errno));
    return process;
}

// Where the process ended meanwhile, wait() says so.
void let_go(const Pipe& release) {
    const ssize_t written = write(release.write_end.get(), "x", 1);
    (void)written;
}

// From outside, because bubblewrap itself needs processes that would count. Only the same user may,
// or one with a right that root in a container often lacks.
void limit_processes(pid_t process, std::uint64_t count, bool as_nobody) {
    const rlimit both{count, count};
    if (!as_nobody) {
        if (prlimit(process, RLIMIT_NPROC, &both, nullptr) == 0) return;
        throw IsolationFailed(std::string("the number of processes cannot be limited: ") +
                              std::strerror(errno));
    }
    const pid_t helper = checked_fork();
    if (helper == 0)
        _exit(setresgid(nobody, nobody, nobody) == 0 && setresuid(nobody, nobody, nobody) == 0 &&
                      prlimit(process, RLIMIT_NPROC, &both, nullptr) == 0
                  ? 0
                  : 1);
    int status = 0;
    while (waitpid(helper, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0) throw IsolationFailed("the number of processes of nobody cannot be limited");
}

std::string read_rest(int descriptor, std::size_t most) {
    std::string text;
    char buffer[4096];
    for (ssize_t got; text.size() < most && (got = read(descriptor, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(got));
    return text;
}

} // namespace

Process::Process(const std::vector<std::string>& command, const Limits& limits)
    : tier_(limits.tier) {
    Pipe questions, answers, crash, output;
    const Descriptor nothing = open_nothing();
    const std::vector<int> descriptors{nothing.get(),           output.write_end.get(),
                                       output.write_end.get(),  questions.read_end.get(),
                                       answers.write_end.get(), crash.write_end.get()};
    to_child_ = std::move(questions.write_end);
    from_child_ = std::move(answers.read_end);
    crash_ = std::move(crash.read_end);
    output_ = std::move(output.read_end);
    for (int descriptor : {to_child_.get(), from_child_.get(), crash_.get(), output_.get()})
        fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    try {
        if (tier_ == Tier::bubblewrap)
            start_in_jail(command, limits, descriptors);
        else
            start(command, limits, descriptors);
    } catch (...) {
        kill();
        throw;
    }
}

Process::~Process() { kill(); }

void Process::start(const std::vector<std::string>& command, const Limits& limits,
                    std::vector<int> descriptors) {
    if (tier_ == Tier::namespaces && !can_enter_namespaces()) tier_ = Tier::limits;
    Launch launch(command, environment_with(limits.environment), limits);
    if (limits.filtered) {
        system_call_filter();
        launch.filtered = true;
    }
    Pipe started, release;
    launch.descriptors = std::move(descriptors);
    launch.started = started.write_end.get();
    launch.release = release.read_end.get();
    pid_ = checked_fork();
    if (pid_ == 0) {
        if (tier_ == Tier::namespaces)
            keep_in_namespaces(launch);
        else
            keep(launch);
    }
    started.write_end.reset();
    pid_t init = 0;
    if (read(started.read_end.get(), &init, sizeof init) != sizeof init || init < 0) {
        wait();
        throw std::runtime_error("no process can be started");
    }
    init_ = init;
    handle_ = open_process(init_);
    if (tier_ == Tier::namespaces) bound_all(limits);
    let_go(release);
}

void Process::start_in_jail(const std::vector<std::string>& command, const Limits& limits,
                            std::vector<int> descriptors) {
    if (!limits.jail) throw std::logic_error("bubblewrap is given no jail");
    Pipe status, release;
    const JailDescriptors numbers;
    descriptors.push_back(status.write_end.get());
    descriptors.push_back(release.read_end.get());
    const JailCommand jail = enter_jail(*limits.jail, command, limits.environment, numbers);
    for (const auto& descriptor : jail.descriptors) descriptors.push_back(descriptor.get());

    Launch launch(jail.words, {}, limits);
    launch.descriptors = std::move(descriptors);
    const bool as_nobody = geteuid() == 0;
    pid_ = checked_fork();
    if (pid_ == 0) keep_jail(launch, as_nobody);
    status.write_end.reset();
    status_ = std::move(status.read_end);
    wait_for_jail();
    if (limits.processes > 0) limit_processes(init_, limits.processes, as_nobody);
    bound_all(limits);
    let_go(release);
}

// bubblewrap says the number of the namespace's first process, which then waits to be released.
void Process::wait_for_jail() {
    const auto start = Clock::now();
    while (status_text_.find('\n') == std::string::npos) {
        pollfd waiting{status_.get(), POLLIN, 0};
        poll(&waiting, 1, 1000);
        char buffer[512];
        const ssize_t got = waiting.revents != 0 ? read(status_.get(), buffer, sizeof buffer) : -1;
        if (got > 0) status_text_.append(buffer, static_cast<std::size_t>(got));
        if (got == 0) {
            const std::string said = read_rest(output_.get(), 1000);
            throw IsolationFailed("bubblewrap cannot start: " + said);
        }
        if (std::chrono::duration<double>(Clock::now() - start).count() > 30)
            throw IsolationFailed("bubblewrap does not start a process within 30 s");
    }
    if (std::sscanf(status_text_.c_str(), "{ \"child-pid\": %d", &init_) != 1)
        throw IsolationFailed("bubblewrap says something unknown: " + status_text_);
    handle_ = open_process(init_);
}

// Limits on all processes together.
void Process::bound_all(const Limits& limits) {
    if (limits.tree_bytes == 0 && limits.processes == 0) return;
    if (!ControlGroup::parent().empty()) {
        group_ = std::make_unique<ControlGroup>(ControlGroup::parent(), limits.tree_bytes,
                                                limits.processes);
        group_->add(init_);
        return;
    }
    TreeLimits most{limits.tree_bytes, static_cast<std::size_t>(limits.processes), 0};
    if (tier_ == Tier::bubblewrap) most.files = 10000;
    watch_ = std::make_unique<TreeWatch>(init_, handle_.get(), most);
}

double Process::cpu_seconds() const {
    if (subject_ < 0) {
        const auto started = descendants(init_ < 0 ? pid_ : init_);
        if (started.empty()) return 0;
        subject_ = started.front();
    }
    return cpu_seconds_of(subject_);
}

double Process::tree_cpu_seconds() const {
    return use_of_descendants(init_ < 0 ? pid_ : init_).cpu_seconds;
}

void Process::kill() {
    if (pid_ < 0) return;
    watch_.reset();
    // The first process of the namespace takes all others with it, and its parent, which we
    // started, reaps it: nothing is left for anybody else to reap. Without namespaces the parent
    // does both.
    // Where that one has ended already, the parent is about to.
    const int signal = tier_ == Tier::limits ? SIGTERM : SIGKILL;
    if (handle_.open())
        send_signal(handle_.get(), signal);
    else
        ::kill(pid_, signal);
    for (int i = 0; i < 5000; ++i) {
        if (waitpid(pid_, nullptr, WNOHANG) != 0) {
            pid_ = -1;
            break;
        }
        usleep(i < 100 ? 200 : 1000);
    }
    if (pid_ >= 0) { // stopped from inside, which only the weakest tier allows
        ::kill(-pid_, SIGKILL);
        ::kill(pid_, SIGKILL);
        while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
    }
    group_.reset();
}

int Process::ended(int status) {
    pid_ = -1;
    watch_.reset();
    group_.reset();
    if (tier_ == Tier::bubblewrap) {
        status_text_ += read_rest(status_.get(), 4096);
        if (status_text_.find("\"exit-code\"") == std::string::npos && exit_code(status) < 128)
            throw IsolationFailed("bubblewrap cannot start the program: " +
                                  read_rest(output_.get(), 1000));
    }
    return exit_code(status);
}

int Process::wait() {
    if (pid_ < 0) return -1;
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    return ended(status);
}

int Process::end(double seconds) {
    const auto start = Clock::now();
    while (pid_ >= 0 && std::chrono::duration<double>(Clock::now() - start).count() < seconds) {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == pid_) return ended(status);
        usleep(1000);
    }
    kill();
    return -1;
}

} // namespace mlcore::sandbox
