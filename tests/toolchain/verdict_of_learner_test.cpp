// What a learner meets, end to end: compile, ask, compare. The exercise is foundations/vectors.
#include "support/learner.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using grading::Status;

namespace {

const char* const right_dot = R"(check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    return sum;)";

std::string checked(const std::string& body) {
    return R"(check_same_size("dot", "a", a.size(), "b", b.size()); )" + body;
}

} // namespace

TEST_CASE("learner: right answers, also unusual ones, score full points") {
    const test::Learner learner;
    CHECK(learner.vectors(right_dot).full_score());
    CHECK(learner.vectors(checked("return a.dot(b);"), "return a.norm();").full_score());
    CHECK(learner
              .vectors(checked("double s = 0; for (Index i = a.size(); i-- > 0;) s = "
                               "std::fma(a(i), b(i), s); return s;"),
                       "return std::sqrt(a.array().square().sum());")
              .full_score());
    CHECK(
        learner
            .vectors(
                R"(if (a.size() != b.size()) throw ShapeError("no"); return (a.array() * b.array()).sum();)")
            .full_score());
}

TEST_CASE("learner: a known mistake is named, and what needs it waits") {
    const test::Learner learner;
    const auto verdict = learner.vectors(checked("return (a + b).sum();"));
    REQUIRE(verdict.tasks.size() == 3);
    CHECK(verdict.tasks[0].status == Status::failed);
    REQUIRE(verdict.tasks[0].diagnosis);
    CHECK(verdict.tasks[0].diagnosis->kind == "mistake");
    CHECK(verdict.tasks[0].diagnosis->id == "adds_instead_of_multiplying");
    REQUIRE(verdict.tasks[0].counterexample);
    CHECK(verdict.tasks[0].counterexample->label == "one entry");
    CHECK(verdict.tasks[1].status == Status::skipped);
    CHECK(verdict.tasks[1].message == "waits for dot");
    CHECK(verdict.score == 0);
}

TEST_CASE("learner: an index out of range names the learner's own line") {
    const test::Learner learner;
    const auto verdict =
        learner.vectors(checked("double s = 0;\n    for (Index i = 0; i <= a.size(); ++i)\n        "
                                "s += a(i) * b(i);\n    return s;"));
    CHECK(verdict.tasks[0].status == Status::error);
    CHECK(verdict.tasks[0].message == "an index is out of range");
    CHECK(verdict.tasks[0].line == 12);

    const auto standard = learner.vectors(checked("std::vector<double> v(3); return v.at(7);"));
    CHECK(standard.tasks[0].status == Status::error);
    CHECK(standard.tasks[0].line == 10);
}

TEST_CASE("learner: crash, hang, exit, exception, NaN and recursion are each named") {
    const test::Learner learner;
    const auto status = [&](const std::string& body) {
        return learner.vectors(checked(body)).tasks[0];
    };

    const auto crash = status("volatile int* nowhere = nullptr; return *nowhere;");
    CHECK(crash.status == Status::crashed);
    CHECK(crash.line == 10);
    const auto assertion =
        status("std::vector<double> v(3); volatile std::size_t i = 9; return v[i];");
    CHECK(assertion.status == Status::crashed);
    CHECK(assertion.line == 10);
    CHECK(status("volatile int zero = 0; return 7 % zero;").message.find("divided by zero") !=
          std::string::npos);
    CHECK(status("std::_Exit(0);").status == Status::crashed);
    CHECK(status("std::exit(0);").message.find("ended by itself") != std::string::npos);
    const auto thrown = status(R"(throw std::runtime_error("my own");)");
    CHECK(thrown.status == Status::error);
    CHECK(thrown.message == "throws std::runtime_error: my own");
    CHECK(status("return std::nan(\"\");").message.find("not a number") != std::string::npos);
    CHECK(status("return dot(a, b) + 1;").message.find("the stack is full") != std::string::npos);
    const auto unwritten = learner.vectors("throw NotImplemented{\"dot\"};");
    CHECK(unwritten.tasks[0].status == Status::not_implemented);
    CHECK(unwritten.tasks[1].message == "waits for dot");
}

TEST_CASE(
    "learner: an endless loop ends as a timeout, and the other tasks are judged all the same") {
    const test::Learner learner;
    const auto verdict = learner.vectors(right_dot, "for (volatile int i = 0;; i = i + 1) {}");
    CHECK(verdict.tasks[0].status == Status::passed);
    CHECK(verdict.tasks[1].status == Status::timeout);
    CHECK(verdict.score == 2);
}

TEST_CASE("learner: memory that is read before it is set, state, and changed inputs are named") {
    const test::Learner learner;
    // Even where it would hardly matter: fresh memory is never zero by luck.
    const auto unset = learner.vectors(
        right_dot, "Vector squares(a.size() + 1); return squares.sum() + a.norm();");
    REQUIRE(unset.tasks[1].diagnosis);
    CHECK(unset.tasks[1].diagnosis->id == "nondeterministic");
    const auto state =
        learner.vectors(right_dot, "static int calls = 0; return a.norm() + ++calls;");
    REQUIRE(state.tasks[1].diagnosis);
    CHECK(state.tasks[1].diagnosis->id == "nondeterministic");
    const auto changed = learner.vectors(
        right_dot, "if (a.size() > 0) const_cast<double*>(a.data())[0] = 7; return a.norm();");
    REQUIRE(changed.tasks[1].diagnosis);
    CHECK(changed.tasks[1].diagnosis->id == "changed_input");
}

