// What learners read of an exercise, and where it is.
#pragma once

#include "exercise_info.hpp"

#include <filesystem>
#include <string>

namespace mlcore::course {

std::string read_lesson(const ExerciseInfo& exercise);

/// The lesson's first lines, up to the first section, without the title.
std::string read_introduction(const ExerciseInfo& exercise);

/// The file a learner is shown as our solution: the library's naive variant below `include`, for
/// solution.hpp only names it. Throws std::runtime_error where this installation has neither.
std::filesystem::path solution_file(const ExerciseInfo& exercise,
                                    const std::filesystem::path& include);

/// Throws std::runtime_error with the names there are.
const TaskInfo& find_task(const ExerciseInfo& exercise, const std::string& name);

} // namespace mlcore::course
