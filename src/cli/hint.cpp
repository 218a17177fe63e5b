#include "commands.hpp"

#include "course/exercise_files.hpp"
#include "terminal/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mlcore::cli {

int hint(const Context& context, const std::string& exercise, const std::string& task, int number) {
    const auto info = context.exercise_or_current(exercise);
    const auto workspace = context.workspace();
    const course::TaskInfo* chosen = task.empty() ? nullptr : &course::find_task(info, task);
    for (auto next = info.tasks.begin(); chosen == nullptr && next != info.tasks.end(); ++next)
        if (!workspace.passed(info.slug, next->name)) chosen = &*next;
    if (chosen == nullptr) {
        fmt::print("All tasks of {} have passed. --task NAME shows a hint all the same.\n",
                   info.slug);
        return 0;
    }
    const auto count = static_cast<int>(chosen->hints.size());
    const int shown = std::min(number, count);
    fmt::print("{}\n{}",
               context.style.bold(
                   fmt::format("{} {}: hint {} of {}", info.slug, chosen->name, shown, count)),
               terminal::render_markdown(chosen->hints[static_cast<std::size_t>(shown - 1)],
                                         std::min(context.width, 88), context.style));
    if (shown < count)
        fmt::print("{}\n", context.style.dim(fmt::format("mlcore hint {} -n {} says more.",
                                                         info.slug, shown + 1)));
    return 0;
}

} // namespace mlcore::cli
