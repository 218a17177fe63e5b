// The claims of a diagnosis, checked again by other means than those that found them.
#pragma once

#include "task_for_tests.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

namespace mlcore::test {

using grading::Finding;

inline bool close(double a, double b) {
    return a == b || std::abs(a - b) <= 3e-9 + 3e-9 * std::max(std::abs(a), std::abs(b));
}

inline std::vector<double> numbers(const Value& v) {
    std::vector<double> result = v.reals;
    for (const auto x : v.integers) result.push_back(static_cast<double>(x));
    for (const auto& member : v.members)
        for (const double x : numbers(member.value)) result.push_back(x);
    return result;
}

// The parts of an answer that a message speaks of: a field it names, or all.
inline Value part(const Value& v, const Finding& finding) {
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
inline double stated_factor(const std::string& message, const Pack::Case& given) {
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

inline bool constant_ratio(const Claim& claim) {
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
inline bool own_factors(const Value& e, const Value& g, bool by_row, bool whole) {
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

inline std::vector<double> sorted(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values;
}

inline bool is_true(const Claim& claim) {
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

} // namespace mlcore::test
