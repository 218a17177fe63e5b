// A class of eight, graded as `mlcore grade` does it: twice, stopped half-way, changed, regraded.
#include "instructor/class_run.hpp"

#include "instructor/bundle.hpp"
#include "instructor/regrade.hpp"

#include "core/file.hpp"
#include "sandbox/isolation.hpp"
#include "support/learner.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace mlcore;
using namespace mlcore::instructor;
namespace fs = std::filesystem;

namespace {

const std::string right_dot = "check_same_size(\"dot\", \"a\", a.size(), \"b\", b.size());\n"
                              "    double s = 0;\n    for (Index i = 0; i < a.size(); ++i) s += "
                              "a(i) * b(i);\n    return s;";

std::string vectors(const std::string& dot,
                    const std::string& norm = "return std::sqrt(dot(a, a));",
                    const std::string& top = "") {
    return "#pragma once\n#include <mlcore/core/shapes.hpp>\n"
           "#include <mlcore/foundations/vectors/interface.hpp>\n#include <cmath>\n"
           "#include <cstdlib>\n" +
           top +
           "\nnamespace exercise {\nusing namespace mlcore;\ninline vectors::Dot dot;\n"
           "inline double dot(VectorView a, VectorView b) {\n    " +
           dot + "\n}\ninline double norm(VectorView a) {\n    " + norm +
           "\n}\ninline double cosine_similarity(VectorView a, VectorView b) {\n"
           "    check_same_size(\"cosine_similarity\", \"a\", a.size(), \"b\", b.size());\n"
           "    const double n = norm(a) * norm(b);\n"
           "    return n == 0 ? 0 : dot(a, b) / n;\n}\n} // namespace exercise\n";
}

struct Class {
    toolchain::Checker checker{
        toolchain::read_layout(fs::path(MLCORE_BINARY_DIR) / "bin" / "mlcore-layout.json")};
    fs::path folder = fs::temp_directory_path() / ("mlcore_class_" + std::to_string(getpid()));
    fs::path submissions = folder / "submissions", out = folder / "out";
    ClassRun run;

    Class() {
        std::signal(SIGPIPE, SIG_IGN);
        setenv("MLCORE_DATA", checker.layout().data.c_str(), 1);
        fs::remove_all(folder);
        run.exercises = {course::read_exercise(checker.layout().exercises / "foundations/vectors")};
        run.submissions = submissions;
        run.out = out;
        run.seed = 99;
        run.options.question_seconds = 1;
        run.options.sandbox = sandbox::isolation().enough_for_others();
        hand_in("ada", vectors(right_dot));
        hand_in("grace", vectors(right_dot)); // the same file
        hand_in("alan", vectors(right_dot, "return dot(a, a);"));
        hand_in("kurt", vectors("return 1 +;"));
        hand_in("emmy", vectors(right_dot, "for (;;) {}"));
        hand_in("mallory", vectors(right_dot, "std::_Exit(0);"));
        hand_in("carl", vectors("throw NotImplemented{\"dot\"};"));
        fs::create_directories(submissions / "eve");
        fs::create_symlink("/etc/passwd", submissions / "eve/vectors.hpp");
    }
    ~Class() { fs::remove_all(folder); }

    void hand_in(const std::string& student, const std::string& text) const {
        core::write_atomically(submissions / student / "vectors.hpp", text);
    }
    ClassResult grade(std::size_t stop_after = ~std::size_t{0}) const {
        LocalEngine engine(checker.layout(), 2);
        Progress progress;
        std::atomic<std::size_t> done{0};
        progress.jobs = [&](std::size_t count, std::size_t, const std::string&) { done = count; };
        progress.stop = [&] { return done >= stop_after; };
        return run_class(checker, run, engine, progress);
    }
    // Score and task states of everybody.
    std::map<std::string, std::string> verdicts() const {
        std::map<std::string, std::string> found;
        for (const auto& attempt : gradebook::Gradebook(gradebook::gradebook_file(out)).latest()) {
            std::string& text = found[attempt.student];
            text = std::string(to_string(attempt.grading.state)) + " " +
                   std::to_string(static_cast<int>(attempt.score()));
            for (const auto& task : attempt.tasks())
                text += std::string(" ") + to_string(task.status);
        }
        return found;
    }
};

} // namespace

