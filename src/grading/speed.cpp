#include "speed.hpp"

#include "comparison.hpp"

#include "mlcore/core/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace mlcore::grading {
namespace {

constexpr int fewest_rounds = 7; // the interval of fewer says nothing at 95%
constexpr int most_rounds = 41;
constexpr int naive_rounds = 3;

Value draw(const Draw& recipe, Random& random) {
    if (recipe.kind == Draw::Kind::fixed) return recipe.value;
    std::int64_t size = 1;
    for (std::int64_t extent : recipe.shape) size *= extent;
    if (recipe.kind == Draw::Kind::integers) {
        std::vector<std::int64_t> entries(static_cast<std::size_t>(size));
        const auto low = static_cast<std::int64_t>(recipe.low),
                   high = static_cast<std::int64_t>(recipe.high);
        for (auto& entry : entries) entry = low + random.index(high - low);
        return Value::array(recipe.shape, std::move(entries));
    }
    std::vector<double> entries(static_cast<std::size_t>(size));
    for (auto& entry : entries)
        entry = recipe.kind == Draw::Kind::normal ? random.normal()
                                                  : random.uniform(recipe.low, recipe.high);
    return Value::array(recipe.shape, std::move(entries));
}

// One timed call: its seconds, and its output.
struct Timed {
    Reply reply; // of the step that failed, or the last
    bool answered = false;
    bool honest = false; // the digest that stopped the clock is that of the output
    double seconds = 0;
    double prepare_seconds = 0; // reading the inputs, which is the same work for everyone
    Value output;
};

Timed time_once(Session& session, const std::string& function, const std::vector<Value>& inputs,
                std::uint64_t key) {
    Timed timed;
    const auto step = [&](Question::Step which) {
        Question question;
        question.step = which;
        question.task = function;
        question.key = key;
        if (which == Question::Step::prepare) question.inputs = inputs;
        timed.reply = session.ask(std::move(question));
        return timed.reply.outcome == Reply::Outcome::answered &&
               !timed.reply.answer.value.is_error();
    };
    if (!step(Question::Step::prepare)) return timed;
    timed.prepare_seconds = timed.reply.seconds;
    if (!step(Question::Step::run)) return timed;
    timed.seconds = timed.reply.seconds;
    const Value claimed = timed.reply.answer.value;
    if (!step(Question::Step::collect)) return timed;
    timed.output = std::move(timed.reply.answer.value);
    timed.answered = true;
    // Not necessarily bit for bit: the two sums may be compiled for different processors.
    const double actual = digest(timed.output, key);
    timed.honest = claimed.kind == Value::Kind::real &&
                   std::abs(claimed.reals[0] - actual) <= 1e-6 * (1 + std::abs(actual));
    return timed;
}

} // namespace

MedianInterval median_interval(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const int n = static_cast<int>(values.size());
    // P(fewer than k of n lie below the median) = Σ_{i<k} C(n, i)/2ⁿ; the largest k with both tails
    // within 5% gives the interval from the k-th smallest to the k-th largest value.
    double tail = 0, term = std::pow(0.5, n);
    int k = 0;
    while (k < n / 2 && 2 * (tail + term) <= 0.05) {
        tail += term;
        term *= static_cast<double>(n - k) / (k + 1);
        ++k;
    }
    const auto at = [&](int i) { return values[static_cast<std::size_t>(i)]; };
    MedianInterval interval;
    interval.median = n % 2 == 1 ? at(n / 2) : (at(n / 2 - 1) + at(n / 2)) / 2;
    interval.low = at(std::max(k - 1, 0));
    interval.high = at(n - std::max(k, 1));
    return interval;
}

