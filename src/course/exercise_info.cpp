#include "exercise_info.hpp"

#include "toml_reader.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace mlcore::course {
namespace {

namespace fs = std::filesystem;

std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
        }
    }
    return row.back();
}

} // namespace

double ExerciseInfo::points() const {
    double sum = 0;
    for (const auto& task : tasks) sum += task.points;
    return sum;
}

std::vector<std::string> Course::order() const {
    std::vector<std::string> all;
    for (const auto& module : modules)
        all.insert(all.end(), module.exercises.begin(), module.exercises.end());
    return all;
}

fs::path Course::find(const std::string& exercise) const {
    std::vector<std::string> slugs;
    for (const auto& path : order()) {
        slugs.push_back(fs::path(path).filename().string());
        if (path == exercise || slugs.back() == exercise) return folder / path;
    }
    std::string message = "no exercise is named \"" + exercise + "\"";
    const auto similar = similar_names(exercise, slugs);
    for (std::size_t i = 0; i < similar.size() && i < 3; ++i)
        message += (i == 0 ? "; did you mean " : " or ") + similar[i];
    throw std::runtime_error(message + (similar.empty() ? "; mlcore list shows all" : "?"));
}

Course read_course(const fs::path& folder) {
    const fs::path file = folder / "course.toml";
    const toml::table table = parse(file);
    Course course;
    course.folder = folder;
    Reader reader(file, table);
    course.title = reader.text("title");
    for (const auto& entry : reader.tables("module")) {
        Reader module(file, *entry.as_table());
        course.modules.push_back({module.text("title"), module.texts("exercises")});
        module.done();
    }
    if (const auto* given = reader.table("handout")) {
        Reader handout(file, *given);
        course.handout.emplace();
        course.handout->due = handout.optional_text("due");
        course.handout->public_seed = static_cast<std::uint64_t>(handout.integer64("public_seed"));
        handout.done();
    }
    for (const char* key : {"late", "due", "canvas"}) reader.table(key); // policy.cpp reads them
    reader.done();
    return course;
}

fs::path handout_here() {
    std::error_code none;
    for (fs::path folder = fs::current_path(none); !folder.empty() && !none;
         folder = folder.parent_path()) {
        if (fs::exists(folder / "course.toml", none)) {
            try {
                if (parse(folder / "course.toml").contains("handout")) return folder;
            } catch (const std::exception&) {
                return {}; // somebody else's file
            }
        }
        if (folder == folder.parent_path()) break;
    }
    return {};
}

ExerciseInfo read_exercise(const fs::path& folder) {
    const fs::path file = folder / "exercise.toml";
    const toml::table table = parse(file);
    ExerciseInfo info;
    info.folder = folder;
    info.slug = folder.filename().string();
    info.area = folder.parent_path().filename().string();
    Reader reader(file, table);
    info.title = reader.text("title");
    info.minutes = reader.integer("minutes");
    info.teaches = reader.texts("teaches");
    info.needs = reader.texts("needs");
    for (const auto& entry : reader.tables("task")) {
        Reader task(file, *entry.as_table());
        TaskInfo read;
        read.name = task.text("name");
        read.points = task.number("points");
        read.needs = task.texts("needs", true);
        read.hints = task.texts("hints");
        task.done();
        for (const auto& need : read.needs)
            if (std::none_of(info.tasks.begin(), info.tasks.end(),
                             [&](const TaskInfo& earlier) { return earlier.name == need; }))
                refuse(file, entry.source(),
                       "task " + read.name + " needs " + need + ", which no earlier task is named");
        if (!(read.points > 0))
            refuse(file, entry.source(), "task " + read.name + " has no points");
        info.tasks.push_back(std::move(read));
    }
    reader.done();
    return info;
}

std::vector<std::string> similar_names(const std::string& name,
                                       const std::vector<std::string>& candidates) {
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const auto& candidate : candidates) {
        const bool part = name.size() >= 3 && candidate.find(name) != std::string::npos;
        const std::size_t distance = part ? 1 : edit_distance(name, candidate);
        if (distance <= std::max<std::size_t>(2, name.size() / 3))
            ranked.emplace_back(distance, candidate);
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> names;
    for (auto& entry : ranked) names.push_back(std::move(entry.second));
    return names;
}

} // namespace mlcore::course
