#include "locate.hpp"

#include "sandbox/process.hpp"

#include <cstdlib>
#include <sstream>
#include <string>

namespace mlcore::toolchain {

int learner_line(const std::filesystem::path& program, const std::vector<std::int64_t>& frames) {
    std::vector<std::string> command{"addr2line", "-i", "-e", program.string()};
    for (std::int64_t frame : frames) {
        char text[32];
        // A return address is after its call; one byte before it is inside.
        std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(frame - 1));
        command.emplace_back(text);
    }
    const auto finished = sandbox::run(command, {}, 20);
    if (finished.exit_code != 0) return 0;
    std::istringstream lines(finished.output);
    for (std::string line; std::getline(lines, line);) {
        const std::string name = "/exercise.hpp:";
        const auto at = line.find(name);
        if (at != std::string::npos) return std::atoi(line.c_str() + at + name.size());
    }
    return 0;
}

} // namespace mlcore::toolchain
