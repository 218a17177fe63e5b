#include "results.hpp"

#include "grading/text.hpp"
#include "instructor/feedback.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace mlcore::exporting {
namespace {

namespace fs = std::filesystem;
using gradebook::Attempt;

std::string waits_for(const grading::TaskVerdict& task) {
    const std::string start = "waits for ";
    return task.message.rfind(start, 0) == 0 ? task.message.substr(start.size()) : "";
}

TaskResult task_result(const grading::TaskVerdict& task) {
    TaskResult result;
    result.name = task.name;
    result.points = task.points;
    result.max_points = task.max_points;
    result.status = task.status;
    if (task.diagnosis) {
        result.diagnosis_kind = task.diagnosis->kind;
        result.diagnosis_id = task.diagnosis->id;
        result.diagnosis_text = task.diagnosis->text;
    }
    result.waits_for = waits_for(task);
    result.line = task.line;
    return result;
}

State state_of(const gradebook::Grading& grading) {
    switch (grading.state) {
    case gradebook::State::refused:
        return State::refused;
    case gradebook::State::failed:
        return State::failed;
    case gradebook::State::graded:
        break;
    }
    return grading.verdict.compile_error ? State::compile_error : State::graded;
}

// What a student may read of it; see instructor/feedback.hpp.
Result of_attempt(const Attempt& attempt) {
    Result result;
    const auto feedback = instructor::feedback(attempt);
    result.student = attempt.student;
    result.exercise = attempt.exercise();
    result.title = feedback.title;
    result.state = state_of(attempt.grading);
    result.score = result.score_before_late = attempt.score();
    result.max_score = attempt.max_score();
    result.submitted_at = attempt.submitted_at;
    result.problem = grading::escape_controls(feedback.problem);
    result.submission = attempt.grading.key.submission;
    result.isolation = attempt.grading.isolation;
    result.file = attempt.exercise() + ".hpp";
    result.seconds = attempt.grading.seconds;
    if (const auto& error = attempt.grading.verdict.compile_error)
        result.problem_line = error->line;
    for (std::size_t i = 0; i < attempt.tasks().size(); ++i) {
        result.tasks.push_back(task_result(attempt.tasks()[i]));
        result.tasks.back().text = grading::escape_controls(feedback.tasks[i].text);
    }
    return result;
}

// What a student handed in at one exercise, oldest first; of one submission the newest grading, and
// the time at which it was handed in first. What could not be graded counts where there is nothing
// else.
std::vector<Attempt> handed_in(const std::vector<Attempt>& rows) {
    std::vector<Attempt> attempts;
    for (const auto& row : rows) {
        const auto same = std::find_if(attempts.begin(), attempts.end(), [&](const Attempt& other) {
            return other.grading.key.submission == row.grading.key.submission;
        });
        if (same == attempts.end()) {
            attempts.push_back(row);
            continue;
        }
        Attempt again = row;
        again.submitted_at = std::min(same->submitted_at, row.submitted_at);
        if (row.reason.rfind("regrade", 0) == 0) {
            *same = std::move(again);
        } else { // handed in once more: the newest now
            attempts.erase(same);
            attempts.push_back(std::move(again));
        }
    }
    const auto failed = [](const Attempt& attempt) {
        return attempt.grading.state == gradebook::State::failed;
    };
    if (!std::all_of(attempts.begin(), attempts.end(), failed))
        attempts.erase(std::remove_if(attempts.begin(), attempts.end(), failed), attempts.end());
    return attempts;
}

std::vector<ExerciseFacts> facts(const std::set<std::string>& slugs, const course::Course& course,
                                 const course::Policy& policy) {
    std::vector<ExerciseFacts> all;
    const auto optional = [](const auto& map, const std::string& key) {
        const auto found = map.find(key);
        return found == map.end() ? std::optional<std::int64_t>() : found->second;
    };
    std::set<std::string> left = slugs;
    for (const auto& path : course.order()) {
        const std::string slug = fs::path(path).filename().string();
        if (left.erase(slug) == 0) continue;
        const auto info = course::read_exercise(course.folder / path);
        ExerciseFacts one{slug,
                          info.title,
                          info.points(),
                          {},
                          optional(policy.due, slug),
                          optional(policy.canvas, slug)};
        for (const auto& task : info.tasks) one.tasks.push_back(task.name);
        all.push_back(std::move(one));
    }
    // Exercises that the course has no more, or another course's.
    for (const auto& slug : left)
        all.push_back(
            {slug, slug, 0, {}, optional(policy.due, slug), optional(policy.canvas, slug)});
    return all;
}

void complete(ExerciseFacts& facts, const Result& result) {
    if (facts.max_score == 0) facts.max_score = result.max_score;
    if (facts.title == facts.slug) facts.title = result.title;
    if (!facts.tasks.empty()) return;
    for (const auto& task : result.tasks) facts.tasks.push_back(task.name);
}

Result nothing(const std::string& student, const ExerciseFacts& exercise) {
    Result result;
    result.student = student;
    result.exercise = exercise.slug;
    result.title = exercise.title;
    result.state = State::missing;
    result.max_score = exercise.max_score;
    result.problem = exercise.slug + ".hpp was not handed in.";
    result.file = exercise.slug + ".hpp";
    return result;
}

} // namespace

