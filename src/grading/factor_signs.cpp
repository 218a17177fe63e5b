// Signs of a factor: one constant for all cases, a size of each case's inputs, or one per row.
#include "evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace mlcore::grading {
namespace {

struct Peak {
    double expected = 0;
    double got = 0;
};

// The entry where a factor shows best: the largest expected one.
Peak peak(const LeafPair& pair) {
    Peak best;
    if (pair.expected.values.size() != pair.got.values.size()) return best;
    for (std::size_t i = 0; i < pair.expected.values.size(); ++i)
        if (std::isfinite(pair.expected.values[i]) &&
            std::abs(pair.expected.values[i]) > std::abs(best.expected))
            best = {pair.expected.values[i], pair.got.values[i]};
    return best;
}

Peak peak(const Sample& sample) {
    Peak best;
    for (const LeafPair& pair : sample.pairs)
        if (const Peak candidate = peak(pair);
            std::abs(candidate.expected) > std::abs(best.expected))
            best = candidate;
    return best;
}

std::optional<Prediction> scaled(const LeafPair& pair, double factor) {
    if (pair.got.kind == Leaf::Kind::boolean) return {};
    Prediction prediction{pair.expected.shape, pair.expected.values, {}};
    for (double& value : prediction.values) value *= factor;
    return prediction;
}

struct NamedFactor {
    double value;
    const char* name;
    const char* text;
};

// Constants that say something of where they come from.
const std::array named_factors{
    NamedFactor{0.5, "half", "As if a factor of 2 were missing, or a mean of two were taken."},
    NamedFactor{-2, "−2 times", "Both the sign and a factor of 2 differ."},
    NamedFactor{-0.5, "−½ times", "Both the sign and a factor of 2 differ."},
    NamedFactor{2, "2 times", "As if a factor of 2 were counted twice, or a ½ were missing."},
    NamedFactor{1.0 / 3, "one third of", ""},
    NamedFactor{0.25, "one quarter of", "As if a division by 2 were done twice too often."},
    NamedFactor{std::numbers::pi, "π times", ""},
    NamedFactor{2 * std::numbers::pi, "2π times", ""},
    NamedFactor{1 / std::numbers::pi, "1/π times", ""},
    NamedFactor{1 / (2 * std::numbers::pi), "1/(2π) times", ""},
    NamedFactor{180 / std::numbers::pi, "180/π times",
                "As if the angles were in degrees; radians are asked."},
    NamedFactor{std::numbers::pi / 180, "π/180 times",
                "As if degrees were turned into radians once too often."},
    NamedFactor{std::numbers::e, "e times", ""},
    NamedFactor{1 / std::numbers::e, "1/e times", ""},
    NamedFactor{std::numbers::ln2, "ln 2 times",
                "As if logarithms were natural; base 2 would give the expected numbers."},
    NamedFactor{std::numbers::log2e, "1/ln 2 times",
                "As if logarithms were taken to base 2; natural ones give the expected numbers."},
    NamedFactor{std::numbers::log10e, "1/ln 10 times",
                "As if logarithms were taken to base 10; natural ones give the expected numbers."},
    NamedFactor{std::numbers::sqrt2, "√2 times", ""},
    NamedFactor{1 / std::numbers::sqrt2, "1/√2 times", ""},
};

bool same_factor(double a, double b, double tolerance) {
    return std::abs(a - b) <= std::max(tolerance, 1e-9) * std::abs(b);
}

} // namespace

std::optional<Sign> find_factor(const Evidence& evidence) {
    Peak best;
    for (const Sample& sample : evidence.samples)
        if (const Peak candidate = peak(sample);
            std::abs(candidate.expected) > std::abs(best.expected))
            best = candidate;
    double factor = best.got / best.expected;
    if (best.expected == 0 || !std::isfinite(factor) || factor == 0) return {};

    if (std::abs(factor - 1) < 1e-5) return {}; // see low_precision
    const double tolerance = sign_tolerance(evidence.task->tolerance);
    const NamedFactor* named = nullptr;
    for (const NamedFactor& candidate : named_factors)
        if (same_factor(factor, candidate.value, tolerance)) named = &candidate;
    if (named != nullptr) factor = named->value;
    const bool whole = same_factor(factor, std::round(factor), tolerance);
    if (whole) factor = std::round(factor);

    const auto holds = [&](double c) {
        return support_for(evidence,
                           [c](const Sample&, const LeafPair& pair) { return scaled(pair, c); })
            .enough();
    };
    if (!holds(factor)) return {};

    if (factor == -1)
        return evidence.sign(
            "sign_reversed", "has", "the opposite sign",
            "Each is exactly −1 times the expected one: look for a difference taken "
            "the other way round, or a minus.");
    const auto says = [&](const std::string& times, const std::string& text) {
        return evidence.sign("scaled_by_constant", "is", times + " the expected one", text);
    };
    const std::string same =
        evidence.samples.size() == 1
            ? "The same factor throughout."
            : fmt::format("The same factor in all {} cases that have an answer.",
                          evidence.samples.size());
    if (named != nullptr)
        return says(std::string("exactly ") + named->name, *named->text != 0 ? named->text : same);
    if (whole) return says(fmt::format("exactly {:.0f} times", factor), same);
    const double inverse = 1 / factor;
    if (same_factor(inverse, std::round(inverse), tolerance) && std::abs(inverse) < 1e6)
        return says(fmt::format("exactly 1/{:.0f} times", std::round(inverse)), same);
    const double rounded = std::stod(fmt::format("{:.4g}", factor));
    return says(fmt::format("{} {:.4g} times",
                            same_factor(factor, rounded, 1e-12) ? "exactly" : "about", factor),
                same);
}

