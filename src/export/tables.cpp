// The three tables: one for people, one that Canvas imports, one that Moodle imports.
#include "csv.hpp"
#include "formats.hpp"

#include "grading/text.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace mlcore::exporting {
namespace {

// A key that a system matches has to stay as it is; one that a spreadsheet would compute on the way
// there is refused instead.
std::string key(const std::string& text, const std::string& student) {
    if (is_formula(text))
        throw std::runtime_error("the key \"" + grading::escape_controls(text) + "\" of " +
                                 grading::escape_controls(student) +
                                 " would be computed as a formula by a spreadsheet; correct it in "
                                 "the roster");
    return text;
}

const Result* find(const Results& results, const std::string& student,
                   const std::string& exercise) {
    for (const auto& result : results.results)
        if (result.student == student && result.exercise == exercise) return &result;
    return nullptr;
}

std::string remarks(const Result& result) {
    std::string text = result.problem;
    if (const auto late = late_text(result); !late.empty())
        text += (text.empty() ? "" : " ") + late + ".";
    for (const auto& task : result.tasks) {
        if (task.status == grading::Status::passed) continue;
        text += (text.empty() ? "" : " ") + task.name + ": " + status_word(task.status) + ".";
        if (!task.text.empty()) text += " " + task.text;
    }
    return as_text(text);
}

} // namespace

std::string to_csv(const Results& results) {
    std::vector<Row> rows{{"student", "name", "email", "exercise", "score", "max_score",
                           "score_before_late", "days_late", "free_days_used", "attempt",
                           "attempts", "submitted_at", "state", "remarks"}};
    for (const auto& result : results.results)
        rows.push_back({as_text(result.student), as_text(result.person.name),
                        as_text(result.person.email), result.exercise, number(result.score),
                        number(result.max_score), number(result.score_before_late),
                        std::to_string(result.days_late), std::to_string(result.free_days_used),
                        std::to_string(result.attempt), std::to_string(result.attempts),
                        result.submitted_at > 0 ? gradebook::iso_time(result.submitted_at) : "",
                        to_string(result.state), remarks(result)});
    return to_csv(rows);
}

// Canvas matches by ID, then SIS User ID, then SIS Login ID, then name. Without an assignment's
// number
// ([canvas] in course.toml) a column makes a new assignment. Empty cells change nothing there.
std::string to_canvas(const Results& results) {
    Row header{"Student", "ID", "SIS User ID", "SIS Login ID", "Section"};
    Row maxima{"    Points Possible", "", "", "", ""};
    for (const auto& exercise : results.exercises) {
        // A number in parentheses at the end is what Canvas takes for the assignment's.
        header.push_back(as_text(exercise.title) +
                         (exercise.canvas ? " (" + std::to_string(*exercise.canvas) + ")" : ""));
        maxima.push_back(number(exercise.max_score));
    }
    std::vector<Row> rows{header, maxima};
    for (const auto& student : results.students()) {
        const Person& person = find(results, student, results.exercises.front().slug)->person;
        const bool unknown =
            person.canvas_id.empty() && person.sis_user_id.empty() && person.login.empty();
        Row row{as_text(person.name.empty() ? student : person.name),
                key(person.canvas_id, student), key(person.sis_user_id, student),
                key(unknown ? student : person.login, student), as_text(person.section)};
        for (const auto& exercise : results.exercises) {
            const Result* result = find(results, student, exercise.slug);
            row.push_back(result == nullptr || result->state == State::missing ||
                                  result->state == State::failed
                              ? ""
                              : number(result->score));
        }
        rows.push_back(std::move(row));
    }
    return to_csv(rows);
}

// Keyed on the address or, where a roster has no addresses, the ID number. A feedback column stands
// right after its grade.
std::string to_moodle(const Results& results) {
    const bool by_number =
        std::none_of(results.results.begin(), results.results.end(),
                     [](const Result& result) { return !result.person.email.empty(); }) &&
        std::any_of(results.results.begin(), results.results.end(),
                    [](const Result& result) { return !result.person.id.empty(); });
    Row header{by_number ? "useridnumber" : "useremail"};
    for (const auto& exercise : results.exercises) {
        header.push_back(as_text(exercise.title));
        header.push_back(as_text(exercise.title) + " (feedback)");
    }
    std::vector<Row> rows{header};
    for (const auto& student : results.students()) {
        const Person& person = find(results, student, results.exercises.front().slug)->person;
        const std::string& given = by_number ? person.id : person.email;
        Row row{key(given.empty() ? student : given, student)};
        for (const auto& exercise : results.exercises) {
            const Result* result = find(results, student, exercise.slug);
            const bool known = result != nullptr && result->state != State::missing &&
                               result->state != State::failed;
            row.push_back(known ? number(result->score) : "");
            row.push_back(known ? remarks(*result) : "");
        }
        rows.push_back(std::move(row));
    }
    return to_csv(rows);
}

} // namespace mlcore::exporting
