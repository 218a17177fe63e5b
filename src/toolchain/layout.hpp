// Where this installation of mlcore keeps its things.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mlcore::toolchain {

struct Layout {
    std::string version;
    std::string compiler;
    std::vector<std::string> system_includes;
    std::filesystem::path include;         // the library, for authors
    std::filesystem::path learner_include; // what a learner's program may see
    std::filesystem::path subject_library;
    std::filesystem::path author_library;
    std::filesystem::path exercises;
    std::filesystem::path data;
    std::filesystem::path templates;
    std::filesystem::path packs; // ready-made ones; empty in a build tree
    std::filesystem::path cache; // everything in it can be made again
};

/// Reads mlcore-layout.json beside the program or in ../share/mlcore. The environment variable
/// MLCORE_CXX names another compiler, MLCORE_CACHE another cache folder. Throws std::runtime_error.
Layout find_layout();

/// The same from a file that is known.
Layout read_layout(const std::filesystem::path& file);

} // namespace mlcore::toolchain
