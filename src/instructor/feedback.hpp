// What a student may read of a grading: points, status, and the mistake's sentence. Nothing that a
// hidden case was made of goes in, and nothing that the student's program wrote: it saw the hidden
// inputs and could repeat them in an exception's text, in a print, or in numbers of its answers.
#pragma once

#include "gradebook/gradebook.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace mlcore::instructor {

struct Feedback {
    struct Task {
        std::string name;
        std::string status; // "passed", "not written yet"
        std::string text;   // what to do about it; may be empty
        double points = 0;
        double max_points = 0;
        bool passed = false;
    };
    std::string title; // "Linear regression and ridge"
    std::string exercise;
    std::string student;
    double score = 0;
    double max_score = 0;
    std::string submitted; // "2026-03-14T15:09:26Z"
    std::string graded;
    std::string submission; // the first digits of its hash: which version this is about
    std::string problem;    // why there are no tasks: refused, not graded yet, does not compile
    std::string source;     // with a compile error: "12 | the line"
    std::vector<Task> tasks;
};

Feedback feedback(const gradebook::Attempt& attempt);

std::string to_markdown(const Feedback& feedback);
std::string to_html(const Feedback& feedback);

/// The student's name as a folder's: unchanged where that is harmless, otherwise with a part of its
/// hash, so that no two students share a folder.
std::string folder_name(const std::string& student);

/// Writes <folder>/<student>/<exercise>.md and .html.
void write_feedback(const gradebook::Attempt& attempt, const std::filesystem::path& folder);

} // namespace mlcore::instructor
