// What happens between fork and exec. The program may have many threads when it forks, so nothing
// here allocates: a Launch is made whole before.
#pragma once

#include "isolation.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mlcore::sandbox {

struct Limits;

struct Launch {
    Launch(const std::vector<std::string>& command, std::vector<std::string> environment,
           const Limits& limits);

    std::vector<std::string> words;
    std::vector<std::string> environment; // whole; "NAME=value"
    std::vector<char*> arguments;         // point into words, as execve wants them
    std::vector<char*> variables;
    std::vector<int> descriptors; // what the command finds as 0, 1, 2, …
    const Limits& limits;
    bool filtered = false;
    int started = -1; // here the number of the process to end is written
    int release = -1; // its keeper waits until something can be read here
};

/// Whether this user may make process namespaces.
bool can_enter_namespaces();

/// Never return; they end with the command's exit code when everything it started has ended. The
/// first runs bubblewrap, which the command's words begin with; the second starts the command in
/// namespaces of its own; the third only keeps track of all it starts.
[[noreturn]] void keep_jail(const Launch& launch, bool as_nobody);
[[noreturn]] void keep_in_namespaces(const Launch& launch);
[[noreturn]] void keep(const Launch& launch);

} // namespace mlcore::sandbox
