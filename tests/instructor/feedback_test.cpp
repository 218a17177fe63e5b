#include "instructor/feedback.hpp"

#include "instructor/seed.hpp"

#include "core/file.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <set>

using namespace mlcore;
using namespace mlcore::instructor;
namespace fs = std::filesystem;

namespace {

// A verdict as the grader makes it, where every text that a hidden case or the student's program
// could have reached has the word in it.
gradebook::Attempt attempt(const std::string& hidden) {
    gradebook::Attempt made;
    made.student = "ada <b>";
    made.grading.key = {"vectors", core::sha256("x"), "pack", "g++"};
    made.grading.seed_id = hidden;
    made.grading.score = 3;
    made.grading.max_score = 9;
    auto& verdict = made.grading.verdict;
    verdict.title = "Vectors | *bold*";
    verdict.exercise = "vectors";
    verdict.seed = 424242;
    const auto add = [&](const char* name, grading::Status status,
                         std::optional<grading::Diagnosis> diagnosis) {
        grading::TaskVerdict task;
        task.name = name;
        task.status = status;
        task.max_points = 1;
        task.message = "throws at this size: 0.9 times the library's time " + hidden;
        task.diagnosis = std::move(diagnosis);
        task.printed = hidden;
        task.counterexample =
            grading::Counterexample{hidden, {{"a", hidden}}, hidden, hidden, hidden, "within 1e-9"};
        verdict.tasks.push_back(std::move(task));
    };
    using grading::Diagnosis;
    using grading::Status;
    add("mistaken", Status::failed, Diagnosis{"mistake", "m", "You forgot the last entry."});
    add("signed", Status::failed, Diagnosis{"sign", "constant_answer", "always " + hidden});
    add("other_sign", Status::failed, Diagnosis{"sign", "some_new_sign", "it is " + hidden});
    add("plain", Status::failed, std::nullopt);
    add("throwing", Status::error, Diagnosis{"exception", hidden, hidden});
    add("crashing", Status::crashed, Diagnosis{"crash", "signal", "A null pointer."});
    add("hanging", Status::timeout, Diagnosis{"time", "timeout", "A loop that never ends."});
    add("waiting", Status::skipped, std::nullopt);
    verdict.tasks.back().message = "waits for " + hidden;
    add("needing", Status::skipped, std::nullopt);
    verdict.tasks.back().message = "waits for mistaken";
    add("fast", Status::passed, std::nullopt);
    verdict.tasks.back().message = "0.93 times the library's time (0.90 to 0.97)";
    add("slow", Status::failed, std::nullopt);
    return made;
}

} // namespace

TEST_CASE("feedback says what to do and nothing of the hidden cases") {
    const std::string hidden = "SECRET-17.25";
    const auto shown = feedback(attempt(hidden));
    for (const std::string& text : {to_markdown(shown), to_html(shown)}) {
        CAPTURE(text);
        CHECK(text.find("SECRET") == std::string::npos);
        CHECK(text.find("17.25") == std::string::npos);
        CHECK(text.find("424242") == std::string::npos);
        CHECK(text.find("You forgot the last entry.") != std::string::npos);
        CHECK(text.find("It gives the same answer to every input.") != std::string::npos);
        CHECK(text.find("A null pointer.") != std::string::npos);
        CHECK(text.find("A loop that never ends.") != std::string::npos);
        CHECK(text.find("It needs mistaken") != std::string::npos);
        CHECK(text.find("0.93 times the library") != std::string::npos);
    }
}

TEST_CASE("feedback is inert wherever it is shown") {
    auto one = attempt("x");
    one.student = "<script>alert(1)</script>\x1b[2J | `x`";
    one.grading.verdict.compile_error = grading::CompileError{
        "vectors.hpp",          3, 1, "\x1b]0;title\x07 <img src=x> `code` | $x$", "",
        "<b>line</b>\n# title", ""};
    const auto shown = feedback(one);
    const std::string html = to_html(shown), markdown = to_markdown(shown);
    for (const std::string& text : {html, markdown}) {
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find('\x07') == std::string::npos);
        CHECK(text.find("<script") == std::string::npos);
        CHECK(text.find("<img") == std::string::npos);
    }
    CHECK(html.find("&lt;script&gt;") != std::string::npos);
    CHECK(markdown.find("\n# title") == std::string::npos); // no line of its own
    CHECK(markdown.find("Vectors \\| \\*bold\\*") != std::string::npos);
}

TEST_CASE("students have folders of their own") {
    CHECK(folder_name("ada") == "ada");
    CHECK(folder_name("Zoë O'Connor") == "Zoë O'Connor");
    const std::set<std::string> odd{folder_name("../x"), folder_name("..\\x"), folder_name("-x"),
                                    folder_name("_x"),   folder_name("x/"),    folder_name("..")};
    CHECK(odd.size() == 6);
    for (const auto& name : odd) {
        CHECK(name.find('/') == std::string::npos);
        CHECK(name != "..");
        CHECK(name[0] != '-');
    }
    CHECK(folder_name(std::string(400, 'a')).size() < 200);
}

TEST_CASE("the secret seed: given, from the environment, kept, or drawn") {
    const fs::path folder = fs::temp_directory_path() / ("mlcore_seed_" + std::to_string(getpid()));
    fs::remove_all(folder);
    unsetenv("MLCORE_SEED");
    const auto drawn = secret_seed(folder, std::nullopt);
    CHECK(drawn.from == Seed::From::made);
    CHECK(secret_seed(folder, std::nullopt).value != drawn.value); // not kept yet
    keep_seed(folder, drawn);
    CHECK(secret_seed(folder, std::nullopt).value == drawn.value);
    CHECK(secret_seed(folder, std::nullopt).from == Seed::From::file);
    struct stat facts {};
    REQUIRE(stat((folder / "seed").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);

    CHECK(secret_seed(folder, 7).changed);
    setenv("MLCORE_SEED", "12", 1);
    CHECK(secret_seed(folder, std::nullopt).value == 12);
    CHECK(secret_seed(folder, 7).value == 7);
    setenv("MLCORE_SEED", "twelve", 1);
    CHECK_THROWS_WITH_AS(secret_seed(folder, std::nullopt), doctest::Contains("MLCORE_SEED"),
                         std::runtime_error);
    unsetenv("MLCORE_SEED");
    core::write_atomically(folder / "seed", "not a number");
    CHECK_THROWS_WITH_AS(secret_seed(folder, std::nullopt), doctest::Contains("seed holds no seed"),
                         std::runtime_error);
    fs::remove_all(folder);
}
