#include "commands.hpp"

#include "course/exercise_files.hpp"
#include "terminal/markdown.hpp"

#include <fmt/format.h>

namespace mlcore::cli {

int lesson(const Context& context, const std::string& exercise, bool unfold) {
    const auto info = context.exercise_or_current(exercise);
    const std::string text = course::read_lesson(info);
    fmt::print("{}",
               terminal::render_markdown(text, std::min(context.width, 88), context.style, unfold));
    if (!unfold && terminal::has_folds(text))
        fmt::print("\n{}\n", context.style.dim("mlcore lesson " + info.slug +
                                               " --answers shows the answers."));
    return 0;
}

} // namespace mlcore::cli
