// Each format as it was once read through by eye and by its system's rules: tests/golden/export/.
// After a change that is meant: MLCORE_WRITE_GOLDEN=1 mlcore_tests
// --source-file='*export/formats*'.
#include "class_for_tests.hpp"

#include "core/file.hpp"
#include "export/csv.hpp"
#include "export/formats.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <set>

using namespace mlcore;
using namespace mlcore::exporting;
using Json = nlohmann::json;

namespace {

void compare_with_golden(const std::string& name, const std::string& text) {
    const auto file = std::filesystem::path(MLCORE_GOLDEN_DIR) / "export" / name;
    if (std::getenv("MLCORE_WRITE_GOLDEN") != nullptr) core::write_atomically(file, text);
    CHECK_MESSAGE(core::read_file(file) == text, name);
}

Results one(const std::string& student, const std::string& exercise = "") {
    Results results = test::small_class().of(student);
    if (!exercise.empty())
        std::erase_if(results.results, [&](const Result& r) { return r.exercise != exercise; });
    return results;
}

} // namespace

TEST_CASE("every format of a class is what its golden file says") {
    for (const auto& format : formats())
        if (!format.per_student)
            compare_with_golden(format.file == "results.json" ? "class.json" : format.file,
                                format.write(test::small_class()));
}

TEST_CASE("every format of one student is what its golden file says") {
    for (const auto& format : formats())
        if (format.per_student)
            for (const std::string student : {"ada", "bob", "eve", "zoe"})
                compare_with_golden(format.name + "-" + student +
                                        std::filesystem::path(format.file).extension().string(),
                                    format.write(one(student)));
}

TEST_CASE("gradescope: points add up, every test is complete, no test is hidden") {
    const std::set<std::string> statuses{"passed", "failed"};
    for (const std::string student : {"ada", "bob", "eve", "zoe"}) {
        const auto json = Json::parse(to_gradescope(one(student)));
        CAPTURE(student);
        double possible = 0;
        for (const auto& test : json.at("tests")) {
            CHECK(statuses.count(test.at("status").get<std::string>()) == 1);
            CHECK(test.at("number").is_string());
            CHECK(test.at("visibility") == "visible");
            CHECK(test.at("score") <= test.at("max_score"));
            possible += test.at("max_score").get<double>();
        }
        CHECK(possible == 7.5);
        CHECK(json.at("score").is_number());
        CHECK(json.at("execution_time").is_number());
    }
    // The penalty is in the total, which Gradescope then takes instead of the tests' sum.
    CHECK(Json::parse(to_gradescope(one("ada"))).at("score") == 7.25);
}

TEST_CASE("autolab: the last line is the scores, named as the assessment's problems") {
    const std::string text = to_autolab(one("bob", "vectors"));
    const auto last = text.substr(text.rfind('\n', text.size() - 2) + 1);
    const auto json = Json::parse(last);
    CHECK(json.at("scores") == Json{{"dot", 0.0}, {"norm", 0.0}});
    CHECK(json.at("scoreboard").is_array());
    // What did not compile still has a score for every problem.
    const std::string broken = to_autolab(one("bob", "sums"));
    CHECK(Json::parse(broken.substr(broken.rfind('\n', broken.size() - 2) + 1)).at("scores") ==
          Json{{"total", 0}});
    // A penalty takes its share.
    const std::string late = to_autolab(one("ada", "sums"));
    CHECK(
        Json::parse(late.substr(late.rfind('\n', late.size() - 2) + 1)).at("scores").at("total") ==
        2.25);
}

