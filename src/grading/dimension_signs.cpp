// The sign of a sum that was not divided, or divided by the wrong count: the expected answer times
// an expression in a size of that case's inputs. A size is named only where no other explains it
// too.
#include "evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace mlcore::grading {
namespace {

// A size that every case has: the rows of X, the entries of y, the value of k.
struct Quantity {
    std::string id;     // "scaled_by_rows"
    std::string symbol; // "n"
    std::string name;   // "the number of rows of X"
    std::size_t argument = 0;
    std::vector<double> values; // one per sample
    std::string as_if;          // of a quotient, which is a factor only as it stands
};

void add_quantities(const Evidence& evidence, std::size_t argument,
                    std::vector<Quantity>& quantities) {
    const auto& samples = evidence.samples;
    const Value& first = samples.front().given->inputs[argument];
    for (const Sample& sample : samples)
        if (sample.given->inputs[argument].kind != first.kind ||
            sample.given->inputs[argument].shape.size() != first.shape.size())
            return;
    const std::string of = evidence.argument(argument);
    const auto add = [&](std::string id, std::string symbol, std::string name, auto value) {
        Quantity quantity{std::move(id), std::move(symbol), std::move(name), argument, {}, ""};
        for (const Sample& sample : samples)
            quantity.values.push_back(static_cast<double>(value(sample.given->inputs[argument])));
        quantities.push_back(std::move(quantity));
    };
    if (first.kind == Value::Kind::integer)
        add("scaled_by_argument", of, "the input " + of,
            [](const Value& v) { return v.integers.empty() ? 0 : v.integers[0]; });
    const std::size_t rank = first.shape.size();
    for (std::size_t axis = 0; axis < rank; ++axis) {
        const auto extent = [axis](const Value& v) { return v.shape[axis]; };
        if (rank == 1)
            add("scaled_by_length", "n", "the number of entries of " + of, extent);
        else if (rank == 2 && axis == 0)
            add("scaled_by_rows", "n", "the number of rows of " + of, extent);
        else if (rank == 2)
            add("scaled_by_columns", "d", "the number of columns of " + of, extent);
        else
            add("scaled_by_axis", "n", fmt::format("the length of axis {} of {}", axis, of),
                extent);
    }
    if (rank < 2) return;
    add("scaled_by_size", "N", "the number of all entries of " + of,
        [](const Value& v) { return v.size(); });
    const auto is_known = [&](const Quantity& derived) {
        return std::any_of(quantities.begin(), quantities.end(), [&](const Quantity& other) {
            return &other != &derived && other.argument == argument &&
                   other.values == derived.values;
        });
    };
    if (is_known(quantities.back())) quantities.pop_back(); // one column: as many entries as rows
    if (rank != 2) return;
    const auto all_one = [&](std::size_t axis) {
        return std::all_of(samples.begin(), samples.end(), [&](const Sample& sample) {
            return sample.given->inputs[argument].shape[axis] == 1;
        });
    };
    if (all_one(0) || all_one(1)) return;
    const auto quotient = [&](std::size_t upper, const char* symbol, const char* words,
                              const char* as_if) {
        Quantity quantity{"scaled_by_quotient",
                          symbol,
                          fmt::format(fmt::runtime(words), of),
                          argument,
                          {},
                          fmt::format(fmt::runtime(as_if), of)};
        for (const Sample& sample : samples) {
            const auto& shape = sample.given->inputs[argument].shape;
            quantity.values.push_back(static_cast<double>(shape[upper]) /
                                      static_cast<double>(shape[1 - upper]));
        }
        quantities.push_back(std::move(quantity));
    };
    quotient(0, "n/d", "the rows of {0} divided by its columns",
             "As if divided by the number of columns of {0} where that of its rows is asked.");
    quotient(1, "d/n", "the columns of {0} divided by its rows",
             "As if divided by the number of rows of {0} where that of its columns is asked.");
}

struct Form {
    const char* text; // with {0} for the symbol
    double (*value)(double);
    const char* as_if; // with {0} for the symbol, {1} for the quantity's name
};

const std::array forms{
    Form{"{0}", [](double n) { return n; }, "As if a division by {1} were missing."},
    Form{"1/{0}", [](double n) { return 1 / n; }, "As if divided by {1} once too often."},
    Form{"−{0}", [](double n) { return -n; },
         "The sign is reversed, and as if a division by {1} were missing."},
    Form{"−1/{0}", [](double n) { return -1 / n; },
         "The sign is reversed, and as if divided by {1} once too often."},
    Form{"({0} − 1)", [](double n) { return n - 1; }, "As if a division by {0} − 1 were missing."},
    Form{"1/({0} − 1)", [](double n) { return 1 / (n - 1); },
         "As if divided by {0} − 1 once too often."},
    Form{"{0}/({0} − 1)", [](double n) { return n / (n - 1); },
         "As if divided by {0} − 1 where {0} is asked."},
    Form{"({0} − 1)/{0}", [](double n) { return (n - 1) / n; },
         "As if divided by {0} where {0} − 1 is asked."},
    Form{"√(({0} − 1)/{0})", [](double n) { return std::sqrt((n - 1) / n); },
         "As if divided under the root by {0} where {0} − 1 is asked."},
    Form{"√({0}/({0} − 1))", [](double n) { return std::sqrt(n / (n - 1)); },
         "As if divided under the root by {0} − 1 where {0} is asked."},
    Form{"√{0}", [](double n) { return std::sqrt(n); },
         "As if a division by the root of {1} were missing."},
    Form{"1/√{0}", [](double n) { return 1 / std::sqrt(n); },
         "As if divided by the root of {1} once too often."},
    Form{"{0}²", [](double n) { return n * n; },
         "As if a division by the square of {1} were missing."},
    Form{"1/{0}²", [](double n) { return 1 / (n * n); },
         "As if divided by the square of {1} once too often."},
    Form{"{0}/2", [](double n) { return n / 2; }, "As if a factor 2/{0} were missing."},
    Form{"2/{0}", [](double n) { return 2 / n; }, "As if a factor {0}/2 were missing."},
    Form{"2{0}", [](double n) { return 2 * n; }, "As if a division by 2{0} were missing."},
    Form{"1/(2{0})", [](double n) { return 1 / (2 * n); }, "As if divided by 2{0} once too often."},
};

// The factor that each case shows, 0 where the expected answer is all zeros.
std::vector<double> observed_factors(const Evidence& evidence) {
    std::vector<double> factors;
    for (const Sample& sample : evidence.samples) {
        double expected = 0, got = 0;
        for (const LeafPair& pair : sample.pairs)
            for (std::size_t i = 0;
                 pair.expected.shape == pair.got.shape && i < pair.expected.values.size(); ++i)
                if (std::isfinite(pair.expected.values[i]) &&
                    std::abs(pair.expected.values[i]) > std::abs(expected)) {
                    expected = pair.expected.values[i];
                    got = pair.got.values[i];
                }
        // What is zero but for rounding shows no factor.
        const bool zero = std::abs(expected) <= evidence.task->tolerance.absolute;
        factors.push_back(zero ? 0 : got / expected);
    }
    return factors;
}

bool is_one(double factor) { return std::abs(factor - 1) <= 1e-6; }

struct Match {
    const Quantity* quantity;
    const Form* form;
};

bool explains(const Evidence& evidence, const Match& match, const std::vector<double>& observed) {
    const auto factor = [&](std::size_t i) { return match.form->value(match.quantity->values[i]); };
    double first = 0;
    bool varies = false;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        if (observed[i] == 0) continue;
        if (std::abs(observed[i] - factor(i)) > 1e-5 * std::abs(factor(i))) return false;
        if (is_one(factor(i))) continue;
        varies = varies || (first != 0 && factor(i) != first);
        if (first == 0) first = factor(i);
    }
    if (!varies) return false; // one constant would explain it as well
    const Support support = support_for(evidence, [&](const Sample& sample, const LeafPair& pair) {
        std::optional<Prediction> prediction;
        if (pair.got.kind == Leaf::Kind::boolean) return prediction;
        const double c = factor(static_cast<std::size_t>(&sample - evidence.samples.data()));
        prediction = Prediction{pair.expected.shape, pair.expected.values, {}};
        for (double& value : prediction->values)
            if (value != 0) value *= c; // 0 stays 0 even where n − 1 is 0
        return prediction;
    });
    // Small whole numbers are small multiples of each other too often for two of them to tell.
    return support.enough() && (support.fractions || support.telling_entries >= 3);
}

