#include "formats.hpp"

#include <nlohmann/json.hpp>

namespace mlcore::exporting {

std::string to_json(const Results& results) {
    using Json = nlohmann::ordered_json;
    Json list = Json::array();
    for (const auto& result : results.results) {
        Json one{{"student", result.student},
                 {"exercise", result.exercise},
                 {"score", rounded(result.score)},
                 {"max_score", rounded(result.max_score)},
                 {"state", to_string(result.state)},
                 {"title", result.title},
                 {"score_before_late", rounded(result.score_before_late)},
                 {"days_late", result.days_late},
                 {"free_days_used", result.free_days_used},
                 {"penalty", rounded(result.penalty)},
                 {"attempt", result.attempt},
                 {"attempts", result.attempts},
                 {"submitted_at", nullptr},
                 {"isolation", result.isolation},
                 {"seconds", rounded(result.seconds)}};
        if (!result.person.name.empty()) one["name"] = result.person.name;
        if (!result.person.email.empty()) one["email"] = result.person.email;
        if (result.submitted_at > 0) one["submitted_at"] = gradebook::iso_time(result.submitted_at);
        if (!result.problem.empty()) one["problem"] = result.problem;
        Json& tasks = one["tasks"] = Json::array();
        for (const auto& task : result.tasks) {
            tasks.push_back({{"name", task.name},
                             {"points", rounded(task.points)},
                             {"max_points", rounded(task.max_points)},
                             {"status", grading::to_string(task.status)},
                             {"message", task.text},
                             {"diagnosis", nullptr}});
            if (!task.diagnosis_id.empty())
                tasks.back()["diagnosis"] = {{"kind", task.diagnosis_kind},
                                             {"id", task.diagnosis_id},
                                             {"text", task.diagnosis_text}};
        }
        list.push_back(std::move(one));
    }
    const Json json{{"course", results.course}, {"results", list}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace mlcore::exporting
