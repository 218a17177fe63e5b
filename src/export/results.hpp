// The one result that every export format is written from: per student and exercise the attempt
// that counts, what it is worth after the rule for late work, and what a student may read about it.
#pragma once

#include "course/exercise_info.hpp"
#include "course/policy.hpp"
#include "gradebook/gradebook.hpp"
#include "grading/verdict.hpp"
#include "roster.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mlcore::exporting {

struct TaskResult {
    std::string name;
    double points = 0;
    double max_points = 0;
    grading::Status status = grading::Status::failed;
    std::string text;           // for the student; may be empty
    std::string diagnosis_kind; // "mistake", "sign", …; empty where there is none
    std::string diagnosis_id;
    std::string diagnosis_text;
    std::string waits_for; // of a skipped one: the task it calls
    int line = 0;          // in the student's file; 0 where none is known
};

enum class State : std::uint8_t { graded, compile_error, refused, failed, missing };
const char* to_string(State state); // "compile_error"

struct Result {
    std::string student; // as the submissions' folder names them
    Person person;
    std::string exercise; // the slug
    std::string title;
    State state = State::graded;
    double score = 0; // what counts
    double score_before_late = 0;
    double max_score = 0;
    int attempt = 0; // which one counts, from 1; 0 where there is none
    int attempts = 0;
    std::int64_t submitted_at = 0; // seconds since 1970, UTC; 0 where unknown
    int days_late = 0;
    int free_days_used = 0;
    double penalty = 0;     // the share taken off
    std::string problem;    // for the student: why there are no tasks
    std::string submission; // its hash
    std::string isolation;
    std::string file; // where the student's file is, for annotations
    int problem_line = 0;
    double seconds = 0;
    std::vector<TaskResult> tasks;
};

struct ExerciseFacts {
    std::string slug;
    std::string title;
    double max_score = 0;
    std::vector<std::string> tasks;
    std::optional<std::int64_t> due;
    std::optional<std::int64_t> canvas; // the assignment's number there
};

/// Two submissions of one exercise that look alike; see similarity/winnow.hpp.
struct Alike {
    std::string exercise;
    std::string first, second; // students
    double share = 0;
    bool same_file = false;
    int first_lines[2] = {0, 0};
    int second_lines[2] = {0, 0};
};

struct Results {
    std::string course;
    std::vector<ExerciseFacts> exercises; // in the course's order
    std::vector<Result> results;          // by student, then in the order of the exercises
    std::vector<std::string> warnings;    // for the instructor
    std::vector<Alike> alike;             // where they were compared: the class report

    std::vector<std::string> students() const;
    Results of(const std::string& student) const;
    const ExerciseFacts& exercise(const std::string& slug) const;
};

/// From a gradebook. Students of the roster without an attempt are there too, with no points; and
/// so are the named exercises (slugs), which nobody need have handed in. None named means all that
/// the gradebook has.
Results from_gradebook(const gradebook::Gradebook& book, const course::Course& course,
                       const course::Policy& policy, const Roster& roster,
                       const std::vector<std::string>& exercises = {});

/// Where somebody handed in nothing at all, which a grading system has to be told, too.
Results nothing_handed_in(const std::string& student, const course::Course& course,
                          const std::vector<std::string>& exercises);

/// Compares the submissions that count, exercise by exercise, without what stands in the stubs.
std::vector<Alike> compare_submissions(const Results& results, const gradebook::Gradebook& book,
                                       const course::Course& course);

/// From what `mlcore check --json` printed: one verdict or a list of them, of one person.
Results from_verdicts(const std::string& json, const course::Course& course);

// ---- the rule for late work, on its own so that it can be tested

struct Handed {
    double score = 0;
    std::int64_t at = 0;
};
struct Counted {
    std::size_t attempt = 0; // index
    double score = 0;
    int days_late = 0;
    int free_days_used = 0;
    double penalty = 0;
};
/// Days begun after the due time.
int days_late(std::int64_t at, std::optional<std::int64_t> due);
/// Which attempt counts (oldest first) and what it is worth, with `free_days` left. Of two that are
/// worth the same, the one that costs fewer free days, then the earlier.
Counted count(const std::vector<Handed>& attempts, std::optional<std::int64_t> due,
              const course::Policy& policy, int free_days);

} // namespace mlcore::exporting
