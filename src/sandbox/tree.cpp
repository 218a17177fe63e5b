#include "tree.hpp"

#include <dirent.h>
#include <signal.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

namespace mlcore::sandbox {
namespace {

// Each thread of a process has its own children.
void append_children(pid_t process, std::vector<pid_t>& found) {
    const std::string tasks = "/proc/" + std::to_string(process) + "/task";
    DIR* folder = opendir(tasks.c_str());
    if (folder == nullptr) return; // it has ended
    while (const dirent* entry = readdir(folder)) {
        if (entry->d_name[0] == '.') continue;
        std::ifstream children(tasks + "/" + entry->d_name + "/children");
        for (pid_t child = 0; children >> child;) found.push_back(child);
    }
    closedir(folder);
}

} // namespace

std::vector<pid_t> descendants(pid_t process) {
    std::vector<pid_t> found;
    append_children(process, found);
    for (std::size_t i = 0; i < found.size(); ++i) append_children(found[i], found);
    return found;
}

double cpu_seconds_of(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
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

TreeUse use_of_descendants(pid_t process) {
    static const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    TreeUse use;
    for (const pid_t one : descendants(process)) {
        ++use.processes;
        use.cpu_seconds += cpu_seconds_of(one);
        std::ifstream file("/proc/" + std::to_string(one) + "/statm");
        std::uint64_t size = 0, resident = 0;
        if (file >> size >> resident) use.resident_bytes += resident * page;
    }
    return use;
}

bool send_signal(int handle, int signal) {
    return handle >= 0 && syscall(SYS_pidfd_send_signal, handle, signal, nullptr, 0) == 0;
}

Descriptor open_process(pid_t process) {
    return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, process, 0)));
}

TreeWatch::TreeWatch(pid_t init, int handle, const TreeLimits& limits)
    : thread_([=, this] { watch(init, handle, limits); }) {}

TreeWatch::~TreeWatch() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void TreeWatch::watch(pid_t init, int handle, const TreeLimits& limits) {
    const std::string scratch = "/proc/" + std::to_string(init) + "/root/tmp";
    const auto too_much = [&] {
        const TreeUse use = use_of_descendants(init);
        struct statvfs facts {};
        return (limits.bytes > 0 && use.resident_bytes > limits.bytes) ||
               (limits.processes > 0 && use.processes > limits.processes) ||
               (limits.files > 0 && statvfs(scratch.c_str(), &facts) == 0 &&
                facts.f_files - facts.f_ffree > limits.files);
    };
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, std::chrono::milliseconds(25), [this] { return stop_; }))
        if (too_much()) {
            send_signal(handle, SIGKILL);
            return;
        }
}

} // namespace mlcore::sandbox
