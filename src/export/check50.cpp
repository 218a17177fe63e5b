// check50's JSON: null where a check did not run because of another one.
#include "formats.hpp"

#include <nlohmann/json.hpp>

namespace mlcore::exporting {

std::string to_check50(const Results& results) {
    using Json = nlohmann::ordered_json;
    Json checks = Json::array();
    std::string slugs;
    const bool several = results.results.size() > 1;
    for (const auto& result : results.results) {
        slugs += (slugs.empty() ? "" : " ") + result.exercise;
        const auto name = [&](const std::string& task) {
            return several ? result.exercise + "_" + task : task;
        };
        const bool compiles = result.state == State::graded;
        checks.push_back(
            {{"name", name("compiles")},
             {"description", result.exercise + ".hpp is there and compiles"},
             {"passed", compiles},
             {"log", Json::array()},
             {"cause",
              compiles ? Json(nullptr) : Json{{"rationale", result.problem}, {"help", nullptr}}},
             {"data",
              {{"points", rounded(result.score)}, {"max_points", rounded(result.max_score)}}},
             {"dependency", nullptr}});
        const auto add = [&](const std::string& task, const TaskResult* done) {
            const auto status = done == nullptr ? grading::Status::skipped : done->status;
            const bool unknown =
                status == grading::Status::skipped || status == grading::Status::inconclusive;
            const bool passed = status == grading::Status::passed;
            Json check{{"name", name(task)},
                       {"description", result.title + ": " + task},
                       {"passed", unknown ? Json(nullptr) : Json(passed)},
                       {"log", Json::array()},
                       {"cause", nullptr},
                       {"data", Json::object()},
                       {"dependency", name("compiles")}};
            if (done != nullptr) {
                check["data"] = {{"points", rounded(done->points)},
                                 {"max_points", rounded(done->max_points)}};
                if (!done->waits_for.empty()) check["dependency"] = name(done->waits_for);
                if (!passed)
                    check["cause"] = {
                        {"rationale", status_word(status)},
                        {"help", done->text.empty() ? Json(nullptr) : Json(done->text)}};
            } else {
                check["cause"] = {
                    {"rationale", "not checked: " + result.exercise + ".hpp has to compile first"},
                    {"help", nullptr}};
            }
            checks.push_back(std::move(check));
        };
        if (result.tasks.empty())
            for (const auto& task : results.exercise(result.exercise).tasks) add(task, nullptr);
        for (const auto& task : result.tasks) add(task.name, &task);
    }
    const Json json{{"slug", slugs}, {"version", "3.3.0"}, {"results", checks}};
    return json.dump(4, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace mlcore::exporting
