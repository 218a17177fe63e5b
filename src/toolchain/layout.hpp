// Where this installation of mlcore keeps its things.
#pragma once

#include <cstdint>
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
    std::filesystem::path library;    // what of mlcore is compiled, for whoever links it
    std::filesystem::path benchmarks; // their sources
    std::filesystem::path examples;
    std::filesystem::path exercises;
    std::filesystem::path data;
    std::filesystem::path templates;
    std::filesystem::path packs;          // ready-made ones; empty in a build tree
    std::filesystem::path course_include; // headers of a course of its own, which learners may
                                          // include too; empty where it has none
    std::uint64_t public_seed = 1;        // the seed that a handout's public packs were made with
    std::filesystem::path cache;          // everything in it can be made again
    /// Where learners' programs are built; cache/subjects where it is empty. Whoever grades others'
    /// programs gives a folder that is thrown away.
    std::filesystem::path subjects;
};

/// Reads mlcore-layout.json beside the program or in ../share/mlcore. The environment variable
/// MLCORE_CXX names another compiler, MLCORE_CACHE another cache folder. Throws std::runtime_error.
Layout find_layout();

/// The same from a file that is known.
Layout read_layout(const std::filesystem::path& file);

/// The same mlcore with another course: its exercises, its packs (a handout's) where it has any,
/// and the headers of its include/. `seed` is what the course says its packs were made with.
void use_course(Layout& layout, const std::filesystem::path& course, std::uint64_t seed);

} // namespace mlcore::toolchain