const char* to_string(State state) {
    switch (state) {
    case State::graded:
        return "graded";
    case State::compile_error:
        return "compile_error";
    case State::refused:
        return "refused";
    case State::failed:
        return "failed";
    case State::missing:
        return "missing";
    }
    return "graded";
}

std::vector<std::string> Results::students() const {
    std::vector<std::string> names;
    for (const auto& result : results)
        if (names.empty() || names.back() != result.student) names.push_back(result.student);
    return names;
}

Results Results::of(const std::string& student) const {
    Results one{course, exercises, {}, {}, {}};
    for (const auto& result : results)
        if (result.student == student) one.results.push_back(result);
    return one;
}

const ExerciseFacts& Results::exercise(const std::string& slug) const {
    for (const auto& one : exercises)
        if (one.slug == slug) return one;
    throw std::runtime_error("no exercise " + slug + " among the results");
}

Results from_gradebook(const gradebook::Gradebook& book, const course::Course& course,
                       const course::Policy& policy, const Roster& roster,
                       const std::vector<std::string>& exercises) {
    Results all;
    all.course = course.title;
    std::map<std::string, std::map<std::string, std::vector<Attempt>>> rows; // student, exercise
    std::set<std::string> slugs(exercises.begin(), exercises.end());
    for (auto& attempt : book.attempts()) {
        if (exercises.empty()) slugs.insert(attempt.exercise());
        rows[attempt.student][attempt.exercise()].push_back(std::move(attempt));
    }
    for (const auto& person : roster.people())
        if (rows.find(person.student) == rows.end()) {
            const bool known = std::any_of(rows.begin(), rows.end(), [&](const auto& entry) {
                return roster.find(entry.first) == &person;
            });
            if (!known) rows[person.student];
        }
    all.exercises = facts(slugs, course, policy);
    for (auto& exercise : all.exercises)
        for (auto& [student, by_exercise] : rows)
            if (const auto found = by_exercise.find(exercise.slug); found != by_exercise.end())
                complete(exercise, of_attempt(found->second.back()));

    // Free days are spent in the order in which exercises are due.
    std::vector<const ExerciseFacts*> by_due;
    for (const auto& exercise : all.exercises) by_due.push_back(&exercise);
    std::stable_sort(by_due.begin(), by_due.end(), [](const auto* a, const auto* b) {
        return a->due.value_or(INT64_MAX) < b->due.value_or(INT64_MAX);
    });
    for (auto& [student, by_exercise] : rows) {
        int free_days = policy.free_days;
        std::map<std::string, Result> results;
        for (const auto* exercise : by_due) {
            const auto found = by_exercise.find(exercise->slug);
            if (found == by_exercise.end()) {
                results[exercise->slug] = nothing(student, *exercise);
                continue;
            }
            const auto attempts = handed_in(found->second);
            std::vector<Handed> handed;
            for (const auto& attempt : attempts)
                handed.push_back({attempt.score(), attempt.submitted_at});
            const Counted counted = count(handed, exercise->due, policy, free_days);
            free_days -= counted.free_days_used;
            Result result = of_attempt(attempts[counted.attempt]);
            if (result.max_score == 0) result.max_score = exercise->max_score; // refused
            result.title = exercise->title;
            result.score = counted.score;
            result.attempt = static_cast<int>(counted.attempt) + 1;
            result.attempts = static_cast<int>(attempts.size());
            result.days_late = counted.days_late;
            result.free_days_used = counted.free_days_used;
            result.penalty = counted.penalty;
            if (result.state == State::failed)
                all.warnings.push_back(student + "/" + exercise->slug +
                                       " could not be graded; grade it again before you rely on "
                                       "this export");
            results[exercise->slug] = std::move(result);
        }
        const Person* person = roster.find(student);
        if (person == nullptr && !roster.people().empty())
            all.warnings.push_back(student + " is nobody, or more than one, of the roster");
        for (const auto& exercise : all.exercises) {
            Result& result = results[exercise.slug];
            if (person != nullptr) result.person = *person;
            result.person.student = student;
            all.results.push_back(std::move(result));
        }
    }
    return all;
}

