#include "mlcore/core/fields.hpp"

#include <doctest/doctest.h>

#include <string>
#include <type_traits>
#include <vector>

using namespace mlcore;

namespace {

struct Options {
    int k = 3;
    double rate = 0.5;
    std::string name = "plain";

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("k", self.k);
        visit("rate", self.rate);
        visit("name", self.name);
    }
};

struct Nested {
    Options inner;
    bool on = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("inner", self.inner);
        visit("on", self.on);
    }
};

struct WithoutFields {
    int k = 1;
};

// Records inside records, as a writer of any format would walk them.
struct Names {
    std::vector<std::string> seen;
    std::string path;

    template <class Field>
    void operator()(const char* name, Field& field) {
        if constexpr (HasFields<std::remove_const_t<Field>>) {
            const std::string outer = path;
            path += std::string(name) + ".";
            for_each_field(field, *this);
            path = outer;
        } else {
            seen.push_back(path + name);
        }
    }
};

} // namespace

static_assert(HasFields<Options>);
static_assert(HasFields<Nested>);
static_assert(!HasFields<WithoutFields>);
static_assert(!HasFields<int>);
static_assert(std::is_aggregate_v<Options>, "listing fields must not cost designated initialisers");

TEST_CASE("fields: visited in the order of the list, with their names") {
    const Nested nested{.inner = {.k = 7}, .on = true};
    Names names;
    for_each_field(nested, names);
    CHECK(names.seen == std::vector<std::string>{"inner.k", "inner.rate", "inner.name", "on"});
}

TEST_CASE("fields: those of a variable can be written, those of a constant are constant") {
    Options options{.k = 9, .name = "fancy"};
    for_each_field(options, [](const char* name, auto& field) {
        if constexpr (std::is_same_v<decltype(field), int&>) {
            CHECK(std::string(name) == "k");
            field = 11;
        }
    });
    CHECK(options.k == 11);
    CHECK(options.rate == 0.5);
    CHECK(options.name == "fancy");

    const Options constant = options;
    int visited = 0;
    for_each_field(constant, [&](const char*, auto& field) {
        static_assert(std::is_const_v<std::remove_reference_t<decltype(field)>>);
        ++visited;
    });
    CHECK(visited == 3);
}
