#include "mutation/mutants.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using mlcore::mutation::make_mutants;

namespace {

bool has(const std::string& source, const std::string& mutated) {
    const auto mutants = make_mutants(source);
    return std::any_of(mutants.begin(), mutants.end(),
                       [&](const auto& mutant) { return mutant.source == mutated; });
}

} // namespace

TEST_CASE("mutants: operators, constants, names, swapped arguments, dropped statements") {
    CHECK(has("x = a + b;", "x = a - b;"));
    CHECK(has("for (i = 0; i < n; ++i) sum += f(i);", "for (i = 0; i <= n; ++i) sum += f(i);"));
    CHECK(has("for (i = 0; i < n; ++i) sum += f(i);", "for (i = 1; i < n; ++i) sum += f(i);"));
    CHECK(has("for (i = 0; i < n; ++i) sum += f(i);", "for (i = 0; i < n; ++i) ;"));
    CHECK(has("y = -x;", "y = x;"));
    CHECK(has("y = 0.5 * x;", "y = (2 * 0.5 + 1) * x;"));
    CHECK(has("return std::sqrt(x);", "return (x);"));
    CHECK(has("n = X.rows();", "n = X.cols();"));
    CHECK(has("s += X(i, j);", "s += X(j, i);"));
    CHECK(has("if (a == b) c = 1;", "if (a != b) c = 1;"));
}

TEST_CASE("mutants: comments, texts, includes and declarations are left alone") {
    CHECK(make_mutants("// a + b").empty());
    CHECK(make_mutants("#include <a/b + c.hpp>\n").empty());
    CHECK(make_mutants("/* 1 + 2 */ \"3 + 4\";").empty());
    CHECK(make_mutants("Vector v;").empty());
    CHECK_FALSE(has("Vector v(n);", ";"));
    CHECK_FALSE(has("const double x = f(y);", ";"));
    CHECK(make_mutants("std::vector<double> v;").empty()); // < of a template has no spaces
    for (const auto& mutant : make_mutants("a = 1;\nb = 2; // 3\nc = 4;")) CHECK(mutant.line <= 3);
}
