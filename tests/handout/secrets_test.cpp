#include "handout/secrets.hpp"

#include <doctest/doctest.h>

using mlcore::handout::Secrets;

namespace {

const std::string solution = R"cpp(
// Sums the products of neighbouring entries, one after the other.
inline double blend(VectorView a, VectorView b) {
    check_same_size("blend", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i) + 0.5 * a(i);
    return sum;
}
)cpp";
const std::string stub = R"cpp(
inline double blend(VectorView a, VectorView b) {
    throw NotImplemented{"blend"};
}
)cpp";

Secrets secrets() {
    Secrets all;
    all.add_source("x/solution.hpp", solution);
    all.add_sentence("a mistake of x/blend",
                     "You forget the half of a that is added to each product. Add 0.5·a(i), too.");
    all.add_public(stub);
    return all;
}

} // namespace

TEST_CASE("a passage of the solution is found wherever it stands") {
    for (const char* text :
         {"sum += a(i) * b(i) + 0.5 * a(i);",
          "In words:\n\n    sum  +=  a(i)*b(i)\n      + 0.5*a( i )\n",
          "hints = [\"loop: sum += a(i) * b(i) + 0.5 * a(i)\"]",
          "// sum += a(i) * b(i) + 0.5 * a(i);", "> sum += a(i) * b(i) + 0.5 * a(i) <"})
        CHECK_MESSAGE(secrets().holds_secret(text), text);
    const auto leaks = secrets().scan("lesson.md", "one\ntwo\nsum += a(i) * b(i) + 0.5 * a(i);\n");
    REQUIRE(leaks.size() == 1);
    CHECK(leaks[0].file == "lesson.md");
    CHECK(leaks[0].line == 3);
    CHECK(leaks[0].source == "x/solution.hpp");
    CHECK(leaks[0].source_line == 6);
}

TEST_CASE("an escaped quote does not hide a passage") {
    CHECK(secrets().holds_secret(
        "(\\\"\\\", \\\"\\\", a.size(), \\\"\\\", b.size());\\n double sum = 0;"));
}

TEST_CASE("the stub, formulas and what is said in comments are no secret") {
    CHECK(!secrets().holds_secret(stub));
    CHECK(!secrets().holds_secret("double blend(VectorView a, VectorView b) {"));
    CHECK(!secrets().holds_secret("$\\sum_i a_i b_i + \\frac12 a_i$"));
    CHECK(
        !secrets().holds_secret("Sums the products of neighbouring entries, one after the other."));
    CHECK(!secrets().holds_secret("a(i) * b(i)"));
}

TEST_CASE("what a learner is told after a mistake is not told before it") {
    CHECK(
        secrets().holds_secret("Traps: You forget the half of a\nthat is added to each product."));
    CHECK(!secrets().holds_secret("Add 0.5·a(i), too."));
    CHECK(!secrets().holds_secret("the half of a that is added"));
}
