// Expected and given answers side by side, as plain numbers, and the test that every sign has to
// pass.
#pragma once

#include "pack.hpp"
#include "signs.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mlcore::grading {

/// A number or an array inside an answer. A number has an empty shape.
struct Leaf {
    enum class Kind : std::uint8_t { boolean, integer, real } kind = Kind::real;
    std::vector<std::int64_t> shape;
    std::vector<double> values;
};

struct LeafPair {
    Leaf expected;
    Leaf got;
};

/// The wrong part of one case's answer.
struct Sample {
    const Pack::Case* given = nullptr;
    std::vector<LeafPair> pairs;
};

/// The answers to all cases that expect one. Where the answer is a record and some of its fields
/// are right in every case, `samples` holds the other fields alone.
struct Evidence {
    const Pack::Task* task = nullptr;
    std::vector<Sample> samples;
    std::vector<std::string> wrong_fields; // empty where samples hold whole answers

    /// "every answer is …", "coefficients is always …; the rest is right". The verb is "is" or
    /// "has".
    std::string states(const std::string& verb, const std::string& predicate) const;
    Sign sign(std::string id, const std::string& verb, const std::string& predicate,
              std::string text) const {
        return {std::move(id), states(verb, predicate), std::move(text)};
    }
    std::string argument(std::size_t position) const; // its name
};

/// Nothing where the answers cannot be laid side by side: other fields, other lengths of lists,
/// texts that differ, errors.
std::optional<Evidence> gather(const Pack::Task& task, const std::vector<Value>& answers);

/// What an answer would be if the sign held.
struct Prediction {
    std::vector<std::int64_t> shape;
    std::vector<double> values;
    std::vector<bool> free; // entries of which the sign says nothing; empty: it speaks of all
};

/// Nothing where the sign cannot hold for this pair.
using Predict = std::function<std::optional<Prediction>(const Sample&, const LeafPair&)>;

/// How well a sign is supported. An entry tells where the sign predicts something clearly different
/// from the right answer.
struct Support {
    bool holds = false;
    std::size_t telling_cases = 0;
    std::size_t telling_entries = 0;
    std::size_t distinct = 0;         // different predicted values among the telling entries, to 4
    std::size_t most_in_one_case = 0; // the same within the best case, to 4
    bool fractions = false;           // a telling entry is no whole number

    /// Beyond coincidence: two cases, or three different entries in one.
    bool enough() const {
        return holds && distinct >= 2 && (telling_cases >= 2 || most_in_one_case >= 3);
    }
};

/// Every entry must be as predicted, or right where the prediction is right too.
Support support_for(const Evidence& evidence, const Predict& predict);

/// Comparison for signs: the task's relative tolerance, but never looser than 1e-6.
double sign_tolerance(const Tolerance& tolerance);

/// The largest finite absolute value, 0 where there is none.
double largest(const std::vector<double>& values);

/// "1 case", "3 cases"
std::string count_text(std::size_t count, const std::string& noun);

// The families of signs, each in a file of its own name.
std::optional<Sign> find_constant_answer(const Evidence& evidence); // the same in every case
std::optional<Sign> find_unchanged_input(const Evidence& evidence); // an input itself
std::optional<Sign> find_factor(const Evidence& evidence);          // one constant
std::optional<Sign> find_dimension(const Evidence& evidence);       // a size of the inputs
std::optional<Sign> find_entry_sign(const Evidence& evidence);   // entry by entry: squared, plus 1
std::optional<Sign> find_order_sign(const Evidence& evidence);   // right entries, wrong places
std::optional<Sign> find_group_factor(const Evidence& evidence); // each row has a factor of its own

} // namespace mlcore::grading
