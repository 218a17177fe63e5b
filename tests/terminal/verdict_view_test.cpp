#include "terminal/verdict_view.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using namespace mlcore::terminal;
using grading::Status;

namespace {
const Style off{false};
const Style on{true};

grading::TaskVerdict task(const std::string& name, double points, double most, Status status,
                          const std::string& message = "") {
    grading::TaskVerdict verdict;
    verdict.name = name;
    verdict.points = points;
    verdict.max_points = most;
    verdict.status = status;
    verdict.message = message;
    return verdict;
}

grading::TaskVerdict failing(const std::string& name) {
    auto verdict =
        task(name, 0, 4, Status::failed, "every answer is exactly n times the expected one");
    verdict.diagnosis = {"mistake", "sum",
                         "You summed over the rows without dividing by their number."};
    verdict.counterexample =
        grading::Counterexample{"",          {{"X", "[1 2; 3 4]"}, {"y", "[1 0]"}},
                                "[-6.5 -9]", "[-13 -18]",
                                "(0)",       "within 1e-09 relative"};
    return verdict;
}

grading::Verdict sample() {
    grading::Verdict verdict;
    verdict.exercise = "linear_regression";
    verdict.score = 2;
    verdict.max_score = 9;
    verdict.compile_seconds = 0.5;
    verdict.grade_seconds = 0.21;
    verdict.tasks = {task("predict", 2, 2, Status::passed), failing("mse_gradient"),
                     task("gradient_descent", 0, 3, Status::skipped, "waits for mse_gradient")};
    return verdict;
}

bool harmless(const std::string& text) {
    for (const char byte : text)
        if (byte != '\n' && (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f)) return false;
    return text.find("\u009b") == std::string::npos && text.find("\u202e") == std::string::npos;
}
} // namespace

TEST_CASE("verdict view: reads as the style guide shows it") {
    CHECK(render_verdict(sample(), {8, 21, 0.35}, 80, off) ==
          "mlcore  linear_regression  (8 of 21)                    ██████░░░░░░░░░░░░░  35%\n"
          "  ✓ predict            2/2\n"
          "  ✗ mse_gradient       0/4   every answer is exactly n times the expected one\n"
          "                             You summed over the rows without dividing by their\n"
          "                             number.\n"
          "      smallest case that fails\n"
          "        X = [1 2; 3 4]   y = [1 0]\n"
          "        expected [-6.5 -9]   got [-13 -18]   differs first at (0)\n"
          "        within 1e-09 relative\n"
          "  · gradient_descent   0/3   waits for mse_gradient\n"
          "  2 of 9 points                                                         0.71 s\n");
    const std::string coloured = render_verdict(sample(), {8, 21, 0.35}, 80, on);
    CHECK(plain(coloured) == render_verdict(sample(), {8, 21, 0.35}, 80, off));
}

TEST_CASE("verdict view: the header's percentage is never more than is true") {
    CHECK(exercise_header("x", {1, 3, 0.999}, 80, off).ends_with("99%"));
    CHECK(exercise_header("x", {1, 3, 1}, 80, off).ends_with("100%"));
    CHECK(exercise_header("x", {1, 3, 0.0 / 1}, 80, off).ends_with("  0%"));
    CHECK(exercise_header("x", {}, 80, off).find("(") == std::string::npos);
    for (int width = 10; width < 120; ++width)
        CHECK(display_width(exercise_header("a_long_exercise_name", {8, 21, 0.5}, width, off)) <=
              width);
}

TEST_CASE("verdict view: points without needless zeros") {
    CHECK(points_text(2) == "2");
    CHECK(points_text(0.5) == "0.5");
    CHECK(points_text(1.25) == "1.25");
    CHECK(points_text(0) == "0");
    CHECK(points_text(10) == "10");
}

TEST_CASE("verdict view: each status has its mark and words") {
    grading::Verdict verdict;
    const std::pair<Status, const char*> marks[] = {
        {Status::passed, "✓"},
        {Status::failed, "✗"},
        {Status::not_implemented, "· t   0/1   not written yet"},
        {Status::error, "!"},
        {Status::crashed, "!"},
        {Status::timeout, "⏱"},
        {Status::inconclusive, "?"},
        {Status::skipped, "·"}};
    for (const auto& [status, mark] : marks) {
        verdict.tasks = {task("t", 0, 1, status)};
        CHECK(verdict_lines(verdict, 80, off).lines[0].find(mark) != std::string::npos);
    }
}