TEST_CASE("prairielearn: a share from 0 to 1, or not gradable") {
    CHECK(Json::parse(to_prairielearn(one("ada"))).at("score") ==
          doctest::Approx(7.25 / 7.5).epsilon(1e-6));
    const auto broken = Json::parse(to_prairielearn(one("bob", "sums")));
    CHECK(broken.at("gradable") == false);
    CHECK(broken.at("format_errors").size() == 1);
    CHECK(!broken.contains("score"));
    // A message of any size stays below the megabyte that is taken.
    Results large = one("bob", "vectors");
    large.results[0].tasks[0].text = std::string(2'000'000, 'x');
    CHECK(to_prairielearn(large).size() < 1'000'000);
}

TEST_CASE("check50: null for what was not checked, with what it waits for") {
    const auto json = Json::parse(to_check50(one("bob", "vectors")));
    CHECK(json.at("results")[0].at("passed") == true);
    CHECK(json.at("results")[1].at("passed") == false);
    CHECK(json.at("results")[2].at("passed").is_null());
    CHECK(json.at("results")[2].at("dependency") == "dot");
    const auto broken = Json::parse(to_check50(one("bob", "sums")));
    CHECK(broken.at("results")[0].at("passed") == false);
    CHECK(broken.at("results")[1].at("passed").is_null());
}

TEST_CASE("canvas: its header, its row of maxima, and keys as they are") {
    const auto rows = parse_csv(to_canvas(test::small_class()));
    CHECK(rows[0] == Row{"Student", "ID", "SIS User ID", "SIS Login ID", "Section",
                         "Vectors: length, angle (48213)", "Sums & \"means\" <1>"});
    CHECK(rows[1] == Row{"    Points Possible", "", "", "", "", "5", "2.5"});
    CHECK(rows[2] == Row{"Lovelace, Ada", "77", "S-1", "ada", "A", "5", "2.25"});
    // A name that a spreadsheet would compute is a text; who handed nothing in keeps what is there.
    CHECK(rows[4][0] == "'=HYPERLINK(\"http://x\",\"win\")");
    CHECK(rows[5] == Row{"zoe", "", "", "zoe", "", "", ""});
    Results hostile = test::small_class();
    for (auto& result : hostile.results)
        if (result.student == "eve") result.person.login = "=1+1";
    CHECK_THROWS_WITH_AS(to_canvas(hostile), doctest::Contains("formula"), std::runtime_error);
}

TEST_CASE("moodle: keyed on the address, every feedback after its grade") {
    const auto rows = parse_csv(to_moodle(test::small_class()));
    CHECK(rows[0] == Row{"useremail", "Vectors: length, angle", "Vectors: length, angle (feedback)",
                         "Sums & \"means\" <1>", "Sums & \"means\" <1> (feedback)"});
    CHECK(rows[1][0] == "ada@example.org");
    CHECK(rows[1][3] == "2.25");
    CHECK(rows[1][4] == "2 days late, 1 of them free: 10% off.");
    Results numbers = test::small_class();
    for (auto& result : numbers.results) result.person.email.clear();
    CHECK(parse_csv(to_moodle(numbers))[0][0] == "useridnumber");
}

TEST_CASE("csv: every row as long as the header, no cell a formula") {
    const auto rows = parse_csv(to_csv(test::small_class()));
    CHECK(rows.size() == 9);
    for (const auto& row : rows) {
        CHECK(row.size() == rows[0].size());
        for (const auto& cell : row) CHECK_MESSAGE(!is_formula(cell), cell);
    }
}

TEST_CASE("github: one line per annotation, with what would end it escaped") {
    const std::string text = to_github(test::small_class());
    CHECK(text.find(
              "::error file=workspace/vectors.hpp,line=12,title=vectors norm::It reads past the "
              "end,%0Aat a[n].\n") != std::string::npos);
    CHECK(text.find("::error file=workspace/sums.hpp,line=7,title=sums::It does not compile") !=
          std::string::npos);
}

TEST_CASE("an unknown format is answered with the nearest") {
    CHECK_THROWS_WITH_AS(find_format("gradscope"), doctest::Contains("did you mean gradescope?"),
                         std::runtime_error);
    CHECK(find_format("junit").name == "junit");
}
