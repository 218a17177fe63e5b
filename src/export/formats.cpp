#include "formats.hpp"

#include "course/exercise_info.hpp"
#include "report/report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace mlcore::exporting {

const std::vector<Format>& formats() {
    static const std::vector<Format> all{
        {"autolab", "feedback.txt", true, to_autolab,
         "an autograder's output; its last line counts"},
        {"canvas", "canvas.csv", false, to_canvas, "for the import of Canvas's gradebook"},
        {"check50", "check50.json", true, to_check50, "as check50 --output json"},
        {"csv", "grades.csv", false, to_csv, "one row per student and exercise"},
        {"github", "annotations.txt", false, to_github, "annotations of a GitHub workflow"},
        {"gradescope", "results.json", true, to_gradescope, "an autograder's results.json"},
        {"html", "report.html", false, report::to_html, "the class report, one file"},
        {"json", "results.json", false, to_json, "everything, for scripts"},
        {"junit", "junit.xml", false, to_junit, "JUnit XML, for GitLab and Jenkins"},
        {"moodle", "moodle.csv", false, to_moodle, "for Moodle's import of grades"},
        {"prairielearn", "results.json", true, to_prairielearn,
         "an external grader's results.json"}};
    return all;
}

const Format& find_format(const std::string& name) {
    std::vector<std::string> names;
    std::string list;
    for (const auto& format : formats()) {
        if (format.name == name) return format;
        names.push_back(format.name);
        list += (list.empty() ? "" : ", ") + format.name;
    }
    const auto similar = course::similar_names(name, names);
    throw std::runtime_error("there is no format \"" + name + "\"" +
                             (similar.empty() ? "" : "; did you mean " + similar.front() + "?") +
                             " There are " + list);
}

std::string number(double value) { return fmt::format("{:.6g}", value); }

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

std::string late_text(const Result& result) {
    if (result.days_late == 0) return "";
    std::string text =
        fmt::format("{} day{} late", result.days_late, result.days_late == 1 ? "" : "s");
    if (result.free_days_used > 0) text += fmt::format(", {} of them free", result.free_days_used);
    if (result.penalty > 0) text += fmt::format(": {:g}% off", rounded(100 * result.penalty));
    return text;
}

std::string status_word(grading::Status status) {
    switch (status) {
    case grading::Status::passed:
        return "passed";
    case grading::Status::failed:
        return "wrong";
    case grading::Status::not_implemented:
        return "not written yet";
    case grading::Status::error:
        return "throws";
    case grading::Status::crashed:
        return "crashed";
    case grading::Status::timeout:
        return "no answer in time";
    case grading::Status::inconclusive:
        return "not decided";
    case grading::Status::skipped:
        return "waits";
    }
    return "wrong";
}

double total(const Results& results) {
    double sum = 0;
    for (const auto& result : results.results) sum += result.score;
    return sum;
}

double total_possible(const Results& results) {
    double sum = 0;
    for (const auto& result : results.results) sum += result.max_score;
    return sum;
}

} // namespace mlcore::exporting
