// The screen of `mlcore learn` on a real pseudo-terminal.
#include "small_course.hpp"
#include "support/pseudo_terminal.hpp"
#include "terminal/learn_screen.hpp"
#include "terminal/learn_views.hpp"
#include "terminal/progress_line.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <unistd.h>

using namespace mlcore;
using namespace mlcore::terminal;
using namespace std::chrono_literals;
using test::learn;
using test::PseudoTerminal;
using test::Workspace;

namespace {

bool is_ready(PseudoTerminal& terminal) {
    return terminal.wait_until([&] { return terminal.screen.shows("to check it"); });
}

/// The terminal is as it was before the program, to look at and to type into.
void check_restored(const PseudoTerminal& terminal) {
    CHECK(terminal.restored());
    CHECK_FALSE(terminal.screen.alternate);
    CHECK(terminal.screen.cursor_visible);
    CHECK(terminal.screen.wraps);
    CHECK_FALSE(terminal.screen.marks_paste);
    CHECK(terminal.screen.unknown.empty());
}

} // namespace

TEST_CASE("learn: a fresh exercise says what to do, saving it brings the verdict") {
    const Workspace workspace;
    PseudoTerminal terminal([&] { return learn(workspace); });
    REQUIRE(is_ready(terminal));
    CHECK(terminal.screen.alternate);
    CHECK_FALSE(terminal.screen.cursor_visible);
    CHECK_FALSE(terminal.restored());
    CHECK(terminal.screen.row(0).starts_with("mlcore  vectors  (1 of 2)"));
    CHECK(terminal.screen.row(0).ends_with("  0%"));
    CHECK(terminal.screen.shows("Vectors: length \\x1b[2J and angle")); // escaped
    CHECK(terminal.screen.shows("Write the inner product a · b first."));
    CHECK(terminal.screen.shows("· dot    2 points"));
    CHECK(terminal.screen.shows("Read the lesson (l), write your code in"));
    CHECK(terminal.screen.row(23) ==
          "h hint   l lesson   n next   p previous   a list   s solution   q quit");
    CHECK(workspace.log().empty());

    workspace.save("half");
    REQUIRE(terminal.wait_for("2 of 5 points"));
    CHECK(terminal.screen.shows("✓ dot    2/2"));
    CHECK(terminal.screen.shows("✗ norm   0/3   the answers are \\x1b[31msquared\\u202e"));
    CHECK(terminal.screen.row(0).ends_with(" 20%"));

    CHECK(terminal.screen.row(4) == "  2 of 5 points" + std::string(57, ' ') + "0.00 s");
    for (int row = 5; row < 22; ++row) CHECK(terminal.screen.row(row).empty()); // wiped

    workspace.save("broken");
    REQUIRE(terminal.wait_for("does not compile yet"));
    CHECK(terminal.screen.shows("vectors.hpp:3:1  A semicolon is missing."));

    workspace.save("good");
    REQUIRE(terminal.wait_for("★ All 5 points. Press n for the next exercise."));
    CHECK(terminal.screen.row(0).ends_with(" 50%"));
    CHECK(workspace.log() == "start vectors\nstart vectors\nstart vectors\n");

    terminal.type("n");
    REQUIRE(terminal.wait_for("matrices  (2 of 2)"));
    terminal.type("n");
    REQUIRE(terminal.wait_for("this is the last exercise"));
    terminal.type("p");
    REQUIRE(terminal.wait_for("vectors  (1 of 2)"));

    terminal.type("q");
    CHECK(terminal.wait_end() == 0);
    check_restored(terminal);
    CHECK(terminal.screen.shows("Your work is saved. mlcore learn goes on with vectors."));
}

TEST_CASE("learn: keys answer while a check runs, and a newer save replaces it") {
    const Workspace workspace;
    PseudoTerminal terminal([&] { return learn(workspace); });
    REQUIRE(is_ready(terminal));
    workspace.save("slow");
    REQUIRE(terminal.wait_for("compiling…"));
    terminal.type("h");
    REQUIRE(terminal.wait_for("hint 1 of 2 for dot"));
    CHECK(terminal.screen.shows("clue 1 on dot"));
    CHECK(terminal.screen.shows("compiling…"));
    terminal.type("h");
    REQUIRE(terminal.wait_for("clue 2 on dot"));
    terminal.type("h");
    REQUIRE(terminal.wait_for("that was the last hint for dot"));
    terminal.type("l");
    REQUIRE(terminal.wait_for("All about vectors"));

    workspace.save("half"); // while the lesson is read: the result is a line below it
    REQUIRE(terminal.wait_for("vectors: 2 of 5 points"));
    CHECK(workspace.log() == "start vectors\nstopped\nstart vectors\n");
    CHECK(terminal.screen.shows("All about vectors"));
    terminal.type("q");
    REQUIRE(terminal.wait_for("✗ norm"));
    CHECK_FALSE(terminal.screen.shows("clue")); // it was for a task that passes now
    terminal.type("h");
    REQUIRE(terminal.wait_for("clue 1 on norm"));

    workspace.save("slow");
    REQUIRE(terminal.wait_for("compiling…"));
    terminal.type("q"); // leaving stops it, too
    CHECK(terminal.wait_end() == 0);
    CHECK(workspace.log().ends_with("start vectors\nstopped\n"));
    check_restored(terminal);
}

