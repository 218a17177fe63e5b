// Files, whole: read, written atomically, hashed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace mlcore::core {

/// Throws std::runtime_error with the path and the reason.
std::string read_file(const std::filesystem::path& file);

/// Writes beside the file and renames: a reader sees the old text or the new one, and a crash
/// leaves one of them. Makes missing folders. Throws std::runtime_error with the path and the
/// reason.
void write_atomically(const std::filesystem::path& file, std::string_view text);

/// The same, for what nobody but the user may read: a secret. It is never readable for others, not
/// for a moment.
void write_private(const std::filesystem::path& file, std::string_view text);

/// SHA-256 in hexadecimal.
std::string sha256(std::string_view bytes);

} // namespace mlcore::core
