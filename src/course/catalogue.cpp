#include "catalogue.hpp"

#include <algorithm>

namespace mlcore::course {

const std::vector<ExerciseInfo>& Catalogue::read(const Course& course) {
    const auto order = course.order();
    exercises_.resize(order.size());
    stamps_.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::error_code missing; // read_exercise says it
        const auto folder = course.folder / order[i];
        const Stamp now{folder,
                        std::filesystem::last_write_time(folder / "exercise.toml", missing)};
        if (!missing && stamps_[i] == now) continue;
        exercises_[i] = read_exercise(folder);
        stamps_[i] = now;
    }
    return exercises_;
}

std::size_t Catalogue::position(const std::vector<ExerciseInfo>& exercises,
                                const std::string& slug) {
    const auto found = std::find_if(exercises.begin(), exercises.end(),
                                    [&](const ExerciseInfo& info) { return info.slug == slug; });
    return static_cast<std::size_t>(found - exercises.begin());
}

} // namespace mlcore::course
