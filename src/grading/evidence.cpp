#include "evidence.hpp"
#include "comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace mlcore::grading {
namespace {

using Kind = Value::Kind;
using Component = std::pair<std::string, const Value*>;

// The fields of a record, those of records inside it as "outer.inner".
void add_components(const std::string& path, const Value& value, std::vector<Component>& result) {
    if (value.kind != Kind::record) {
        result.emplace_back(path, &value);
        return;
    }
    for (const Member& member : value.members)
        add_components(path.empty() ? member.name : path + "." + member.name, member.value, result);
}

std::vector<Component> components(const Value& value) {
    std::vector<Component> result;
    add_components("", value, result);
    return result;
}

bool same_names(const std::vector<Component>& a, const std::vector<Component>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Component& x, const Component& y) { return x.first == y.first; });
}

Leaf to_leaf(const Value& value) {
    Leaf leaf;
    leaf.kind = value.kind == Kind::boolean ? Leaf::Kind::boolean
                : value.integers.empty()    ? Leaf::Kind::real
                                            : Leaf::Kind::integer;
    if (value.is_array()) leaf.shape = value.shape;
    leaf.values = value.reals;
    for (const std::int64_t x : value.integers) leaf.values.push_back(static_cast<double>(x));
    return leaf;
}

// Beyond 2⁵³ a double does not hold every integer.
bool exact_as_doubles(const Value& value) {
    return std::all_of(value.integers.begin(), value.integers.end(),
                       [](std::int64_t x) { return x <= (1LL << 53) && x >= -(1LL << 53); });
}

bool holds_its_shape(const Value& value) {
    if (!value.is_array()) return value.integers.size() + value.reals.size() == 1;
    double product = 1;
    for (const std::int64_t extent : value.shape) product *= static_cast<double>(extent);
    return product == static_cast<double>(value.size());
}

bool add_pairs(const Value& expected, const Value& got, std::vector<LeafPair>& pairs) {
    if (expected.kind != got.kind) return false;
    switch (expected.kind) {
    case Kind::boolean:
    case Kind::integer:
    case Kind::real:
    case Kind::integers:
    case Kind::reals:
        if (!exact_as_doubles(expected) || !exact_as_doubles(got) || !holds_its_shape(expected) ||
            !holds_its_shape(got))
            return false;
        pairs.push_back({to_leaf(expected), to_leaf(got)});
        return true;
    case Kind::text:
        return expected.text == got.text;
    case Kind::record:
    case Kind::list:
        break;
    case Kind::none:
    case Kind::error:
        return false;
    }
    if (expected.members.size() != got.members.size()) return false;
    for (std::size_t i = 0; i < expected.members.size(); ++i)
        if (expected.members[i].name != got.members[i].name ||
            !add_pairs(expected.members[i].value, got.members[i].value, pairs))
            return false;
    return true;
}

// A few different values are enough to know; they are compared loosely, as they carry rounding.
void remember(std::vector<double>& seen, double value) {
    if (seen.size() >= 4) return;
    for (const double other : seen)
        if (std::abs(other - value) <= 1e-6 * std::max(std::abs(other), std::abs(value))) return;
    seen.push_back(value);
}

} // namespace

std::string Evidence::states(const std::string& verb, const std::string& predicate) const {
    if (wrong_fields.empty()) return "every answer " + verb + " " + predicate;
    const bool one = wrong_fields.size() == 1;
    const std::string always =
        verb == "is" ? (one ? "is always" : "are always") : (one ? "always has" : "always have");
    std::string said = predicate;
    const std::string singular = "the expected one";
    if (const auto at = said.find(singular); !one && at != std::string::npos)
        said.insert(at + singular.size(), "s");
    return fmt::format("{} {} {}; the rest is right", fmt::join(wrong_fields, " and "), always,
                       said);
}

std::string Evidence::argument(std::size_t position) const {
    return position < task->arguments.size() ? task->arguments[position]
                                             : "input " + std::to_string(position + 1);
}

