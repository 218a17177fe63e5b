#include "grading/verdict.hpp"

#include <nlohmann/json.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

using namespace mlcore::grading;
using Json = nlohmann::ordered_json;

namespace {

Verdict graded() {
    TaskVerdict passed;
    passed.name = "predict";
    passed.points = passed.max_points = 2;
    passed.status = Status::passed;
    passed.message = "right in all 7 cases";
    passed.seconds = 0.1 + 0.2; // no short decimal form
    TaskVerdict failed;
    failed.name = "mse_gradient";
    failed.max_points = 4;
    failed.message = "every answer is exactly n times the expected one";
    failed.diagnosis = Diagnosis{"mistake", "not_averaged", "You sum; the loss is a mean."};
    failed.counterexample =
        Counterexample{"the lesson's example",
                       {{"X", "[1 2; 3 4]"}, {"y", "[1 0]"}, {"a", "\"\\x1b\""}},
                       "[-6.5 -9]",
                       "[-13 -18]",
                       "(0)",
                       "within 1e-09 relative"};
    failed.file = "linear_regression.hpp";
    failed.line = 31;
    failed.printed = "loss 3.5\nloss 3.4\n";
    Verdict verdict;
    verdict.exercise = "linear_regression";
    verdict.title = "Linear regression";
    verdict.score = 2;
    verdict.max_score = 6;
    verdict.seed = std::numeric_limits<std::uint64_t>::max();
    verdict.pack = "3f2a";
    verdict.compile_seconds = 0.71;
    verdict.grade_seconds = 1.0 / 3;
    verdict.tasks = {passed, failed};
    return verdict;
}

std::vector<std::string> keys(const Json& json) {
    std::vector<std::string> result;
    for (const auto& item : json.items()) result.push_back(item.key());
    return result;
}

// Every field of the two verdicts, through the text that is written to a file.
void check_same(const Verdict& a, const Verdict& b) {
    CHECK(a.exercise == b.exercise);
    CHECK(a.title == b.title);
    CHECK(a.score == b.score);
    CHECK(a.max_score == b.max_score);
    CHECK(a.seed == b.seed);
    CHECK(a.pack == b.pack);
    CHECK(a.compile_seconds == b.compile_seconds);
    CHECK(a.grade_seconds == b.grade_seconds);
    REQUIRE(a.compile_error.has_value() == b.compile_error.has_value());
    if (a.compile_error) {
        CHECK(a.compile_error->file == b.compile_error->file);
        CHECK(a.compile_error->line == b.compile_error->line);
        CHECK(a.compile_error->column == b.compile_error->column);
        CHECK(a.compile_error->message == b.compile_error->message);
        CHECK(a.compile_error->explanation == b.compile_error->explanation);
        CHECK(a.compile_error->source_line == b.compile_error->source_line);
        CHECK(a.compile_error->raw == b.compile_error->raw);
    }
    REQUIRE(a.tasks.size() == b.tasks.size());
    for (std::size_t i = 0; i < a.tasks.size(); ++i) {
        const TaskVerdict &x = a.tasks[i], &y = b.tasks[i];
        CHECK(x.name == y.name);
        CHECK(x.points == y.points);
        CHECK(x.max_points == y.max_points);
        CHECK(x.status == y.status);
        CHECK(x.message == y.message);
        CHECK(x.file == y.file);
        CHECK(x.line == y.line);
        CHECK(x.printed == y.printed);
        CHECK(x.seconds == y.seconds);
        REQUIRE(x.diagnosis.has_value() == y.diagnosis.has_value());
        if (x.diagnosis) {
            CHECK(x.diagnosis->kind == y.diagnosis->kind);
            CHECK(x.diagnosis->id == y.diagnosis->id);
            CHECK(x.diagnosis->text == y.diagnosis->text);
        }
        REQUIRE(x.counterexample.has_value() == y.counterexample.has_value());
        if (x.counterexample) {
            CHECK(x.counterexample->label == y.counterexample->label);
            CHECK(x.counterexample->inputs == y.counterexample->inputs);
            CHECK(x.counterexample->expected == y.counterexample->expected);
            CHECK(x.counterexample->got == y.counterexample->got);
            CHECK(x.counterexample->index == y.counterexample->index);
            CHECK(x.counterexample->tolerance == y.counterexample->tolerance);
        }
    }
}

Verdict through_text(const Verdict& verdict) {
    return verdict_from_json(Json::parse(to_json(verdict).dump(2)));
}

} // namespace

TEST_CASE("verdict: the field names that other programs read") {
    const Json json = to_json(graded());
    CHECK(keys(json) == std::vector<std::string>{"exercise", "title", "score", "max_score", "seed",
                                                 "pack", "seconds", "tasks"});
    CHECK(keys(json["seconds"]) == std::vector<std::string>{"compile", "grade"});
    for (const char* key :
         {"name", "points", "max_points", "status", "message", "diagnosis", "counterexample"})
        for (const Json& task : json["tasks"]) CHECK(task.contains(key));
    CHECK(json["tasks"][0]["diagnosis"].is_null());
    CHECK(json["tasks"][0]["counterexample"].is_null());
    CHECK(json["tasks"][0]["status"] == "passed");
    CHECK(keys(json["tasks"][1]["diagnosis"]) == std::vector<std::string>{"kind", "id", "text"});
    for (const char* key : {"inputs", "expected", "got", "index", "tolerance"})
        CHECK(json["tasks"][1]["counterexample"].contains(key));
    // In the order of the function's parameters.
    CHECK(keys(json["tasks"][1]["counterexample"]["inputs"]) ==
          std::vector<std::string>{"X", "y", "a"});
    CHECK_FALSE(json.contains("status"));
}

TEST_CASE("verdict: nothing is lost on the way through JSON") {
    check_same(graded(), through_text(graded()));
    check_same(Verdict{}, through_text(Verdict{}));
    for (const Status status :
         {Status::passed, Status::failed, Status::not_implemented, Status::error, Status::crashed,
          Status::timeout, Status::inconclusive, Status::skipped}) {
        Verdict verdict = graded();
        verdict.tasks[0].status = status;
        check_same(verdict, through_text(verdict));
    }
}

TEST_CASE("verdict: a compile error stands at the top") {
    Verdict verdict;
    verdict.exercise = "vectors";
    verdict.max_score = 5;
    verdict.compile_error = CompileError{"vectors.hpp",
                                         17,
                                         5,
                                         "expected ';' before 'return'",
                                         "A semicolon is missing.",
                                         "    double s = 0",
                                         "raw\ntext"};
    const Json json = to_json(verdict);
    CHECK(json["status"] == "compile_error");
    CHECK(json["file"] == "vectors.hpp");
    CHECK(json["line"] == 17);
    CHECK(json["message"] == "expected ';' before 'return'");
    CHECK(json["tasks"].is_array());
    check_same(verdict, through_text(verdict));
    CHECK_FALSE(through_text(verdict).full_score());
}

TEST_CASE("verdict: bytes that JSON cannot hold are spelled out") {
    Verdict verdict = graded();
    verdict.tasks[0].printed = "\xff\xfe ok \x1b[31m";
    CHECK(through_text(verdict).tasks[0].printed == "\\xff\\xfe ok \x1b[31m");
}

TEST_CASE("verdict: what is no verdict is refused") {
    CHECK_THROWS(verdict_from_json(Json::parse("{}")));
    CHECK_THROWS(verdict_from_json(Json::parse("[1]")));
    Json json = to_json(graded());
    json["tasks"][0]["status"] = "wonderful";
    CHECK_THROWS_WITH(verdict_from_json(json), "verdict: unknown status \"wonderful\"");
}
