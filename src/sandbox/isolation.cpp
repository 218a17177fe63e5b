#include "isolation.hpp"

#include "control_group.hpp"
#include "filter.hpp"
#include "launch.hpp"
#include "process.hpp"

#include <filesystem>
#include <fstream>

namespace mlcore::sandbox {
namespace {

namespace fs = std::filesystem;

// What bubblewrap said where it did not work, empty where it did.
std::string try_bubblewrap() {
    const fs::path probe = find_program("true");
    if (probe.empty()) return "there is no program named true to try it with";
    try {
        auto jail = std::make_shared<Jail>();
        jail->show_libraries();
        jail->files.push_back({fs::canonical(probe), "/probe"});
        Limits limits;
        limits.tier = Tier::bubblewrap;
        limits.jail = std::move(jail);
        limits.processes = 8;
        const auto finished = run({"/probe"}, limits, 10);
        if (finished.exit_code == 0) return "";
        return finished.output.empty() ? "it ended with " + std::to_string(finished.exit_code)
                                       : finished.output;
    } catch (const std::exception& error) {
        return error.what();
    }
}

// A number in /proc/sys; `otherwise` where the kernel has no such setting.
long setting(const char* file, long otherwise) {
    std::ifstream stream(file);
    long value = otherwise;
    stream >> value;
    return stream ? value : otherwise;
}

bool in_container() {
    return fs::exists("/.dockerenv") || fs::exists("/run/.containerenv") ||
           std::getenv("container") != nullptr;
}

std::string how_to_allow_namespaces() {
    if (setting("/proc/sys/kernel/unprivileged_userns_clone", 1) == 0)
        return "as root: sysctl kernel.unprivileged_userns_clone=1";
    if (setting("/proc/sys/user/max_user_namespaces", 1) == 0)
        return "as root: sysctl user.max_user_namespaces=10000";
    if (setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 0) != 0)
        return "as root: sysctl kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor "
               "profile that lets bwrap have user namespaces";
    if (in_container())
        return "this container refuses user namespaces: start it with --security-opt "
               "seccomp=unconfined --security-opt systempaths=unconfined; where the container "
               "itself is thrown away after grading, --no-sandbox is enough";
    return "this machine refuses user namespaces; its administrator can allow them";
}

std::string one_line(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    for (char& c : text)
        if (c == '\n') c = ' ';
    return text.substr(0, 300);
}

Isolation find() {
    Isolation found;
    const bool filter = !system_call_filter().empty();
    const std::string failed = try_bubblewrap();
    const bool groups = !ControlGroup::parent().empty();
    if (failed.empty()) {
        found.tier = Tier::bubblewrap;
        found.name = "bubblewrap";
        found.description = "bubblewrap: other people's programs, and the compiler of their files, "
                            "see only what they need";
    } else if (can_enter_namespaces()) {
        found.tier = Tier::namespaces;
        found.name = "namespaces";
        found.description = "process and network namespaces: your own programs end with all they "
                            "started, but other people's could read your files";
        found.mend = find_program("bwrap").empty()
                         ? "apt install bubblewrap, before you grade other people's programs"
                         : "bubblewrap does not work here: " + one_line(failed);
    } else {
        found.tier = Tier::limits;
        found.name = "limits";
        found.description = "limits only: programs can read your files and leave processes behind";
        found.mend = how_to_allow_namespaces();
        if (find_program("bwrap").empty()) found.mend += "; and: apt install bubblewrap";
    }
    if (filter) {
        found.name += "+seccomp";
        found.description += ", system calls are filtered";
    } else {
        found.description += ", system calls are not filtered (this kernel has no seccomp)";
    }
    if (found.tier >= Tier::namespaces) {
        if (groups) found.name += "+cgroup";
        found.description += groups ? ", control groups bound their memory"
                                    : ", their memory is watched (no control groups to be had)";
    }
    return found;
}

} // namespace

const Isolation& isolation() {
    static const Isolation found = find();
    return found;
}

} // namespace mlcore::sandbox