std::optional<Evidence> gather(const Pack::Task& task, const std::vector<Value>& answers) {
    struct Row {
        const Pack::Case* given;
        std::vector<Component> expected, got;
    };
    std::vector<Row> rows;
    std::set<std::string> wrong;
    for (std::size_t i = 0; i < task.cases.size(); ++i) {
        const Pack::Case& given = task.cases[i];
        if (given.expected.is_error() || answers[i].kind == Kind::none) continue;
        if (answers[i].is_error()) return {};
        Row row{&given, components(given.expected), components(answers[i])};
        if (!same_names(row.expected, row.got)) return {};
        if (!rows.empty() && !same_names(row.expected, rows.front().expected)) return {};
        for (std::size_t c = 0; c < row.expected.size(); ++c)
            if (compare(*row.expected[c].second, *row.got[c].second, task.tolerance))
                wrong.insert(row.expected[c].first);
        rows.push_back(std::move(row));
    }
    if (wrong.empty()) return {};

    Evidence evidence;
    evidence.task = &task;
    const auto& names = rows.front().expected;
    if (wrong.size() < names.size())
        for (const Component& component : names)
            if (wrong.contains(component.first)) evidence.wrong_fields.push_back(component.first);
    for (const Row& row : rows) {
        Sample sample{row.given, {}};
        for (std::size_t c = 0; c < row.expected.size(); ++c)
            if (wrong.contains(row.expected[c].first) &&
                !add_pairs(*row.expected[c].second, *row.got[c].second, sample.pairs))
                return {};
        evidence.samples.push_back(std::move(sample));
    }
    return evidence;
}

double sign_tolerance(const Tolerance& tolerance) {
    return std::clamp(tolerance.relative, 1e-12, 1e-6);
}

double largest(const std::vector<double>& values) {
    double result = 0;
    for (const double x : values)
        if (std::isfinite(x)) result = std::max(result, std::abs(x));
    return result;
}

std::string count_text(std::size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

Support support_for(const Evidence& evidence, const Predict& predict) {
    const Tolerance& tolerance = evidence.task->tolerance;
    Support support;
    std::vector<double> seen;
    for (const Sample& sample : evidence.samples) {
        std::vector<double> seen_here;
        std::size_t telling = 0;
        for (const LeafPair& pair : sample.pairs) {
            const auto prediction = predict(sample, pair);
            if (!prediction || prediction->shape != pair.got.shape) return {};
            const bool same_shape = pair.expected.shape == pair.got.shape;
            const bool whole = pair.got.kind != Leaf::Kind::real;
            // Rounding near 0 scales with the numbers that cancelled there.
            const double scale = largest(prediction->values);
            const double expected_scale = largest(pair.expected.values);
            const double noise =
                std::min(tolerance.absolute * (expected_scale > 0 ? scale / expected_scale : 1),
                         1e-6 * scale);
            for (std::size_t i = 0; i < prediction->values.size(); ++i) {
                if (!prediction->free.empty() && prediction->free[i]) continue;
                const double predicted = prediction->values[i];
                const double got = pair.got.values[i];
                const Tolerance strict{whole ? 0 : sign_tolerance(tolerance), whole ? 0 : noise,
                                       ""};
                bool obeys = agrees(predicted, got, strict);
                bool tells = std::isfinite(predicted);
                if (same_shape) {
                    const double expected = pair.expected.values[i];
                    const Tolerance own = whole ? Tolerance{} : tolerance;
                    if (!obeys)
                        obeys = agrees(expected, predicted, own) && agrees(expected, got, own);
                    const double allowed = own.absolute + own.relative * std::abs(expected);
                    const double sharp = strict.absolute + strict.relative * std::abs(predicted);
                    tells = tells && std::isfinite(expected) &&
                            std::abs(predicted - expected) > std::max(2 * allowed, 100 * sharp);
                }
                if (!obeys) return {};
                if (!tells) continue;
                ++telling;
                remember(seen, predicted);
                remember(seen_here, predicted);
                support.fractions = support.fractions || predicted != std::floor(predicted);
            }
        }
        support.telling_cases += telling > 0 ? 1 : 0;
        support.telling_entries += telling;
        support.most_in_one_case = std::max(support.most_in_one_case, seen_here.size());
    }
    support.distinct = seen.size();
    support.holds = true;
    return support;
}

} // namespace mlcore::grading
