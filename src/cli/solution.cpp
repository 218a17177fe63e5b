#include "commands.hpp"

#include "core/file.hpp"

#include <fmt/format.h>

namespace mlcore::cli {

// solution.hpp re-exports the library's naive variants; what a learner wants to see is their code.
int solution(const Context& context, const std::string& exercise) {
    const auto info = context.exercise_or_current(exercise);
    const auto naive = context.layout.include / "mlcore" / info.area / info.slug / "naive.hpp";
    const auto shown = std::filesystem::exists(naive) ? naive : info.folder / "solution.hpp";
    if (!std::filesystem::exists(shown))
        throw std::runtime_error("the solution of " + info.slug +
                                 " is not part of this installation");
    fmt::print("{}\n{}", context.style.dim("// " + shown.string()), core::read_file(shown));
    return 0;
}

} // namespace mlcore::cli
