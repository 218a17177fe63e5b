// Child processes: started with limits, read without blocking, ended with all they started.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace mlcore::sandbox {

struct Limits {
    std::uint64_t memory_bytes = 0;       // address space; 0 for none
    std::uint64_t file_bytes = 0;         // the largest file it may write; 0 for none
    std::uint64_t processes = 0;          // in its own namespace; 0 for none
    std::uint64_t stack_bytes = 0;        // 0 for what this process has
    double cpu_seconds = 0;               // 0 for none
    std::vector<std::string> environment; // "NAME=value", beside what this process has
    bool own_processes = false; // in a PID namespace of its own, where the machine allows it
};

/// Whether this machine gives a process namespaces of its own.
bool has_process_namespaces();

/// A child with three pipes of its own beside standard output and error (which arrive in one pipe).
/// Destroying it ends the child and everything the child started.
class Process {
public:
    Process(const std::vector<std::string>& command, const Limits& limits);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    int to_child() const { return to_child_; }     // its descriptor 3
    int from_child() const { return from_child_; } // its descriptor 4
    int crash_report() const { return crash_; }    // its descriptor 5
    int output() const { return output_; }         // its standard output and error

    /// User and system time of the child so far (of the child alone), in seconds.
    double cpu_seconds() const;

    void kill();
    /// Waits until it has ended; the exit code, or 128 + signal.
    int wait();
    /// Waits at most so long, then kills it; the exit code, or 128 + signal.
    int end(double seconds);

private:
    int pid_ = -1;     // the one started here
    int subject_ = -1; // the one that runs the command, inside its namespace
    int to_child_ = -1, from_child_ = -1, crash_ = -1, output_ = -1;
};

struct Finished {
    int exit_code = 0; // 128 + signal; −1 where it ran out of time
    bool timed_out = false;
    std::string output; // standard output and error, cut at `max_output`
    double seconds = 0;
};

/// Runs a command to its end. `stop` is asked now and then; true ends the command.
Finished run(const std::vector<std::string>& command, const Limits& limits, double timeout_seconds,
             std::size_t max_output = 1 << 20, const std::function<bool()>& stop = {});

} // namespace mlcore::sandbox
