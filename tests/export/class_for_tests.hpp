// A class of five with everything that makes exports hard: names with commas, quotes, formulas and
// markup, a late one, one that does not compile, one that crashed, one who handed nothing in.
#pragma once

#include "export/results.hpp"

namespace mlcore::test {

inline exporting::TaskResult task(const std::string& name, double points, double most,
                                  grading::Status status, const std::string& text = "",
                                  const std::string& mistake = "") {
    exporting::TaskResult task;
    task.name = name;
    task.points = points;
    task.max_points = most;
    task.status = status;
    task.text = text;
    if (!mistake.empty()) {
        task.diagnosis_kind = "mistake";
        task.diagnosis_id = mistake;
        task.diagnosis_text = text;
    }
    return task;
}

inline exporting::Result result(const std::string& student, exporting::Person person,
                                const std::string& exercise,
                                std::vector<exporting::TaskResult> tasks) {
    exporting::Result result;
    result.student = student;
    result.person = std::move(person);
    result.person.student = student;
    result.exercise = exercise;
    result.title = exercise == "vectors" ? "Vectors: length, angle" : "Sums & \"means\" <1>";
    result.attempt = 1;
    result.attempts = 2;
    result.submitted_at = 1772400000;
    result.isolation = "bubblewrap";
    result.file = exercise + ".hpp";
    result.seconds = 1.25;
    for (const auto& task : tasks) {
        result.score += task.points;
        result.max_score += task.max_points;
    }
    result.score_before_late = result.score;
    result.tasks = std::move(tasks);
    return result;
}

inline exporting::Results small_class() {
    using exporting::Person;
    using exporting::State;
    using grading::Status;
    exporting::Results all;
    all.course = "Numbers <& letters>";
    all.exercises = {{"vectors", "Vectors: length, angle", 5, {"dot", "norm"}, 1772300000, 48213},
                     {"sums", "Sums & \"means\" <1>", 2.5, {"total"}, {}, {}}};
    const Person ada{"", "Lovelace, Ada", "ada@example.org", "1001", "77", "S-1", "ada", "A"};
    const Person eve{
        "", "=HYPERLINK(\"http://x\",\"win\")", "eve@example.org", "1002", "78", "S-2", "eve", "A"};
    const Person bob{
        "", "Bob \"the <b>builder</b>\"", "bob@example.org", "1003", "79", "S-3", "bob", "B"};

    all.results.push_back(
        result("ada", ada, "vectors",
               {task("dot", 2, 2, Status::passed), task("norm", 3, 3, Status::passed)}));
    auto late = result("ada", ada, "sums", {task("total", 2.5, 2.5, Status::passed)});
    late.days_late = 2;
    late.free_days_used = 1;
    late.penalty = 0.1;
    late.score = 2.25;
    all.results.push_back(late);

    all.results.push_back(result(
        "bob", bob, "vectors",
        {task("dot", 0, 2, Status::failed, "You add where you should multiply: a < b & c.", "adds"),
         task("norm", 0, 3, Status::skipped, "It needs dot, which comes first.")}));
    all.results.back().tasks[1].waits_for = "dot";
    auto broken = result("bob", bob, "sums", {});
    broken.state = State::compile_error;
    broken.max_score = 2.5;
    broken.problem = "It does not compile: line 7: expected ';' before '}' token";
    broken.problem_line = 7;
    all.results.push_back(broken);

    all.results.push_back(
        result("eve", eve, "vectors",
               {task("dot", 2, 2, Status::passed),
                task("norm", 0, 3, Status::crashed, "It reads past the end,\nat a[n].")}));
    all.results.back().tasks[1].line = 12;
    all.results.push_back(
        result("eve", eve, "sums", {task("total", 0, 2.5, Status::not_implemented)}));

    for (const auto& exercise : all.exercises) {
        exporting::Result missing;
        missing.student = missing.person.student = "zoe";
        missing.exercise = exercise.slug;
        missing.title = exercise.title;
        missing.state = State::missing;
        missing.max_score = exercise.max_score;
        missing.file = exercise.slug + ".hpp";
        missing.problem = exercise.slug + ".hpp was not handed in.";
        all.results.push_back(missing);
    }
    all.alike.push_back({"vectors", "ada", "eve", 0.83, false, {5, 12}, {6, 13}});
    return all;
}

} // namespace mlcore::test
