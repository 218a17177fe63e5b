// PrairieLearn's results.json: a share from 0 to 1, or "gradable": false for what is no submission,
// which costs the student no attempt.
#include "formats.hpp"

#include <nlohmann/json.hpp>

namespace mlcore::exporting {
namespace {

constexpr std::size_t most_bytes = 1'000'000; // PrairieLearn refuses larger results

} // namespace

std::string to_prairielearn(const Results& results) {
    using Json = nlohmann::ordered_json;
    Json tests = Json::array();
    Json format_errors = Json::array();
    std::string message;
    bool gradable = false;
    const bool several = results.results.size() > 1;
    for (const auto& result : results.results) {
        if (result.tasks.empty())
            format_errors.push_back(result.problem);
        else
            gradable = true;
        if (const auto late = late_text(result); !late.empty())
            message += (several ? result.exercise + ": " : "") + late + "\n";
        for (const auto& task : result.tasks)
            tests.push_back({{"name", several ? result.exercise + ": " + task.name : task.name},
                             {"description", status_word(task.status)},
                             {"points", rounded(task.points)},
                             {"max_points", rounded(task.max_points)},
                             {"message", task.text}});
    }
    Json json;
    if (gradable) {
        const double most = total_possible(results);
        json["gradable"] = true;
        json["score"] = most > 0 ? rounded(total(results) / most) : 0.0;
        if (!message.empty()) json["message"] = message;
        json["tests"] = tests;
        // What one exercise of several lacks is said, too.
        for (const auto& error : format_errors)
            json["output"] = json.value("output", std::string()) + error.get<std::string>() + "\n";
    } else {
        json["gradable"] = false;
        json["format_errors"] = format_errors;
    }
    std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    if (text.size() > most_bytes) {
        for (auto& test : json["tests"]) test["message"] = "";
        text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    }
    return text;
}

} // namespace mlcore::exporting
