// What an autograder prints for Autolab: words for the student, and as the last line the scores.
// The problems' names are the tasks', as the handout's assessment has them.
#include "formats.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mlcore::exporting {

std::string to_autolab(const Results& results) {
    using Json = nlohmann::ordered_json;
    const bool several = results.results.size() > 1;
    Json scores = Json::object();
    std::string text;
    for (const auto& result : results.results) {
        text += fmt::format("{} {}/{}\n", result.exercise, number(result.score),
                            number(result.max_score));
        if (!result.problem.empty()) text += "  " + result.problem + "\n";
        if (const auto late = late_text(result); !late.empty()) text += "  " + late + "\n";
        const auto problem = [&](const std::string& task) {
            return several ? result.exercise + "." + task : task;
        };
        for (const auto& task : result.tasks) {
            text += fmt::format("  {} {}/{} {}{}\n", task.name, number(task.points),
                                number(task.max_points), status_word(task.status),
                                task.text.empty() ? "" : ": " + task.text);
            // A penalty takes the same share of every problem.
            scores[problem(task.name)] = rounded(task.points * (1 - result.penalty));
        }
        if (result.tasks.empty())
            for (const auto& task : results.exercise(result.exercise).tasks)
                scores[problem(task)] = 0;
    }
    const Json last{{"scores", scores}, {"scoreboard", {rounded(total(results))}}};
    return text + last.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace mlcore::exporting
