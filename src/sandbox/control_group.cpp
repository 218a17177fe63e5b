#include "control_group.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

namespace mlcore::sandbox {
namespace {

namespace fs = std::filesystem;

const fs::path mounted = "/sys/fs/cgroup";

bool put(const fs::path& file, const std::string& text) {
    const int descriptor = open(file.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool done =
        write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    close(descriptor);
    return done;
}

// "0::/user.slice/…": the line of version 2.
fs::path own_group() {
    std::ifstream file("/proc/self/cgroup");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("0::", 0) == 0) return line.substr(3);
    return {};
}

std::string group_name() {
    static std::atomic<unsigned> next{0};
    return "mlcore-" + std::to_string(getpid()) + "-" + std::to_string(next++);
}

// What an mlcore that was killed could not remove.
void remove_left_behind(const fs::path& parent) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(parent, none)) {
        const std::string name = entry.path().filename().string();
        if (name.rfind("mlcore-", 0) != 0) continue;
        const pid_t owner = std::atoi(name.c_str() + std::strlen("mlcore-"));
        if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH) rmdir(entry.path().c_str());
    }
}

bool usable(const fs::path& parent) {
    const fs::path probe = parent / group_name();
    if (mkdir(probe.c_str(), 0755) != 0) return false;
    const bool limited = put(probe / "memory.max", "max") && put(probe / "pids.max", "max");
    // Processes come from our own group, and not everyone may take them out of there.
    const pid_t child = limited ? fork() : -1;
    bool moved = false;
    if (child == 0) {
        pause();
        _exit(0);
    }
    if (child > 0) {
        moved = put(probe / "cgroup.procs", std::to_string(child));
        kill(child, SIGKILL);
        while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    for (int i = 0; i < 100 && rmdir(probe.c_str()) != 0 && errno == EBUSY; ++i) usleep(1000);
    return moved;
}

} // namespace

fs::path ControlGroup::find_parent(const fs::path& root, const fs::path& own) {
    if (own.empty() || !fs::exists(root / "cgroup.controllers")) return {};
    // A group with processes of its own cannot pass controllers on, so often it is the one above
    // (systemd hands a user's folder to the user).
    const fs::path here = (root / own.relative_path()).lexically_normal();
    for (const fs::path& candidate : {here, here.parent_path()})
        if (fs::exists(candidate / "cgroup.procs") && usable(candidate)) return candidate;
    return {};
}

const fs::path& ControlGroup::parent() {
    static const fs::path found = [] {
        fs::path folder = find_parent(mounted, own_group());
        if (!folder.empty()) remove_left_behind(folder);
        return folder;
    }();
    return found;
}

ControlGroup::ControlGroup(const fs::path& parent, std::uint64_t memory_bytes,
                           std::uint64_t processes)
    : folder_(parent / group_name()) {
    if (mkdir(folder_.c_str(), 0755) != 0)
        throw std::runtime_error("the control group " + folder_.string() +
                                 " cannot be made: " + std::strerror(errno));
    bool done = true;
    if (memory_bytes > 0) {
        done = put(folder_ / "memory.max", std::to_string(memory_bytes));
        put(folder_ / "memory.swap.max", "0"); // absent where the kernel counts no swap
        put(folder_ / "memory.oom.group", "1");
    }
    if (processes > 0) done = put(folder_ / "pids.max", std::to_string(processes)) && done;
    if (done) return;
    const std::string why = std::strerror(errno);
    rmdir(folder_.c_str());
    throw std::runtime_error("the limits of " + folder_.string() + " cannot be set: " + why);
}

ControlGroup::~ControlGroup() {
    put(folder_ / "cgroup.kill", "1"); // since Linux 5.14; the namespace ends its own before
    for (int i = 0; i < 1000 && rmdir(folder_.c_str()) != 0 && errno == EBUSY; ++i) usleep(1000);
}

void ControlGroup::add(pid_t process) {
    if (!put(folder_ / "cgroup.procs", std::to_string(process)))
        throw std::runtime_error("a process cannot be put into " + folder_.string() + ": " +
                                 std::strerror(errno));
}

} // namespace mlcore::sandbox
