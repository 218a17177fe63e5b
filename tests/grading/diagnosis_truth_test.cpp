// Wrong answers that nobody listed: whatever is said of them must be true. Every claim is checked
// again here, by other means than those that found it, and noise must be met with silence.
#include "task_for_tests.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

using namespace mlcore;
using namespace mlcore::test;
using grading::Finding;

namespace {

constexpr std::uint64_t seed = 4711;

using Corruption = std::function<Value(Value, const Pack::Case&, std::size_t, Random&)>;

bool close(double a, double b) {
    return a == b || std::abs(a - b) <= 3e-9 + 3e-9 * std::max(std::abs(a), std::abs(b));
}

std::vector<double> numbers(const Value& v) {
    std::vector<double> result = v.reals;
    for (const auto x : v.integers) result.push_back(static_cast<double>(x));
    for (const auto& member : v.members)
        for (const double x : numbers(member.value)) result.push_back(x);
    return result;
}

// The parts of an answer that a message speaks of: a field it names, or all.
Value part(const Value& v, const Finding& finding) {
    if (finding.message.find("; the rest is right") == std::string::npos) return v;
    for (const auto& member : v.members)
        if (finding.message.starts_with(member.name)) return member.value;
    return v;
}

struct Claim {
    const Pack::Task& task;
    const std::vector<Value>& answers;
    const Finding& finding;

    template <class Check>
    bool all(Check check) const { // over the cases that expect an answer
        for (std::size_t i = 0; i < answers.size(); ++i)
            if (!task.cases[i].expected.is_error() &&
                !check(part(task.cases[i].expected, finding), part(answers[i], finding),
                       task.cases[i]))
                return false;
        return true;
    }
    template <class F>
    bool entries(F f) const { // got = f(expected)
        return all([&](const Value& e, const Value& g, const Pack::Case&) {
            const auto x = numbers(e), y = numbers(g);
            return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                              [&](double a, double b) { return close(f(a), b); });
        });
    }
    bool says(const char* words) const { return finding.message.find(words) != std::string::npos; }
};

// The factor that a message states, for one case of X (n×d) and y.
double stated_factor(const std::string& message, const Pack::Case& given) {
    const auto begin = message.find("exactly ") + 8;
    const std::string text = message.substr(begin, message.find(" times") - begin);
    const double n = static_cast<double>(given.inputs[0].shape[0]);
    const double d = static_cast<double>(given.inputs[0].shape[1]);
    const bool by_columns = message.find("d being the number of columns of X") != std::string::npos;
    const bool by_size =
        message.find("N being the number of all entries of X") != std::string::npos;
    const bool by_rows = message.find("n being the number of rows of X") != std::string::npos;
    if (text == "n/d") return n / d;
    if (text == "d/n") return d / n;
    REQUIRE((by_rows || by_columns || by_size));
    const double v = by_columns ? d : by_size ? n * d : n;
    std::string form;
    for (const char c : text) form += c == 'n' || c == 'd' || c == 'N' ? 'v' : c;
    const std::map<std::string, double> values{{"v", v},
                                               {"1/v", 1 / v},
                                               {"−v", -v},
                                               {"−1/v", -1 / v},
                                               {"(v − 1)", v - 1},
                                               {"1/(v − 1)", 1 / (v - 1)},
                                               {"v/(v − 1)", v / (v - 1)},
                                               {"(v − 1)/v", (v - 1) / v},
                                               {"√v", std::sqrt(v)},
                                               {"1/√v", 1 / std::sqrt(v)},
                                               {"v²", v * v},
                                               {"1/v²", 1 / (v * v)},
                                               {"v/2", v / 2},
                                               {"2/v", 2 / v},
                                               {"2v", 2 * v},
                                               {"1/(2v)", 1 / (2 * v)},
                                               {"√((v − 1)/v)", std::sqrt((v - 1) / v)},
                                               {"√(v/(v − 1))", std::sqrt(v / (v - 1))}};
    REQUIRE(values.contains(form));
    return values.at(form);
}

