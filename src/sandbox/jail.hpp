// A jail: a file system of its own with only what a program needs, made by bubblewrap.
#pragma once

#include "descriptor.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mlcore::sandbox {

struct Jail {
    struct Mount {
        std::filesystem::path source;
        std::filesystem::path target;
    };
    std::vector<Mount> files; // files and folders, read-only; nothing else is there
    std::vector<std::filesystem::path> hidden; // folders inside of those that look empty
    std::uint64_t scratch_bytes = 16u << 20;   // the size of /tmp, all that can be written to

    void show(const std::filesystem::path& source) { files.push_back({source, source}); }
    /// The folders of shared libraries, which every program needs.
    void show_libraries();
};

/// The call of bubblewrap that runs a command in a jail.
struct JailCommand {
    std::vector<std::string> words;
    std::vector<Descriptor> descriptors; // that it names; they start at `first`
};

/// The numbers of the descriptors that a JailCommand counts on.
struct JailDescriptors {
    int status = 6;  // bubblewrap tells here the number of its process, and in the end how it ended
    int release = 7; // the command starts when something can be read here
    int first = 8;
};

/// Throws std::runtime_error where bubblewrap is not installed or one of the files cannot be
/// opened.
JailCommand enter_jail(const Jail& jail, const std::vector<std::string>& command,
                       const std::vector<std::string>& environment,
                       const JailDescriptors& numbers = {});

/// The user that programs in a jail are where mlcore runs as root, whom limits do not bind.
inline constexpr unsigned nobody = 65534;

/// An executable file of this name on PATH, or the name itself where it has a slash; empty where
/// there is none.
std::filesystem::path find_program(const std::string& name);

} // namespace mlcore::sandbox
