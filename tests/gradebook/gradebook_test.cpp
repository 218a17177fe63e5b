#include "gradebook/gradebook.hpp"

#include "core/file.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <random>

using namespace mlcore;
using namespace mlcore::gradebook;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("mlcore_gradebook_" + std::to_string(getpid()));
    Folder() { fs::remove_all(path); }
    ~Folder() { fs::remove_all(path); }
    fs::path file() const { return gradebook_file(path); }
};

Grading a_grading(const std::string& submission, double score, const std::string& pack = "pack") {
    Grading made;
    made.key = {"vectors", core::sha256(submission), pack, "g++ 12"};
    made.seed_id = seed_id(7);
    made.isolation = "bubblewrap";
    made.engine = "local";
    made.seconds = 1.5;
    made.score = score;
    made.max_score = 10;
    made.verdict.exercise = "vectors";
    made.verdict.score = score;
    made.verdict.max_score = 10;
    grading::TaskVerdict task;
    task.name = "dot";
    task.points = score;
    task.max_points = 10;
    task.status = grading::Status::failed;
    task.diagnosis = grading::Diagnosis{"mistake", "forgot_last", "You leave the last entry out."};
    made.verdict.tasks.push_back(task);
    return made;
}

Attempt attempt(Gradebook& book, const std::string& student, Grading of) {
    Attempt made;
    made.student = student;
    made.file = student + "/vectors.hpp";
    made.submitted_at = 1'700'000'000;
    made.reason = "grade";
    made.grading = book.add(std::move(of));
    book.add(made);
    return made;
}

} // namespace

