#include "parts.hpp"

#include "core/file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mlcore::handout {
namespace {

// A text of JSON is a text of TOML.
std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

std::string quoted(const std::vector<std::string>& texts) {
    std::string list = "[";
    for (const auto& text : texts) list += (list.size() > 1 ? ", " : "") + quoted(text);
    return list + "]";
}

// In a table of Markdown, a bar would end the cell.
std::string cell(std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
        text.insert(at, "\\");
    return text;
}

std::string path_of(const course::ExerciseInfo& exercise) {
    return exercise.area + "/" + exercise.slug;
}

} // namespace

std::string Source::slugs() const {
    std::string text;
    for (const auto& exercise : exercises) text += (text.empty() ? "" : " ") + exercise.slug;
    return text;
}

std::string readme(const Source& source) {
    const auto& first = source.exercises.front();
    std::string text = "# " + source.title() + "\n\n";
    if (!source.options.due.empty()) text += "**Due: " + source.options.due + "**\n\n";
    text += "| exercise | about | points | minutes |\n|---|---|---:|---:|\n";
    double points = 0;
    int minutes = 0;
    for (const auto& exercise : source.exercises) {
        text += fmt::format("| [{}]({}/lesson.md) | {} | {:g} | {} |\n", exercise.slug,
                            path_of(exercise), cell(exercise.title), exercise.points(),
                            exercise.minutes);
        points += exercise.points();
        minutes += exercise.minutes;
    }
    if (source.exercises.size() > 1) text += fmt::format("| | | {:g} | {} |\n", points, minutes);
    text += fmt::format(R"(
## How to begin

You need mlcore installed (`mlcore doctor` says what is missing). Then, in this folder:

    mlcore init               makes workspace/, with one file for each exercise
    mlcore                    shows the first exercise and checks it whenever you save
    mlcore lesson {0}
    mlcore check {0}

Write your answers in `workspace/{0}.hpp`; the lesson says what each task asks for. You may change everything in that
file but the lines that declare what the exercise calls. Elsewhere, name this folder: `mlcore --course FOLDER check {0}`.

## What to hand in

)",
                        first.slug);
    for (const auto& exercise : source.exercises)
        text += "- `workspace/" + exercise.slug + ".hpp`\n";
    text += R"(
## How it is graded

Your file is compiled and asked questions; what it answers decides, not what it prints. The checks here use public
cases. Your grade comes from other cases of the same kind, so an answer that is right for a reason stays right.
)";
    if (source.speed)
        text += "Tasks about speed are measured by the grader only; here they read *speed is not "
                "measured here*.\n";
    return text;
}

std::string course_toml(const Source& source, std::uint64_t seed) {
    std::string text = "title = " + quoted(source.title()) + "\n\n[handout]\n";
    if (!source.options.due.empty()) text += "due = " + quoted(source.options.due) + "\n";
    text += fmt::format("public_seed = {}\n", seed);
    // The course's modules, as far as they are handed out.
    for (const auto& module : source.course.modules) {
        std::vector<std::string> paths;
        for (const auto& path : module.exercises)
            for (const auto& exercise : source.exercises)
                if (path_of(exercise) == path) paths.push_back(path);
        if (paths.empty()) continue;
        text += "\n[[module]]\ntitle = " + quoted(module.title) + "\nexercises = " + quoted(paths) +
                "\n";
    }
    return text;
}

std::string exercise_toml(const course::ExerciseInfo& exercise) {
    std::string text =
        fmt::format("title = {}\nminutes = {}\nteaches = {}\nneeds = {}\n", quoted(exercise.title),
                    exercise.minutes, quoted(exercise.teaches), quoted(exercise.needs));
    for (const auto& task : exercise.tasks)
        text += fmt::format("\n[[task]]\nname = {}\npoints = {}\nneeds = {}\nhints = {}\n",
                            quoted(task.name), task.points, quoted(task.needs), quoted(task.hints));
    return text;
}

std::string filled(const Source& source, const std::string& name,
                   const std::map<std::string, std::string>& blanks) {
    std::string text = core::read_file(source.checker.layout().templates / "handout" / name);
    for (const auto& [blank, value] : blanks) {
        const std::string mark = "@" + blank + "@";
        for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos;
             at += value.size())
            text.replace(at, mark.size(), value);
    }
    return text;
}

} // namespace mlcore::handout
