// Wrong answers that nobody listed: whatever is said of them must be true. Every claim is checked
// again (claims.hpp), and noise must be met with silence.
#include "claims.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlcore;
using namespace mlcore::test;

namespace {

constexpr std::uint64_t seed = 4711;

using Corruption = std::function<Value(Value, const Pack::Case&, std::size_t, Random&)>;

// Changes one entry of a value, wherever it is.
double& some_entry(Value& v, Random& random) {
    if (!v.members.empty())
        return some_entry(v.members[static_cast<std::size_t>(
                                        random.index(static_cast<std::int64_t>(v.members.size())))]
                              .value,
                          random);
    return v
        .reals[static_cast<std::size_t>(random.index(static_cast<std::int64_t>(v.reals.size())))];
}

double rows(const Pack::Case& c) { return static_cast<double>(c.inputs[0].shape[0]); }

// Pieces that are chained at random: alone many have a sign, together most have none.
const std::vector<Corruption>& corruptions() {
    static const std::vector<Corruption> all{
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            return each(v, [](double x) { return 2 * x; });
        },
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            return each(v, [](double x) { return -x; });
        },
        [](Value v, const Pack::Case& c, std::size_t, Random&) {
            return each(v, [n = rows(c)](double x) { return n * x; });
        },
        [](Value v, const Pack::Case& c, std::size_t, Random&) {
            return each(v, [n = rows(c)](double x) { return x * n / (n - 1); });
        },
        [](Value v, const Pack::Case& c, std::size_t, Random&) {
            const auto d = static_cast<double>(c.inputs[0].shape[1]);
            return each(v, [n = rows(c), d](double x) { return x * n / d; });
        },
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            return each(v, [](double x) { return x + 0.5; });
        },
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            return each(v, [](double x) { return std::abs(x); });
        },
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            return each(v, [](double x) { return x * x; });
        },
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            return each(v, [](double x) { return static_cast<double>(static_cast<float>(x)); });
        },
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            return v.shape.size() == 2 ? transpose(v) : v;
        },
        [](Value v, const Pack::Case&, std::size_t, Random& random) { // one case in three
            return random.uniform() < 0.33 ? each(v, [](double x) { return 3 * x; }) : v;
        },
        [](Value v, const Pack::Case&, std::size_t, Random& random) {
            some_entry(v, random) += random.normal();
            return v;
        },
        [](Value v, const Pack::Case&, std::size_t i, Random& random) {
            if (i == 3) some_entry(v, random) += 0.01;
            return v;
        },
        [](Value v, const Pack::Case&, std::size_t, Random& random) {
            random.shuffle(v.reals);
            return v;
        },
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            std::reverse(v.reals.begin(), v.reals.end());
            return v;
        },
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            if (v.reals.size() > 1)
                std::rotate(v.reals.begin(), v.reals.begin() + 1, v.reals.end());
            return v;
        },
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            return each(v, [](double x) { return std::max(x, 0.0); });
        },
        [](Value v, const Pack::Case&, std::size_t i, Random&) {
            if (i == 2 && !v.reals.empty()) v.reals[0] = std::numeric_limits<double>::quiet_NaN();
            return v;
        },
        [](Value v, const Pack::Case&, std::size_t, Random&) {
            if (!v.members.empty())
                v.members[0].value = each(v.members[0].value, [](double x) { return 0.5 * x; });
            return v;
        },
    };
    return all;
}

} // namespace

TEST_CASE("diagnosis: what is claimed of answers nobody listed is true") {
    Random random(seed);
    std::size_t claims = 0;
    for (int trial = 0; trial < 3000; ++trial) {
        const auto kind = static_cast<AnswerKind>(trial % 6);
        if (kind == AnswerKind::labels) continue; // below
        CAPTURE(seed);
        CAPTURE(trial);
        const Pack::Task task = random_task(kind, random, 3 + static_cast<std::size_t>(trial % 5));
        std::vector<std::size_t> chain(static_cast<std::size_t>(1 + random.index(3)));
        for (auto& link : chain)
            link = static_cast<std::size_t>(
                random.index(static_cast<std::int64_t>(corruptions().size())));
        std::vector<Value> answers;
        for (std::size_t i = 0; i < task.cases.size(); ++i) {
            Value v = task.cases[i].expected;
            for (const std::size_t link : chain)
                v = corruptions()[link](v, task.cases[i], i, random);
            answers.push_back(v);
        }
        const Finding finding = grading::diagnose(task, answers);
        if (!finding.diagnosis) continue;
        ++claims;
        CAPTURE(finding.diagnosis->id);
        CAPTURE(finding.message);
        CHECK(is_true({task, answers, finding}));
    }
    CHECK(claims > 500); // else nothing was tested
}

