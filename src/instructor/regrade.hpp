// After an exercise, its cases or the compiler changed: whose score moves, and why. Everything is
// graded again into the gradebook, where it counts for nobody until it is applied.
#pragma once

#include "class_run.hpp"

#include <string>
#include <vector>

namespace mlcore::instructor {

struct Move {
    gradebook::Attempt before;
    gradebook::Grading after;
    std::string cause;                // "the cases changed"; "the compiler changed"
    std::vector<std::string> changes; // "fit_ridge: wrong → passed (+4)"
    bool moved = false;               // the score or the points there are differ
};

struct Regrade {
    std::vector<Move> moves;   // of every submission whose grading would be another, oldest first
    std::size_t unchanged = 0; // submissions that this mlcore has graded against these cases
    std::size_t failed = 0;    // could not be graded: keep what they have
    bool stopped = false;
    std::vector<std::string> problems; // of the failed
};

/// What would become of every standing submission for these exercises. Grades what is missing.
Regrade regrade(const toolchain::Checker& checker, gradebook::Gradebook& book,
                const std::vector<course::ExerciseInfo>& exercises, std::uint64_t seed,
                const JobOptions& options, Engine& engine, const std::filesystem::path& out,
                const Progress& progress);

/// Makes it count: one attempt per move, all or none, and new feedback. Returns how many.
std::size_t apply(const Regrade& regrade, gradebook::Gradebook& book,
                  const std::filesystem::path& out);

} // namespace mlcore::instructor
