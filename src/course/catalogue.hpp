// The exercises of a course, read once.
#pragma once

#include "exercise_info.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace mlcore::course {

class Catalogue {
public:
    /// All exercises in the order they are taught. Those whose exercise.toml changed since the last
    /// call are read again, so that an author sees what they write. Throws as read_exercise.
    const std::vector<ExerciseInfo>& read(const Course& course);

    /// The place of an exercise in `exercises`; their number where it is not among them.
    static std::size_t position(const std::vector<ExerciseInfo>& exercises,
                                const std::string& slug);

private:
    struct Stamp {
        std::filesystem::path folder;
        std::filesystem::file_time_type written;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };
    std::vector<ExerciseInfo> exercises_;
    std::vector<Stamp> stamps_; // of exercises_
};

} // namespace mlcore::course
