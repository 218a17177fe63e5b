#include "policy.hpp"

#include "toml_reader.hpp"

#include <chrono>

namespace mlcore::course {
namespace {

namespace fs = std::filesystem;

std::int64_t seconds(const toml::date_time& time) {
    using namespace std::chrono;
    const sys_days day = year(time.date.year) / month(time.date.month) / time.date.day;
    const auto offset = minutes(time.offset ? time.offset->minutes : 0);
    return duration_cast<std::chrono::seconds>(day.time_since_epoch() + hours(time.time.hour) +
                                               minutes(time.time.minute) +
                                               std::chrono::seconds(time.time.second) - offset)
        .count();
}

void known_exercise(const fs::path& file, const toml::node& node, const Course& course,
                    const std::string& slug) {
    std::vector<std::string> slugs;
    for (const auto& path : course.order()) slugs.push_back(fs::path(path).filename().string());
    if (std::find(slugs.begin(), slugs.end(), slug) != slugs.end()) return;
    const auto similar = similar_names(slug, slugs);
    refuse(file, node.source(),
           "\"" + slug + "\" is no exercise of this course" +
               (similar.empty() ? "" : "; did you mean " + similar.front() + "?"));
}

} // namespace

Policy::Counts counts_from(const std::string& name) {
    if (name == "best") return Policy::Counts::best;
    if (name == "latest") return Policy::Counts::latest;
    throw std::runtime_error("the attempt that counts is \"best\" or \"latest\", not \"" + name +
                             "\"");
}

Policy read_policy(const Course& course) {
    const fs::path file = course.folder / "course.toml";
    const toml::table all = parse(file);
    Reader reader(file, all);
    Policy policy;
    if (const auto* table = reader.table("late")) {
        Reader late(file, *table);
        if (const auto counts = late.optional<std::string>("attempt", "\"best\" or \"latest\""))
            policy.counts = counts_from(*counts);
        policy.free_days =
            static_cast<int>(late.optional<std::int64_t>("free_days", "whole days").value_or(0));
        policy.penalty_per_day =
            late.optional<double>("penalty_per_day", "a share of the points").value_or(0);
        if (const auto days = late.optional<std::int64_t>("max_days", "whole days"))
            policy.max_days = static_cast<int>(*days);
        late.done();
        if (policy.free_days < 0 || policy.max_days.value_or(0) < 0)
            refuse(file, table->source(), "days cannot be negative");
        if (!(policy.penalty_per_day >= 0 && policy.penalty_per_day <= 1))
            refuse(file, table->source(), "penalty_per_day is a share of the points, from 0 to 1");
    }
    if (const auto* table = reader.table("due"))
        for (const auto& [key, node] : *table) {
            known_exercise(file, node, course, std::string(key.str()));
            const auto* time = node.as_date_time();
            if (time == nullptr || !time->get().offset)
                refuse(file, node.source(),
                       "expected a time with its offset, such as 2026-03-01T23:59:00+01:00");
            policy.due[std::string(key.str())] = seconds(time->get());
        }
    if (const auto* table = reader.table("canvas"))
        for (const auto& [key, node] : *table) {
            known_exercise(file, node, course, std::string(key.str()));
            const auto number = node.value<std::int64_t>();
            if (!number || *number <= 0)
                refuse(file, node.source(), "expected the number of the assignment in Canvas");
            policy.canvas[std::string(key.str())] = *number;
        }
    return policy;
}

} // namespace mlcore::course
