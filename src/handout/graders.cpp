#include "parts.hpp"

#include "archive.hpp"
#include "core/file.hpp"

#include <fmt/format.h>

namespace mlcore::handout {
namespace {

namespace fs = std::filesystem;

void put_script(const fs::path& file, const std::string& text) {
    core::write_atomically(file, text);
    fs::permissions(file, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                    fs::perm_options::add);
}

// What mlcore is built from, without the exercises: a grading machine has no use for them.
void put_source(const fs::path& tree, const fs::path& archive, const fs::path& scratch) {
    for (const char* name : {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "mlcore", "include",
                             "src", "tests", "benchmarks", "examples"}) {
        if (!fs::exists(tree / name))
            throw std::runtime_error("the source tree " + tree.string() + " has no " + name);
        fs::create_directories(scratch);
        fs::copy(tree / name, scratch / name, fs::copy_options::recursive);
    }
    fs::remove_all(scratch / "tests/golden"); // numbers of tests that do not run there
    write_archive(archive, scratch);
    fs::remove_all(scratch);
}

} // namespace

void write_grader(const Source& source, const fs::path& to, std::uint64_t hidden_seed) {
    copy_course(source, to / "course", hidden_seed, true);
    const auto& options = source.options;
    const std::map<std::string, std::string> blanks{{"slugs", source.slugs()},
                                                    {"seed", std::to_string(hidden_seed)},
                                                    {"url", options.mlcore_url},
                                                    {"version", options.version},
                                                    {"keep_library", source.speed ? "yes" : "no"}};
    for (const char* name : {"install_mlcore", "grade"})
        put_script(to / name, filled(source, name, blanks));
    if (options.mlcore_url.empty()) {
        if (source.progress) source.progress("packing mlcore's source");
        put_source(options.source_tree, to / "mlcore-source.tar.gz",
                   to.parent_path() / "mlcore-source");
    }
}

void write_gradescope(const Source& source, const fs::path& grader, const fs::path& to) {
    const fs::path folder = to / "autograder";
    fs::create_directories(to);
    fs::copy(grader, folder, fs::copy_options::recursive);
    for (const char* name : {"setup.sh", "run_autograder"})
        put_script(folder / name, filled(source, std::string("gradescope/") + name, {}));
    write_archive(to / "autograder.zip", folder);
    fs::remove_all(folder);
}

} // namespace mlcore::handout