TEST_CASE("learn: lesson, solution, list and unknown keys") {
    const Workspace workspace;
    PseudoTerminal terminal([&] { return learn(workspace); });
    REQUIRE(is_ready(terminal));
    terminal.type("x");
    REQUIRE(terminal.wait_for("'x' does nothing here; ? shows the keys"));
    terminal.type("\x1b[15~");
    REQUIRE(terminal.wait_for("this key does nothing here"));
    terminal.type("\x1b[200~quit\x1b[201~"); // pasted
    terminal.type("?");
    REQUIRE(terminal.wait_for("checks again without a change"));
    terminal.type("\x1b"); // the Esc key, alone
    REQUIRE(is_ready(terminal));

    terminal.type("l");
    REQUIRE(terminal.wait_for("Paragraph 3."));
    terminal.type("\x1b[6~");
    REQUIRE(terminal.wait_for("Paragraph 10."));
    CHECK_FALSE(terminal.screen.shows("Paragraph 1."));
    terminal.type("G");
    REQUIRE(terminal.wait_for("▸ Why?"));
    terminal.type("uG");
    REQUIRE(terminal.wait_for("Therefore."));
    terminal.type("n"); // n is no key of a lesson
    REQUIRE(terminal.wait_for("'n' does nothing here; q closes"));
    terminal.type("q");
    REQUIRE(is_ready(terminal));

    terminal.type("s");
    REQUIRE(terminal.wait_for("show the solution?"));
    terminal.type("n"); // no; and it does not go on to the next exercise
    REQUIRE(is_ready(terminal));
    CHECK(terminal.screen.shows("vectors  (1 of 2)"));
    terminal.type("s");
    REQUIRE(terminal.wait_for("show the solution?"));
    terminal.type("y");
    REQUIRE(terminal.wait_for("double dot() { return 42; }"));
    terminal.type("q");
    REQUIRE(is_ready(terminal));

    terminal.type("a");
    REQUIRE(terminal.wait_for("› ◐ vectors"));
    terminal.type("\x1b[B");
    REQUIRE(terminal.wait_for("› · matrices"));
    terminal.type("\x1b[B\x1b[A\x1b[A");
    REQUIRE(terminal.wait_for("› ◐ vectors"));
    terminal.type("\x1b[B\r");
    REQUIRE(terminal.wait_for("matrices  (2 of 2)"));
    terminal.type("p");
    REQUIRE(terminal.wait_for("vectors  (1 of 2)"));
    terminal.type("n");
    REQUIRE(terminal.wait_for("vectors is not finished; p goes back to it"));
    terminal.type("\x03");
    CHECK(terminal.wait_end() == 0);
    check_restored(terminal);
    CHECK(terminal.screen.shows("goes on with matrices"));
}

TEST_CASE("learn: what a callback throws becomes a line") {
    const Workspace workspace;
    PseudoTerminal terminal([&] { return learn(workspace); });
    REQUIRE(is_ready(terminal));
    workspace.save("boom");
    REQUIRE(terminal.wait_for("cannot check: the compiler is missing \\x1b[2J"));
    workspace.save("good");
    REQUIRE(terminal.wait_for("★ All 5 points."));
}

