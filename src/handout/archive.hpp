// Archives of a folder, by libarchive: the same files give the same bytes.
#pragma once

#include <filesystem>

namespace mlcore::handout {

/// All regular files of `folder`, by their names in it, sorted; executable bits are kept, times are
/// not. The format follows the name: .zip, .tar or .tar.gz. Throws std::runtime_error.
void write_archive(const std::filesystem::path& archive, const std::filesystem::path& folder);

} // namespace mlcore::handout
