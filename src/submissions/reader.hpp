// What a class handed in: a folder or an archive.
//
//     class/ada/linear_regression.hpp      a folder for each student …
//     class/grace.zip                      … or an archive for each …
//     class/alan/upload.tar.gz             … or both
//     class.zip                            or one archive that holds any of these
//
// Only regular files are opened, links are not followed, and the size is looked at first: a FIFO, a
// device or a sparse file of 10 GB is refused by name and costs nothing.
#pragma once

#include "submission.hpp"

#include <filesystem>

namespace mlcore::submissions {

/// Gives every submission for one of `exercises` to the sink, students in the order of their names
/// (archives: in the archive's). Throws std::runtime_error where `source` itself cannot be read.
void read_class(const std::filesystem::path& source, const Slugs& exercises, const Sink& sink,
                const Limits& limits = {});

/// The content of one file, handed in by its path: the same care, for one student. Throws
/// std::runtime_error with the reason where it is refused.
std::string read_regular_file(const std::filesystem::path& file, std::size_t max_bytes);

} // namespace mlcore::submissions
