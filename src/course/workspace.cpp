#include "workspace.hpp"

#include "core/file.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <sstream>
#include <stdexcept>

namespace mlcore::course {
namespace {

namespace fs = std::filesystem;

constexpr const char* progress_head =
    "# Tasks that passed, one a line. Safe to merge: keep every line of both sides.\n";

std::string timestamp() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d_%H-%M-%S", &local);
    return text;
}

} // namespace

Workspace::Workspace(fs::path folder) : folder_(std::move(folder)) {
    std::error_code failed;
    fs::create_directories(folder_, failed);
    if (failed)
        throw std::runtime_error("the workspace " + folder_.string() +
                                 " cannot be made: " + failed.message());
    read_progress();
    if (!fs::exists(folder_ / "progress.txt")) write_progress();
}

fs::path Workspace::find() {
    if (const char* chosen = std::getenv("MLCORE_WORKSPACE"); chosen != nullptr && *chosen != '\0')
        return chosen;
    const fs::path here = fs::current_path();
    for (fs::path folder = here; folder != folder.parent_path(); folder = folder.parent_path())
        if (fs::exists(folder / "progress.txt")) return folder;
    return here / "workspace";
}

fs::path Workspace::file(const ExerciseInfo& exercise) const {
    return folder_ / (exercise.slug + ".hpp");
}

bool Workspace::add(const ExerciseInfo& exercise) const {
    if (fs::exists(file(exercise))) return false;
    core::write_atomically(file(exercise), core::read_file(exercise.folder / "exercise.hpp"));
    return true;
}

fs::path Workspace::reset(const ExerciseInfo& exercise) const {
    const fs::path mine = file(exercise);
    const std::string stub = core::read_file(exercise.folder / "exercise.hpp");
    fs::path backup;
    if (fs::exists(mine) && core::read_file(mine) != stub) {
        const std::string start =
            (folder_ / "backups" / (exercise.slug + "-" + timestamp())).string();
        backup = start + ".hpp";
        for (int i = 2; fs::exists(backup); ++i) backup = start + "-" + std::to_string(i) + ".hpp";
        core::write_atomically(backup, core::read_file(mine));
    }
    core::write_atomically(mine, stub);
    return backup;
}

void Workspace::read_progress() {
    passed_.clear();
    if (!fs::exists(folder_ / "progress.txt")) return;
    std::istringstream lines(core::read_file(folder_ / "progress.txt"));
    // Anything that is not "passed exercise task" is left alone: a conflict marker of git, a note.
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string verb, exercise, task;
        if (words >> verb >> exercise >> task && verb == "passed") passed_[exercise].insert(task);
    }
}

void Workspace::write_progress() const {
    std::string text = progress_head;
    for (const auto& [exercise, tasks] : passed_)
        for (const auto& task : tasks) text += "passed " + exercise + " " + task + "\n";
    core::write_atomically(folder_ / "progress.txt", text);
}

void Workspace::record(const grading::Verdict& verdict) {
    read_progress(); // another window may have written meanwhile
    bool changed = false;
    for (const auto& task : verdict.tasks)
        if (task.status == grading::Status::passed)
            changed |= passed_[verdict.exercise].insert(task.name).second;
    if (changed) write_progress();
}

bool Workspace::passed(const std::string& exercise, const std::string& task) const {
    const auto found = passed_.find(exercise);
    return found != passed_.end() && found->second.count(task) == 1;
}

bool Workspace::passed(const ExerciseInfo& exercise) const {
    for (const auto& task : exercise.tasks)
        if (!passed(exercise.slug, task.name)) return false;
    return true;
}

double Workspace::points(const ExerciseInfo& exercise) const {
    double sum = 0;
    for (const auto& task : exercise.tasks)
        if (passed(exercise.slug, task.name)) sum += task.points;
    return sum;
}

const ExerciseInfo& Workspace::current(const std::vector<ExerciseInfo>& exercises) const {
    for (const auto& exercise : exercises)
        if (!passed(exercise)) return exercise;
    return exercises.back();
}

void Workspace::write_compile_commands(const Course& course,
                                       const std::vector<std::string>& flags) const {
    nlohmann::json commands = nlohmann::json::array();
    for (const auto& path : course.order()) {
        const fs::path source = folder_ / (fs::path(path).filename().string() + ".hpp");
        if (!fs::exists(source)) continue;
        std::vector<std::string> arguments = flags;
        for (const std::string& word :
             {std::string("-x"), std::string("c++"), fs::absolute(source).string()})
            arguments.push_back(word);
        commands.push_back({{"directory", fs::absolute(folder_).string()},
                            {"file", fs::absolute(source).string()},
                            {"arguments", arguments}});
    }
    const std::string text = commands.dump(2) + "\n";
    const fs::path file = folder_ / "compile_commands.json";
    if (!fs::exists(file) || core::read_file(file) != text) core::write_atomically(file, text);
}

} // namespace mlcore::course