TEST_CASE("diagnosis: claims about labels are true") {
    Random random(seed + 1);
    std::size_t claims = 0;
    for (int trial = 0; trial < 600; ++trial) {
        CAPTURE(seed + 1);
        CAPTURE(trial);
        const Pack::Task task = random_task(AnswerKind::labels, random, 4);
        const auto rename = random.permutation(5);
        const bool noise = random.uniform() < 0.4, per_case = random.uniform() < 0.3;
        const std::int64_t added = random.index(3) - 1;
        std::vector<Value> answers;
        for (const Pack::Case& given : task.cases) {
            const auto names = per_case ? random.permutation(5) : rename;
            Value v = given.expected;
            for (auto& x : v.integers)
                x = trial % 2 == 0 ? names[static_cast<std::size_t>(x)] : x + added;
            if (noise) v.integers[0] = random.index(4);
            answers.push_back(v);
        }
        const Finding finding = grading::diagnose(task, answers);
        if (!finding.diagnosis) continue;
        ++claims;
        CAPTURE(finding.message);
        CHECK(is_true({task, answers, finding}));
    }
    CHECK(claims > 150);
}

TEST_CASE("diagnosis: noise is met with silence") {
    Random random(seed + 2);
    for (int trial = 0; trial < 1500; ++trial) {
        CAPTURE(seed + 2);
        CAPTURE(trial);
        const auto kind = static_cast<AnswerKind>(trial % 4); // number, row, matrix, tensor
        const Pack::Task task = random_task(kind, random, 2 + static_cast<std::size_t>(trial % 6));
        const int way = trial / 4 % 5;
        std::vector<Value> answers = from_expected(task, [&](Value v) {
            if (way == 0) some_entry(v, random) += random.normal(); // one entry of each
            if (way == 1) v = each(v, [&](double) { return random.normal(); });
            if (way == 2) v = each(v, [&](double x) { return x * random.uniform(0.9, 1.1); });
            if (way == 3) v = each(v, [&](double x) { return x + 0.1 * random.normal(); });
            return v;
        });
        if (way == 4) { // one entry of one case
            auto& one = answers[static_cast<std::size_t>(
                random.index(static_cast<std::int64_t>(answers.size())))];
            some_entry(one, random) *= 2;
        }
        const Finding finding = grading::diagnose(task, answers);
        CAPTURE(finding.message);
        CHECK_FALSE(finding.diagnosis);
        CHECK(finding.message.starts_with("wrong in "));
    }
}

TEST_CASE("diagnosis: whole numbers wrong by chance are met with silence") {
    Random random(seed + 3);
    int claims = 0;
    for (int trial = 0; trial < 1000; ++trial) {
        Pack::Task task = task_named({"X", "y"}, 0);
        std::vector<Value> answers;
        for (std::int64_t i = 0; i < 5; ++i) {
            const std::int64_t n = 2 + random.index(5), d = 1 + random.index(4);
            task.cases.push_back({"",
                                  {random_reals(random, {n, d}), random_reals(random, {n})},
                                  integer(1 + random.index(8))});
            answers.push_back(integer(1 + random.index(8)));
        }
        claims += grading::diagnose(task, answers).diagnosis ? 1 : 0;
    }
    CAPTURE(seed + 3);
    CHECK(claims <= 3); // five small numbers do come out as, say, all the same now and then
}

TEST_CASE("diagnosis: a mistake is named only where the answers are its own") {
    Random random(seed + 4);
    std::size_t named = 0;
    for (int trial = 0; trial < 600; ++trial) {
        CAPTURE(seed + 4);
        CAPTURE(trial);
        Pack::Task task = random_task(AnswerKind::row, random, 5);
        for (int m = 0; m < 6; ++m) {
            Pack::Mistake mistake{"mistake_" + std::to_string(m), "", {}};
            const auto& first = corruptions()[static_cast<std::size_t>(
                random.index(static_cast<std::int64_t>(corruptions().size())))];
            for (std::size_t i = 0; i < task.cases.size(); ++i)
                mistake.answers.push_back(first(task.cases[i].expected, task.cases[i], i, random));
            task.mistakes.push_back(mistake);
        }
        // One of them, or two of them one after the other, or one of them in half of the cases.
        std::vector<Value> answers = task.mistakes[0].answers;
        if (trial % 3 == 1)
            for (Value& v : answers) v = each(v, [](double x) { return x * 1.5 - 0.25; });
        if (trial % 3 == 2)
            for (std::size_t i = 0; i < 2; ++i) answers[i] = task.mistakes[1].answers[i];
        const Finding finding = grading::diagnose(task, answers);
        if (!finding.diagnosis || finding.diagnosis->kind != "mistake") continue;
        ++named;
        std::size_t agreeing = 0;
        bool claimed_agrees = false;
        for (const Pack::Mistake& mistake : task.mistakes) {
            bool same = true, wrong = false;
            for (std::size_t i = 0; i < answers.size(); ++i) {
                const auto a = numbers(mistake.answers[i]), b = numbers(answers[i]),
                           e = numbers(task.cases[i].expected);
                for (std::size_t j = 0; j < e.size(); ++j) {
                    same = same && j < a.size() && j < b.size() &&
                           (close(a[j], b[j]) || (std::isnan(a[j]) && std::isnan(b[j])));
                    wrong = wrong || j >= a.size() || !close(a[j], e[j]);
                }
            }
            agreeing += same && wrong ? 1 : 0;
            claimed_agrees = claimed_agrees || (same && mistake.id == finding.diagnosis->id);
        }
        CHECK(agreeing == 1);
        CHECK(claimed_agrees);
    }
    CHECK(named > 50);
}
