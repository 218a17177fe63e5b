#include "exercise_files.hpp"

#include "core/file.hpp"

#include <stdexcept>

namespace mlcore::course {

namespace fs = std::filesystem;

std::string read_lesson(const ExerciseInfo& exercise) {
    return core::read_file(exercise.folder / "lesson.md");
}

std::string read_introduction(const ExerciseInfo& exercise) {
    std::string lesson = read_lesson(exercise);
    if (lesson.rfind("# ", 0) == 0) lesson.erase(0, lesson.find('\n') + 1);
    return lesson.substr(0, lesson.find("\n## "));
}

fs::path solution_file(const ExerciseInfo& exercise, const fs::path& include) {
    for (const auto& file : {include / "mlcore" / exercise.area / exercise.slug / "naive.hpp",
                             exercise.folder / "solution.hpp"})
        if (fs::exists(file)) return file;
    throw std::runtime_error("the solution of " + exercise.slug +
                             " is not part of this installation");
}

const TaskInfo& find_task(const ExerciseInfo& exercise, const std::string& name) {
    std::string names;
    for (const auto& task : exercise.tasks) {
        if (task.name == name) return task;
        names += (names.empty() ? "" : ", ") + task.name;
    }
    throw std::runtime_error(exercise.slug + " has no task " + name + "; its tasks are " + names);
}

} // namespace mlcore::course