Results nothing_handed_in(const std::string& student, const course::Course& course,
                          const std::vector<std::string>& exercises) {
    Results all;
    all.course = course.title;
    all.exercises = facts({exercises.begin(), exercises.end()}, course, {});
    for (const auto& exercise : all.exercises) all.results.push_back(nothing(student, exercise));
    return all;
}

Results from_verdicts(const std::string& text, const course::Course& course) {
    Results all;
    all.course = course.title;
    const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    if (json.is_discarded() || !(json.is_object() || json.is_array()))
        throw std::runtime_error("expected what mlcore check --json prints: one verdict or a list");
    const auto list = json.is_array() ? json : nlohmann::ordered_json::array({json});
    for (const auto& one : list) {
        const auto verdict = [&] {
            try {
                return grading::verdict_from_json(one);
            } catch (const std::exception& error) {
                throw std::runtime_error(
                    std::string("that is no verdict of mlcore check --json: ") + error.what());
            }
        }();
        Result result;
        result.student = "you";
        result.exercise = verdict.exercise;
        result.title = verdict.title.empty() ? verdict.exercise : verdict.title;
        result.score = result.score_before_late = verdict.score;
        result.max_score = verdict.max_score;
        result.attempt = result.attempts = 1;
        result.file = verdict.exercise + ".hpp";
        result.seconds = verdict.compile_seconds + verdict.grade_seconds;
        if (verdict.compile_error) {
            result.state = State::compile_error;
            result.problem_line = verdict.compile_error->line;
            result.problem = "It does not compile: " + verdict.compile_error->message;
            if (!verdict.compile_error->explanation.empty())
                result.problem += " " + verdict.compile_error->explanation;
            result.problem = grading::escape_controls(result.problem);
        }
        ExerciseFacts facts{result.exercise, result.title, result.max_score, {}, {}, {}};
        for (const auto& task : verdict.tasks) {
            result.tasks.push_back(task_result(task));
            // The learner's own run of public cases: nothing in it is secret.
            std::string& shown = result.tasks.back().text;
            shown = task.message;
            if (task.diagnosis) shown += (shown.empty() ? "" : ". ") + task.diagnosis->text;
            shown = grading::escape_controls(shown);
            facts.tasks.push_back(task.name);
        }
        all.exercises.push_back(std::move(facts));
        all.results.push_back(std::move(result));
    }
    return all;
}

} // namespace mlcore::exporting
