// The commands of mlcore, one file each. Every command returns the program's exit code: 0 done (for
// check: full score), 1 not yet, 2 could not run.
#pragma once

#include "course/exercise_info.hpp"
#include "course/workspace.hpp"
#include "terminal/text.hpp"
#include "toolchain/checker.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mlcore::cli {

/// What all commands share. Made once, in main().
struct Context {
    toolchain::Layout layout;
    course::Course course;
    terminal::Style style;
    int width = 80;

    toolchain::Checker checker() const { return toolchain::Checker(layout); }
    course::Workspace workspace() const { return course::Workspace(course::Workspace::find()); }
    course::ExerciseInfo exercise(const std::string& name) const {
        return course::read_exercise(course.find(name));
    }
    /// The named exercise, or the learner's current one where no name is given.
    course::ExerciseInfo exercise_or_current(const std::string& name) const;
    /// Where the exercise stands in the course, and how much of the course is done.
    struct Standing {
        int position = 0;
        int total = 0;
        double share = 0;
    };
    Standing standing(const course::ExerciseInfo& exercise,
                      const course::Workspace& workspace) const;
};

struct CheckArguments {
    std::string exercise;
    bool all = false;
    std::string file;
    std::uint64_t seed = toolchain::public_seed;
    bool sanitize = false;
    bool no_speed = false;
    bool json = false;
    bool raw = false;
};

int learn(Context& context);
int list(const Context& context, bool json);
int lesson(const Context& context, const std::string& exercise, bool unfold);
int hint(const Context& context, const std::string& exercise, const std::string& task, int number);
int solution(const Context& context, const std::string& exercise);
int reset(const Context& context, const std::string& exercise);
int check(const Context& context, const CheckArguments& arguments);
int init(const Context& context, const std::string& folder);
int doctor(const Context& context, bool json);
int author_new(const Context& context, const std::string& path);
int author_verify(const Context& context, const std::vector<std::string>& exercises, bool json);
int author_mutate(const Context& context, const std::vector<std::string>& exercises, bool json);
int author_pack(const Context& context, const std::vector<std::string>& exercises, bool all,
                const std::vector<std::uint64_t>& seeds, const std::string& out);

/// What a learner types or an editor keeps, made up to date: stub copied, compile_commands written.
void prepare_workspace(const Context& context, const course::Workspace& workspace,
                       const course::ExerciseInfo& exercise);

} // namespace mlcore::cli
