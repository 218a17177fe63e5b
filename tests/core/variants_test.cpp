#include "mlcore/core/variants.hpp"

#include <doctest/doctest.h>

#include <iterator>
#include <string>
#include <type_traits>

using namespace mlcore;

namespace {
using Twice = int(int);
int by_adding(int x) { return x + x; }
int by_shifting(int x) { return x << 1; }

const Variants<Twice> variants{{"naive", by_adding}, {"vectorized", by_shifting}};
} // namespace

TEST_CASE("variants: the first is the reference, the last the best, all by name") {
    CHECK(variants.reference().name == "naive");
    CHECK((variants.reference().function == by_adding));
    CHECK(variants.best().name == "vectorized");
    CHECK((variants.best().function == by_shifting));
    CHECK((variants["naive"] == by_adding));
    CHECK(variants["vectorized"](21) == 42);
    CHECK_THROWS_WITH_AS((void)variants["parallel"], "no variant is named parallel", ValueError);
    static_assert(std::is_same_v<decltype(variants)::Function, Twice>);

    std::string names;
    for (const auto& [name, function] : variants) {
        names += name + " ";
        CHECK(function(3) == 6);
    }
    CHECK(names == "naive vectorized ");

    const Variants<Twice> only{{"naive", by_adding}};
    CHECK((only.reference().function == only.best().function));
}

TEST_CASE("variants: a table with one more leaves the table as it is") {
    const auto more = variants.with({"yours", by_adding});
    CHECK((more["yours"] == by_adding));
    CHECK(more.best().name == "yours");
    CHECK(more.reference().name == "naive");
    CHECK(std::distance(more.begin(), more.end()) == 3);
    CHECK(std::distance(variants.begin(), variants.end()) == 2);
}
