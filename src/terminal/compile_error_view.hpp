// The first compile error: where, in plain words, the learner's line, what the compiler said.
#pragma once

#include "../grading/verdict.hpp"
#include "text.hpp"

#include <string>
#include <vector>

namespace mlcore::terminal {

/// Every text is escaped. `error.column` counts bytes from 1.
std::vector<std::string> compile_error_lines(const grading::CompileError& error, int width,
                                             const Style& style);

} // namespace mlcore::terminal
