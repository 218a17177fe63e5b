// A learner's folder: one file per exercise, progress as plain text, backups of what was reset.
//
//     vectors.hpp            the learner's own; never overwritten
//     progress.txt           one line per task that once passed, sorted, so that git can merge it
//     backups/               what `reset` replaced
//     compile_commands.json  for the editor
#pragma once

#include "exercise_info.hpp"

#include "grading/verdict.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace mlcore::course {

class Workspace {
public:
    /// Opens or makes the workspace in `folder`.
    explicit Workspace(std::filesystem::path folder);

    /// The nearest workspace: MLCORE_WORKSPACE, this folder or one above it that has a
    /// progress.txt, else ./workspace.
    static std::filesystem::path find();

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path file(const ExerciseInfo& exercise) const;

    /// Copies the stub where the learner has no file yet. True where it did.
    bool add(const ExerciseInfo& exercise) const;

    /// Puts the stub back and keeps the learner's file; returns the backup's path, empty where
    /// there was nothing to keep.
    std::filesystem::path reset(const ExerciseInfo& exercise) const;

    /// Notes what passed, once and for all: a later failure takes no mark away.
    void record(const grading::Verdict& verdict);
    bool passed(const std::string& exercise, const std::string& task) const;
    bool passed(const ExerciseInfo& exercise) const;
    /// Points of the tasks that once passed.
    double points(const ExerciseInfo& exercise) const;

    /// The first of these with a task left; the last where none has.
    const ExerciseInfo& current(const std::vector<ExerciseInfo>& exercises) const;

    /// For clangd and editors: how each file of the workspace is compiled.
    void write_compile_commands(const Course& course, const std::vector<std::string>& flags) const;

private:
    void read_progress();
    void write_progress() const;

    std::filesystem::path folder_;
    std::map<std::string, std::set<std::string>> passed_; // exercise → tasks
};

} // namespace mlcore::course
