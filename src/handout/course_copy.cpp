#include "parts.hpp"

#include "core/file.hpp"
#include "grading/pack.hpp"

#include <fmt/format.h>

#include <regex>
#include <set>

namespace mlcore::handout {
namespace {

namespace fs = std::filesystem;

// The headers of the course's own include/ that a file includes, and what these include.
void collect_headers(const fs::path& include, const std::string& text, std::set<fs::path>& found) {
    static const std::regex pattern(R"rx(#\s*include\s*[<"]([^>"]+)[>"])rx");
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
        const fs::path name = fs::path((*at)[1].str()).lexically_normal();
        if (name.is_absolute() || name.begin() == name.end() || *name.begin() == "..") continue;
        if (!fs::is_regular_file(include / name) || !found.insert(name).second) continue;
        collect_headers(include, core::read_file(include / name), found);
    }
}

void put_pack(const Source& source, const course::ExerciseInfo& exercise, std::uint64_t seed,
              const fs::path& to) {
    auto pack =
        grading::read_pack(source.checker.pack_file(exercise.folder, seed, source.progress));
    const auto hints = [&](const std::string& task) {
        for (const auto& info : exercise.tasks)
            if (info.name == task) return info.hints;
        return std::vector<std::string>();
    };
    for (auto& task : pack.tasks) task.hints = hints(task.name);
    for (auto& task : pack.speed_tasks) task.hints = hints(task.name);
    grading::write_pack(pack, to / fmt::format("{}-{}.pack", exercise.slug, seed));
}

bool has_speed(const Source& source, const course::ExerciseInfo& exercise) {
    return !grading::read_pack(
                source.checker.pack_file(exercise.folder, toolchain::public_seed, source.progress))
                .speed_tasks.empty();
}

} // namespace

void copy_course(const Source& source, const fs::path& to, std::uint64_t seed, bool speed) {
    const fs::path& include = source.checker.layout().course_include;
    std::set<fs::path> headers;
    core::write_atomically(to / "course.toml", course_toml(source, seed));
    for (const auto& exercise : source.exercises) {
        if (source.progress) source.progress("writing " + exercise.slug);
        const fs::path folder = to / exercise.area / exercise.slug;
        if (speed && has_speed(source, exercise)) {
            fs::create_directories(folder.parent_path());
            fs::copy(exercise.folder, folder, fs::copy_options::recursive);
        }
        for (const char* name : {"exercise.hpp", "lesson.md", "subject.cpp"}) {
            const std::string text = core::read_file(exercise.folder / name);
            core::write_atomically(folder / name, text);
            if (!include.empty()) collect_headers(include, text, headers);
        }
        core::write_atomically(folder / "exercise.toml", exercise_toml(exercise));
        put_pack(source, exercise, seed, to / "packs");
    }
    for (const auto& header : headers)
        core::write_atomically(to / "include" / header, core::read_file(include / header));
}

} // namespace mlcore::handout
