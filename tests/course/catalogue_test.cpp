#include "course/catalogue.hpp"

#include "core/file.hpp"
#include "course/exercise_files.hpp"
#include "course/workspace.hpp"
#include "support/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace mlcore;
using namespace mlcore::course;

namespace {

void write_exercise(const std::filesystem::path& folder, const std::string& title) {
    core::write_atomically(folder / "exercise.toml",
                           "title = \"" + title +
                               "\"\nminutes = 1\nteaches = []\nneeds = []\n[[task]]\nname = "
                               "\"dot\"\npoints = 2\nhints = [\"a\", \"b\", \"c\"]\n");
    core::write_atomically(folder / "lesson.md",
                           "# Title\n\nFirst lines.\n\n## Section\n\nMore.\n");
}

struct SmallCourse {
    test::ScratchFolder folder;
    Course course;
    SmallCourse() {
        for (const char* slug : {"one", "two"})
            write_exercise(folder / "area" / slug, std::string("Title of ") + slug);
        course = {folder.path(), "A course", {{"Module", {"area/one", "area/two"}}}, {}};
    }
};

} // namespace

TEST_CASE("catalogue: exercises in order, and again where a file changed") {
    const SmallCourse small;
    Catalogue catalogue;
    const auto* before = catalogue.read(small.course).data();
    REQUIRE(catalogue.read(small.course).size() == 2);
    CHECK(catalogue.read(small.course).data() == before);
    CHECK(catalogue.read(small.course)[1].title == "Title of two");
    CHECK(Catalogue::position(catalogue.read(small.course), "two") == 1);
    CHECK(Catalogue::position(catalogue.read(small.course), "three") == 2);

    const auto changed = small.folder / "area" / "two";
    write_exercise(changed, "Another title");
    std::filesystem::last_write_time(changed / "exercise.toml",
                                     std::filesystem::file_time_type::clock::now() +
                                         std::chrono::seconds(2));
    CHECK(catalogue.read(small.course)[1].title == "Another title");
    CHECK(catalogue.read(small.course)[0].title == "Title of one");
    std::filesystem::remove(changed / "exercise.toml");
    CHECK_THROWS_WITH_AS((void)catalogue.read(small.course), doctest::Contains("is missing"),
                         std::runtime_error);
}

TEST_CASE("catalogue: the current exercise is the first with a task left") {
    const SmallCourse small;
    Catalogue catalogue;
    const auto& exercises = catalogue.read(small.course);
    Workspace workspace(small.folder / "workspace");
    CHECK(workspace.current(exercises).slug == "one");
    for (const char* slug : {"one", "two"}) {
        grading::Verdict verdict;
        verdict.exercise = slug;
        verdict.tasks.resize(1);
        verdict.tasks[0].name = "dot";
        verdict.tasks[0].status = grading::Status::passed;
        workspace.record(verdict);
        CHECK(workspace.current(exercises).slug == "two"); // the last, where all have passed
    }
}

TEST_CASE("exercise files: lesson, introduction, solution, task") {
    const SmallCourse small;
    const auto exercise = read_exercise(small.folder / "area" / "one");
    CHECK(read_lesson(exercise).find("## Section") != std::string::npos);
    CHECK(read_introduction(exercise) == "\nFirst lines.\n");
    CHECK_THROWS_WITH_AS((void)solution_file(exercise, small.folder / "include"),
                         "the solution of one is not part of this installation",
                         std::runtime_error);
    core::write_atomically(exercise.folder / "solution.hpp", "");
    CHECK(solution_file(exercise, small.folder / "include") == exercise.folder / "solution.hpp");
    const auto naive = small.folder / "include" / "mlcore" / "area" / "one" / "naive.hpp";
    core::write_atomically(naive, "");
    CHECK(solution_file(exercise, small.folder / "include") == naive);
    CHECK(find_task(exercise, "dot").points == 2);
    CHECK_THROWS_WITH_AS((void)find_task(exercise, "norm"),
                         "one has no task norm; its tasks are dot", std::runtime_error);
}
