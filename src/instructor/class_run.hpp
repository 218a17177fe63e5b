// Grading a class: read what was handed in, grade what was not graded before, write it down.
//
//     out/gradebook.sqlite     everything, see gradebook.hpp
//     out/feedback/<student>/  what each student may read
//     out/seed, out/packs/     the secret: the owner's eyes only
//     out/work/                of a run under way; gone when it ends
//
// A run that is killed at any moment is gone on with by starting it again: what is in the gradebook
// is not graded twice.
#pragma once

#include "engine.hpp"

#include "course/exercise_info.hpp"
#include "gradebook/gradebook.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mlcore::instructor {

/// Held while a process works in an --out folder. Throws std::runtime_error where another does.
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int descriptor_ = -1;
};

struct Progress {
    /// A phase without a length: "making the hidden cases of linear_regression".
    std::function<void(const std::string&)> phase;
    /// So many of so many jobs are done; `note` is the engine's.
    std::function<void(std::size_t done, std::size_t all, const std::string& note)> jobs;
    /// Something the instructor should read, on a line of its own.
    std::function<void(const std::string&)> say;
    toolchain::Stop stop;
};

/// A hidden pack of an exercise, ready in the folder.
struct HiddenPack {
    course::ExerciseInfo exercise;
    std::filesystem::path file;
    std::string hash;
    double max_score = 0;
};

/// Makes or finds the packs of all exercises in `folder`/packs.
std::vector<HiddenPack> hidden_packs(const toolchain::Checker& checker,
                                     const std::vector<course::ExerciseInfo>& exercises,
                                     std::uint64_t seed, const std::filesystem::path& folder,
                                     const Progress& progress);

/// Grades every key without a grading in the book through the engine, and calls `done` after each
/// one is in the book. Returns how many were graded.
std::size_t grade_missing(gradebook::Gradebook& book, const std::vector<gradebook::Key>& keys,
                          const std::vector<HiddenPack>& packs, const JobOptions& options,
                          Engine& engine, const std::filesystem::path& work,
                          const Progress& progress,
                          const std::function<void(const gradebook::Grading&)>& done);

struct ClassRun {
    std::vector<course::ExerciseInfo> exercises;
    std::filesystem::path submissions;
    std::filesystem::path out;
    std::uint64_t seed = 0;
    JobOptions options;
};

struct ClassResult {
    std::size_t submissions = 0; // found, the refused among them
    std::size_t graded = 0;      // now
    std::size_t known = 0;       // graded before, or the same as another's
    std::size_t refused = 0;
    std::size_t failed = 0; // could not be graded
    bool stopped = false;
    double seconds = 0;                       // of the grading alone
    std::vector<std::string> remarks;         // what was passed over among the submissions
    std::vector<gradebook::Attempt> attempts; // what counts now, of the submissions found
};

ClassResult run_class(const toolchain::Checker& checker, const ClassRun& run, Engine& engine,
                      const Progress& progress);

} // namespace mlcore::instructor
