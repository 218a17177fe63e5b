// What the screen of `mlcore learn` needs to know and can ask for. The screen knows nothing of
// packs, compilers or files of progress; whoever runs it supplies these functions.
#pragma once

#include "../grading/verdict.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace mlcore::terminal {

struct LearnState {
    struct Task {
        std::string name;
        double max_points = 0;
    };
    std::string slug;  // "vectors"
    std::string title; // "Vectors: inner product, length, angle"
    int position = 0;  // "(8 of 21)", from 1
    int total = 0;
    std::filesystem::path file; // to edit and save, as the learner would type it
    bool untouched = false;     // still the stub: nothing to check before it is saved
    std::string about;          // what to do first: a few lines of Markdown, cut to the window
    std::vector<Task> tasks;    // in order
    std::optional<grading::Verdict> verdict; // on the file as it is now, where that is known
    double course_points = 0;                // so far, and of all exercises
    double course_max_points = 0;
    int streak = 0; // exercises in a row with full score, this one included
    bool has_next = false;
    bool has_previous = false;
    bool course_complete = false; // full score everywhere
};

struct Hint {
    std::string text; // Markdown
    int of = 0;       // how many there are for the task
};

struct ExerciseEntry {
    std::string slug, title, module;
    double score = 0;
    double max_score = 0;
    bool started = false;
};

using Progress = std::function<void(const std::string& phase)>;

/// `check` runs on another thread, while any of the others may be called on the screen's; the
/// others are called on the screen's thread alone and have to return at once. What one of them
/// throws is shown to the learner as its text and ends nothing. Texts are escaped by the screen.
struct LearnActions {
    /// Asked at the start, after each check and after each change of exercise.
    std::function<LearnState()> state;

    /// Compiles and grades the exercise. Reports "compiling", "dot 3/9" through Progress. Has to
    /// return soon after a stop is requested (a newer save, another exercise, the end): what it
    /// returns or throws then is dropped. Never runs twice at a time.
    std::function<grading::Verdict(const std::string& slug, std::stop_token stop,
                                   const Progress& progress)>
        check;

    /// A check has finished: the place to write progress down. May be empty.
    std::function<void(const grading::Verdict&)> checked;

    /// The current exercise's lesson, in Markdown.
    std::function<std::string()> lesson;

    /// The hint with that number, from 1, for a task of the current exercise; nothing after the
    /// last.
    std::function<std::optional<Hint>(const std::string& task, int number)> hint;

    /// The current exercise's solution, in C++. Asked for only after the learner has confirmed.
    std::function<std::string()> solution;

    std::function<std::vector<ExerciseEntry>()> list;
    /// Make another exercise the current one, create its file where it is missing.
    std::function<void(const std::string& slug)> select;
    std::function<void()> next, previous;
};

} // namespace mlcore::terminal
