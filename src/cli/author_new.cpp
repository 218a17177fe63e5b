// The files of a new algorithm and its exercise, with blanks to fill in. They compile as they are,
// and author verify names the blanks that are left.
#include "commands.hpp"

#include "core/file.hpp"

#include <fmt/format.h>

#include <regex>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;

std::string fill(std::string text, const std::string& area, const std::string& slug) {
    for (const auto& [blank, value] :
         {std::pair<std::string, std::string>{"@area@", area}, {"@slug@", slug}})
        for (std::size_t at = 0; (at = text.find(blank, at)) != std::string::npos;
             at += value.size())
            text.replace(at, blank.size(), value);
    return text;
}

// In a course of one's own, the interface lies in the course, and the solution holds the code.
std::vector<std::pair<fs::path, fs::path>>
files_of_own_course(const fs::path& course, const std::string& area, const std::string& slug) {
    const fs::path folder = course / area / slug;
    return {{"course/interface.hpp", course / "include" / area / slug / "interface.hpp"},
            {"exercise/exercise.toml", folder / "exercise.toml"},
            {"exercise/lesson.md", folder / "lesson.md"},
            {"course/exercise.hpp", folder / "exercise.hpp"},
            {"exercise/subject.cpp", folder / "subject.cpp"},
            {"course/solution.hpp", folder / "solution.hpp"},
            {"course/mistakes.hpp", folder / "mistakes.hpp"},
            {"course/cases.cpp", folder / "cases.cpp"}};
}

} // namespace

int author_new(const Context& context, const std::string& path) {
    std::smatch parts;
    if (!std::regex_match(path, parts, std::regex("([a-z][a-z0-9_]*)/([a-z][a-z0-9_]*)")))
        throw std::runtime_error(
            "expected area/name in lower case, such as cluster/kmeans, not \"" + path + "\"");
    const std::string area = parts[1], slug = parts[2];
    for (const auto& known : context.course.order())
        if (fs::path(known).filename() == slug)
            throw std::runtime_error(known + " is there already");

    const fs::path root = context.layout.include.parent_path();
    const fs::path library = context.layout.include / "mlcore" / area;
    std::vector<std::pair<fs::path, fs::path>> files{
        {"library/algorithm.hpp", library / (slug + ".hpp")},
        {"library/interface.hpp", library / slug / "interface.hpp"},
        {"library/naive.hpp", library / slug / "naive.hpp"},
        {"library/vectorized.hpp", library / slug / "vectorized.hpp"},
        {"exercise/exercise.toml", context.course.folder / area / slug / "exercise.toml"},
        {"exercise/lesson.md", context.course.folder / area / slug / "lesson.md"},
        {"exercise/exercise.hpp", context.course.folder / area / slug / "exercise.hpp"},
        {"exercise/subject.cpp", context.course.folder / area / slug / "subject.cpp"},
        {"exercise/solution.hpp", context.course.folder / area / slug / "solution.hpp"},
        {"exercise/mistakes.hpp", context.course.folder / area / slug / "mistakes.hpp"},
        {"exercise/cases.cpp", context.course.folder / area / slug / "cases.cpp"},
        {"tests/algorithm_test.cpp", root / "tests" / area / (slug + "_test.cpp")},
        {"benchmarks/algorithm_bench.cpp", root / "benchmarks" / area / (slug + "_bench.cpp")},
    };
    const bool own_course =
        fs::weakly_canonical(context.course.folder) != fs::weakly_canonical(root / "exercises");
    if (own_course) files = files_of_own_course(context.course.folder, area, slug);
    for (const auto& [from, to] : files)
        if (fs::exists(to))
            throw std::runtime_error(to.string() + " is there already; nothing was written");
    for (const auto& [from, to] : files) {
        core::write_atomically(to,
                               fill(core::read_file(context.layout.templates / from), area, slug));
        fmt::print("{}\n", to.string());
    }
    fmt::print("\nNow: add \"{}\" to {}, fill in what says FILL IN, and run\n    {} author "
               "verify {}\n",
               path, (context.course.folder / "course.toml").string(),
               own_course ? "mlcore --course " + context.course.folder.string() : "./mlcore", slug);
    return 0;
}

} // namespace mlcore::cli