// ---- one factor for each row, column or case
// ------------------------------------------------------

namespace {

enum class Group : std::uint8_t { whole, row, column }; // rows are along the last axis

struct GroupFit {
    std::size_t checks = 0; // entries beyond the one that gave each group its factor
    std::vector<double> factors;
};

struct GroupPeak {
    Peak peak;
    std::size_t nonzero = 0;
};

void widen(GroupPeak& group, double expected, double got) {
    group.nonzero += expected != 0 ? 1 : 0;
    if (std::abs(expected) > std::abs(group.peak.expected)) group.peak = {expected, got};
}

// The factor of one group; nothing where it has none.
std::optional<double> factor_of(const GroupPeak& group, GroupFit& fit) {
    if (group.nonzero == 0) return 1;
    const double factor = group.peak.got / group.peak.expected;
    if (!std::isfinite(factor) || factor == 0) return {};
    if (std::abs(factor - 1) > 1e-5) fit.checks += group.nonzero - 1;
    fit.factors.push_back(factor);
    return factor;
}

std::optional<Prediction> fit_case(const Sample& sample, const LeafPair& pair, GroupFit& fit) {
    GroupPeak group;
    for (const LeafPair& other : sample.pairs) {
        if (other.expected.shape != other.got.shape) return {};
        for (std::size_t i = 0; i < other.expected.values.size(); ++i)
            widen(group, other.expected.values[i], other.got.values[i]);
    }
    GroupFit repeated; // every pair of the case fits the same factor
    const auto factor = factor_of(group, &pair == &sample.pairs.front() ? fit : repeated);
    return factor ? scaled(pair, *factor) : std::nullopt;
}

std::optional<Prediction> fit_slices(Group by, const LeafPair& pair, GroupFit& fit) {
    const auto& shape = pair.expected.shape;
    const auto& expected = pair.expected.values;
    if (pair.got.kind == Leaf::Kind::boolean || shape != pair.got.shape) return {};
    Prediction prediction{shape, expected, {}};
    if (shape.size() < 2) return prediction; // has no rows, so it must be right
    if (by == Group::column && shape.size() > 2) return {};
    const auto extent = static_cast<std::size_t>(shape.back());
    const auto group_of = [&](std::size_t flat) {
        return by == Group::row ? flat / extent : flat % extent;
    };
    std::vector<GroupPeak> groups(expected.empty()   ? 0
                                  : by == Group::row ? expected.size() / extent
                                                     : extent);
    for (std::size_t i = 0; i < expected.size(); ++i)
        widen(groups[group_of(i)], expected[i], pair.got.values[i]);
    std::vector<double> factors;
    for (const GroupPeak& group : groups) {
        const auto factor = factor_of(group, fit);
        if (!factor) return {};
        factors.push_back(*factor);
    }
    for (std::size_t i = 0; i < expected.size(); ++i) prediction.values[i] *= factors[group_of(i)];
    return prediction;
}

} // namespace

std::optional<Sign> find_group_factor(const Evidence& evidence) {
    struct Form {
        Group group;
        const char* id;
        const char* predicate;
        const char* where;
    };
    const std::array forms{
        Form{Group::whole, "scaled_case_by_case",
             "the expected one times a number, which differs from case to case",
             "Something that is not an entry's own is multiplied or divided differently"},
        Form{Group::row, "scaled_row_by_row",
             "the expected one with each row times a number of its own",
             "Look at what each row is divided by"},
        Form{Group::column, "scaled_column_by_column",
             "the expected one with each column times a number of its own",
             "Look at what each column is divided by"}};
    for (const Form& form : forms) {
        GroupFit fit;
        const Support support =
            support_for(evidence, [&](const Sample& sample, const LeafPair& pair) {
                return form.group == Group::whole ? fit_case(sample, pair, fit)
                                                  : fit_slices(form.group, pair, fit);
            });
        // Each group's factor is fitted, so only its other entries are evidence.
        if (!support.enough() || fit.checks < 4 || fit.checks < fit.factors.size()) continue;
        std::vector<std::string> shown;
        for (const double factor : fit.factors)
            if (shown.size() < 4) shown.push_back(fmt::format("{:.4g}", factor));
        return evidence.sign(form.id, "is", form.predicate,
                             fmt::format("{}. The {}: {}{}.", form.where,
                                         fit.factors.size() > 4 ? "first factors" : "factors",
                                         fmt::join(shown, ", "),
                                         fit.factors.size() > 4 ? ", …" : ""));
    }
    return {};
}

} // namespace mlcore::grading
