// From return addresses to lines of the learner's file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace mlcore::toolchain {

/// The line of exercise.hpp that the innermost of `frames` inside it stands for; 0 where there is
/// none or addr2line is not installed.
int learner_line(const std::filesystem::path& program, const std::vector<std::int64_t>& frames);

} // namespace mlcore::toolchain