TEST_CASE("learn: the picture follows the window") {
    const Workspace workspace;
    PseudoTerminal terminal([&] { return learn(workspace); });
    REQUIRE(is_ready(terminal));
    workspace.save("half");
    REQUIRE(terminal.wait_for("2 of 5 points"));
    terminal.resize(120, 40);
    REQUIRE(terminal.wait_until([&] { return terminal.screen.row(39).ends_with("q quit"); }));
    CHECK(terminal.screen.shows("✗ norm"));
    terminal.resize(40, 10);
    REQUIRE(terminal.wait_until([&] { return terminal.screen.row(9).ends_with("q quit"); }));
    CHECK(terminal.screen.shows("✗ norm"));
    CHECK(terminal.screen.shows("2 of 5 points"));
    terminal.resize(30, 8);
    REQUIRE(terminal.wait_for("make the window larger"));
    CHECK_FALSE(terminal.screen.shows("▒")); // all of it is drawn anew
    terminal.resize(80, 24);
    REQUIRE(terminal.wait_until([&] { return terminal.screen.row(23).ends_with("q quit"); }));
    CHECK_FALSE(terminal.screen.shows("make the window larger"));
    CHECK(terminal.screen.unknown.empty());
}

TEST_CASE("learn: the terminal is restored however it ends") {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) {
        CAPTURE(signal);
        const Workspace workspace;
        PseudoTerminal terminal([&] { return learn(workspace); });
        REQUIRE(is_ready(terminal));
        workspace.save("slow");
        REQUIRE(terminal.wait_for("compiling…"));
        CHECK_FALSE(terminal.restored());
        terminal.send(signal);
        CHECK(terminal.wait_end() == -signal);
        CHECK(workspace.log().ends_with("stopped\n"));
        check_restored(terminal);
    }
    const Workspace workspace;
    PseudoTerminal terminal([&] { return learn(workspace, true); });
    REQUIRE(is_ready(terminal));
    terminal.type("l"); // crashes here
    CHECK(terminal.wait_end() == -SIGSEGV);
    check_restored(terminal);
}

TEST_CASE("learn: ends when the window is closed") {
    const Workspace workspace;
    PseudoTerminal terminal([&] { return learn(workspace); });
    REQUIRE(is_ready(terminal));
    terminal.hang_up();
    CHECK(terminal.wait_end() == -SIGHUP);
}

TEST_CASE("learn: Ctrl-Z gives the terminal back for a while") {
    const Workspace workspace;
    PseudoTerminal terminal([&] { return learn(workspace); }, 80, 24, true);
    REQUIRE(is_ready(terminal));
    terminal.type("\x1a");
    REQUIRE(terminal.wait_until(
        [&] { return !terminal.screen.alternate && terminal.screen.shows("[stopped]"); }));
    CHECK(terminal.screen.cursor_visible);
    CHECK(terminal.restored());
    REQUIRE(terminal.wait_until([&] { return terminal.screen.alternate; }));
    REQUIRE(is_ready(terminal));
    CHECK_FALSE(terminal.restored());
    workspace.save("good");
    REQUIRE(terminal.wait_for("★ All 5 points."));
    terminal.type("q");
    CHECK(terminal.wait_end() == 0);
    check_restored(terminal);
}

TEST_CASE("learn: takes the terminal again after a stop that nobody can handle") {
    const Workspace workspace;
    PseudoTerminal terminal([&] { return learn(workspace); });
    REQUIRE(is_ready(terminal));
    terminal.send(SIGSTOP);
    terminal.read_for(100ms);
    terminal.restore(); // as a shell does
    terminal.screen.resize(80, 24);
    terminal.send(SIGCONT);
    REQUIRE(is_ready(terminal));
    CHECK(terminal.wait_until([&] { return !terminal.restored(); }));
    CHECK_FALSE(terminal.screen.shows("▒"));
}

TEST_CASE("learn: without a terminal the state is printed once") {
    LearnState state;
    state.slug = "vectors";
    state.title = "Vectors";
    state.position = 1;
    state.total = 2;
    state.file = "workspace/vectors.hpp";
    state.about = "Write it.";
    state.tasks = {{"dot", 1}};
    const std::string text = learn_text(state, 80, Style{});
    CHECK(text.find("\x1b") == std::string::npos);
    CHECK(text.find("  · dot   1 point\n") != std::string::npos);
    CHECK(text.find("  edit workspace/vectors.hpp\n") != std::string::npos);
    CHECK_THROWS_AS(run_learn_screen({}, {Style{}, -1, 1, ""}), std::runtime_error);
}

TEST_CASE("progress line: shows phases on a terminal and wipes itself away") {
    PseudoTerminal terminal([] {
        ProgressLine line(1, Style{});
        line.phase("compiling \x1b[2J");
        usleep(600000);
        return 0;
    });
    REQUIRE(terminal.wait_for("compiling \\x1b[2J  0."));
    CHECK(terminal.wait_end() == 0);
    const std::string left = terminal.screen.text();
    CAPTURE(left);
    CHECK(left.find_first_not_of(" \n") == std::string::npos);
    CHECK(terminal.screen.unknown.empty());
}
