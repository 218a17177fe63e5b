// All the processes that one process started, and what they use together.
#pragma once

#include "descriptor.hpp"

#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace mlcore::sandbox {

/// The processes that `process` started, and those that these started, and so on, without itself. A
/// process whose parent ended counts as the namespace's first process's, or as the nearest
/// subreaper's.
std::vector<pid_t> descendants(pid_t process);

/// User and system time of one process, all its threads, so far.
double cpu_seconds_of(pid_t process);

struct TreeUse {
    std::size_t processes = 0;
    double cpu_seconds = 0;
    std::uint64_t resident_bytes = 0; // pages that several of them share count for each
};
TreeUse use_of_descendants(pid_t process);

/// What all processes of a namespace may use together; 0 for no limit.
struct TreeLimits {
    std::uint64_t bytes = 0;
    std::size_t processes = 0;
    /// In its /tmp, where it has one of its own: an empty file is nothing to the size of a disk,
    /// and a kilobyte of the kernel's memory.
    std::size_t files = 0;
};

/// Ends a process namespace as soon as what runs in it goes over a limit: a thread that looks 40
/// times a second, where the machine's control groups cannot be had.
class TreeWatch {
public:
    /// `init` is the namespace's first process; `handle` a descriptor of it.
    TreeWatch(pid_t init, int handle, const TreeLimits& limits);
    ~TreeWatch();

private:
    void watch(pid_t init, int handle, const TreeLimits& limits);

    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    std::thread thread_;
};

/// Sends a signal through a descriptor of a process: never to another one that has its number now.
bool send_signal(int handle, int signal);
Descriptor open_process(pid_t process);

} // namespace mlcore::sandbox
