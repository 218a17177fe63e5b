#include "commands.hpp"

#include <fmt/format.h>

namespace mlcore::cli {

int reset(const Context& context, const std::string& exercise) {
    const auto info = context.exercise_or_current(exercise);
    const auto workspace = context.workspace();
    const auto backup = workspace.reset(info);
    fmt::print("{} is the stub again.\n", workspace.file(info).string());
    if (!backup.empty()) fmt::print("Your file is kept as {}\n", backup.string());
    return 0;
}

} // namespace mlcore::cli
