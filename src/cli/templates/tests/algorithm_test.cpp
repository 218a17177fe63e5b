#include "mlcore/@area@/@slug@.hpp"

#include <doctest/doctest.h>

using namespace mlcore;

// FILL IN: golden values from a peer (tests/golden/@slug@.py), properties, edge cases.
TEST_CASE("@slug@: every variant") {
    for (const auto& variant : @slug@::double_it_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(-1.5) == doctest::Approx(-3));
    }
}
