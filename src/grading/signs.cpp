#include "signs.hpp"
#include "comparison.hpp"
#include "evidence.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace mlcore::grading {
namespace {

using Kind = Difference::Kind;

// Every case, sorted by what became of it.
struct Outcomes {
    std::vector<std::size_t> asked;    // cases that expect an answer and got one, or an error
    std::vector<std::size_t> wrong;    // of these, the wrong ones
    std::vector<std::size_t> threw;    // of these, the ones that threw
    std::vector<std::size_t> refusals; // cases that expect an error and got an answer or an error
    std::vector<std::size_t> accepted; // of these, the ones that were answered
    std::vector<std::size_t> misnamed; // of these, the ones refused with another error
};

Outcomes sort_out(const Pack::Task& task, const std::vector<Value>& answers) {
    Outcomes outcomes;
    for (std::size_t i = 0; i < task.cases.size(); ++i) {
        if (answers[i].kind == Value::Kind::none) continue;
        const auto difference = compare(task.cases[i].expected, answers[i], task.tolerance);
        if (task.cases[i].expected.is_error()) {
            outcomes.refusals.push_back(i);
            if (difference)
                (difference->kind == Kind::wrong_error ? outcomes.misnamed : outcomes.accepted)
                    .push_back(i);
        } else {
            outcomes.asked.push_back(i);
            if (difference) outcomes.wrong.push_back(i);
            if (answers[i].is_error()) outcomes.threw.push_back(i);
        }
    }
    return outcomes;
}

std::string label(const Pack::Task& task, std::size_t i) {
    return task.cases[i].label.empty() ? "case " + std::to_string(i + 1)
                                       : "“" + task.cases[i].label + "”";
}

// "3 of 9 cases", "every case"
std::string share(std::size_t part, std::size_t whole, const std::string& noun) {
    if (part == whole) return "every " + noun;
    return fmt::format("{} of {}", part, count_text(whole, noun));
}

std::string error_types(const std::vector<Value>& errors) {
    std::set<std::string> types;
    for (const Value& error : errors)
        types.insert(escape_controls(cut(valid_utf8(error.type), 60)));
    return fmt::format("{}", fmt::join(types, " or "));
}

std::string expected_errors(const Pack::Task& task, const std::vector<std::size_t>& cases) {
    std::vector<Value> errors;
    for (const std::size_t i : cases) errors.push_back(task.cases[i].expected);
    return error_types(errors);
}

std::string got_errors(const std::vector<Value>& answers, const std::vector<std::size_t>& cases) {
    std::vector<Value> errors;
    for (const std::size_t i : cases) errors.push_back(answers[i]);
    return error_types(errors);
}

// ---- errors
// ---------------------------------------------------------------------------------------

Sign throws_instead(const Pack::Task& task, const std::vector<Value>& answers,
                    const Outcomes& outcomes) {
    const std::size_t first = outcomes.threw.front();
    const std::string types = got_errors(answers, outcomes.threw);
    const bool all = outcomes.threw.size() == outcomes.asked.size();
    if (all && !outcomes.refusals.empty() && outcomes.accepted.size() == outcomes.refusals.size() &&
        types == expected_errors(task, outcomes.refusals))
        return {"check_inverted", "refuses every input that is right, and accepts every other one",
                fmt::format("As if the condition before the {} were the wrong way round.", types)};
    std::string text = fmt::format("In the case {}: {}", label(task, first),
                                   cut(escape_controls(answers[first].text), 160));
    if (outcomes.threw.size() == outcomes.wrong.size() && !all)
        text += ". The answers to all other cases are right.";
    return {"throws_instead_of_answering",
            fmt::format("throws {} in {} that {} an answer", types,
                        share(outcomes.threw.size(), outcomes.asked.size(), "case"),
                        all ? "has" : "have"),
            text};
}

std::optional<Sign> refusals_wrong(const Pack::Task& task, const std::vector<Value>& answers,
                                   const Outcomes& outcomes) {
    const std::size_t asked = outcomes.asked.size();
    const std::string right =
        asked == 0   ? ""
        : asked == 1 ? " The answer to the one input that has one is right."
                     : fmt::format(" The answers to all {} inputs that have one are right.", asked);
    if (!outcomes.accepted.empty()) {
        const std::size_t count = outcomes.accepted.size();
        std::string text = fmt::format(
            "Check the inputs before anything else: {} must be refused.{}",
            count == 1 ? label(task, outcomes.accepted.front())
            : count == outcomes.refusals.size()
                ? "they"
                : fmt::format("{} and {} more", label(task, outcomes.accepted.front()), count - 1),
            right);
        if (!outcomes.misnamed.empty())
            text += fmt::format(" And {} is thrown where {} is asked.",
                                got_errors(answers, outcomes.misnamed),
                                expected_errors(task, outcomes.misnamed));
        return Sign{"accepts_bad_input",
                    fmt::format("answers {} that must be refused with {}",
                                count == 1 ? "an input" : count_text(count, "input"),
                                expected_errors(task, outcomes.accepted)),
                    text};
    }
    if (outcomes.misnamed.empty()) return {};
    return Sign{"wrong_error_type",
                fmt::format("throws {} where {} is asked", got_errors(answers, outcomes.misnamed),
                            expected_errors(task, outcomes.misnamed)),
                "Refusing is right, only the kind of the error is not." + right};
}

// ---- not a number, wrong shape
// ----------------------------------------------------------------------

void count_nonfinite(const Value& value, std::size_t& nan, std::size_t& infinite) {
    for (const double x : value.reals) {
        nan += std::isnan(x) ? 1 : 0;
        infinite += std::isinf(x) ? 1 : 0;
    }
    for (const Member& member : value.members) count_nonfinite(member.value, nan, infinite);
}

// The expected value with NaN, or any infinity that is not expected, as the only difference.
std::optional<Sign> find_nonfinite(const Pack::Task& task, const std::vector<Value>& answers,
                                   const Outcomes& outcomes) {
    struct Place {
        std::size_t given, entries;
    };
    std::vector<Place> nan_cases, infinite_cases;
    for (const std::size_t i : outcomes.wrong) {
        std::size_t nan = 0, infinite = 0, none = 0, expected_infinite = 0;
        count_nonfinite(answers[i], nan, infinite);
        count_nonfinite(task.cases[i].expected, none, expected_infinite);
        if (nan > 0) nan_cases.push_back({i, nan});
        if (infinite > 0 && expected_infinite == 0) infinite_cases.push_back({i, infinite});
    }
    const bool nan = !nan_cases.empty();
    const auto& cases = nan ? nan_cases : infinite_cases;
    if (cases.empty()) return {};
    const Place& first = cases.front();
    // Against itself, an answer differs at its first NaN only.
    const auto difference = compare(nan ? answers[first.given] : task.cases[first.given].expected,
                                    answers[first.given], task.tolerance);
    const auto size = static_cast<std::size_t>(answers[first.given].size());
    const bool at_first =
        difference && !difference->index.empty() &&
        (nan ? difference->kind == Kind::not_a_number : std::isinf(difference->got));
    std::string text = fmt::format("{} the case {}", cases.size() == 1 ? "In" : "First in",
                                   label(task, first.given));
    if (size > 1)
        text += fmt::format(", in {} of {} entries{}", first.entries, size,
                            at_first ? ", first at " + difference->index : "");
    text += ".";
    if (cases.size() == outcomes.wrong.size() && cases.size() < outcomes.asked.size())
        text += " All other answers are right.";
    return Sign{nan ? "not_a_number" : "infinite",
                fmt::format("{} in {}", nan ? "not a number (NaN)" : "infinite",
                            share(cases.size(), outcomes.asked.size(), "answer")),
                text};
}

std::optional<Sign> find_wrong_shape(const Pack::Task& task, const std::vector<Value>& answers,
                                     const Outcomes& outcomes) {
    std::optional<Difference> first;
    std::size_t at = 0, count = 0;
    for (const std::size_t i : outcomes.wrong) {
        const auto difference = compare(task.cases[i].expected, answers[i], task.tolerance);
        if (!difference || difference->kind != Kind::shape) continue;
        if (!first) at = i;
        if (!first) first = difference;
        ++count;
    }
    if (!first) return {};
    return Sign{"wrong_shape",
                fmt::format("{}the shape is wrong in {}",
                            first->index.empty() ? "" : first->index + ": ",
                            share(count, outcomes.asked.size(), "answer")),
                fmt::format("In the case {}: {}.", label(task, at), first->detail)};
}

std::optional<Sign> find_in_answers(const Evidence& evidence) {
    if (auto sign = find_constant_answer(evidence)) return sign;
    if (auto sign = find_unchanged_input(evidence)) return sign;
    if (auto sign = find_factor(evidence)) return sign;
    if (auto sign = find_dimension(evidence)) return sign;
    if (auto sign = find_entry_sign(evidence)) return sign;
    if (auto sign = find_order_sign(evidence)) return sign;
    return find_group_factor(evidence);
}

// The wrong cases have one label, which no right case has.
std::optional<Sign> find_one_group(const Pack::Task& task, const Outcomes& outcomes) {
    if (outcomes.wrong.size() < 2 || outcomes.wrong.size() == outcomes.asked.size()) return {};
    const std::string& name = task.cases[outcomes.wrong.front()].label;
    if (name.empty()) return {};
    std::size_t named = 0;
    for (const std::size_t i : outcomes.asked) named += task.cases[i].label == name ? 1 : 0;
    for (const std::size_t i : outcomes.wrong)
        if (task.cases[i].label != name) return {};
    if (named != outcomes.wrong.size()) return {};
    return Sign{"one_group_of_cases",
                fmt::format("wrong in the {} cases “{}”, right in all others", named, name),
                "What these have in common is in their name."};
}

} // namespace

