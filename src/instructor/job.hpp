// The unit of grading: one submission against one pack. A pure function of its inputs, run on this
// machine or on a cluster's node; it sees no gradebook and leaves nothing behind.
#pragma once

#include "gradebook/gradebook.hpp"
#include "toolchain/checker.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace mlcore::instructor {

struct JobOptions {
    double question_seconds = 3;                         // of processor time; of wall time, 5×
    double compile_seconds = 30;                         // of wall time
    std::uint64_t memory_bytes = std::uint64_t{4} << 30; // address space of the program
    bool speed = true;
    int speed_tries = 3;
    bool sandbox = true; // false: the caller insisted on grading without isolation
};

struct Job {
    std::string exercise;
    std::string submission;                // SHA-256 of its bytes
    std::string pack;                      // its hash
    std::filesystem::path exercise_folder; // subject.cpp; for speed tasks the whole exercise
    std::filesystem::path pack_file;
    JobOptions options;
};

struct JobHooks {
    std::function<std::shared_ptr<void>()> compiling, quiet; // see toolchain::CheckOptions
    toolchain::Stop stop;
};

/// Grades `bytes` in the folder `scratch`, which is made and removed. What goes wrong with the
/// submission is in its verdict; what goes wrong with the grader is in the grading, as failed.
gradebook::Grading grade(const toolchain::Layout& layout, const Job& job, const std::string& bytes,
                         const std::filesystem::path& scratch, const JobHooks& hooks = {});

/// Names what compiles submissions here: compiler, mlcore, and a part of the hash of everything
/// that goes into a learner's program beside the submission. Two machines with the same packages
/// have the same name.
std::string toolchain_name(const toolchain::Layout& layout);

} // namespace mlcore::instructor
