#include "core/file.hpp"
#include "course/policy.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <unistd.h>

using namespace mlcore;
namespace fs = std::filesystem;

namespace {

struct CourseFile {
    fs::path folder;
    explicit CourseFile(const std::string& rest) {
        std::string name = (fs::temp_directory_path() / "mlcore_policy_XXXXXX").string();
        folder = mkdtemp(name.data());
        core::write_atomically(folder / "course.toml",
                               "title = \"T\"\n[[module]]\ntitle = \"M\"\n"
                               "exercises = [\"a/vectors\", \"a/matmul\"]\n" +
                                   rest);
    }
    ~CourseFile() { fs::remove_all(folder); }
    course::Policy read() const { return course::read_policy(course::read_course(folder)); }
};

} // namespace

TEST_CASE("without rules, everything counts in full") {
    const auto policy = CourseFile("").read();
    CHECK(policy.counts == course::Policy::Counts::best);
    CHECK(policy.penalty_per_day == 0);
    CHECK(!policy.max_days);
    CHECK(policy.due.empty());
}

TEST_CASE("late days, due times with their offsets, and Canvas's numbers") {
    const auto policy = CourseFile("[late]\nattempt = \"latest\"\nfree_days = 3\n"
                                   "penalty_per_day = 0.25\nmax_days = 5\n"
                                   "[due]\nvectors = 2026-03-01T23:59:00+01:00\n"
                                   "matmul = 1970-01-02T00:00:30Z\n[canvas]\nvectors = 48213\n")
                            .read();
    CHECK(policy.counts == course::Policy::Counts::latest);
    CHECK(policy.free_days == 3);
    CHECK(policy.penalty_per_day == 0.25);
    CHECK(policy.max_days == 5);
    CHECK(policy.due.at("vectors") == 1772405940); // date -d 2026-03-01T23:59:00+01:00 +%s
    CHECK(policy.due.at("matmul") == 86430);
    CHECK(policy.canvas.at("vectors") == 48213);
}

TEST_CASE("a rule that makes no sense is refused with file, line and what was expected") {
    const auto refused = [](const std::string& rest, const std::string& why) {
        const CourseFile file(rest);
        CHECK_THROWS_WITH_AS(file.read(), doctest::Contains(why.c_str()), std::runtime_error);
        CHECK_THROWS_WITH_AS(file.read(), doctest::Contains("course.toml:"), std::runtime_error);
    };
    refused("[due]\nvectors = 2026-03-01T23:59:00\n", "with its offset");
    refused("[due]\nvectors = \"tomorrow\"\n", "with its offset");
    refused("[due]\nvektors = 2026-03-01T23:59:00Z\n", "did you mean vectors?");
    refused("[late]\npenalty_per_day = 10\n", "from 0 to 1");
    refused("[late]\nfree_days = -1\n", "negative");
    refused("[late]\nfree_day = 1\n", "nothing is known of \"free_day\"");
    refused("[canvas]\nvectors = \"48213\"\n", "number of the assignment");
    CHECK_THROWS_AS(CourseFile("[late]\nattempt = \"first\"\n").read(), std::runtime_error);
}
