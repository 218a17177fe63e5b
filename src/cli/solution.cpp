#include "commands.hpp"

#include "core/file.hpp"
#include "course/exercise_files.hpp"

#include <fmt/format.h>

namespace mlcore::cli {

int solution(const Context& context, const std::string& exercise) {
    const auto info = context.exercise_or_current(exercise);
    if (context.course.handout)
        throw std::runtime_error("a handout has no solutions; mlcore hint " + info.slug +
                                 " helps a little");
    const auto shown = course::solution_file(info, context.layout.include);
    fmt::print("{}\n{}", context.style.dim("// " + shown.string()), core::read_file(shown));
    return 0;
}

} // namespace mlcore::cli
