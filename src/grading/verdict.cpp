#include "verdict.hpp"
#include "text.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <stdexcept>

namespace mlcore::grading {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array statuses{Status::passed,       Status::failed,  Status::not_implemented,
                              Status::error,        Status::crashed, Status::timeout,
                              Status::inconclusive, Status::skipped};

Status status_from(const std::string& name) {
    for (const Status status : statuses)
        if (name == to_string(status)) return status;
    throw std::runtime_error("verdict: unknown status \"" + name + "\"");
}

// What is empty is left out, so that a verdict is short to read; reading restores the emptiness.
void put(Json& json, const char* key, const std::string& text) {
    if (!text.empty()) json[key] = valid_utf8(text);
}
std::string get(const Json& json, const char* key) { return json.value(key, std::string()); }

Json to_json(const Counterexample& example) {
    Json json = Json::object();
    put(json, "label", example.label);
    json["inputs"] = Json::object();
    for (const auto& [name, value] : example.inputs)
        json["inputs"][valid_utf8(name)] = valid_utf8(value);
    json["expected"] = valid_utf8(example.expected);
    json["got"] = valid_utf8(example.got);
    json["index"] = valid_utf8(example.index);
    json["tolerance"] = valid_utf8(example.tolerance);
    return json;
}

Counterexample counterexample_from(const Json& json) {
    Counterexample example;
    example.label = get(json, "label");
    for (const auto& [name, value] : json.at("inputs").items())
        example.inputs.emplace_back(name, value.get<std::string>());
    example.expected = json.at("expected").get<std::string>();
    example.got = json.at("got").get<std::string>();
    example.index = json.at("index").get<std::string>();
    example.tolerance = json.at("tolerance").get<std::string>();
    return example;
}

Json to_json(const TaskVerdict& task) {
    Json json = Json::object();
    json["name"] = valid_utf8(task.name);
    json["points"] = task.points;
    json["max_points"] = task.max_points;
    json["status"] = to_string(task.status);
    json["message"] = valid_utf8(task.message);
    json["diagnosis"] = nullptr;
    if (task.diagnosis)
        json["diagnosis"] = {{"kind", valid_utf8(task.diagnosis->kind)},
                             {"id", valid_utf8(task.diagnosis->id)},
                             {"text", valid_utf8(task.diagnosis->text)}};
    json["counterexample"] = nullptr;
    if (task.counterexample) json["counterexample"] = to_json(*task.counterexample);
    put(json, "file", task.file);
    if (task.line != 0) json["line"] = task.line;
    put(json, "printed", task.printed);
    json["seconds"] = task.seconds;
    return json;
}

TaskVerdict task_from(const Json& json) {
    TaskVerdict task;
    task.name = json.at("name").get<std::string>();
    task.points = json.at("points").get<double>();
    task.max_points = json.at("max_points").get<double>();
    task.status = status_from(json.at("status").get<std::string>());
    task.message = json.at("message").get<std::string>();
    if (const Json& diagnosis = json.at("diagnosis"); !diagnosis.is_null())
        task.diagnosis = Diagnosis{diagnosis.at("kind").get<std::string>(),
                                   diagnosis.at("id").get<std::string>(),
                                   diagnosis.at("text").get<std::string>()};
    if (const Json& example = json.at("counterexample"); !example.is_null())
        task.counterexample = counterexample_from(example);
    task.file = get(json, "file");
    task.line = json.value("line", 0);
    task.printed = get(json, "printed");
    task.seconds = json.value("seconds", 0.0);
    return task;
}

void put(Json& json, const CompileError& error) {
    json["status"] = "compile_error";
    json["file"] = valid_utf8(error.file);
    json["line"] = error.line;
    json["column"] = error.column;
    json["message"] = valid_utf8(error.message);
    put(json, "explanation", error.explanation);
    put(json, "source_line", error.source_line);
    put(json, "raw", error.raw);
}

CompileError compile_error_from(const Json& json) {
    CompileError error;
    error.file = json.at("file").get<std::string>();
    error.line = json.at("line").get<int>();
    error.column = json.value("column", 0);
    error.message = json.at("message").get<std::string>();
    error.explanation = get(json, "explanation");
    error.source_line = get(json, "source_line");
    error.raw = get(json, "raw");
    return error;
}

} // namespace

const char* to_string(Status status) {
    switch (status) {
    case Status::passed:
        return "passed";
    case Status::failed:
        return "failed";
    case Status::not_implemented:
        return "not_implemented";
    case Status::error:
        return "error";
    case Status::crashed:
        return "crashed";
    case Status::timeout:
        return "timeout";
    case Status::inconclusive:
        return "inconclusive";
    case Status::skipped:
        return "skipped";
    }
    return "failed";
}

nlohmann::ordered_json to_json(const Verdict& verdict) {
    Json json = Json::object();
    json["exercise"] = valid_utf8(verdict.exercise);
    put(json, "title", verdict.title);
    if (verdict.compile_error) put(json, *verdict.compile_error);
    json["score"] = verdict.score;
    json["max_score"] = verdict.max_score;
    json["seed"] = verdict.seed;
    json["pack"] = valid_utf8(verdict.pack);
    json["seconds"] = {{"compile", verdict.compile_seconds}, {"grade", verdict.grade_seconds}};
    json["tasks"] = Json::array();
    for (const TaskVerdict& task : verdict.tasks) json["tasks"].push_back(to_json(task));
    return json;
}

Verdict verdict_from_json(const nlohmann::ordered_json& json) {
    Verdict verdict;
    verdict.exercise = json.at("exercise").get<std::string>();
    verdict.title = get(json, "title");
    if (get(json, "status") == "compile_error") verdict.compile_error = compile_error_from(json);
    verdict.score = json.at("score").get<double>();
    verdict.max_score = json.at("max_score").get<double>();
    verdict.seed = json.at("seed").get<std::uint64_t>();
    verdict.pack = json.at("pack").get<std::string>();
    verdict.compile_seconds = json.at("seconds").at("compile").get<double>();
    verdict.grade_seconds = json.at("seconds").at("grade").get<double>();
    for (const Json& task : json.at("tasks")) verdict.tasks.push_back(task_from(task));
    return verdict;
}

} // namespace mlcore::grading
