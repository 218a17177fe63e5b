#include "commands.hpp"

namespace mlcore::cli {

course::ExerciseInfo Context::exercise_or_current(const std::string& name) const {
    if (!name.empty()) return exercise(name);
    return workspace().current(exercises());
}

Context::Standing Context::standing(const course::ExerciseInfo& exercise,
                                    const course::Workspace& workspace) const {
    Standing standing;
    double have = 0, all = 0;
    for (const auto& info : exercises()) {
        ++standing.total;
        if (info.slug == exercise.slug) standing.position = standing.total;
        have += workspace.points(info);
        all += info.points();
    }
    standing.share = all > 0 ? have / all : 0;
    return standing;
}

void prepare_workspace(const Context& context, const course::Workspace& workspace,
                       const course::ExerciseInfo& exercise) {
    if (!workspace.add(exercise) &&
        std::filesystem::exists(workspace.folder() / "compile_commands.json"))
        return;
    const toolchain::Compiler compiler(context.layout);
    workspace.write_compile_commands(context.course, compiler.editor_command());
}

} // namespace mlcore::cli