bool constant_ratio(const Claim& claim) {
    std::set<double> ratios;
    claim.all([&](const Value& e, const Value& g, const Pack::Case&) {
        const auto x = numbers(e), y = numbers(g);
        for (std::size_t i = 0; i < x.size(); ++i)
            if (std::abs(x[i]) > 1e-3) ratios.insert(y[i] / x[i]);
        return true;
    });
    return !ratios.empty() &&
           *ratios.rbegin() - *ratios.begin() <= 1e-5 * std::abs(*ratios.begin());
}

// Whether entry (i, j) of a matrix-shaped answer is the expected row's times that row's own factor.
bool own_factors(const Value& e, const Value& g, bool by_row, bool whole) {
    if (e.kind == Value::Kind::record) { // one factor for all fields
        std::set<double> ratios;
        const auto x = numbers(e), y = numbers(g);
        for (std::size_t i = 0; i < x.size(); ++i)
            if (std::abs(x[i]) > 1e-3) ratios.insert(std::round(y[i] / x[i] * 1e5));
        return ratios.empty() || *ratios.rbegin() - *ratios.begin() <= 1;
    }
    const std::size_t d = e.shape.empty() ? 1 : static_cast<std::size_t>(e.shape.back());
    const auto x = numbers(e), y = numbers(g);
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t j = 0; j < x.size(); ++j)
            if ((whole || (by_row ? i / d == j / d : i % d == j % d)) &&
                !close(x[i] * y[j], x[j] * y[i]))
                return false;
    return true;
}

std::vector<double> sorted(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values;
}

