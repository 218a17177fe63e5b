#include "commands.hpp"

#include <fmt/format.h>

namespace mlcore::cli {

int init(const Context& context, const std::string& folder) {
    const course::Workspace workspace(folder.empty() ? std::filesystem::current_path() / "workspace"
                                                     : std::filesystem::absolute(folder));
    int added = 0, kept = 0;
    for (const auto& path : context.course.order())
        (workspace.add(course::read_exercise(context.course.folder / path)) ? added : kept) += 1;
    workspace.write_compile_commands(context.course,
                                     toolchain::Compiler(context.layout).editor_command());
    fmt::print("{}: {} new exercise file{}", workspace.folder().string(), added,
               added == 1 ? "" : "s");
    if (kept > 0) fmt::print(", {} of yours left as {}", kept, kept == 1 ? "it was" : "they were");
    fmt::print(".\nEdit {}.hpp there, or start: mlcore learn\n",
               std::filesystem::path(context.course.order().front()).filename().string());
    return 0;
}

} // namespace mlcore::cli
