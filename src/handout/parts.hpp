// The parts of a handout. Used by handout.cpp alone; each returns or writes one thing.
#pragma once

#include "handout.hpp"

#include <map>
#include <string>

namespace mlcore::handout {

/// Everything the parts read from.
struct Source {
    const toolchain::Checker& checker;
    const course::Course& course;
    const std::vector<course::ExerciseInfo>& exercises; // with the hints that students get
    const Options& options;
    const toolchain::Notify& progress;

    bool speed = false; // some exercise has a speed task

    std::string slugs() const; // "vectors matmul"
    std::string title() const { return options.title.empty() ? course.title : options.title; }
};

// ---- texts.cpp

std::string readme(const Source& source);
std::string course_toml(const Source& source, std::uint64_t seed);
/// With the hints that remain.
std::string exercise_toml(const course::ExerciseInfo& exercise);
/// A template of src/cli/templates/handout with its @blanks@ filled in.
std::string filled(const Source& source, const std::string& name,
                   const std::map<std::string, std::string>& blanks);

// ---- course_copy.cpp

/// The exercises as a course that holds no answer: stubs, lessons, subjects, packs of this seed.
/// With `speed`, exercises that have speed tasks come with all their files: their reference is
/// compiled where they are graded.
void copy_course(const Source& source, const std::filesystem::path& to, std::uint64_t seed,
                 bool speed);

// ---- github_actions.cpp, gradescope.cpp, autolab.cpp, prairielearn.cpp

void write_github_actions(const Source& source, const std::filesystem::path& handout);
/// `grader` is a folder with what every grading machine needs; see graders.cpp.
void write_gradescope(const Source& source, const std::filesystem::path& grader,
                      const std::filesystem::path& to);
void write_autolab(const Source& source, const std::filesystem::path& grader,
                   const std::filesystem::path& handout, const std::filesystem::path& to);
void write_prairielearn(const Source& source, const std::filesystem::path& grader,
                        const std::filesystem::path& to);

// ---- graders.cpp

/// The folder that all of them share: the course with hidden packs, the installer, and mlcore's own
/// source where no address is given.
void write_grader(const Source& source, const std::filesystem::path& to, std::uint64_t hidden_seed);

} // namespace mlcore::handout
