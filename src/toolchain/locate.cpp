#include "locate.hpp"

#include "sandbox/process.hpp"

#include <cstdlib>
#include <sstream>
#include <string>

namespace mlcore::toolchain {

int learner_line(const std::filesystem::path& program, const std::vector<std::int64_t>& frames,
                 sandbox::Tier isolation) {
    namespace fs = std::filesystem;
    const fs::path tool = sandbox::find_program("addr2line");
    if (tool.empty()) return 0;
    // What it reads was made from the learner's file, debug information and all.
    sandbox::Limits limits;
    limits.memory_bytes = std::uint64_t{2} << 30;
    limits.cpu_seconds = 10;
    fs::path seen = program;
    if (isolation == sandbox::Tier::bubblewrap) {
        auto jail = std::make_shared<sandbox::Jail>();
        jail->show_libraries();
        jail->files.push_back({fs::canonical(tool), "/addr2line"});
        jail->files.push_back({program, "/subject"});
        limits.tier = isolation;
        limits.jail = std::move(jail);
        limits.processes = 4;
        seen = "/subject";
    }
    std::vector<std::string> command{limits.jail ? "/addr2line" : tool.string(), "-i", "-e",
                                     seen.string()};
    for (std::int64_t frame : frames) {
        char text[32];
        // A return address is after its call; one byte before it is inside.
        std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(frame - 1));
        command.emplace_back(text);
    }
    const auto finished = sandbox::run(command, limits, 20);
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
