#include "diagnosis.hpp"
#include "comparison.hpp"
#include "evidence.hpp"
#include "signs.hpp"

#include <fmt/format.h>

namespace mlcore::grading {
namespace {

bool answered(const Value& answer) { return answer.kind != Value::Kind::none; }

bool is_harmless(const Pack::Task& task, const Pack::Mistake& mistake) {
    for (std::size_t i = 0; i < task.cases.size(); ++i)
        if (compare(task.cases[i].expected, mistake.answers[i], task.tolerance)) return false;
    return true;
}

bool gives(const Pack::Task& task, const Pack::Mistake& mistake,
           const std::vector<Value>& answers) {
    for (std::size_t i = 0; i < task.cases.size(); ++i)
        if (answered(answers[i]) && !same_answer(mistake.answers[i], answers[i], task.tolerance))
            return false;
    return true;
}

// The one mistake that gives all these answers. Where two do, these cases cannot tell them apart,
// and naming either would be a guess.
const Pack::Mistake* find_mistake(const Pack::Task& task, const std::vector<Value>& answers) {
    const Pack::Mistake* found = nullptr;
    for (const Pack::Mistake& mistake : task.mistakes) {
        if (mistake.answers.size() != task.cases.size() || is_harmless(task, mistake) ||
            !gives(task, mistake, answers))
            continue;
        if (found != nullptr) return nullptr;
        found = &mistake;
    }
    return found;
}

std::int64_t input_size(const Pack::Case& given) {
    std::int64_t size = 0;
    for (const Value& input : given.inputs) size += input.size();
    return size;
}

std::string count_wrong(const Pack::Task& task, const std::vector<std::size_t>& wrong,
                        std::size_t unanswered) {
    if (unanswered == wrong.size())
        return fmt::format("no answer in {} of {}", unanswered,
                           count_text(task.cases.size(), "case"));
    if (wrong.size() == task.cases.size()) return "wrong in every case";
    const std::string& label = task.cases[wrong.front()].label;
    return fmt::format("wrong in {} of {}{}", wrong.size(), count_text(task.cases.size(), "case"),
                       wrong.size() == 1 && !label.empty() ? ": " + label : "");
}

} // namespace

Finding diagnose(const Pack::Task& task, const std::vector<Value>& given_answers) {
    std::vector<Value> answers = given_answers;
    answers.resize(task.cases.size());

    Finding finding;
    std::vector<std::size_t> wrong;
    std::size_t answered_wrong = 0, answered_cases = 0;
    for (std::size_t i = 0; i < task.cases.size(); ++i) {
        answered_cases += answered(answers[i]) ? 1 : 0;
        if (!compare(task.cases[i].expected, answers[i], task.tolerance)) continue;
        answered_wrong += answered(answers[i]) ? 1 : 0;
        if (wrong.empty() ||
            input_size(task.cases[i]) < input_size(task.cases[finding.smallest_failing_case]))
            finding.smallest_failing_case = i;
        wrong.push_back(i);
    }
    if (wrong.empty()) return finding;
    finding.message = count_wrong(task, wrong, wrong.size() - answered_wrong);
    if (answered_wrong == 0) return finding;

    const Pack::Mistake* mistake = find_mistake(task, answers);
    const std::optional<Sign> sign = find_sign(task, answers);
    if (mistake != nullptr) {
        finding.message =
            sign ? sign->message
            : answered_cases == 1
                ? "agrees with a known mistake"
                : fmt::format("agrees with a known mistake in all {} cases", answered_cases);
        finding.diagnosis = Diagnosis{"mistake", mistake->id, mistake->sentence};
    } else if (sign) {
        finding.message = sign->message;
        finding.diagnosis = Diagnosis{"sign", sign->id, sign->text};
    }
    return finding;
}

} // namespace mlcore::grading
