// Gradescope's results.json. Everything is visible: one hidden test would hide a student's total.
#include "formats.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mlcore::exporting {

std::string to_gradescope(const Results& results) {
    using Json = nlohmann::ordered_json;
    Json tests = Json::array();
    double seconds = 0;
    std::string output;
    int number_of_exercise = 0;
    const bool several = results.results.size() > 1;
    for (const auto& result : results.results) {
        ++number_of_exercise;
        seconds += result.seconds;
        if (!result.problem.empty())
            output += (several ? result.exercise + ": " : "") + result.problem + "\n";
        if (const auto late = late_text(result); !late.empty())
            output += (several ? result.exercise + ": " : "") + late + "\n";
        int number_of_task = 0;
        for (const auto& task : result.tasks) {
            ++number_of_task;
            const bool passed = task.status == grading::Status::passed;
            tests.push_back(
                {{"name", several ? result.exercise + ": " + task.name : task.name},
                 {"number", fmt::format("{}.{}", number_of_exercise, number_of_task)},
                 {"score", rounded(task.points)},
                 {"max_score", rounded(task.max_points)},
                 {"status", passed ? "passed" : "failed"},
                 {"output", passed              ? task.text
                            : task.text.empty() ? status_word(task.status)
                                                : status_word(task.status) + ": " + task.text},
                 {"output_format", "text"},
                 {"tags", {result.exercise}},
                 {"visibility", "visible"},
                 {"extra_data",
                  {{"status", grading::to_string(task.status)},
                   {"diagnosis", task.diagnosis_id}}}});
        }
        // Without tasks the points still have to stand somewhere.
        if (result.tasks.empty())
            tests.push_back({{"name", result.exercise},
                             {"number", fmt::format("{}", number_of_exercise)},
                             {"score", 0},
                             {"max_score", rounded(result.max_score)},
                             {"status", "failed"},
                             {"output", result.problem},
                             {"output_format", "text"},
                             {"tags", {result.exercise}},
                             {"visibility", "visible"}});
    }
    const Json json{{"score", rounded(total(results))},
                    {"execution_time", rounded(seconds)},
                    {"output", output},
                    {"output_format", "text"},
                    {"test_output_format", "text"},
                    {"test_name_format", "text"},
                    {"visibility", "visible"},
                    {"stdout_visibility", "hidden"},
                    {"tests", tests},
                    {"extra_data",
                     {{"isolation", results.results.empty() ? std::string()
                                                            : results.results.front().isolation}}}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace mlcore::exporting
