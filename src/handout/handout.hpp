// What students get: stubs, lessons, public packs and a README; and, in a folder of its own, what
// an instructor uploads to the system that grades them.
//
//     DIR/README.md, course.toml       what it is, when it is due, how to begin
//     DIR/<area>/<exercise>/           stub, lesson, exercise.toml, subject.cpp
//     DIR/include/                     the course's own headers, as far as these exercises need
//     them DIR/packs/                       public cases with their answers, and the mistakes'
//     answers and
//                                      sentences: data, no source of anything
//     DIR/.github/workflows/           with github_actions
//     DIR/instructor/                  with gradescope, autolab or prairielearn: hidden packs. Not
//     for
//                                      students; .gitignore leaves it out
//
// The folder is a course: `mlcore` inside it, or `mlcore --course DIR`, learns and checks it.
#pragma once

#include "course/exercise_info.hpp"
#include "secrets.hpp"
#include "toolchain/checker.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mlcore::handout {

struct Options {
    std::filesystem::path out;
    std::string title; // the course's where empty
    std::string due;   // as students read it
    std::uint64_t public_seed = toolchain::public_seed;
    std::optional<std::uint64_t> hidden_seed; // drawn where it is needed and not given
    int hints = 3;                            // of each task, at most
    bool force = false;                       // into a folder that has files already
    bool github_actions = false;
    bool gradescope = false;
    bool autolab = false;
    bool prairielearn = false;
    /// Where a grading machine gets mlcore from: the address of a git repository. Empty: the source
    /// tree in `source_tree` travels with the autograder.
    std::string mlcore_url;
    std::filesystem::path source_tree;
    std::string image = "mlcore"; // the container in which Autolab and PrairieLearn grade
    std::string version;          // of this mlcore: the tag that is fetched

    bool for_graders() const { return gradescope || autolab || prairielearn; }
};

struct Report {
    std::vector<std::filesystem::path> files; // relative to options.out
    std::size_t withheld_hints = 0;           // that held text of the solution
    std::size_t scanned_files = 0;
    std::size_t private_sources = 0;
    std::optional<std::uint64_t> hidden_seed; // where hidden packs were made
};

/// Writes the handout, or nothing: all is made beside the folder, checked, and moved into place.
/// Throws std::runtime_error where a file would give something away (it names file, line and the
/// source), where a stub does not read "not implemented", or where the folder is not empty.
Report write(const toolchain::Checker& checker, const course::Course& course,
             const std::vector<course::ExerciseInfo>& exercises, const Options& options,
             const toolchain::Notify& progress);

} // namespace mlcore::handout
