#include "core/file.hpp"
#include "export/results.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <unistd.h>

using namespace mlcore;
using namespace mlcore::exporting;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t due = 1'000'000, day = 86'400;

// A gradebook that the test fills attempt by attempt; the course has no folder, so that exercises
// are known by what is in the book.
struct Book {
    fs::path folder;
    gradebook::Gradebook book;
    Book()
        : folder([] {
              std::string name = (fs::temp_directory_path() / "mlcore_results_XXXXXX").string();
              return fs::path(mkdtemp(name.data()));
          }()),
          book(folder / "gradebook.sqlite", gradebook::Mode::write) {}
    ~Book() { fs::remove_all(folder); }

    void hand_in(const std::string& student, const std::string& exercise, const std::string& text,
                 double score, std::int64_t at, const std::string& reason = "grade",
                 const std::string& pack = "p1",
                 gradebook::State state = gradebook::State::graded) {
        gradebook::Grading grading;
        grading.key = {exercise, core::sha256(text), pack, "g++"};
        grading.state = state;
        grading.score = score;
        grading.max_score = 10;
        grading.isolation = "bubblewrap";
        grading.verdict.exercise = exercise;
        grading.verdict.title = "About " + exercise;
        grading.verdict.score = score;
        grading.verdict.max_score = 10;
        grading::TaskVerdict task;
        task.name = "one";
        task.points = score;
        task.max_points = 10;
        task.status = score == 10 ? grading::Status::passed : grading::Status::failed;
        task.message = "hidden numbers 3.14159";
        grading.verdict.tasks = {task};
        book.keep_submission(grading.key.submission, text);
        gradebook::Attempt attempt;
        attempt.student = student;
        attempt.file = student + "/" + exercise + ".hpp";
        attempt.submitted_at = at;
        attempt.reason = reason;
        attempt.grading = book.add(grading);
        book.add(attempt);
    }

    Results results(const course::Policy& policy = {}, const Roster& roster = {},
                    const std::vector<std::string>& exercises = {}) {
        course::Course course;
        course.title = "T";
        return from_gradebook(book, course, policy, roster, exercises);
    }
};

course::Policy policy(course::Policy::Counts counts) {
    course::Policy policy;
    policy.counts = counts;
    policy.due = {{"a", due}, {"b", due + 10 * day}};
    policy.free_days = 2;
    policy.penalty_per_day = 0.1;
    return policy;
}

const Result& of(const Results& results, const std::string& student, const std::string& exercise) {
    for (const auto& result : results.results)
        if (result.student == student && result.exercise == exercise) return result;
    throw std::runtime_error("no " + student + "/" + exercise);
}

} // namespace

TEST_CASE("best takes the best submission, latest the newest") {
    Book book;
    book.hand_in("ada", "a", "first", 8, due - 50);
    book.hand_in("ada", "a", "second", 5, due - 10);
    CHECK(of(book.results(), "ada", "a").score == 8);
    CHECK(of(book.results(), "ada", "a").attempts == 2);
    course::Policy latest;
    latest.counts = course::Policy::Counts::latest;
    CHECK(of(book.results(latest), "ada", "a").score == 5);
    CHECK(of(book.results(latest), "ada", "a").attempt == 2);
}

TEST_CASE("a regrade replaces what it graded again, and is no new attempt") {
    Book book;
    book.hand_in("ada", "a", "first", 9, due - 50);
    book.hand_in("ada", "a", "second", 5, due - 10);
    book.hand_in("ada", "a", "first", 4, due + 900, "regrade: the pack changed", "p2");
    const auto results = book.results();
    CHECK(of(results, "ada", "a").score == 5);
    CHECK(of(results, "ada", "a").attempts == 2);
    course::Policy latest;
    latest.counts = course::Policy::Counts::latest;
    CHECK(of(book.results(latest), "ada", "a").score == 5);
    // It is not later than the submission was.
    CHECK(of(book.results(policy(course::Policy::Counts::best)), "ada", "a").days_late == 0);
}

TEST_CASE("free days are one student's, spent in the order of the due times") {
    Book book;
    book.hand_in("ada", "b", "b", 10, due + 12 * day); // two days late, due second
    book.hand_in("ada", "a", "a", 10, due + day);      // one day late, due first
    book.hand_in("bob", "b", "b2", 10, due + 12 * day);
    const auto results = book.results(policy(course::Policy::Counts::best));
    CHECK(of(results, "ada", "a").free_days_used == 1);
    CHECK(of(results, "ada", "a").score == 10);
    CHECK(of(results, "ada", "b").free_days_used == 1);
    CHECK(of(results, "ada", "b").score == doctest::Approx(9));
    CHECK(of(results, "ada", "b").score_before_late == 10);
    CHECK(of(results, "bob", "b").score == 10);
    CHECK(of(results, "bob", "a").state == State::missing);
}

TEST_CASE("the roster's students without a submission are missing, strangers are named") {
    Book book;
    book.hand_in("ada", "a", "x", 10, due);
    book.hand_in("mallory", "a", "y", 10, due);
    const Roster roster({{"", "Ada L", "ada@example.org", "", "", "", "", ""},
                         {"zoe", "Zoe", "zoe@example.org", "", "", "", "", ""}});
    const auto results = book.results({}, roster);
    CHECK(of(results, "ada", "a").person.name == "Ada L");
    CHECK(of(results, "zoe", "a").state == State::missing);
    CHECK(of(results, "zoe", "a").max_score == 10);
    REQUIRE(results.warnings.size() == 1);
    CHECK(results.warnings[0].find("mallory") != std::string::npos);
    CHECK(results.students() == std::vector<std::string>{"ada", "mallory", "zoe"});
}

TEST_CASE("what could not be graded never counts against a student who has another grading") {
    Book book;
    book.hand_in("ada", "a", "good", 7, due - 20);
    book.hand_in("ada", "a", "unlucky", 0, due - 10, "grade", "p1", gradebook::State::failed);
    course::Policy latest;
    latest.counts = course::Policy::Counts::latest;
    CHECK(of(book.results(latest), "ada", "a").score == 7);
    book.hand_in("bob", "a", "unlucky", 0, due, "grade", "p1", gradebook::State::failed);
    const auto results = book.results();
    CHECK(of(results, "bob", "a").state == State::failed);
    CHECK(results.warnings.size() == 1);
}

TEST_CASE("results hold no word of a hidden case, and exercises nobody handed in where named") {
    Book book;
    book.hand_in("ada", "a", "x", 3, due);
    const auto results = book.results({}, {}, {"a", "b"});
    CHECK(of(results, "ada", "a").tasks[0].text.find("3.14159") == std::string::npos);
    CHECK(of(results, "ada", "b").state == State::missing);
}
