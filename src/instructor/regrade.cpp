#include "regrade.hpp"

#include "feedback.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace mlcore::instructor {
namespace {

namespace fs = std::filesystem;
using gradebook::Attempt;
using gradebook::Grading;
using gradebook::Key;
using gradebook::State;

std::string cause(const Key& before, const Key& after) {
    std::vector<std::string> causes;
    if (before.pack != after.pack) causes.emplace_back("the cases changed");
    if (before.toolchain != after.toolchain)
        causes.push_back(
            fmt::format("the toolchain changed ({} → {})", before.toolchain, after.toolchain));
    if (causes.empty()) return "it could not be graded before";
    return fmt::format("{}", fmt::join(causes, ", "));
}

std::string in_words(const grading::TaskVerdict& task) {
    std::string text = to_string(task.status);
    std::replace(text.begin(), text.end(), '_', ' ');
    if (task.diagnosis && task.diagnosis->kind == "mistake") text += " as " + task.diagnosis->id;
    return text;
}

std::vector<std::string> changes(const grading::Verdict& before, const grading::Verdict& after) {
    std::vector<std::string> lines;
    if (before.compile_error && !after.compile_error) lines.emplace_back("it compiles now");
    if (!before.compile_error && after.compile_error)
        lines.push_back("it no longer compiles: " + after.compile_error->message);
    std::map<std::string, const grading::TaskVerdict*> old;
    for (const auto& task : before.tasks) old[task.name] = &task;
    for (const auto& task : after.tasks) {
        const auto found = old.find(task.name);
        if (found == old.end()) {
            lines.push_back(fmt::format("{}: new, {} ({:g} of {:g})", task.name, in_words(task),
                                        task.points, task.max_points));
            continue;
        }
        const auto& was = *found->second;
        old.erase(found);
        const double gain = task.points - was.points;
        if (was.status == task.status && gain == 0 && was.max_points == task.max_points) continue;
        std::string line = task.name + ": ";
        line += was.status == task.status ? in_words(task) : in_words(was) + " → " + in_words(task);
        if (was.max_points != task.max_points)
            line += fmt::format(", worth {:g} instead of {:g}", task.max_points, was.max_points);
        if (gain != 0) line += fmt::format(" ({:+g})", gain);
        lines.push_back(std::move(line));
    }
    for (const auto& [name, task] : old)
        lines.push_back(fmt::format("{}: no longer a task ({:+g})", name, -task->points));
    return lines;
}

// A refusal is nobody's verdict; only the points there are may change.
Grading refused_again(const Grading& before, const Key& key, const HiddenPack& pack) {
    Grading after = before;
    after.id = 0;
    after.key = key;
    after.graded_at = 0;
    after.max_score = pack.max_score;
    after.verdict.max_score = pack.max_score;
    return after;
}

} // namespace

Regrade regrade(const toolchain::Checker& checker, gradebook::Gradebook& book,
                const std::vector<course::ExerciseInfo>& exercises, std::uint64_t seed,
                const JobOptions& options, Engine& engine, const fs::path& out,
                const Progress& progress) {
    const std::string toolchain = toolchain_name(checker.layout());
    const auto packs = hidden_packs(checker, exercises, seed, out, progress);
    Regrade result;
    std::vector<Key> keys;
    std::vector<std::size_t> moving; // into `attempts`
    auto attempts = book.standing();
    std::map<Key, Grading> after;
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        const auto& attempt = attempts[i];
        const auto pack = std::find_if(packs.begin(), packs.end(), [&](const auto& one) {
            return one.exercise.slug == attempt.exercise();
        });
        if (pack == packs.end()) continue;
        const Key key{attempt.exercise(), attempt.grading.key.submission, pack->hash, toolchain};
        if (key == attempt.grading.key && attempt.grading.state != State::failed) {
            ++result.unchanged;
            continue;
        }
        moving.push_back(i);
        if (attempt.grading.state == State::refused)
            after[key] = book.add(refused_again(attempt.grading, key, *pack));
        else
            keys.push_back(key);
    }
    for (const Key& key : keys)
        if (const auto known = book.grading(key)) after[key] = *known;
    grade_missing(book, keys, packs, options, engine, fs::absolute(out / "work"), progress,
                  [&](const Grading& grading) { after[grading.key] = grading; });

    for (const std::size_t i : moving) {
        Attempt& attempt = attempts[i];
        const auto pack = std::find_if(packs.begin(), packs.end(), [&](const auto& one) {
            return one.exercise.slug == attempt.exercise();
        });
        const Key key{attempt.exercise(), attempt.grading.key.submission, pack->hash, toolchain};
        const auto found = after.find(key);
        if (found == after.end()) {
            result.stopped = true;
            continue;
        }
        if (found->second.state == State::failed) {
            ++result.failed;
            result.problems.push_back(attempt.file + ": " + found->second.problem);
            continue;
        }
        Move move;
        move.cause = cause(attempt.grading.key, key);
        move.changes = changes(attempt.grading.verdict, found->second.verdict);
        move.moved = attempt.score() != found->second.score ||
                     attempt.max_score() != found->second.max_score;
        move.after = found->second;
        move.before = std::move(attempt);
        result.moves.push_back(std::move(move));
    }
    std::error_code ignored;
    if (!result.stopped) fs::remove_all(out / "work", ignored);
    return result;
}

std::size_t apply(const Regrade& regrade, gradebook::Gradebook& book, const fs::path& out) {
    std::vector<Attempt> attempts;
    std::set<std::tuple<std::string, std::string, std::int64_t>> applied;
    for (const auto& one : book.standing())
        applied.insert({one.student, one.grading.key.submission, one.grading.id});
    for (const auto& move : regrade.moves) {
        if (applied.count({move.before.student, move.after.key.submission, move.after.id}) != 0)
            continue;
        Attempt attempt = move.before;
        attempt.id = 0;
        attempt.grading = move.after;
        attempt.reason = "regrade: " + move.cause;
        attempts.push_back(std::move(attempt));
    }
    // A regraded older submission must not become the newest: what was newest follows it.
    for (const auto& newest : book.latest()) {
        const auto same = [&](const Attempt& one) {
            return one.student == newest.student && one.exercise() == newest.exercise();
        };
        const auto last = std::find_if(attempts.rbegin(), attempts.rend(), same);
        if (last == attempts.rend() ||
            last->grading.key.submission == newest.grading.key.submission)
            continue;
        Attempt again = newest;
        again.reason = "regrade: stays the newest";
        attempts.push_back(std::move(again));
    }
    const std::size_t added = book.add_all(attempts);
    for (const auto& attempt : book.latest()) write_feedback(attempt, out / "feedback");
    return added;
}

} // namespace mlcore::instructor
