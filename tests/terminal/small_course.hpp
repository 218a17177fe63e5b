// A course of two exercises whose check only reads the file: "good" passes, "broken" does not
// compile, "slow" takes until it is stopped, "boom" throws, all else is half right.
#pragma once

#include "terminal/learn_screen.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace mlcore::test {

using namespace terminal;
using grading::Status;
namespace fs = std::filesystem;

struct Workspace {
    fs::path folder;
    Workspace() {
        std::string name = (fs::temp_directory_path() / "mlcore_learn_XXXXXX").string();
        folder = mkdtemp(name.data());
        save("stub");
    }
    ~Workspace() { fs::remove_all(folder); }
    fs::path file() const { return folder / "vectors.hpp"; }
    void save(const std::string& text) const {
        std::ofstream(folder / "aside") << text;
        fs::rename(folder / "aside", file());
    }
    /// What the checks have noted.
    std::string log() const { return read(folder / "log"); }
    static std::string read(const fs::path& path) {
        std::ifstream stream(path);
        std::stringstream text;
        text << stream.rdbuf();
        return text.str();
    }
};

inline grading::TaskVerdict task(const std::string& name, double points, double most, Status status,
                                 const std::string& message) {
    grading::TaskVerdict verdict;
    verdict.name = name;
    verdict.points = points;
    verdict.max_points = most;
    verdict.status = status;
    verdict.message = message;
    return verdict;
}

inline grading::Verdict check(const Workspace& workspace, const std::string& slug,
                              const std::stop_token& stop, const Progress& progress) {
    std::ofstream log(workspace.folder / "log", std::ios::app);
    log << "start " << slug << "\n";
    progress("compiling");
    const std::string text = Workspace::read(workspace.file());
    for (int i = 0; text == "slow" && i < 2000; ++i) {
        if (stop.stop_requested()) {
            log << "stopped\n";
            return {};
        }
        usleep(5000);
    }
    if (text == "boom") throw std::runtime_error("the compiler is missing \x1b[2J");
    grading::Verdict verdict;
    verdict.exercise = slug;
    verdict.max_score = 5;
    if (text == "broken") {
        verdict.compile_error = grading::CompileError{
            "vectors.hpp", 3,          1, "expected ';'", "A semicolon is missing.",
            "return x",    "all of it"};
        return verdict;
    }
    const bool good = text == "good";
    verdict.score = good ? 5 : 2;
    verdict.tasks = {
        task("dot", 2, 2, Status::passed, ""),
        good ? task("norm", 3, 3, Status::passed, "")
             : task("norm", 0, 3, Status::failed, "the answers are \x1b[31msquared\u202e")};
    return verdict;
}

/// The program under test; runs in the child.
inline int learn(const Workspace& workspace, bool crash = false) {
    int current = 0;
    std::optional<grading::Verdict> known;
    LearnActions actions;
    actions.state = [&] {
        LearnState state;
        state.slug = current == 0 ? "vectors" : "matrices";
        state.title = current == 0 ? "Vectors: length \x1b[2J and angle" : "Matrices";
        state.position = current + 1;
        state.total = 2;
        state.file = workspace.file();
        state.untouched = !known;
        state.about = "Write the **inner product** $a \\cdot b$ first.";
        state.tasks = {{"dot", 2}, {"norm", 3}};
        if (current == 0) state.verdict = known;
        state.course_points = known ? known->score : 0;
        state.course_max_points = 10;
        state.streak = 1;
        state.has_next = current == 0;
        state.has_previous = current == 1;
        return state;
    };
    actions.check = [&](const std::string& slug, const std::stop_token& stop,
                        const Progress& progress) {
        return check(workspace, slug, stop, progress);
    };
    actions.checked = [&](const grading::Verdict& verdict) { known = verdict; };
    actions.lesson = [&] {
        if (crash) raise(SIGSEGV);
        std::string text = "# All about vectors\n\n";
        for (int i = 0; i < 60; ++i) text += "Paragraph " + std::to_string(i) + ".\n\n";
        return text + "<details><summary>Why?</summary>\n\nTherefore.\n</details>\n";
    };
    actions.hint = [&](const std::string& name, int number) -> std::optional<Hint> {
        if (number > 2) return std::nullopt;
        return Hint{"clue " + std::to_string(number) + " on " + name, 2};
    };
    actions.solution = [] { return std::string("double dot() { return 42; }\n"); };
    actions.list = [&] {
        return std::vector<ExerciseEntry>{
            {"vectors", "Vectors", "Foundations", known ? known->score : 0, 5, true},
            {"matrices", "Matrices", "Foundations", 0, 5, false}};
    };
    actions.select = [&](const std::string& slug) { current = slug == "vectors" ? 0 : 1; };
    actions.next = [&] { current = 1; };
    actions.previous = [&] { current = 0; };
    const int signal = run_learn_screen(actions, {Style{true}, 0, 1, "mlcore learn"});
    if (signal != 0) {
        std::signal(signal, SIG_DFL);
        raise(signal);
    }
    return 0;
}

} // namespace mlcore::test
