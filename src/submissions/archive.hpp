// Submissions out of an archive: zip, 7z, tar (plain, gzip, bzip2, xz, zstd). Nothing is ever
// unpacked to disk: entries with the right name are read into memory, under limits on their number,
// their size and what they unpack to; links, devices and names that lead out are refused.
#pragma once

#include "submission.hpp"

#include <string>
#include <string_view>

namespace mlcore::submissions {

/// One student's archive: <slug>.hpp at its root or in folders; the one nearest to the root counts.
/// `name` is shown. Never throws for what the archive holds: the student's submissions are refused
/// with the reason instead.
void read_student_archive(std::string_view bytes, const std::string& name,
                          const std::string& student, std::int64_t submitted_at,
                          const Slugs& exercises, const Sink& sink, const Limits& limits = {});

/// A class's archive: <student>/<slug>.hpp or one archive per student, all of it in a folder or
/// not. Reads from an open file, which must be one that can be sought in. Throws std::runtime_error
/// where the archive as a whole is damaged or exceeds a limit.
void read_class_archive(int descriptor, const std::string& name, const Slugs& exercises,
                        const Sink& sink, const Limits& limits = {});

/// The same from memory.
void read_class_archive(std::string_view bytes, const std::string& name, const Slugs& exercises,
                        const Sink& sink, const Limits& limits = {});

} // namespace mlcore::submissions