TEST_CASE("verdict view: place and prints of the learner's code") {
    grading::Verdict verdict = sample();
    verdict.tasks[1].file = "linear_regression.hpp";
    verdict.tasks[1].line = 31;
    verdict.tasks[1].printed = "one\ntwo\n\x1b[2Jthree\n4\n5\n6\n7\n8\n9\n";
    const std::string text = join_lines(verdict_lines(verdict, 80, off).lines);
    CHECK(text.find("      at linear_regression.hpp:31\n") != std::string::npos);
    CHECK(text.find("      │ two\n      │ \\x1b[2Jthree\n") != std::string::npos);
    CHECK(text.find("│ … 3 more lines") != std::string::npos);
    verdict.tasks[1].printed = "1\n2\n3\n4\n5\n6\n7\n";
    CHECK(join_lines(verdict_lines(verdict, 80, off).lines).find("│ 7\n") != std::string::npos);
}

TEST_CASE("verdict view: a compile error shows the line and the spot") {
    grading::Verdict verdict;
    verdict.max_score = 5;
    verdict.compile_error = grading::CompileError{"vectors.hpp",
                                                  14,
                                                  9,
                                                  "'retrun' was not declared in this scope",
                                                  "The name retrun is not known here.",
                                                  "\treturn retrun;",
                                                  ""};
    verdict.compile_error->column = 9;
    const std::string text = join_lines(verdict_lines(verdict, 80, off).lines);
    CHECK(text ==
          "  ✗ does not compile yet\n"
          "    vectors.hpp:14:9  The name retrun is not known here.\n"
          "      14 │     return retrun;\n"
          "         │            ^\n"
          "    the compiler says: 'retrun' was not declared in this scope\n"
          "  0 of 5 points                                                         0.00 s\n");
    verdict.compile_error->explanation.clear();
    const std::string bare = join_lines(verdict_lines(verdict, 80, off).lines);
    CHECK(bare.find("vectors.hpp:14:9  'retrun' was not declared") != std::string::npos);
    CHECK(bare.find("the compiler says") == std::string::npos);
    // A spot far to the right stays in view.
    verdict.compile_error->source_line = std::string(200, 'x') + "HERE" + std::string(200, 'x');
    verdict.compile_error->column = 201;
    const auto lines = verdict_lines(verdict, 80, off).lines;
    const std::size_t caret = lines[3].find('^');
    REQUIRE(caret != std::string::npos);
    CHECK(lines[2].substr(caret, 4) == "HERE");
}

TEST_CASE("verdict view: fits any window, and keeps the first failing task in sight") {
    grading::Verdict verdict = sample();
    for (int i = 0; i < 12; ++i) verdict.tasks.push_back(failing("task_" + std::to_string(i)));
    verdict.tasks.insert(verdict.tasks.begin(), 3, task("passed_before", 1, 1, Status::passed));
    for (int height = 3; height <= 60; ++height)
        for (const int width : {40, 60, 80, 100}) {
            CAPTURE(height);
            CAPTURE(width);
            const auto lines = verdict_lines(verdict, width, on, height);
            CHECK(static_cast<int>(lines.lines.size()) <= height);
            CHECK(plain(join_lines(lines.lines)).find("mse_gradient") != std::string::npos);
            CHECK(plain(lines.lines.back()).find("2 of 9 points") != std::string::npos);
            for (const std::string& line : lines.lines) CHECK(display_width(line) <= width);
        }
    const auto compact = verdict_lines(verdict, 80, off, 21);
    CHECK_FALSE(compact.complete);
    const std::string text = join_lines(compact.lines);
    CHECK(text.find("You summed over the rows") == text.rfind("You summed over the rows"));
    CHECK(verdict_lines(sample(), 80, off, 21).complete);
}

TEST_CASE("verdict view: nothing a learner's program says can reach the terminal") {
    const std::string evil = "\x1b[2J\x1b]0;x\a\u009b1m\u202e\xff\n\r\b";
    grading::Verdict verdict = sample();
    verdict.tasks[1] = task(evil, 0, 1, Status::failed, evil);
    verdict.tasks[1].diagnosis = {evil, evil, evil};
    verdict.tasks[1].counterexample =
        grading::Counterexample{evil, {{evil, evil}}, evil, evil, evil, evil};
    verdict.tasks[1].file = evil;
    verdict.tasks[1].line = 1;
    verdict.tasks[1].printed = evil;
    verdict.exercise = evil;
    CHECK(harmless(render_verdict(verdict, {1, 2, 0.1}, 80, off)));
    for (int height = 3; height < 20; ++height)
        CHECK(harmless(join_lines(verdict_lines(verdict, 80, off, height).lines)));
    verdict.compile_error = grading::CompileError{evil, 1, 3, evil, evil, evil, evil};
    CHECK(harmless(render_verdict(verdict, {1, 2, 0.1}, 80, off)));
}