std::optional<Sign> find_sign(const Pack::Task& task, const std::vector<Value>& answers) {
    const Outcomes outcomes = sort_out(task, answers);
    if (!outcomes.threw.empty()) return throws_instead(task, answers, outcomes);
    if (outcomes.wrong.empty()) return refusals_wrong(task, answers, outcomes);

    std::optional<Sign> sign = find_nonfinite(task, answers, outcomes);
    if (!sign)
        if (const auto evidence = gather(task, answers)) sign = find_in_answers(*evidence);
    if (!sign) sign = find_wrong_shape(task, answers, outcomes);
    if (!sign) sign = find_one_group(task, outcomes);
    // A second problem, and one that is easily mended.
    if (sign && !outcomes.accepted.empty())
        sign->text += fmt::format(" Besides, {} must be refused with {} and {} answered.",
                                  count_text(outcomes.accepted.size(), "input"),
                                  expected_errors(task, outcomes.accepted),
                                  outcomes.accepted.size() == 1 ? "is" : "are");
    if (sign && !outcomes.misnamed.empty())
        sign->text += fmt::format(" Besides, {} is thrown where {} is asked.",
                                  got_errors(answers, outcomes.misnamed),
                                  expected_errors(task, outcomes.misnamed));
    return sign;
}

} // namespace mlcore::grading
