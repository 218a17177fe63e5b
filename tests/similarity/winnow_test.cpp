#include "core/file.hpp"
#include "similarity/winnow.hpp"
#include "similarity/words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>

using namespace mlcore::similarity;

namespace {

const std::string original = R"cpp(
double variance(const std::vector<double>& values) {
    double mean = 0;
    for (double value : values) mean += value / static_cast<double>(values.size());
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double difference = values[i] - mean;
        sum += difference * difference;
    }
    return values.size() > 1 ? sum / static_cast<double>(values.size() - 1) : 0;
}
)cpp";

// Another way to the same numbers.
const std::string independent = R"cpp(
double variance(const std::vector<double>& values) {
    if (values.size() < 2) return 0;
    const auto n = double(values.size());
    double squares = 0, total = 0;
    auto next = values.begin();
    while (next != values.end()) {
        total = total + *next;
        squares = squares + std::pow(*next, 2);
        next++;
    }
    return (squares - total * total / n) / (n - 1);
}
)cpp";

std::string renamed(std::string text) {
    for (const auto& [from, to] : {std::pair{"values", "xs"},
                                   {"mean", "m"},
                                   {"sum", "acc"},
                                   {"difference", "delta"},
                                   {"value", "x"},
                                   {"i", "index"}})
        text = std::regex_replace(text, std::regex(std::string("\\b") + from + "\\b"), to);
    return "// all my own work\n#include <vector>\n\n" +
           std::regex_replace(text, std::regex("    "), "\t\t");
}

std::vector<std::uint64_t> hashes(const std::string& text) {
    std::vector<std::uint64_t> all;
    for (const auto& print : winnow(text)) all.push_back(print.hash);
    return all;
}

} // namespace

TEST_CASE("renaming, comments, includes and spaces change no fingerprint") {
    CHECK(hashes(original) == hashes(renamed(original)));
    CHECK(hashes(original) != hashes(independent));
}

TEST_CASE("a copy is found, an independent answer is not") {
    const auto pairs = similar_pairs({original, independent, renamed(original)}, "");
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0].first == 0);
    CHECK(pairs[0].second == 2);
    CHECK(pairs[0].share == 1);
    CHECK(pairs[0].first_lines[0] == 2);
    CHECK(pairs[0].second_lines[0] == 5); // three lines further down
}

TEST_CASE("a copied passage inside something else is found") {
    const std::string body = original.substr(original.find("double mean"));
    const auto pairs = similar_pairs({independent + "double other() {\n" + body, original}, "");
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0].share > 0.7);
}

TEST_CASE("what the stub gives counts for nobody") {
    CHECK(similar_pairs({original + independent, original}, original).empty());
    CHECK(similar_pairs({original, original}, renamed(original)).empty());
}

TEST_CASE("what many wrote is how it is done") {
    std::vector<std::string> everybody(12, original);
    CHECK(similar_pairs(everybody, "").empty());
    everybody.resize(3);
    CHECK(similar_pairs(everybody, "").size() == 3);
}

TEST_CASE("winnowing keeps its promise: any shared passage of run + window - 1 tokens is found") {
    const Options options;
    const auto shared = std::string("a + b * c - d / e % f & g | h ^ i < j > k ! l ~ m");
    for (const char* before : {"", "x ;", "( y , z ) ;", "if ( q ) { return 7 ; }"})
        for (const char* after : {"", "; r", "[ 3 ] ; { }", ". s ( t ) ; u ( )"}) {
            const std::string one = std::string(before) + shared + after;
            REQUIRE(tokens(shared).size() >= options.run + options.window - 1);
            const auto a = hashes(one), b = hashes("while ( true ) " + shared + " ?");
            CHECK(std::any_of(a.begin(), a.end(), [&](auto hash) {
                return std::find(b.begin(), b.end(), hash) != b.end();
            }));
        }
}

TEST_CASE("files of no or few tokens have no fingerprints") {
    CHECK(winnow("").empty());
    CHECK(winnow("int x;").empty());
    CHECK(similar_pairs({"", "int x;", ""}, "").empty());
    CHECK(similar_pairs({}, "").empty());
}

TEST_CASE("tokens outlive unfinished quotes, raw texts and comments") {
    CHECK(tokens("\"open\n int x").size() == 3);
    CHECK(tokens("R\"x(a\" b)x\" y").size() == 2);
    CHECK(tokens("/* never closed").empty());
    CHECK(tokens("#define A \\\n B\nx").size() == 1);
    CHECK(tokens("1'000.5e-3f + 0x1p-4").size() == 3);
    CHECK(tokens("x\ny")[1].line == 2);
}

TEST_CASE("comments go, quoted texts stay or go, lines stay") {
    CHECK(without_comments("a // b\nc /* d\n e */ f \"// g\"") ==
          "a     \nc     \n      f \"// g\"");
    CHECK(without_comments("f(\"x y\", 'z')", Quoted::blank) == "f(\"   \", ' ')");
    CHECK(without_comments("1'000 // n") == "1'000     ");
    const std::string sample = "d\\\"o(t";
    const auto split = words(sample);
    REQUIRE(split.size() == 5);
    CHECK(split[0].text == "d");
    CHECK(split[1].text == "\"");
}
