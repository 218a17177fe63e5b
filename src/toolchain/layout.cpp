#include "layout.hpp"

#include "core/file.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <stdexcept>

namespace mlcore::toolchain {
namespace {

namespace fs = std::filesystem;

fs::path default_cache() {
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0')
        return fs::path(cache) / "mlcore";
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        return fs::path(home) / ".cache" / "mlcore";
    return fs::temp_directory_path() / "mlcore-cache";
}

} // namespace

Layout find_layout() {
    const fs::path program = fs::read_symlink("/proc/self/exe");
    fs::path file = program.parent_path() / "mlcore-layout.json";
    if (!fs::exists(file))
        file = program.parent_path().parent_path() / "share/mlcore/mlcore-layout.json";
    if (!fs::exists(file))
        throw std::runtime_error("mlcore-layout.json is neither beside " + program.string() +
                                 " nor in ../share/mlcore: this installation is not complete");
    return read_layout(file);
}

Layout read_layout(const fs::path& file) {
    Layout layout;
    try {
        const auto json = nlohmann::json::parse(core::read_file(file));
        const auto text = [&](const char* key) { return json.at(key).get<std::string>(); };
        const auto path = [&](const char* key) {
            const std::string value = text(key);
            if (value.empty()) return fs::path();
            return value.rfind("./", 0) == 0
                       ? (file.parent_path() / value.substr(2)).lexically_normal()
                       : fs::path(value);
        };
        layout.version = text("version");
        layout.compiler = text("compiler");
        layout.system_includes = json.at("system_includes").get<std::vector<std::string>>();
        layout.include = path("include");
        layout.learner_include = path("learner_include");
        layout.subject_library = path("subject_library");
        layout.author_library = path("author_library");
        layout.library = path("library");
        layout.benchmarks = path("benchmarks");
        layout.examples = path("examples");
        layout.exercises = path("exercises");
        layout.data = path("data");
        layout.templates = path("templates");
        layout.packs = path("packs");
        layout.cache = path("cache");
    } catch (const nlohmann::json::exception& error) {
        throw std::runtime_error(file.string() + " cannot be read: " + error.what());
    }
    if (const char* compiler = std::getenv("MLCORE_CXX"); compiler != nullptr && *compiler != '\0')
        layout.compiler = compiler;
    if (const char* cache = std::getenv("MLCORE_CACHE"); cache != nullptr && *cache != '\0')
        layout.cache = cache;
    if (layout.cache.empty()) layout.cache = default_cache();
    return layout;
}

void use_course(Layout& layout, const fs::path& course, std::uint64_t seed) {
    const auto folder_or_none = [&](const char* name) {
        return fs::is_directory(course / name) ? course / name : fs::path();
    };
    layout.exercises = course;
    layout.packs = folder_or_none("packs");
    layout.course_include = folder_or_none("include");
    layout.public_seed = seed;
}

} // namespace mlcore::toolchain
