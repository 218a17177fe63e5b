#include "grading/speed.hpp"

#include "mlcore/core/random.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using namespace mlcore::grading;

TEST_CASE("median_interval: ranks from the binomial distribution") {
    // Tables of the sign test at 95%: n = 7 uses the smallest and largest value, n = 15 the 4th and
    // 12th, n = 25 the 8th and 18th (Hollander and Wolfe, table A.2).
    const auto interval = [](int n) {
        std::vector<double> values;
        for (int i = n; i > 0; --i) values.push_back(i);
        return median_interval(values);
    };
    CHECK(interval(7).low == 1);
    CHECK(interval(7).high == 7);
    CHECK(interval(7).median == 4);
    CHECK(interval(15).low == 4);
    CHECK(interval(15).high == 12);
    CHECK(interval(25).low == 8);
    CHECK(interval(25).high == 18);
    CHECK(interval(8).median == 4.5);
}

TEST_CASE("median_interval: covers the true median in at least 95 of 100 draws") {
    const std::uint64_t seed = 3;
    CAPTURE(seed);
    Random random(seed);
    int covered = 0;
    const int draws = 4000;
    for (int draw = 0; draw < draws; ++draw) {
        std::vector<double> values;
        for (int i = 0; i < 15; ++i) values.push_back(random.normal());
        const auto interval = median_interval(values);
        covered += interval.low <= 0 && interval.high >= 0 ? 1 : 0;
    }
    // 4,000 draws at 0.965 (the exact level for n = 15) have a standard error of 0.003.
    CHECK(covered >= 0.95 * draws);
    CHECK(covered <= 0.98 * draws);
}
