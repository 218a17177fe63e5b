// What exercise.toml and course.toml say.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mlcore::course {

struct TaskInfo {
    std::string name;
    double points = 0;
    std::vector<std::string> needs; // tasks of this exercise that this one calls
    std::vector<std::string> hints;
};

struct ExerciseInfo {
    std::string slug; // "linear_regression"
    std::string area; // "linear"
    std::filesystem::path folder;
    std::string title;
    int minutes = 0;
    std::vector<std::string> teaches;
    std::vector<std::string> needs; // slugs of exercises
    std::vector<TaskInfo> tasks;

    double points() const;
};

struct Module {
    std::string title;
    std::vector<std::string> exercises; // "linear/linear_regression"
};

/// What a handout says of itself, so that its students' checks use the cases it came with.
struct Handout {
    std::string due; // as students read it; empty where nothing is due
    std::uint64_t public_seed = 1;
};

struct Course {
    std::filesystem::path folder;
    std::string title;
    std::vector<Module> modules;
    std::optional<Handout> handout; // nothing in an instructor's course

    /// All exercises as area/slug, in the order they are taught.
    std::vector<std::string> order() const;
    /// The folder of an exercise by its slug ("kmeans") or path ("cluster/kmeans"). Throws
    /// std::runtime_error with the nearest names where there is none.
    std::filesystem::path find(const std::string& exercise) const;
};

/// The handout that the current folder is in, so that its students need not name it; empty where
/// there is none.
std::filesystem::path handout_here();

/// Both throw std::runtime_error with file, line and what was expected.
Course read_course(const std::filesystem::path& folder);
ExerciseInfo read_exercise(const std::filesystem::path& folder);

/// The candidates most like `name`, best first, those that are not alike left out.
std::vector<std::string> similar_names(const std::string& name,
                                       const std::vector<std::string>& candidates);

} // namespace mlcore::course