bool is_true(const Claim& claim) {
    const std::string& id = claim.finding.diagnosis->id;
    const std::string& message = claim.finding.message;
    if (id == "sign_reversed") return claim.entries([](double e) { return -e; });
    if (id == "scaled_by_constant") {
        double printed = 0;
        for (const char* word : {"exactly ", "about "})
            if (claim.says(word))
                printed =
                    std::atof(message.c_str() + message.find(word) + std::string(word).size());
        if (!constant_ratio(claim)) return false;
        const bool named = claim.says("half") || claim.says("one ") || claim.says("/") ||
                           claim.says("−") || claim.says("ln") || claim.says("π") ||
                           claim.says("√") || claim.says("exactly e");
        const double tolerance = claim.says("about") ? 1e-3 : 1e-8;
        bool fits = true;
        claim.all([&](const Value& e, const Value& g, const Pack::Case&) {
            const auto x = numbers(e), y = numbers(g);
            for (std::size_t i = 0; i < x.size(); ++i)
                if (std::abs(x[i]) > 1e-3)
                    fits = fits && std::abs(y[i] / x[i] - printed) <= tolerance * std::abs(printed);
            return true;
        });
        return named || fits;
    }
    if (id == "scaled_by_rows" || id == "scaled_by_columns" || id == "scaled_by_size" ||
        id == "scaled_by_quotient")
        return claim.all([&](const Value& e, const Value& g, const Pack::Case& given) {
            const double c = stated_factor(message, given);
            const auto x = numbers(e), y = numbers(g);
            return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                              [&](double a, double b) { return close(c * a, b); });
        });
    if (id == "scaled_by_some_size" || id == "scaled_case_by_case")
        return claim.all([](const Value& e, const Value& g, const Pack::Case&) {
            return own_factors(e, g, false, true);
        });
    if (id == "scaled_row_by_row" || id == "scaled_column_by_column")
        return claim.all([&](const Value& e, const Value& g, const Pack::Case&) {
            return own_factors(e, g, id == "scaled_row_by_row", false);
        });
    if (id == "constant_added") {
        std::set<double> added;
        claim.all([&](const Value& e, const Value& g, const Pack::Case&) {
            const auto x = numbers(e), y = numbers(g);
            for (std::size_t i = 0; i < x.size(); ++i) added.insert(y[i] - x[i]);
            return true;
        });
        return *added.rbegin() - *added.begin() < 1e-8;
    }
    if (id == "counted_from_one") return claim.entries([](double e) { return e + 1; });
    if (id == "one_less") return claim.entries([](double e) { return e - 1; });
    if (id == "one_minus") return claim.entries([](double e) { return 1 - e; });
    if (id == "squared") return claim.entries([](double e) { return e * e; });
    if (id == "sign_lost") return claim.entries([](double e) { return std::abs(e); });
    if (id == "reciprocal") return claim.entries([](double e) { return 1 / e; });
    if (id == "exponential") return claim.entries([](double e) { return std::exp(e); });
    if (id == "fraction_cut_off") return claim.entries([](double e) { return std::trunc(e); });
    if (id == "constant_answer") {
        std::set<double> seen;
        claim.all([&](const Value&, const Value& g, const Pack::Case&) {
            for (const double x : numbers(g)) seen.insert(x);
            return true;
        });
        return seen.size() == 1;
    }
    if (id == "low_precision" || id == "single_precision")
        return claim.all([](const Value& e, const Value& g, const Pack::Case&) {
            const auto x = numbers(e), y = numbers(g);
            return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](double a, double b) {
                return std::abs(a - b) <= 1e-9 + 1e-5 * std::abs(a);
            });
        });
    if (id == "transposed")
        return claim.all([](const Value& e, const Value& g, const Pack::Case&) {
            return !grading::compare(transpose(e), g, {1e-8, 1e-8, ""});
        });
    if (id == "permuted_rows" || id == "permuted_columns" || id == "permuted_entries" ||
        id == "permuted_slices" || id == "reversed")
        return claim.all([](const Value& e, const Value& g, const Pack::Case&) {
            const auto x = sorted(numbers(e)), y = sorted(numbers(g));
            return std::equal(x.begin(), x.end(), y.begin(), y.end(), close);
        });
    if (id == "renamed_labels")
        return claim.all([](const Value& e, const Value& g, const Pack::Case&) {
            for (std::size_t i = 0; i < e.integers.size(); ++i)
                for (std::size_t j = 0; j < i; ++j)
                    if ((e.integers[i] == e.integers[j]) != (g.integers[i] == g.integers[j]))
                        return false;
            return true;
        });
    if (id == "shifted") {
        const bool after = claim.says("the one after it");
        return claim.all([&](const Value& e, const Value& g, const Pack::Case&) {
            const auto x = numbers(e), y = numbers(g);
            const auto named = message.find("slice along axis ");
            const std::size_t axis = claim.says("each column") ? 1
                                     : named != std::string::npos
                                         ? static_cast<std::size_t>(message[named + 17] - '0')
                                         : 0;
            std::size_t step = 1;
            for (std::size_t other = axis + 1; other < e.shape.size(); ++other)
                step *= static_cast<std::size_t>(e.shape[other]);
            const auto extent = static_cast<std::size_t>(e.shape[axis]);
            for (std::size_t i = 0; i < x.size(); ++i)
                if (i / step % extent + 1 < extent &&
                    !close(after ? x[i + step] : x[i], after ? y[i] : y[i + step]))
                    return false;
            return true;
        });
    }
    if (id == "not_a_number" || id == "infinite" || id == "throws_instead_of_answering") {
        std::size_t count = 0;
        claim.all([&](const Value&, const Value& g, const Pack::Case&) {
            bool hit = id == "throws_instead_of_answering" && g.is_error();
            for (const double x : g.reals)
                hit = hit || (id == "not_a_number" ? std::isnan(x) : std::isinf(x));
            count += hit ? 1 : 0;
            return true;
        });
        const std::string noun = id == "throws_instead_of_answering" ? "case" : "answer";
        return message.find(count == claim.answers.size()
                                ? "every " + noun
                                : " in " + std::to_string(count) + " of " +
                                      std::to_string(claim.answers.size()) + " " + noun + "s") !=
               std::string::npos;
    }
    if (id == "wrong_shape")
        return !claim.all(
            [](const Value& e, const Value& g, const Pack::Case&) { return e.shape == g.shape; });
    FAIL("no check for the sign ", id, ": ", message);
    return false;
}

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
