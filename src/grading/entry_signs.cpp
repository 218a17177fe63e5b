// Signs that hold entry by entry: the expected number went through one function too many or too
// few.
#include "comparison.hpp"
#include "evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace mlcore::grading {
namespace {

struct EntryForm {
    const char* id;
    const char* verb;
    const char* predicate;
    const char* text;
    double (*value)(double);
};

const std::array forms{
    EntryForm{"one_minus", "is", "1 minus the expected one",
              "As if the complement were asked: a distance for a similarity, an error for an "
              "accuracy.",
              [](double e) { return 1 - e; }},
    EntryForm{"squared", "is", "the square of the expected one",
              "As if a square root were missing.", [](double e) { return e * e; }},
    EntryForm{"square_root", "is", "the square root of the expected one",
              "As if a root were taken once too often, or a square were missing.",
              [](double e) { return std::sqrt(e); }},
    EntryForm{"sign_lost", "has", "the right size, but never a minus",
              "Where a negative number is expected, yours is its absolute value.",
              [](double e) { return std::abs(e); }},
    EntryForm{"reciprocal", "is", "1 divided by the expected one",
              "As if numerator and denominator had changed places.",
              [](double e) { return 1 / e; }},
    EntryForm{"logarithm", "is", "the logarithm of the expected one",
              "As if an exponential were missing, or a logarithm were taken once too often.",
              [](double e) { return std::log(e); }},
    EntryForm{"negative_logarithm", "is", "minus the logarithm of the expected one",
              "As if a logarithm were taken once too often.",
              [](double e) { return -std::log(e); }},
    EntryForm{"exponential", "is", "the exponential of the expected one",
              "As if a logarithm were missing.", [](double e) { return std::exp(e); }},
    EntryForm{"negative_exponential", "is", "e to the power of minus the expected one",
              "As if minus a logarithm were missing.", [](double e) { return std::exp(-e); }},
    EntryForm{"fraction_cut_off", "is", "the expected one without its fraction",
              "As if it had been stored in an int on the way.",
              [](double e) { return std::trunc(e); }},
};

std::optional<Prediction> each(const LeafPair& pair, double (*value)(double)) {
    if (pair.got.kind == Leaf::Kind::boolean) return {};
    Prediction prediction{pair.expected.shape, pair.expected.values, {}};
    for (double& x : prediction.values) {
        x = value(x);
        if (std::isnan(x)) return {};
    }
    return prediction;
}

std::optional<Sign> find_opposite(const Evidence& evidence) {
    bool saw_true = false, saw_false = false;
    for (const Sample& sample : evidence.samples)
        for (const LeafPair& pair : sample.pairs) {
            if (pair.got.kind != Leaf::Kind::boolean) return {};
            for (std::size_t i = 0; i < pair.got.values.size(); ++i) {
                if (pair.got.values[i] == pair.expected.values[i]) return {};
                (pair.expected.values[i] != 0 ? saw_true : saw_false) = true;
            }
        }
    if (!saw_true || !saw_false) return {}; // else it is only always the same answer
    return evidence.sign("opposite", "is", "the opposite of the expected one",
                         "The condition is the right one, the wrong way round.");
}

std::optional<Sign> find_constant_added(const Evidence& evidence) {
    // The constant is read off where rounding disturbs it least: at the smallest expected number.
    double least = HUGE_VAL, constant = 0;
    bool whole = true;
    for (const Sample& sample : evidence.samples)
        for (const LeafPair& pair : sample.pairs) {
            if (pair.got.kind == Leaf::Kind::boolean || pair.expected.shape != pair.got.shape)
                return {};
            whole = whole && pair.got.kind == Leaf::Kind::integer;
            for (std::size_t i = 0; i < pair.got.values.size(); ++i)
                if (std::abs(pair.expected.values[i]) < least) {
                    least = std::abs(pair.expected.values[i]);
                    constant = pair.got.values[i] - pair.expected.values[i];
                }
        }
    if (!std::isfinite(constant) || constant == 0) return {};
    if (std::abs(constant - std::round(constant)) < 1e-9) constant = std::round(constant);
    const Support support = support_for(evidence, [=](const Sample&, const LeafPair& pair) {
        Prediction prediction{pair.expected.shape, pair.expected.values, {}};
        for (double& x : prediction.values) x += constant;
        return std::optional(prediction);
    });
    if (!support.enough()) return {};
    if (whole && constant == 1)
        return evidence.sign("counted_from_one", "is", "one more than the expected one",
                             "As if counted from 1; here counting starts at 0.");
    if (whole && constant == -1)
        return evidence.sign("one_less", "is", "one less than the expected one",
                             "As if a count started or ended one too early.");
    return evidence.sign("constant_added", "is",
                         fmt::format("the expected one {} {:.6g}", constant < 0 ? "minus" : "plus",
                                     std::abs(constant)),
                         "The same number is added in every entry of every case.");
}

// Right up to a point: float instead of double, an iteration that stops early, a formula that
// cancels.
std::optional<Sign> find_low_precision(const Evidence& evidence) {
    double worst = 0;
    std::size_t fractions = 0;
    bool fits_float = true;
    const auto fits = [](double x) { return static_cast<double>(static_cast<float>(x)) == x; };
    for (const Sample& sample : evidence.samples)
        for (const LeafPair& pair : sample.pairs) {
            if (pair.got.kind != Leaf::Kind::real || pair.expected.shape != pair.got.shape)
                return {};
            for (std::size_t i = 0; i < pair.got.values.size(); ++i) {
                const double expected = pair.expected.values[i], got = pair.got.values[i];
                fits_float = fits_float && fits(got);
                fractions += fits(expected) ? 0 : 1;
                if (agrees(expected, got, evidence.task->tolerance)) continue;
                const bool whole = expected == std::round(expected) && got == std::round(got);
                if (!std::isfinite(expected) || !std::isfinite(got) || whole) return {};
                worst = std::max(worst, std::abs(got - expected) / std::abs(expected));
            }
        }
    // Wrong by this little, yet more than the task allows.
    if (worst == 0 || !(worst <= 1e-5)) return {};
    const int digits = static_cast<int>(std::floor(-std::log10(worst)));
    const bool single = fits_float && fractions >= 3;
    return evidence.sign(
        single ? "single_precision" : "low_precision", "is",
        fmt::format("right to {} digits, which is not enough everywhere", digits),
        single ? "Each of your numbers is one that a float can hold: use double throughout."
               : "Look for a float, for a loop that stops early, or for a difference of two large "
                 "numbers.");
}

} // namespace

std::optional<Sign> find_entry_sign(const Evidence& evidence) {
    if (auto sign = find_opposite(evidence)) return sign;
    if (auto sign = find_low_precision(evidence)) return sign;
    if (auto sign = find_constant_added(evidence)) return sign;
    for (const EntryForm& form : forms) {
        const Support support = support_for(
            evidence, [&](const Sample&, const LeafPair& pair) { return each(pair, form.value); });
        // Small whole numbers fit one of so many functions too easily.
        if (support.enough() && (support.fractions || support.telling_entries >= 3))
            return evidence.sign(form.id, form.verb, form.predicate, form.text);
    }
    return {};
}

} // namespace mlcore::grading
