#include "exercise_info.hpp"

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace mlcore::course {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, const toml::source_region& where,
                         const std::string& what) {
    std::ostringstream text;
    text << file.string();
    if (where.begin.line > 0) text << ":" << where.begin.line;
    text << ": " << what;
    throw std::runtime_error(text.str());
}

toml::table parse(const fs::path& file) {
    if (!fs::exists(file)) throw std::runtime_error(file.string() + " is missing");
    try {
        return toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        refuse(file, error.source(), std::string(error.description()));
    }
}

// Reads keys of one table and complains about those nobody asked for.
class Reader {
public:
    Reader(const fs::path& file, const toml::table& table) : file_(file), table_(table) {}

    std::string text(const char* key) { return required<std::string>(key, "a text"); }
    double number(const char* key) { return required<double>(key, "a number"); }
    int integer(const char* key) {
        return static_cast<int>(required<std::int64_t>(key, "a whole number"));
    }

    std::vector<std::string> texts(const char* key, bool optional = false) {
        used_.emplace_back(key);
        const auto node = table_[key];
        if (!node && optional) return {};
        const auto* array = node.as_array();
        if (array == nullptr)
            refuse(file_, table_.source(), std::string("expected ") + key + " = [\"…\"]");
        std::vector<std::string> result;
        for (const auto& entry : *array) {
            const auto value = entry.value<std::string>();
            if (!value)
                refuse(file_, entry.source(),
                       std::string(key) + " holds something that is no text");
            result.push_back(*value);
        }
        return result;
    }

    const toml::array& tables(const char* key) {
        used_.emplace_back(key);
        const auto* array = table_[key].as_array();
        if (array == nullptr || !array->is_array_of_tables())
            refuse(file_, table_.source(), std::string("expected at least one [[") + key + "]]");
        return *array;
    }

    void done() const {
        for (const auto& [key, node] : table_)
            if (std::find(used_.begin(), used_.end(), key.str()) == used_.end())
                refuse(file_, node.source(),
                       "nothing is known of \"" + std::string(key.str()) + "\" here");
    }

private:
    template <class T>
    T required(const char* key, const char* what) {
        used_.emplace_back(key);
        const auto value = table_[key].template value<T>();
        if (!value) refuse(file_, table_.source(), std::string("expected ") + key + ", " + what);
        return *value;
    }

    const fs::path& file_;
    const toml::table& table_;
    std::vector<std::string> used_;
};

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
    reader.done();
    return course;
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