std::string shown_values(const std::vector<double>& values, const std::vector<bool>& tells) {
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string text = fmt::format("{:.4g}", values[i]);
        if (tells[i] && std::find(shown.begin(), shown.end(), text) == shown.end())
            shown.push_back(text);
    }
    const bool more = shown.size() > 4;
    if (more) shown.resize(4);
    return fmt::format("{}{}", fmt::join(shown, ", "), more ? ", …" : "");
}

std::string factor_text(const Match& match) {
    return fmt::format(fmt::runtime(match.form->text), match.quantity->symbol);
}

} // namespace

std::optional<Sign> find_dimension(const Evidence& evidence) {
    const std::size_t arguments = evidence.samples.front().given->inputs.size();
    for (const Sample& sample : evidence.samples)
        if (sample.given->inputs.size() != arguments) return {};
    std::vector<Quantity> quantities;
    for (std::size_t i = 0; i < arguments; ++i) add_quantities(evidence, i, quantities);

    const std::vector<double> observed = observed_factors(evidence);
    std::vector<Match> matches;
    for (const Quantity& quantity : quantities) {
        // Rows of X and entries of y, equal in every case because the shapes must fit, are one
        // size; rows and columns of one X are two, even where these cases have them equal.
        const bool same_size = std::any_of(matches.begin(), matches.end(), [&](const Match& match) {
            return match.quantity->argument != quantity.argument &&
                   match.quantity->values == quantity.values &&
                   quantity.id != "scaled_by_argument" &&
                   match.quantity->id != "scaled_by_argument";
        });
        if (same_size) continue;
        for (const Form& form : forms)
            if ((quantity.as_if.empty() || &form == &forms.front()) &&
                explains(evidence, {&quantity, &form}, observed))
                matches.push_back({&quantity, &form});
    }
    if (matches.empty()) return {};

    std::vector<bool> tells;
    for (const double factor : observed) tells.push_back(factor != 0 && !is_one(factor));
    const Match& match = matches.front();
    if (matches.size() > 1) {
        std::vector<std::string> candidates;
        for (const Match& candidate : matches)
            candidates.push_back(factor_text(candidate) + ", " + candidate.quantity->symbol +
                                 " being " + candidate.quantity->name);
        return evidence.sign("scaled_by_some_size", "is",
                             "the expected one times a number that follows the inputs' sizes",
                             fmt::format("In these cases the number is {}; they cannot tell which.",
                                         fmt::join(candidates, ", and as well ")));
    }
    const Quantity& quantity = *match.quantity;
    const std::string values = shown_values(quantity.values, tells);
    return evidence.sign(quantity.id, "is",
                         fmt::format("exactly {} times the expected one, {} being {} ({})",
                                     factor_text(match), quantity.symbol, quantity.name, values),
                         !quantity.as_if.empty() ? quantity.as_if
                                                 : fmt::format(fmt::runtime(match.form->as_if),
                                                               quantity.symbol, quantity.name));
}

} // namespace mlcore::grading
