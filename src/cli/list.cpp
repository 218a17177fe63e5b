#include "commands.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mlcore::cli {

int list(const Context& context, bool json) {
    const auto workspace = context.workspace();
    const auto& exercises = context.exercises();
    const std::string current = workspace.current(exercises).slug;
    nlohmann::ordered_json result = nlohmann::ordered_json::array();
    std::size_t number = 0;
    for (const auto& module : context.course.modules) {
        if (!json) fmt::print("{}\n", context.style.bold(module.title));
        for (const auto& path : module.exercises) {
            const auto& info = exercises[number++];
            const double have = workspace.points(info);
            const bool begun = std::filesystem::exists(workspace.file(info));
            if (json) {
                result.push_back({{"exercise", info.slug},
                                  {"path", path},
                                  {"module", module.title},
                                  {"title", info.title},
                                  {"minutes", info.minutes},
                                  {"points", have},
                                  {"max_points", info.points()},
                                  {"state", workspace.passed(info) ? "passed"
                                            : begun                ? "begun"
                                                                   : "new"},
                                  {"current", info.slug == current}});
                continue;
            }
            const std::string mark = workspace.passed(info) ? context.style.green("✓")
                                     : info.slug == current ? context.style.yellow("›")
                                     : begun                ? "·"
                                                            : " ";
            fmt::print(
                "  {} {:>2}  {} {:>5} {}\n", mark, number, terminal::pad(info.slug, 22),
                fmt::format("{:g}/{:g}", have, info.points()),
                context.style.dim(terminal::truncate(
                    fmt::format("{} · {} min", info.title, info.minutes), context.width - 38)));
        }
    }
    if (json) fmt::print("{}\n", result.dump(2));
    return 0;
}

} // namespace mlcore::cli
