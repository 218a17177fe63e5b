#include "grade.hpp"

#include "comparison.hpp"
#include "diagnosis.hpp"
#include "plain_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace mlcore::grading {
namespace {

// Two fillings of fresh memory (see Question::fill): read as double they are about 1e306 and
// −5e303.
constexpr int first_fill = 0x80;
constexpr int second_fill = 0x01;

class TaskGrader {
public:
    TaskGrader(const Pack::Task& task, Session& session, const GradeHooks& hooks)
        : task_(task), session_(session), hooks_(hooks) {
        verdict_.name = task.name;
        verdict_.max_points = task.points;
    }

    TaskVerdict run() {
        if (ask_all(first_fill) && !unwritten() && ask_again() && judge()) {
            verdict_.status = Status::passed;
            verdict_.points = task_.points;
        }
        return std::move(verdict_);
    }

private:
    // Asks every case once. False where the verdict is already clear.
    bool ask_all(int fill) {
        for (std::size_t i = 0; i < task_.cases.size(); ++i) {
            if (hooks_.stop && hooks_.stop()) {
                verdict_.status = Status::skipped;
                verdict_.message = "stopped";
                return false;
            }
            if (hooks_.progress)
                hooks_.progress(fmt::format("{} {}/{}", task_.name, i + 1, task_.cases.size()));
            Question question;
            question.task = task_.name;
            question.inputs = task_.cases[i].inputs;
            question.fill = fill;
            Reply reply = session_.ask(std::move(question));
            verdict_.seconds += reply.seconds;
            if (fill == first_fill) verdict_.printed += reply.printed;
            if (reply.outcome != Reply::Outcome::answered) {
                no_answer(i, reply);
                return false;
            }
            const auto changed = static_cast<std::size_t>(reply.answer.changed_input);
            if (changed < task_.arguments.size()) { // −1 is a very large number here
                const auto& name = task_.arguments[changed];
                verdict_.message = fmt::format("your function changes its input {}", name);
                verdict_.diagnosis = Diagnosis{
                    "sign", "changed_input",
                    fmt::format(
                        "{} is not yours to change: its caller still needs it. Work on a copy.",
                        name)};
                show_case(i, &reply.answer.value);
                return false;
            }
            if (fill == first_fill) {
                answers_.push_back(std::move(reply.answer.value));
                frames_.push_back(std::move(reply.answer.frames));
            } else if (!(reply.answer.value == answers_[i]) &&
                       !differs_in_rounding_only(i, reply.answer.value)) {
                differs_again(i, reply.answer.value);
                return false;
            }
        }
        return true;
    }

    // The same questions once more, over memory filled otherwise.
    bool ask_again() { return ask_all(second_fill); }

    void no_answer(std::size_t i, const Reply& reply) {
        const auto& label = task_.cases[i].label;
        switch (reply.outcome) {
        case Reply::Outcome::timeout:
            verdict_.status = Status::timeout;
            verdict_.message =
                fmt::format("no answer after {:.0f} s on \"{}\"", reply.seconds, label);
            verdict_.diagnosis = Diagnosis{
                "time", "timeout",
                "A loop that never ends, or far more work than the task needs. Does every loop's "
                "condition become false?"};
            break;
        case Reply::Outcome::crashed:
            verdict_.status = Status::crashed;
            verdict_.message =
                fmt::format("crashed on \"{}\": {}", label, signal_in_words(reply.signal));
            locate(reply.frames);
            verdict_.diagnosis = Diagnosis{"crash", "signal", crash_in_words(reply.signal)};
            break;
        case Reply::Outcome::exited:
            verdict_.status = Status::crashed;
            verdict_.message =
                fmt::format("your program ended by itself on \"{}\", without an answer", label);
            break;
        default:
            verdict_.status = Status::error;
            verdict_.message = fmt::format("what came back on \"{}\" is no answer", label);
        }
        show_case(i, nullptr);
    }

    // A last digit that differs (threads) is no fault; anything the tolerance sees is.
    bool differs_in_rounding_only(std::size_t i, const Value& second) const {
        return !second.is_error() && !answers_[i].is_error() &&
               !compare(answers_[i], second, task_.tolerance) &&
               !compare(task_.cases[i].expected, second, task_.tolerance);
    }

    void differs_again(std::size_t i, const Value& second) {
        verdict_.message =
            fmt::format("asked twice on \"{}\", it answers differently", task_.cases[i].label);
        verdict_.diagnosis = Diagnosis{
            "memory", "nondeterministic",
            "The same input must give the same answer. Usually something is read before it is set: "
            "Vector v(n) and Matrix M(n, d) start with whatever is in memory; Vector::Zero(n) "
            "starts with "
            "zeros."};
        show_case(i, nullptr);
        verdict_.counterexample->got = to_text(answers_[i], 30) + ", then " + to_text(second, 30);
    }

