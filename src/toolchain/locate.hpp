// From return addresses to lines of the learner's file.
#pragma once

#include "sandbox/isolation.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace mlcore::toolchain {

/// The line of exercise.hpp that the innermost of `frames` inside it stands for; 0 where there is
/// none or addr2line is not installed. The program is only read, in this isolation.
int learner_line(const std::filesystem::path& program, const std::vector<std::int64_t>& frames,
                 sandbox::Tier isolation);

} // namespace mlcore::toolchain
