// A job as files, so that another machine can do it: the submission, the pack, what the exercise
// adds to it, and the options. A folder, or the same as one archive.
//
//     bundle.json       what is what; paths in it are relative to the folder
//     submission.hpp    the student's file
//     pack              the cases: secret; whoever has it has the answers
//     exercise/…        subject.cpp and the rest of the exercise's folder
//
// In a folder the paths may lead elsewhere, so that the jobs of a class share packs and exercises.
#pragma once

#include "job.hpp"

#include <filesystem>
#include <string>

namespace mlcore::instructor {

/// Writes the folder of a job. `pack` and `exercise` are copied into it unless `shared` is given:
/// then they are copied there, once, and named from the bundle.
void write_bundle(const Job& job, const std::string& bytes, const std::filesystem::path& folder,
                  const std::filesystem::path& shared = {});

/// The same as one file, a tar.gz.
void write_bundle_archive(const Job& job, const std::string& bytes,
                          const std::filesystem::path& file);

struct Bundle {
    Job job;
    std::string submission; // its bytes
};

/// Reads a bundle; an archive is unpacked into `scratch`. Throws std::runtime_error where it is
/// damaged, incomplete or of another version.
Bundle read_bundle(const std::filesystem::path& place, const std::filesystem::path& scratch);

/// A grading as the text of result.json, and back. Throws std::runtime_error where it is none.
std::string result_text(const gradebook::Grading& grading);
gradebook::Grading read_result(const std::filesystem::path& file);

} // namespace mlcore::instructor