TEST_CASE("learner: a class is graded once, goes on after a stop, and is regraded") {
    Class one;
    // Stopped after two: those are kept, the rest is done by the next run.
    const auto first = one.grade(2);
    CHECK(first.stopped);
    CHECK(first.graded >= 2);
    const auto second = one.grade();
    CHECK_FALSE(second.stopped);
    CHECK(first.graded + second.graded == 6); // seven files, two of them the same
    CHECK(second.submissions == 8);
    CHECK(second.refused == 1);
    CHECK(second.failed == 0);
    const auto all = one.verdicts();
    REQUIRE(all.size() == 8);
    const auto full = all.at("ada");
    CHECK(full.find("graded") == 0);
    CHECK(full.find("passed passed passed") != std::string::npos);
    CHECK(all.at("grace") == full);
    CHECK(all.at("alan").find("passed failed skipped") != std::string::npos);
    CHECK(all.at("kurt") == "graded 0");
    CHECK(all.at("emmy").find("passed timeout skipped") != std::string::npos);
    CHECK(all.at("mallory").find("passed crashed skipped") != std::string::npos);
    CHECK(all.at("carl").find("not_implemented skipped skipped") != std::string::npos);
    CHECK(all.at("eve") == "refused 0");

    // Nothing to do: nothing is done, nothing is left.
    const auto third = one.grade();
    CHECK(third.graded == 0);
    CHECK(third.known == 7);
    CHECK_FALSE(fs::exists(one.out / "work"));
    CHECK(fs::exists(one.out / "feedback/eve/vectors.md"));
    CHECK(core::read_file(one.out / "feedback/alan/vectors.html").find("wrong") !=
          std::string::npos);
    {
        const gradebook::Gradebook book(gradebook::gradebook_file(one.out));
        CHECK(book.attempts().size() == 8);
    }

    // A better file later is another attempt; what was, stays.
    one.hand_in("alan", vectors(right_dot));
    const auto fourth = one.grade();
    CHECK(fourth.graded == 0); // somebody handed the same file in before
    CHECK(one.verdicts().at("alan") == full);

    // Another seed makes other cases: all scores stay, and nothing counts before it is applied.
    gradebook::Gradebook book(gradebook::gradebook_file(one.out), gradebook::Mode::write);
    LocalEngine engine(one.checker.layout(), 2);
    const auto dry =
        regrade(one.checker, book, one.run.exercises, 100, one.run.options, engine, one.out, {});
    CHECK(dry.moves.size() == 9); // eight students, one with two files
    CHECK(dry.failed == 0);
    for (const auto& move : dry.moves) {
        CHECK_FALSE(move.moved);
        CHECK(move.cause == "the cases changed");
        CHECK(move.before.grading.key.pack != move.after.key.pack);
    }
    CHECK(book.attempts().size() == 9);
    CHECK(apply(dry, book, one.out) == 9);
    CHECK(book.attempts().size() == 18);
    CHECK(one.verdicts() == [&] {
        auto expected = all;
        expected["alan"] = full;
        return expected;
    }());
    CHECK(apply(dry, book, one.out) == 0); // twice is once
}

TEST_CASE("learner: a bundle is graded as the class is, from a folder or a file") {
    Class one;
    const auto packs = hidden_packs(one.checker, one.run.exercises, 99, one.folder, {});
    const std::string bytes = vectors(right_dot, "return dot(a, a);");
    const Job job{"vectors",     core::sha256(bytes), packs[0].hash, one.run.exercises[0].folder,
                  packs[0].file, one.run.options};
    write_bundle(job, bytes, one.folder / "bundle");
    write_bundle_archive(job, bytes, one.folder / "bundle.tar.gz");
    std::vector<gradebook::Grading> results;
    for (const char* place : {"bundle", "bundle.tar.gz"}) {
        const auto bundle = read_bundle(one.folder / place, one.folder / "scratch");
        CHECK(bundle.submission == bytes);
        CHECK(bundle.job.options.question_seconds == 1);
        auto graded =
            grade(one.checker.layout(), bundle.job, bundle.submission, one.folder / "scratch/work");
        INFO(graded.problem);
        CHECK(graded.state == gradebook::State::graded);
        core::write_atomically(one.folder / "result.json", result_text(graded));
        results.push_back(read_result(one.folder / "result.json"));
        CHECK(results.back().key == graded.key);
        CHECK(results.back().verdict.tasks.size() == graded.verdict.tasks.size());
    }
    CHECK(results[0].key == results[1].key);
    CHECK(results[0].score == results[1].score);
    CHECK(results[0].score > 0);
    CHECK(results[0].score < results[0].max_score);

    core::write_atomically(one.folder / "bundle/submission.hpp", "something else");
    CHECK_THROWS_WITH_AS(read_bundle(one.folder / "bundle", one.folder / "scratch"),
                         doctest::Contains("not the one"), std::runtime_error);
    core::write_atomically(one.folder / "bundle/bundle.json", "{}");
    CHECK_THROWS_AS(read_bundle(one.folder / "bundle", one.folder / "scratch"), std::runtime_error);
    CHECK_THROWS_WITH_AS(read_result(one.folder / "bundle/bundle.json"),
                         doctest::Contains("is no result"), std::runtime_error);
}

TEST_CASE("learner: two graders do not work in one folder") {
    const fs::path folder = fs::temp_directory_path() / ("mlcore_lock_" + std::to_string(getpid()));
    {
        const FolderLock held(folder);
        CHECK_THROWS_WITH_AS(FolderLock{folder}, doctest::Contains("another mlcore"),
                             std::runtime_error);
    }
    CHECK_NOTHROW(FolderLock{folder});
    fs::remove_all(folder);
}
