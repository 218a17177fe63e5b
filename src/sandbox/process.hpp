// Child processes: started with limits, read without blocking, ended with all they started.
#pragma once

#include "descriptor.hpp"
#include "isolation.hpp"
#include "jail.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mlcore::sandbox {

class ControlGroup;
class TreeWatch;

struct Limits {
    std::uint64_t memory_bytes = 0; // address space of each process; 0 for no limit, as below
    std::uint64_t tree_bytes = 0;   // memory of all its processes together, where namespaces are
    std::uint64_t file_bytes = 0;   // the largest file it may write
    std::uint64_t processes = 0;    // in its own namespace
    std::uint64_t stack_bytes = 0;
    std::uint64_t open_files = 0;
    double cpu_seconds = 0;               // of each process
    std::vector<std::string> environment; // "NAME=value", beside what this process has; in a jail
                                          // there is nothing else
    /// Where the machine has less, the process has less; but never less than bubblewrap where that
    /// is asked for. bubblewrap needs a jail.
    Tier tier = Tier::limits;
    std::shared_ptr<const Jail> jail;
    bool filtered = false; // runs under the filter of system calls; in a jail always
};

/// The isolation could not be had: this says nothing about the program that was to run in it.
struct IsolationFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A child with three pipes of its own beside standard output and error (which arrive in one pipe).
/// Destroying it ends the child and everything the child started.
class Process {
public:
    Process(const std::vector<std::string>& command, const Limits& limits);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    int to_child() const { return to_child_.get(); }     // its descriptor 3
    int from_child() const { return from_child_.get(); } // its descriptor 4
    int crash_report() const { return crash_.get(); }    // its descriptor 5
    int output() const { return output_.get(); }         // its standard output and error

    /// User and system time of the child so far (of the child alone), in seconds.
    double cpu_seconds() const;
    /// The same of the child and all it started that still runs.
    double tree_cpu_seconds() const;

    void kill();
    /// Waits until it has ended; the exit code, or 128 + signal. Throws IsolationFailed where the
    /// program never ran.
    int wait();
    /// Waits at most so long, then kills it; the exit code, or 128 + signal; −1 where it was
    /// killed.
    int end(double seconds);

private:
    void start_in_jail(const std::vector<std::string>& command, const Limits& limits,
                       std::vector<int> descriptors);
    void start(const std::vector<std::string>& command, const Limits& limits,
               std::vector<int> descriptors);
    void bound_all(const Limits& limits);
    void wait_for_jail();
    int ended(int status);

    int pid_ = -1;      // the one started here, which ends last
    int init_ = -1;     // the one with which all others end
    Descriptor handle_; // of init_
    Tier tier_ = Tier::limits;
    mutable int subject_ = -1; // the one that runs the command
    Descriptor to_child_, from_child_, crash_, output_;
    Descriptor status_;       // bubblewrap's
    std::string status_text_; // what it said there
    std::unique_ptr<ControlGroup> group_;
    std::unique_ptr<TreeWatch> watch_;
};

struct Finished {
    int exit_code = 0; // 128 + signal; −1 where it ran out of time
    bool timed_out = false;
    std::string output;  // standard output and error, cut at `max_output`
    std::string answers; // what it wrote to its descriptor 4, cut at `max_answers`
    double seconds = 0;
};

struct RunOptions {
    double timeout_seconds = 0; // 0 for none
    std::size_t max_output = 1 << 20;
    std::size_t max_answers = 0;
    std::function<bool()> stop; // asked now and then; true ends the command
};

/// Runs a command to its end.
Finished run(const std::vector<std::string>& command, const Limits& limits,
             const RunOptions& options);
Finished run(const std::vector<std::string>& command, const Limits& limits, double timeout_seconds,
             std::size_t max_output = 1 << 20, const std::function<bool()>& stop = {});

} // namespace mlcore::sandbox
