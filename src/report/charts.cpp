#include "export/formats.hpp"
#include "html.hpp"
#include "sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace mlcore::report {
namespace {

using exporting::ExerciseFacts;
using exporting::Result;
using exporting::Results;
using exporting::State;
using grading::Status;

struct Kind {
    const char* css;
    const char* name;
};
// In the order of the bars.
constexpr std::array<Kind, 7> kinds{{{"passed", "passed"},
                                     {"wrong", "wrong"},
                                     {"broke", "throws, crashes or hangs"},
                                     {"compile", "does not compile"},
                                     {"waits", "waits for another task"},
                                     {"open", "not written"},
                                     {"absent", "not handed in"}}};

std::size_t kind_of(const Result& result, const std::string& task) {
    if (result.state == State::compile_error) return 3;
    for (const auto& one : result.tasks) {
        if (one.name != task) continue;
        switch (one.status) {
        case Status::passed:
            return 0;
        case Status::failed:
            return 1;
        case Status::error:
        case Status::crashed:
        case Status::timeout:
            return 2;
        case Status::skipped:
        case Status::inconclusive:
            return 4;
        case Status::not_implemented:
            return 5;
        }
    }
    return 6;
}

std::string task_row(const Results& results, const ExerciseFacts& exercise,
                     const std::string& task) {
    std::array<int, kinds.size()> counts{};
    int all = 0;
    for (const auto& result : results.results)
        if (result.exercise == exercise.slug) {
            ++counts[kind_of(result, task)];
            ++all;
        }
    std::vector<Part> parts;
    std::string words;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (counts[i] == 0) continue;
        const std::string part = fmt::format("{} {}", counts[i], kinds[i].name);
        parts.push_back({kinds[i].css, static_cast<double>(counts[i]), part});
        words += (words.empty() ? "" : ", ") + part;
    }
    return fmt::format(
        "<div class=\"task\"><div class=\"head\"><code>{}</code><span>{} of {}</span></div>{}"
        "<div class=\"quiet\">{}</div></div>\n",
        escape(task), counts[0], all, bar(parts, all, task + ": " + words), escape(words));
}

std::string histogram(const Results& results, const ExerciseFacts& exercise) {
    std::vector<double> scores;
    for (const auto& result : results.results)
        if (result.exercise == exercise.slug && result.state != State::missing)
            scores.push_back(result.score);
    if (scores.empty()) return "<p class=\"quiet\">Nobody handed it in.</p>";
    std::sort(scores.begin(), scores.end());
    const double most = std::max(exercise.max_score, scores.back());
    // One column a point where that is readable, else ten.
    const bool whole = most <= 12 && std::floor(most) == most && most > 0;
    std::vector<int> counts(whole ? static_cast<std::size_t>(most) + 1 : 10);
    for (const double score : scores) {
        const double share = most > 0 ? score / most : 0;
        const auto column =
            whole ? static_cast<std::size_t>(score) : static_cast<std::size_t>(share * 10);
        ++counts[std::min(column, counts.size() - 1)];
    }
    const std::size_t middle = scores.size() / 2;
    const double median =
        scores.size() % 2 == 1 ? scores[middle] : (scores[middle - 1] + scores[middle]) / 2;
    double sum = 0;
    for (const double score : scores) sum += score;
    std::string label = fmt::format("Points of {}: ", exercise.slug);
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0)
            label += whole ? fmt::format("{} with {}; ", counts[i], i)
                           : fmt::format("{} with {:g} or more; ", counts[i],
                                         most * static_cast<double>(i) / 10);
    return columns(counts, "0 points", fmt::format("{:g}", most), label) +
           fmt::format("<p class=\"quiet\">{}: median {}, mean {:.1f} of {} points</p>\n",
                       plural(scores.size(), "submission", "submissions"),
                       exporting::number(median), sum / static_cast<double>(scores.size()),
                       exporting::number(most));
}

} // namespace

std::string exercises(const Results& results) {
    std::string text = "<section id=\"exercises\">\n<h2>Exercises</h2>\n<ul class=\"key\">";
    for (const auto& kind : kinds)
        text += fmt::format(
            "<li><svg aria-hidden=\"true\" viewBox=\"0 0 1 1\"><rect class=\"{}\" width=\"1\" "
            "height=\"1\"/></svg>{}</li>",
            kind.css, kind.name);
    text += "</ul>\n";
    for (const auto& exercise : results.exercises) {
        text +=
            fmt::format("<h3>{} <span class=\"quiet\">{}</span></h3>\n<div class=\"exercise\">\n"
                        "<div class=\"tasks\">\n",
                        escape(exercise.title), escape(exercise.slug));
        for (const auto& task : exercise.tasks) text += task_row(results, exercise, task);
        text += "</div>\n<div>" + histogram(results, exercise) + "</div>\n</div>\n";
    }
    return text + "</section>\n";
}

} // namespace mlcore::report