TEST_CASE("a gradebook gives back what was put in") {
    const Folder folder;
    {
        Gradebook book(folder.file(), Mode::write);
        book.keep_submission(core::sha256("text"), std::string_view("text\0more", 9));
        attempt(book, "Zoë", a_grading("text", 4));
        book.set_fact("seed_id", "abc");
        book.set_fact("seed_id", "def");
    }
    const Gradebook book(folder.file());
    const auto all = book.latest();
    REQUIRE(all.size() == 1);
    CHECK(all[0].student == "Zoë");
    CHECK(all[0].exercise() == "vectors");
    CHECK(all[0].score() == 4);
    CHECK(all[0].max_score() == 10);
    CHECK(all[0].submitted_at == 1'700'000'000);
    CHECK(all[0].recorded_at > 1'700'000'000);
    CHECK(all[0].grading.isolation == "bubblewrap");
    CHECK(all[0].grading.seconds == 1.5);
    REQUIRE(all[0].tasks().size() == 1);
    CHECK(all[0].tasks()[0].status == grading::Status::failed);
    CHECK(all[0].tasks()[0].diagnosis->id == "forgot_last");
    CHECK(book.submission(core::sha256("text")) == std::string("text\0more", 9));
    CHECK(book.fact("seed_id") == "def");
    CHECK(book.fact("unknown").empty());
    CHECK(book.students() == std::vector<std::string>{"Zoë"});
    CHECK(book.exercises() == std::vector<std::string>{"vectors"});
    CHECK_THROWS_WITH_AS(book.submission("nothing"), doctest::Contains("no submission"),
                         std::runtime_error);
}

TEST_CASE("a key is graded once, however many hand the file in") {
    const Folder folder;
    Gradebook book(folder.file(), Mode::write);
    const auto ada = attempt(book, "ada", a_grading("same", 4));
    const auto grace = attempt(book, "grace", a_grading("same", 9)); // a verdict that came too late
    CHECK(grace.grading.id == ada.grading.id);
    CHECK(grace.score() == 4);
    CHECK(book.latest().size() == 2);

    Attempt again = ada;
    CHECK_FALSE(book.add(again)); // it is what counts already
    CHECK(book.attempts().size() == 2);
}

TEST_CASE("what could not be graded is followed by what can") {
    const Folder folder;
    Gradebook book(folder.file(), Mode::write);
    Grading failed = a_grading("one", 0);
    failed.state = State::failed;
    failed.problem = "no space left";
    attempt(book, "ada", failed);
    CHECK_FALSE(book.grading(failed.key));
    CHECK(book.latest()[0].grading.state == State::failed);

    attempt(book, "ada", a_grading("one", 7));
    REQUIRE(book.grading(failed.key));
    CHECK(book.latest()[0].score() == 7);
    CHECK(book.best()[0].score() == 7);
    CHECK(book.attempts("ada", "vectors").size() == 2); // the history stays
}

TEST_CASE("the newest counts, or the best; a regraded verdict replaces its older one") {
    const Folder folder;
    Gradebook book(folder.file(), Mode::write);
    attempt(book, "ada", a_grading("first", 9));
    attempt(book, "ada", a_grading("second", 5));
    CHECK(book.latest()[0].score() == 5);
    CHECK(book.best()[0].score() == 9);

    // The first was graded too kindly: with the new cases it has 3.
    attempt(book, "ada", a_grading("first", 3, "new pack"));
    attempt(book, "ada", a_grading("second", 5));
    CHECK(book.latest()[0].score() == 5);
    CHECK(book.best()[0].score() == 5);
    CHECK(book.standing().size() == 2);
    CHECK(book.attempts().size() == 4);
    // A student may go back to an older file: that is an attempt of its own.
    attempt(book, "ada", a_grading("first", 3, "new pack"));
    CHECK(book.latest()[0].score() == 3);
}

TEST_CASE("a gradebook is only ever added to, whatever program opens it") {
    const Folder folder;
    {
        Gradebook book(folder.file(), Mode::write);
        book.keep_submission("hash", "bytes");
        attempt(book, "ada", a_grading("one", 5));
    }
    SQLite::Database other(folder.file().string(), SQLite::OPEN_READWRITE);
    for (const char* change : {"UPDATE gradings SET score = 10", "DELETE FROM attempts",
                               "DELETE FROM gradings", "UPDATE attempts SET student = 'x'",
                               "DELETE FROM submissions", "UPDATE submissions SET bytes = ''"}) {
        CAPTURE(change);
        CHECK_THROWS_WITH_AS(other.exec(change), doctest::Contains("only ever added"),
                             SQLite::Exception);
    }
    Gradebook book(folder.file(), Mode::write);
    CHECK(book.latest()[0].score() == 5);
}

TEST_CASE("what is no gradebook is refused by name") {
    const Folder folder;
    fs::create_directories(folder.path);
    CHECK_THROWS_WITH_AS(Gradebook(folder.file()), doctest::Contains("there is no gradebook"),
                         std::runtime_error);
    std::ofstream(folder.file()) << "not a database, but long enough to be taken for one: "
                                 << std::string(4096, 'x');
    CHECK_THROWS_WITH_AS(Gradebook(folder.file()), doctest::Contains("gradebook.sqlite"),
                         std::runtime_error);
    CHECK_THROWS_AS(Gradebook(folder.file(), Mode::write), std::runtime_error);
}

TEST_CASE("learner: a writer that is killed loses nothing that was said to be there") {
    const Folder folder;
    std::mt19937 random(3);
    std::size_t confirmed = 0;
    for (int round = 0; round < 5; ++round) {
        int pipe_ends[2];
        REQUIRE(pipe(pipe_ends) == 0);
        const pid_t child = fork();
        if (child == 0) {
            try {
                Gradebook book(folder.file(), Mode::write);
                for (std::size_t i = confirmed;; ++i) {
                    const std::string name = "student " + std::to_string(i);
                    book.keep_submission(core::sha256(name), name);
                    attempt(book, name, a_grading(name, 1));
                    if (write(pipe_ends[1], "x", 1) != 1) _exit(1);
                }
            } catch (...) {
            }
            _exit(1);
        }
        close(pipe_ends[1]);
        usleep(static_cast<useconds_t>(50'000 + random() % 150'000));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        char byte = 0;
        while (read(pipe_ends[0], &byte, 1) == 1) ++confirmed;
        close(pipe_ends[0]);
        if (confirmed == 0) continue; // killed before it began
        const Gradebook book(folder.file());
        const auto count = book.attempts().size();
        CHECK(count >= confirmed);
        CHECK(count <= confirmed + 1);
        confirmed = count;
    }
    CHECK(confirmed > 0);
}

TEST_CASE("a seed's name tells nothing of the seed, and is always the same") {
    CHECK(seed_id(1) == seed_id(1));
    CHECK(seed_id(1) != seed_id(2));
    CHECK(seed_id(20260314).find("20260314") == std::string::npos);
    CHECK(iso_time(1'700'000'000) == "2023-11-14T22:13:20Z");
}
