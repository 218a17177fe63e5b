// How far other people's programs can be kept apart on this machine. Found out by trying, once.
#pragma once

#include <cstdint>
#include <string>

namespace mlcore::sandbox {

/// From the weakest to the strongest; each holds what those before it hold. A verdict does not
/// depend on it: what an honest program can do, it can do in every tier.
enum class Tier : std::uint8_t {
    limits,     // memory, files, processor time, output and time are bounded
    namespaces, // process and network namespaces of its own, and a filter of system calls
    bubblewrap  // it also sees no files but the ones it needs
};

/// What `grade` asks for: with less, a submission could read others and the answers.
inline constexpr Tier needed_for_others = Tier::bubblewrap;

struct Isolation {
    Tier tier = Tier::limits;
    std::string name;        // stamped on results: "bubblewrap+seccomp+cgroup"
    std::string description; // one line: what it keeps apart, and what it does not
    std::string mend;        // how to have more; empty where there is no more

    bool enough_for_others() const { return tier >= needed_for_others; }
};

/// The strongest isolation that works here, for this user. The first call tries (about 50 ms).
const Isolation& isolation();

} // namespace mlcore::sandbox
