// One student's file for one exercise, as it was handed in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace mlcore::submissions {

struct Submission {
    std::string student;
    std::string exercise;          // the slug
    std::string file;              // where it was, for people: "ada/linear_regression.hpp"
    std::string bytes;             // the file itself; empty where it was refused
    std::int64_t submitted_at = 0; // its time of modification; seconds since 1970, UTC
    std::string refused;           // why it was not taken, in a sentence; empty where it was
};

/// What no honest class comes near.
struct Limits {
    std::size_t file_bytes = std::size_t{1} << 20;     // of one submission
    std::size_t archive_bytes = std::size_t{16} << 20; // of one student's archive, as it lies there
    std::size_t entries = 200'000;                     // of one archive
    /// Bytes that may come out of one archive: this many, or `ratio` times its own size, whichever
    /// is more, but never above `unpacked_bytes`.
    std::size_t small_bytes = std::size_t{16} << 20;
    std::size_t ratio = 100;
    std::size_t unpacked_bytes = std::size_t{4} << 30;
};

/// Where submissions go one by one, so that a class need not fit into memory.
struct Sink {
    std::function<void(Submission)> take;
    /// What was passed over and why, for the instructor: "ada/notes.txt …". Safe to print.
    std::function<void(std::string)> remark;
};

/// The exercises asked for, by slug.
using Slugs = std::vector<std::string>;

/// The exercise that a file of this name is for: "linear_regression.hpp" is linear_regression.
/// Empty where it is none of those asked for.
std::string exercise_of(const std::string& file_name, const Slugs& exercises);

/// Why a student cannot be called that; empty where they can. A name is UTF-8 of at most 200 bytes
/// without control characters or separators, and starts with neither "-" nor ".".
std::string fault_of_name(const std::string& student);

/// "ada" for ada.zip and ada.tar.gz; empty where the name is no archive's.
std::string archive_stem(const std::string& file_name);

} // namespace mlcore::submissions
