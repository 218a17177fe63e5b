// Control groups (version 2): the kernel's own limits on the memory and number of all processes of
// a program together. Only where this user may make groups, with these controllers.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>

namespace mlcore::sandbox {

class ControlGroup {
public:
    /// The folder in which groups can be made; empty where there is none. Found out by making one,
    /// once.
    static const std::filesystem::path& parent();
    /// The same below `root`, for a process whose own group is `own` ("/user.slice/…").
    static std::filesystem::path find_parent(const std::filesystem::path& root,
                                             const std::filesystem::path& own);

    /// A new group in `parent`; 0 for no limit. Throws std::runtime_error.
    ControlGroup(const std::filesystem::path& parent, std::uint64_t memory_bytes,
                 std::uint64_t processes);
    /// Ends what is left in it, and removes it.
    ~ControlGroup();
    ControlGroup(const ControlGroup&) = delete;
    ControlGroup& operator=(const ControlGroup&) = delete;

    /// Moves a process into it; what that starts from now on is in it too. Throws
    /// std::runtime_error.
    void add(pid_t process);
    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
};

} // namespace mlcore::sandbox
