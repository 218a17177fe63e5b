#include "commands.hpp"

#include "core/file.hpp"
#include "sandbox/isolation.hpp"
#include "sandbox/process.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <thread>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;

struct Finding {
    std::string what;
    enum class State { good, reduced, broken } state = State::good;
    std::string detail;
    std::string mend; // what to do, empty where all is well
};

// The first line a command prints; empty where it cannot be started.
std::string first_line(const std::vector<std::string>& command) {
    const auto finished = sandbox::run(command, {}, 10);
    if (finished.exit_code != 0) return "";
    return finished.output.substr(0, finished.output.find('\n'));
}

Finding compiler(const toolchain::Layout& layout) {
    const std::string version = first_line({layout.compiler, "--version"});
    if (version.empty())
        return {"compiler", Finding::State::broken, layout.compiler + " cannot be started",
                "Install g++ 12 or later (apt install g++), or name another: MLCORE_CXX=clang++"};
    return {"compiler", Finding::State::good, version, ""};
}

Finding compiles(const Context& context) {
    const auto path = context.course.order().front();
    try {
        const auto info = course::read_exercise(context.course.folder / path);
        const auto compiled =
            context.checker().compiler().subject(info.folder, info.folder / "exercise.hpp", {});
        if (compiled.program.empty())
            return {"compiling an exercise", Finding::State::broken,
                    compiled.messages.substr(0, compiled.messages.find('\n')),
                    "Delete " + context.layout.cache.string() +
                        " and try again; then install Eigen and xtensor again"};
        return {"compiling an exercise", Finding::State::good,
                compiled.cached ? "works (compiled before)"
                                : fmt::format("works, {:.1f} s", compiled.seconds),
                ""};
    } catch (const std::exception& error) {
        return {"compiling an exercise", Finding::State::broken, error.what(),
                "./mlcore builds it again"};
    }
}

Finding lines() {
    const std::string version = first_line({"addr2line", "--version"});
    if (version.empty())
        return {"lines of crashes", Finding::State::reduced,
                "addr2line is not installed: a crash is named without its line",
                "apt install binutils"};
    return {"lines of crashes", Finding::State::good, version, ""};
}

Finding isolation() {
    const auto& found = sandbox::isolation();
    return {"isolation", found.enough_for_others() ? Finding::State::good : Finding::State::reduced,
            found.name + ": " + found.description, found.mend};
}

Finding cache(const toolchain::Layout& layout) {
    try {
        core::write_atomically(layout.cache / "doctor", "works\n");
        fs::remove(layout.cache / "doctor");
    } catch (const std::exception& error) {
        return {"cache", Finding::State::broken, error.what(),
                "MLCORE_CACHE=FOLDER names another one"};
    }
    std::uintmax_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(layout.cache))
        if (entry.is_regular_file()) bytes += entry.file_size();
    return {
        "cache", Finding::State::good,
        fmt::format("{} ({} MB; may be deleted at any time)", layout.cache.string(), bytes >> 20),
        ""};
}

Finding workspace() {
    const auto folder = course::Workspace::find();
    if (!fs::exists(folder))
        return {"workspace", Finding::State::good,
                "none yet; mlcore learn makes " + folder.string(), ""};
    return {"workspace", Finding::State::good, folder.string(), ""};
}

Finding machine() {
    return {"machine", Finding::State::good,
            fmt::format("{} processor cores", std::thread::hardware_concurrency()), ""};
}

} // namespace

int doctor(const Context& context, bool json) {
    const Finding findings[] = {machine(),   compiler(context.layout), compiles(context), lines(),
                                isolation(), cache(context.layout),    workspace()};
    bool broken = false;
    nlohmann::ordered_json result = nlohmann::ordered_json::array();
    for (const auto& finding : findings) {
        const bool good = finding.state == Finding::State::good;
        const bool bad = finding.state == Finding::State::broken;
        broken = broken || bad;
        if (json) {
            result.push_back({{"what", finding.what},
                              {"state", good  ? "good"
                                        : bad ? "broken"
                                              : "reduced"},
                              {"detail", finding.detail},
                              {"mend", finding.mend}});
            continue;
        }
        const std::string mark = good  ? context.style.green("✓")
                                 : bad ? context.style.red("✗")
                                       : context.style.yellow("!");
        fmt::print("{} {} {}\n", mark, terminal::pad(finding.what, 22),
                   terminal::escape(finding.detail));
        if (!finding.mend.empty()) fmt::print("{}→ {}\n", std::string(25, ' '), finding.mend);
    }
    if (json) fmt::print("{}\n", result.dump(2));
    return broken ? 1 : 0;
}

} // namespace mlcore::cli
