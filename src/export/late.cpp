#include "results.hpp"

#include <algorithm>

namespace mlcore::exporting {

int days_late(std::int64_t at, std::optional<std::int64_t> due) {
    constexpr std::int64_t day = 24 * 60 * 60;
    if (!due || at <= *due) return 0;
    return static_cast<int>((at - *due + day - 1) / day);
}

Counted count(const std::vector<Handed>& attempts, std::optional<std::int64_t> due,
              const course::Policy& policy, int free_days) {
    const auto worth = [&](std::size_t i) {
        Counted counted;
        counted.attempt = i;
        counted.score = attempts[i].score;
        counted.days_late = days_late(attempts[i].at, due);
        if (counted.days_late == 0) return counted;
        if (policy.max_days && counted.days_late > *policy.max_days) {
            counted.penalty = 1;
        } else {
            // No free day is spent on what earns nothing anyway.
            counted.free_days_used = counted.score > 0 ? std::min(counted.days_late, free_days) : 0;
            counted.penalty = std::min(1.0, policy.penalty_per_day *
                                                (counted.days_late - counted.free_days_used));
        }
        counted.score *= 1 - counted.penalty;
        return counted;
    };
    if (policy.counts == course::Policy::Counts::latest) return worth(attempts.size() - 1);
    Counted best = worth(0);
    for (std::size_t i = 1; i < attempts.size(); ++i) {
        const Counted other = worth(i);
        if (other.score > best.score ||
            (other.score == best.score && other.free_days_used < best.free_days_used))
            best = other;
    }
    return best;
}

} // namespace mlcore::exporting