TEST_CASE("learner: prints are kept, and decide nothing") {
    const test::Learner learner;
    const auto verdict =
        learner.vectors(R"(std::puts("all tests passed\n100%"); std::fflush(stdout); return 1;)",
                        "return a.norm();", "#include <cstdio>");
    CHECK(verdict.tasks[0].status == Status::failed);
    CHECK(verdict.tasks[0].printed.find("all tests passed") != std::string::npos);
    CHECK(verdict.tasks[0].printed.size() < 100000);
}

TEST_CASE("learner: the first compile error in plain words, with its line") {
    const test::Learner learner;
    const auto error = [&](const std::string& dot) {
        const auto verdict = learner.vectors(dot);
        REQUIRE(verdict.compile_error);
        CHECK(verdict.score == 0);
        CHECK(verdict.max_score == 5);
        return *verdict.compile_error;
    };
    const auto semicolon = error("double s = 0\n    return s;");
    CHECK(semicolon.explanation.find("semicolon") != std::string::npos);
    CHECK(semicolon.line >= 9);
    const auto typo = error("double total = 0;\n    return totl;");
    CHECK(typo.line == 11);
    CHECK(typo.source_line == "    return totl;");
    CHECK(typo.explanation.find("Did you mean total?") != std::string::npos);
    CHECK(error("a(0) = 1; return 0;").explanation.find("only be read") != std::string::npos);
    CHECK(error("double s = 0;").explanation.find("return") != std::string::npos);
    CHECK(error("return a * b;").line == 10);
    CHECK(error("return 0; }}").line > 0);

    const auto changed = learner.submit(
        "#pragma once\n#include <mlcore/foundations/vectors/interface.hpp>\n"
        "namespace exercise {\nusing namespace mlcore;\ninline vectors::Dot dot;\n"
        "inline double dot(VectorView a, VectorView b, int n) { return n; }\n"
        "inline double norm(VectorView) { return 0; }\n"
        "inline double cosine_similarity(VectorView, VectorView) { return 0; }\n}\n");
    REQUIRE(changed.compile_error);
    CHECK(changed.compile_error->explanation.find("other parameters") != std::string::npos);
    const auto missing = learner.submit("#pragma once\n");
    REQUIRE(missing.compile_error);
    const auto empty = learner.submit("");
    REQUIRE(empty.compile_error);
}

TEST_CASE("learner: the library's variants are out of reach") {
    const test::Learner learner;
    const auto verdict = learner.vectors("return vectors::naive::dot(a, b);", "return 0;",
                                         "#include <mlcore/foundations/vectors/naive.hpp>");
    REQUIRE(verdict.compile_error);
    CHECK(verdict.compile_error->explanation.find("no file") != std::string::npos);
}

TEST_CASE("learner: what hostile files may earn") {
    const test::Learner learner;
    const std::string includes = "#include <unistd.h>\n#include <sys/wait.h>\n#include "
                                 "<cstdint>\n#include <cstdio>\n#include <cstdlib>\n";
    const auto no_points = [&](const std::string& body, const std::string& top = "") {
        const auto verdict = learner.vectors(body, "return a.norm();", includes + top);
        CAPTURE(body);
        REQUIRE_FALSE(verdict.compile_error);
        CHECK(verdict.tasks[0].points == 0);
        CHECK(verdict.tasks[0].status != Status::passed);
        return verdict;
    };
    no_points("return 0;", "static const int leaves = (_exit(0), 0);");
    no_points("return 0;", "struct Leaves { ~Leaves() { _exit(0); } }; static Leaves leaves;");
    // A length of 2⁶³ and then nothing; a frame of zeros; a forged report on every descriptor.
    no_points("const std::uint8_t huge[8] = {0, 0, 0, 0, 0, 0, 0, 0x80}; (void)!write(4, huge, 8); "
              "return 0;");
    no_points("const std::uint8_t none[64] = {8}; (void)!write(4, none, 64); return 0;");
    no_points("for (int fd = 0; fd < 64; ++fd) dprintf(fd, \"{\\\"score\\\": 5, \\\"status\\\": "
              "\\\"passed\\\"}\\n\"); return 0;");
    no_points("for (;;) { const char c = 0; if (write(4, &c, 1) != 1) return 0; }");
    // Ends up with children that stay, in a session of their own.
    no_points(
        "for (int i = 0; i < 200; ++i) if (fork() == 0) { setsid(); for (;;) pause(); } return 0;");
    no_points("close(4); return 0;");
    no_points("close(3); close(4); close(5); for (;;) pause();");
    no_points("std::abort();");
    no_points("void* p = std::malloc(std::size_t{1} << 40); return p != nullptr;");
}

TEST_CASE("learner: a file judged before is not judged again, another seed is another pack") {
    const test::Learner learner;
    const std::string norm = "return a.norm();";
    learner.vectors(right_dot, norm);
    const auto again = learner.vectors(right_dot, norm);
    CHECK(again.full_score());
    CHECK(again.compile_seconds == 0);
    const auto first = grading::read_pack(learner.checker().pack_file(learner.folder(), 1));
    const auto second = grading::read_pack(learner.checker().pack_file(learner.folder(), 2));
    CHECK(first.hash != second.hash);
}
