#include "export/results.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using namespace mlcore::exporting;

namespace {

constexpr std::int64_t due = 1'000'000, day = 86'400;

course::Policy policy(course::Policy::Counts counts = course::Policy::Counts::best) {
    course::Policy policy;
    policy.counts = counts;
    policy.penalty_per_day = 0.1;
    policy.max_days = 5;
    return policy;
}

} // namespace

TEST_CASE("a day late begins with the second after the due time") {
    CHECK(days_late(due, due) == 0);
    CHECK(days_late(due + 1, due) == 1);
    CHECK(days_late(due + day, due) == 1);
    CHECK(days_late(due + day + 1, due) == 2);
    CHECK(days_late(due + 100 * day, {}) == 0);
}

TEST_CASE("each day that no free day covers costs its share, and too late is nothing") {
    const auto worth = [](int days, int free_days) {
        return count({{10, due + days * day}}, due, policy(), free_days);
    };
    CHECK(worth(0, 0).score == 10);
    CHECK(worth(2, 0).score == doctest::Approx(8));
    CHECK(worth(2, 1).score == doctest::Approx(9));
    CHECK(worth(2, 1).free_days_used == 1);
    CHECK(worth(2, 7).score == 10);
    CHECK(worth(2, 7).free_days_used == 2);
    CHECK(worth(5, 0).score == doctest::Approx(5));
    CHECK(worth(6, 9).score == 0);
    CHECK(worth(6, 9).free_days_used == 0);
    CHECK(worth(6, 9).penalty == 1);
    // A whole grade cannot become negative.
    auto harsh = policy();
    harsh.penalty_per_day = 1;
    CHECK(count({{10, due + 3 * day}}, due, harsh, 0).score == 0);
    // Nothing earned costs no free day.
    CHECK(count({{0, due + day}}, due, policy(), 3).free_days_used == 0);
}

TEST_CASE("best counts after the penalty, latest whatever it is worth") {
    const std::vector<Handed> attempts{{7, due}, {9, due + 3 * day}, {4, due + 4 * day}};
    CHECK(count(attempts, due, policy(), 0).attempt == 0); // 7 against 6.3 and 2.4
    CHECK(count(attempts, due, policy(), 2).attempt == 1); // 8.1
    CHECK(count(attempts, due, policy(course::Policy::Counts::latest), 0).attempt == 2);
    CHECK(count(attempts, due, policy(course::Policy::Counts::latest), 0).score ==
          doctest::Approx(2.4));
    // Of equals the one that costs fewer free days, then the earlier.
    CHECK(count({{5, due + day}, {5, due}, {5, due}}, due, policy(), 3).attempt == 1);
}