TaskVerdict measure_speed(const Pack::SpeedTask& task, const Pack::Task& of, std::uint64_t seed,
                          const SpeedSessions& sessions,
                          const std::function<void(const std::string&)>& progress,
                          const std::function<bool()>& stop) {
    TaskVerdict verdict;
    verdict.name = task.name;
    verdict.max_points = task.points;
    verdict.status = Status::inconclusive;
    const auto end = [&](Status status, std::string message) {
        verdict.status = status;
        verdict.message = std::move(message);
        return verdict;
    };

    std::vector<double> ratios, speedups;
    double reference_seconds = 0, busy_seconds = 0; // what mine used while the reference was asked
    MedianInterval interval;
    for (int round = 0; round <= most_rounds; ++round) { // round 0 warms up
        if (stop && stop()) return end(Status::skipped, "stopped");
        if (progress) progress(fmt::format("{} round {}", task.name, round));
        Random random(seed * 1000003 + static_cast<std::uint64_t>(round));
        std::vector<Value> inputs;
        for (const auto& recipe : task.inputs) inputs.push_back(draw(recipe, random));
        const std::uint64_t key = random.bits();

        Timed mine, reference;
        const auto time_mine = [&] { mine = time_once(*sessions.mine, task.rule.of, inputs, key); };
        const auto time_reference = [&] {
            const auto start = std::chrono::steady_clock::now();
            const double before = sessions.mine->busy_seconds();
            reference = time_once(*sessions.reference, task.rule.of, inputs, key);
            busy_seconds += sessions.mine->busy_seconds() - before;
            reference_seconds +=
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        };
        // In turn, and each goes first as often: what the machine does meanwhile hits both alike.
        if (round % 2 == 0) {
            time_mine();
            time_reference();
        } else {
            time_reference();
            time_mine();
        }
        if (!reference.answered)
            return end(Status::inconclusive, "the library's own function gave no answer here");
        if (!mine.answered) {
            if (mine.reply.outcome == Reply::Outcome::timeout)
                return end(Status::failed, "no answer in time at this size");
            if (mine.reply.outcome == Reply::Outcome::answered)
                return end(Status::failed, "throws at this size: " + mine.reply.answer.value.text);
            return end(Status::crashed, "crashed at this size, compiled with -O3");
        }
        if (const auto difference = compare(reference.output, mine.output, of.tolerance))
            return end(Status::failed,
                       "wrong at this size" +
                           (difference->index.empty() ? "" : ", first at " + difference->index) +
                           ": what is fast must be right as well");
        if (!mine.honest)
            return end(Status::failed, "the answer was not ready when the clock stopped");
        if (busy_seconds > 0.1 && busy_seconds > 0.25 * reference_seconds)
            return end(Status::failed, "your program goes on working when it has answered: threads "
                                       "or processes that it started are still busy");
        // Work that is done while the inputs arrive is work all the same.
        mine.seconds += std::max(0.0, mine.prepare_seconds - 3 * reference.prepare_seconds);
        verdict.seconds += mine.seconds;
        if (round == 0) continue;
        ratios.push_back(mine.seconds / reference.seconds);
        if (sessions.naive != nullptr && round <= naive_rounds) {
            const Timed naive = time_once(*sessions.naive, task.rule.of, inputs, key);
            if (naive.answered) speedups.push_back(naive.seconds / mine.seconds);
        }
        if (round < fewest_rounds) continue;
        interval = median_interval(ratios);
        if (interval.high <= task.rule.at_most || interval.low > task.rule.at_most) break;
    }

    std::string message =
        fmt::format("{:.2f} times the library's time ({:.2f} to {:.2f}); at most {:g} passes",
                    interval.median, interval.low, interval.high, task.rule.at_most);
    if (!speedups.empty()) {
        std::nth_element(speedups.begin(),
                         speedups.begin() + static_cast<std::ptrdiff_t>(speedups.size() / 2),
                         speedups.end());
        message += fmt::format("; {:.1f} times as fast as the loop", speedups[speedups.size() / 2]);
    }
    if (interval.high <= task.rule.at_most) {
        verdict.points = task.points;
        return end(Status::passed, message);
    }
    if (interval.low > task.rule.at_most) return end(Status::failed, message);
    return end(Status::inconclusive, message + "; this machine is too busy to tell, check again");
}

} // namespace mlcore::grading
