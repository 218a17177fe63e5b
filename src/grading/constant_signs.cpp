// Signs of an answer that nothing was done for: the same whatever the input, or the input itself.
#include "comparison.hpp"
#include "evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mlcore::grading {

std::optional<Sign> find_constant_answer(const Evidence& evidence) {
    const Tolerance& tolerance = evidence.task->tolerance;
    std::optional<double> constant;
    double least = HUGE_VAL, most = -HUGE_VAL; // of the expected numbers
    std::size_t entries = 0, wrong_cases = 0;
    bool boolean = false, array = false, same_shapes = true;
    for (const Sample& sample : evidence.samples) {
        bool wrong = false;
        for (const LeafPair& pair : sample.pairs) {
            boolean = boolean || pair.got.kind == Leaf::Kind::boolean;
            array = array || !pair.got.shape.empty();
            same_shapes = same_shapes && pair.expected.shape == pair.got.shape;
            const Tolerance own = pair.got.kind == Leaf::Kind::real ? tolerance : Tolerance{};
            for (const double x : pair.got.values) {
                if (constant && *constant != x) return {};
                constant = x;
                ++entries;
            }
            for (const double x : pair.expected.values) {
                least = std::min(least, x);
                most = std::max(most, x);
                wrong = wrong || (constant && !agrees(x, *constant, own));
            }
        }
        wrong_cases += wrong ? 1 : 0;
    }
    if (!constant || !same_shapes || agrees(least, most, tolerance)) return {};
    if (wrong_cases < 2 && !(wrong_cases == 1 && entries >= 3)) return {};
    const std::string value = boolean                   ? (*constant != 0 ? "true" : "false")
                              : *constant == 0 && array ? "all zeros"
                              : array ? fmt::format("{:.6g} in all its entries", *constant)
                                      : fmt::format("{:.6g}", *constant);
    return evidence.sign("constant_answer", "is", value,
                         "The answer does not depend on the input in any of the cases.");
}

namespace {

// Looks into records: options.rate is an input too.
const Value* member_at(const Value& value, const std::vector<std::size_t>& path) {
    const Value* at = &value;
    for (const std::size_t i : path) {
        if (i >= at->members.size()) return nullptr;
        at = &at->members[i].value;
    }
    return at;
}

void add_paths(const Value& value, std::vector<std::size_t>& path, const std::string& name,
               std::vector<std::pair<std::string, std::vector<std::size_t>>>& result) {
    if (value.kind != Value::Kind::record) {
        result.emplace_back(name, path);
        return;
    }
    for (std::size_t i = 0; i < value.members.size(); ++i) {
        path.push_back(i);
        add_paths(value.members[i].value, path, name + "." + value.members[i].name, result);
        path.pop_back();
    }
}

std::optional<Prediction> as_prediction(const Value* input, Leaf::Kind kind) {
    if (input == nullptr) return {};
    const bool real = input->kind == Value::Kind::real || input->kind == Value::Kind::reals;
    const bool integer =
        input->kind == Value::Kind::integer || input->kind == Value::Kind::integers;
    if (!(real && kind == Leaf::Kind::real) && !(integer && kind == Leaf::Kind::integer)) return {};
    Prediction prediction{input->shape, input->reals, {}};
    for (const std::int64_t x : input->integers)
        prediction.values.push_back(static_cast<double>(x));
    return prediction;
}

} // namespace

std::optional<Sign> find_unchanged_input(const Evidence& evidence) {
    for (const Sample& sample : evidence.samples)
        if (sample.pairs.size() != 1 || sample.given->inputs.empty()) return {};
    const auto& inputs = evidence.samples.front().given->inputs;
    for (std::size_t argument = 0; argument < inputs.size(); ++argument) {
        std::vector<std::pair<std::string, std::vector<std::size_t>>> candidates;
        std::vector<std::size_t> path;
        add_paths(inputs[argument], path, evidence.argument(argument), candidates);
        for (const auto& [name, where] : candidates) {
            const Support support =
                support_for(evidence, [&, at = &where](const Sample& sample, const LeafPair& pair) {
                    return argument < sample.given->inputs.size()
                               ? as_prediction(member_at(sample.given->inputs[argument], *at),
                                               pair.got.kind)
                               : std::nullopt;
                });
            if (support.enough())
                return evidence.sign("unchanged_input", "is", "the input " + name + " itself",
                                     "It comes back as it went in, in every case.");
        }
    }
    return {};
}

} // namespace mlcore::grading
