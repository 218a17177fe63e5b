// What an instructor's course.toml says about time and about other systems. All of it is optional:
//
//     [late]
//     attempt = "best"          # which attempt counts: "best" or "latest"
//     free_days = 3             # of one student over the whole course, spent in the order of the
//     due times penalty_per_day = 0.1     # of the points earned, for each day begun that no free
//     day covers max_days = 5              # what is later than this earns nothing
//
//     [due]                     # times with their offset, by the exercise's name
//     linear_regression = 2026-03-01T23:59:00+01:00
//
//     [canvas]                  # the assignment's number in Canvas, from its address
//     linear_regression = 48213
#pragma once

#include "exercise_info.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace mlcore::course {

struct Policy {
    enum class Counts : std::uint8_t { best, latest } counts = Counts::best;
    int free_days = 0;
    double penalty_per_day = 0;
    std::optional<int> max_days;
    std::map<std::string, std::int64_t> due;    // slug → seconds since 1970, UTC
    std::map<std::string, std::int64_t> canvas; // slug → assignment
};

/// Throws std::runtime_error with file, line and what was expected, also where a name is no
/// exercise of the course.
Policy read_policy(const Course& course);

/// "best" or "latest"; throws std::runtime_error for anything else.
Policy::Counts counts_from(const std::string& name);

} // namespace mlcore::course