    // True where the stub's own exception came back.
    bool unwritten() {
        for (std::size_t i = 0; i < answers_.size(); ++i) {
            const Value& answer = answers_[i];
            if (!answer.is_error() || answer.type != "NotImplemented") continue;
            const std::string ending = " is not written yet";
            std::string function = answer.text.substr(
                0, answer.text.size() - std::min(answer.text.size(), ending.size()));
            const bool own =
                std::find(task_.needs.begin(), task_.needs.end(), function) == task_.needs.end();
            verdict_.status = own ? Status::not_implemented : Status::skipped;
            verdict_.message = own ? "not written yet" : "waits for " + function;
            return true;
        }
        return false;
    }

    bool judge() {
        std::size_t wrong = 0;
        std::optional<std::size_t> thrown;
        for (std::size_t i = 0; i < answers_.size(); ++i) {
            const auto difference = compare(task_.cases[i].expected, answers_[i], task_.tolerance);
            if (!difference) continue;
            ++wrong;
            if (difference->kind == Difference::Kind::unexpected_error && !thrown) thrown = i;
        }
        if (wrong == 0) return true;
        verdict_.status = Status::failed;
        Finding finding = diagnose(task_, answers_);
        std::size_t shown = finding.smallest_failing_case;
        if (thrown && (!finding.diagnosis || finding.diagnosis->kind != "mistake")) {
            const Value& error = answers_[*thrown];
            verdict_.status = Status::error;
            verdict_.message = exception_in_words(error.type, error.text);
            locate(frames_[*thrown]);
            if (const std::string advice = exception_advice(error.type, error.text);
                !advice.empty())
                verdict_.diagnosis = Diagnosis{"exception", error.type, advice};
            shown = *thrown;
        } else {
            verdict_.message = std::move(finding.message);
            verdict_.diagnosis = std::move(finding.diagnosis);
        }
        show_case(shown, &answers_[shown]);
        return false;
    }

    void locate(const std::vector<std::int64_t>& frames) {
        if (!hooks_.locate || frames.empty()) return;
        verdict_.line = hooks_.locate(frames).line;
    }

    void show_case(std::size_t i, const Value* got) {
        const auto& one = task_.cases[i];
        Counterexample example;
        example.label = one.label;
        for (std::size_t k = 0; k < one.inputs.size(); ++k)
            example.inputs.emplace_back(
                task_.arguments[k],
                to_text(one.inputs[k], one.inputs[k].kind == Value::Kind::text ? 160 : 60));
        if (got != nullptr && got->is_error() && verdict_.status == Status::error) {
            example.expected = to_text(one.expected);
            example.got = "no answer: " + verdict_.message;
        } else if (got != nullptr) {
            std::tie(example.expected, example.got) = to_text_pair(one.expected, *got);
            if (const auto difference = compare(one.expected, *got, task_.tolerance))
                example.index = difference->index;
        } else {
            example.expected = to_text(one.expected);
            example.got = "no answer";
        }
        example.tolerance = to_text(task_.tolerance);
        verdict_.counterexample = std::move(example);
    }

    const Pack::Task& task_;
    Session& session_;
    const GradeHooks& hooks_;
    TaskVerdict verdict_;
    std::vector<Value> answers_;
    std::vector<std::vector<std::int64_t>> frames_;
};

// Where something this task calls is wrong, say that first instead of blaming both.
void point_to_needed(TaskVerdict& verdict, const std::vector<std::string>& needs,
                     const std::map<std::string, Status>& known) {
    if (verdict.status == Status::passed || verdict.status == Status::not_implemented) return;
    for (const auto& need : needs) {
        const auto found = known.find(need);
        if (found == known.end() || found->second == Status::passed) continue;
        verdict.status = Status::skipped;
        verdict.message = "waits for " + need;
        verdict.diagnosis.reset();
        verdict.counterexample.reset();
        verdict.line = 0;
        return;
    }
}

} // namespace

std::vector<TaskVerdict> grade(const Pack& pack, Session& session, const GradeHooks& hooks) {
    std::vector<TaskVerdict> verdicts;
    std::map<std::string, Status> known;
    std::set<std::string> hanging;
    for (const auto& task : pack.tasks) {
        // What calls a function that hangs will hang as well; a third of the time is still a
        // thousand times what a right answer needs, in case it does not call it.
        const bool will_hang =
            std::any_of(task.needs.begin(), task.needs.end(),
                        [&](const std::string& need) { return hanging.count(need) != 0; });
        session.set_patience(will_hang ? 1.0 / 3 : 1);
        TaskVerdict verdict = TaskGrader(task, session, hooks).run();
        if (verdict.status == Status::timeout) hanging.insert(task.name);
        point_to_needed(verdict, task.needs, known);
        known[task.name] = verdict.status;
        verdicts.push_back(std::move(verdict));
    }
    for (const auto& task : pack.speed_tasks) {
        TaskVerdict verdict;
        verdict.name = task.name;
        verdict.max_points = task.points;
        if (known[task.rule.of] != Status::passed) {
            verdict.status = Status::skipped;
            verdict.message = "waits for " + task.rule.of;
        } else if (!hooks.speed) {
            verdict.status = Status::skipped;
            verdict.message = "speed is not measured here";
        } else {
            verdict = hooks.speed(task, *pack.find(task.rule.of));
        }
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

} // namespace mlcore::grading
