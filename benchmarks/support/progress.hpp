// What the program is doing, line by line, to the file descriptor that MLCORE_PROGRESS names:
// "registered NAME", "checked NAME", "timing NAME". Google Benchmark reports at the end of all
// repetitions, which with random interleaving is the end of all benchmarks.
#pragma once

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace mlcore::bench {

void announce(const std::string& what, const std::string& name) {
    static const int descriptor = [] {
        const char* number = std::getenv("MLCORE_PROGRESS");
        return number == nullptr ? -1 : std::atoi(number);
    }();
    if (descriptor < 0) return;
    const std::string line = what + " " + name + "\n";
    [[maybe_unused]] const ssize_t written = write(descriptor, line.data(), line.size());
}

} // namespace mlcore::bench
