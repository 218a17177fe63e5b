// Autolab: one assessment per exercise, as `Import Assessments` takes them: <name>/<name>.yml, the
// Makefile that runs the grader, a tar of the grader, and the students' files as a tar.
#include "parts.hpp"

#include "archive.hpp"
#include "core/file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mlcore::handout {
namespace {

namespace fs = std::filesystem;

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); } // YAML, too

// Assessments' names are part of addresses and of Ruby modules: letters and digits.
std::string assessment_name(const std::string& slug) {
    std::string name;
    for (const char c : slug)
        if (c != '_') name += c;
    return name;
}

std::string description(const Source& source, const course::ExerciseInfo& exercise) {
    std::string text = fmt::format(
        R"(---
general:
  name: {name}
  description: {description}
  display_name: {title}
  handin_filename: {slug}.hpp
  handin_directory: handin
  max_grace_days: 0
  handout: {name}-handout.tar
  writeup: ''
  max_submissions: -1
  disable_handins: false
  max_size: 2
  has_svn: false
  category_name: {category}
problems:
)",
        fmt::arg("name", assessment_name(exercise.slug)),
        fmt::arg("description", quoted(exercise.title)), fmt::arg("title", quoted(exercise.title)),
        fmt::arg("slug", exercise.slug), fmt::arg("category", quoted(source.title())));
    for (const auto& task : exercise.tasks)
        text +=
            fmt::format("- name: {}\n  description: ''\n  max_score: {:.1f}\n  optional: false\n",
                        task.name, task.points);
    return text + fmt::format("autograder:\n  autograde_timeout: 600\n  autograde_image: {}\n"
                              "  release_score: true\n",
                              quoted(source.options.image));
}

} // namespace

void write_autolab(const Source& source, const fs::path& grader, const fs::path& handout,
                   const fs::path& to) {
    for (const auto& exercise : source.exercises) {
        const std::string name = assessment_name(exercise.slug);
        const fs::path folder = to / name;
        core::write_atomically(folder / (name + ".yml"), description(source, exercise));
        core::write_atomically(
            folder / "autograde-Makefile",
            filled(source, "autolab/autograde-Makefile", {{"slug", exercise.slug}}));
        write_archive(folder / "autograde.tar", grader);
        write_archive(folder / (name + "-handout.tar"), handout);
    }
    core::write_atomically(to / "Dockerfile", filled(source, "Dockerfile", {}));
}

} // namespace mlcore::handout
