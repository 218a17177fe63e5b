#include "export/csv.hpp"
#include "export/roster.hpp"

#include <doctest/doctest.h>

using namespace mlcore::exporting;

TEST_CASE("cells survive being written and read") {
    const std::vector<Row> rows{
        {"a", "", "b,c"}, {"\"q\"", "two\r\nlines", " edge "}, {"ü", "x", "y"}};
    CHECK(parse_csv(to_csv(rows)) == rows);
    CHECK(parse_csv("\xef\xbb\xbf"
                    "a,b\n\n1,2") == std::vector<Row>{{"a", "b"}, {"1", "2"}});
    CHECK(parse_csv("").empty());
    CHECK_THROWS_WITH_AS(parse_csv("a,b\n1,\"open"), doctest::Contains("line 2"),
                         std::runtime_error);
}

TEST_CASE("what a spreadsheet would compute becomes a text") {
    for (const char* cell : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n+1"}) {
        CHECK_MESSAGE(is_formula(cell), cell);
        CHECK(as_text(cell)[0] == '\'');
    }
    CHECK(as_text("Lovelace") == "Lovelace");
    CHECK(as_text("two\nlines") == "two lines");
    CHECK(!is_formula(""));
}

TEST_CASE("students are found by any of their names, never by half of two") {
    const auto roster = parse_roster("Student,name,Email,id,canvas_id\n"
                                     "ada,Ada Lovelace,a.l@example.org,17,900\n"
                                     "bob,Bob,bob@example.org,18,901\n"
                                     ",Eve,eve@example.org,19,902\n"
                                     "x1,Twin,twin@a.org,20,\n"
                                     "x2,Twin,twin@b.org,21,\n",
                                     "roster.csv");
    REQUIRE(roster.find("ada") != nullptr);
    CHECK(roster.find("ada")->canvas_id == "900");
    CHECK(roster.find("17")->name == "Ada Lovelace");
    CHECK(roster.find("a.l@example.org")->name == "Ada Lovelace");
    CHECK(roster.find("a.l")->name == "Ada Lovelace");
    CHECK(roster.find("eve")->name == "Eve");
    CHECK(roster.find("twin") == nullptr);
    CHECK(roster.find("nobody") == nullptr);
}

TEST_CASE("a gradebook that Canvas exported is a roster") {
    const auto roster = parse_roster("Student,ID,SIS User ID,SIS Login ID,Section,Old (1)\n"
                                     "    Points Possible,,,,,5\n"
                                     "\"Lovelace, Ada\",77,S-1,ada@example.org,A,4\n",
                                     "canvas.csv");
    REQUIRE(roster.people().size() == 1);
    CHECK(roster.find("ada")->canvas_id == "77");
    CHECK(roster.find("ada")->login == "ada@example.org");
}

TEST_CASE("a file that is no roster is refused with what was expected") {
    CHECK_THROWS_WITH_AS(parse_roster("a,b\n1,2\n", "x.csv"),
                         doctest::Contains("x.csv:1: expected a header"), std::runtime_error);
    CHECK_THROWS_AS(parse_roster("", "x.csv"), std::runtime_error);
}
