// The words of the instructor's commands, apart from main() because they are many.
#pragma once

#include "commands.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace mlcore::cli {

/// Adds grade, regrade, grade-one and bundle. `all` is filled while the command line is parsed and
/// must live until the command has run.
void add_grade_commands(CLI::App& app, const Context& context, InstructorArguments& all,
                        const std::function<void(CLI::App*, std::function<int()>)>& choose);

} // namespace mlcore::cli
