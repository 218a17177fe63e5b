// The commands of mlcore, one file each. Every command returns the program's exit code: 0 done (for
// check: full score), 1 not yet, 2 could not run.
#pragma once

#include "course/catalogue.hpp"
#include "course/workspace.hpp"
#include "handout/handout.hpp"
#include "instructor/engines.hpp"
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
    mutable course::Catalogue catalogue; // what exercises() has read

    toolchain::Checker checker() const { return toolchain::Checker(layout); }
    course::Workspace workspace() const { return course::Workspace(course::Workspace::find()); }
    /// All exercises of the course, in order.
    const std::vector<course::ExerciseInfo>& exercises() const { return catalogue.read(course); }
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

/// What every submission may use, and whether it is isolated.
struct GradeLimits {
    double timeout = 3;     // processor seconds for one call; of wall time, five times as many
    unsigned memory = 4096; // MB of address space
    bool no_speed = false;
    bool no_sandbox = false;
};

struct GradeArguments {
    std::vector<std::string> exercises;
    std::string submissions;
    std::string out;
    std::optional<std::uint64_t> seed;
    GradeLimits limits;
    instructor::EngineChoice engine;
    bool apply = false; // regrade
    bool json = false;
};

struct BundleArguments {
    std::string exercise;
    std::string file;
    std::string out;
    std::uint64_t seed = toolchain::public_seed;
    GradeLimits limits;
};

/// What the instructor's commands are given.
struct InstructorArguments {
    GradeArguments grade;
    BundleArguments bundle;
    std::string job; // grade-one: the bundle
    std::string result;
};

struct BenchArguments {
    std::string exercise;
    bool mine = false;
    std::string only;
    int repetitions = 5;
    std::string json, html; // files; "-" is the standard output; empty for none
};

int learn(Context& context);
int bench(const Context& context, const BenchArguments& arguments);
int run_example(const Context& context, const std::string& name, bool mine,
                const std::vector<std::string>& arguments);
int report(const Context& context, const std::string& html_file);
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

struct ExportArguments {
    std::string format;
    std::string out;      // the folder that grade wrote
    std::string verdicts; // or what check --json printed
    std::string to;       // a file, or a folder for formats of one file per student
    std::string student;
    std::vector<std::string> exercises;
    std::string attempt; // "best", "latest"; the course's rule where empty
    std::string roster;
    bool missing = false; // the student handed in nothing
};
int export_results(const Context& context, const ExportArguments& arguments);
int handout(const Context& context, const std::vector<std::string>& exercises, bool all,
            handout::Options options);
int grade(const Context& context, const GradeArguments& arguments);
int regrade(const Context& context, const GradeArguments& arguments);
int grade_one(const Context& context, const std::string& bundle, const std::string& out);
int bundle(const Context& context, const BundleArguments& arguments);

/// The name of the isolation that others' programs run in here; "none" where the caller insists.
/// Throws std::runtime_error where it would not hold, with what to do about it.
std::string isolation_for_others(bool no_sandbox);
instructor::JobOptions job_options(const GradeLimits& limits);

/// What a learner types or an editor keeps, made up to date: stub copied, compile_commands written.
void prepare_workspace(const Context& context, const course::Workspace& workspace,
                       const course::ExerciseInfo& exercise);

} // namespace mlcore::cli
