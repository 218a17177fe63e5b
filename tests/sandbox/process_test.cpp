// What a process can and cannot do in each tier, and that nothing of it stays. The names begin with
// "learner" because these start programs in namespaces (see tests/CMakeLists.txt).
#include "sandbox/control_group.hpp"
#include "sandbox/filter.hpp"
#include "sandbox/isolation.hpp"
#include "sandbox/process.hpp"
#include "sandbox/tree.hpp"

#include "core/file.hpp"

#include <doctest/doctest.h>

#include <sys/prctl.h>
#include <sys/wait.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace mlcore::sandbox;
namespace fs = std::filesystem;

namespace {

std::shared_ptr<const Jail> shell_jail() {
    auto jail = std::make_shared<Jail>();
    jail->show_libraries();
    for (const char* folder : {"/bin", "/usr/bin"}) jail->show(folder);
    return jail;
}

Limits limits_of(Tier tier) {
    Limits limits;
    limits.tier = tier;
    limits.filtered = true;
    if (tier == Tier::bubblewrap) {
        limits.jail = shell_jail();
        limits.environment = {"PATH=/usr/bin:/bin"};
    }
    return limits;
}

std::vector<Tier> tiers() {
    std::vector<Tier> here;
    for (const Tier tier : {Tier::limits, Tier::namespaces, Tier::bubblewrap})
        if (tier <= isolation().tier) here.push_back(tier);
    return here;
}

Finished shell(const std::string& script, const Limits& limits, double seconds = 20) {
    return run({"/bin/sh", "-c", script}, limits, seconds);
}

// Whatever escapes becomes a child of this process.
struct Subreaper {
    Subreaper() { prctl(PR_SET_CHILD_SUBREAPER, 1); }
    ~Subreaper() { prctl(PR_SET_CHILD_SUBREAPER, 0); }
};

bool nothing_left() {
    for (int i = 0; i < 50 && !descendants(getpid()).empty(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return descendants(getpid()).empty() && waitpid(-1, nullptr, WNOHANG) == -1;
}

} // namespace

TEST_CASE("learner process: exit codes, signals, output and answers come back in every tier") {
    for (const Tier tier : tiers()) {
        CAPTURE(static_cast<int>(tier));
        const auto limits = limits_of(tier);
        CHECK(shell("exit 7", limits).exit_code == 7);
        CHECK(shell("kill -SEGV $$", limits).exit_code == 128 + SIGSEGV);
        CHECK(shell("kill -KILL $$", limits).exit_code == 128 + SIGKILL);
        CHECK(shell("echo out; echo error >&2", limits).output == "out\nerror\n");
        RunOptions options{20, 1 << 20, 5, {}};
        CHECK(run({"/bin/sh", "-c", "echo 123456789 >&4"}, limits, options).answers == "12345");
        CHECK(shell("exec /nowhere/at/all", limits).exit_code == 127);
        const auto late = shell("sleep 30", limits, 0.3);
        CHECK(late.timed_out);
        CHECK(late.seconds < 5);
        const auto silent = shell("exec >&- 2>&- 3<&- 4>&- 5>&-; sleep 30", limits, 0.3);
        CHECK(silent.timed_out);
    }
}

TEST_CASE("learner process: what it started ends with it, and is reaped") {
    const Subreaper subreaper;
    for (const Tier tier : tiers()) {
        CAPTURE(static_cast<int>(tier));
        const auto limits = limits_of(tier);
        shell("for i in 1 2 3; do setsid sh -c 'trap \"\" TERM HUP; sleep 1000 & sleep 1000' "
              ">/dev/null 2>&1 3<&- 4>&- 5>&- & done; exit 0",
              limits);
        CHECK(nothing_left());
        shell("setsid sleep 1000 & sleep 1000", limits, 0.3);
        CHECK(nothing_left());
        { const Process killed({"/bin/sh", "-c", "setsid sleep 1000 & sleep 1000"}, limits); }
        CHECK(nothing_left());
        for (int i = 0; i < 5; ++i) {
            const Process at_once({"/bin/sleep", "1000"}, limits);
        }
        CHECK(nothing_left());
    }
}

TEST_CASE("learner process: descriptors other than its six are not handed on") {
    const int leaked = open("/dev/null", O_RDONLY);
    for (const Tier tier : tiers()) {
        CAPTURE(static_cast<int>(tier));
        // ls itself has the folder open as 6.
        CHECK(shell("ls /proc/self/fd | tr '\\n' ' '", limits_of(tier)).output == "0 1 2 3 4 5 6 ");
    }
    close(leaked);
}

TEST_CASE("learner process: limits hold") {
    for (const Tier tier : tiers()) {
        CAPTURE(static_cast<int>(tier));
        auto limits = limits_of(tier);
        limits.cpu_seconds = 1;
        CHECK(shell("while :; do :; done", limits).exit_code > 128);
        limits.file_bytes = 1 << 20;
        CHECK(shell("head -c 2000000 /dev/urandom > \"$(mktemp /tmp/mlcore_testXXXXXX)\"", limits)
                  .exit_code != 0);
        for (const auto& entry : fs::directory_iterator("/tmp"))
            if (entry.path().filename().string().rfind("mlcore_test", 0) == 0) {
                CHECK(tier != Tier::bubblewrap); // its /tmp is its own
                fs::remove(entry.path());
            }
    }
}

TEST_CASE("learner process: a tree that takes too much memory or too many processes is ended" *
          doctest::skip(isolation().tier < Tier::namespaces)) {
    const Subreaper subreaper;
    for (const Tier tier : tiers()) {
        if (tier == Tier::limits) continue;
        CAPTURE(static_cast<int>(tier));
        auto limits = limits_of(tier);
        limits.tree_bytes = 64u << 20;
        const auto start = std::chrono::steady_clock::now();
        // Ten processes of some 20 MB each.
        const auto memory =
            shell("for i in 1 2 3 4 5 6 7 8 9 10; do (x=$(head -c 15000000 /dev/urandom "
                  "| base64); sleep 1000) & done; wait",
                  limits, 30);
        CHECK(memory.exit_code == 128 + SIGKILL);
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(25));
        CHECK(nothing_left());
        limits.tree_bytes = 0;
        limits.processes = 20;
        const auto many = shell("i=0; while [ $i -lt 100 ]; do sleep 1000 & i=$((i + 1)); done; "
                                "echo all of them; sleep 1",
                                limits, 30);
        CHECK(many.output.find("all of them") == std::string::npos);
        CHECK(nothing_left());
    }
}

TEST_CASE("learner process: a jail holds only what it was given" *
          doctest::skip(!isolation().enough_for_others())) {
    const auto limits = limits_of(Tier::bubblewrap);
    CHECK(shell("ls /", limits).output == "bin\ndev\netc\nlib\nlib32\nlib64\nproc\ntmp\nusr\n");
    CHECK(shell("ls /dev", limits).output == "null\nrandom\nurandom\n");
    CHECK(shell("ls /etc", limits).output == "ld.so.cache\n");
    CHECK(shell("env | sort", limits).output == "PATH=/usr/bin:/bin\nPWD=/tmp\n");
    CHECK(shell("id -u; hostname", limits).output == "65534\nmlcore\n");
    CHECK(shell("for f in / /usr /usr/bin /dev /dev/shm /etc /proc; do echo x > $f/x && echo "
                "wrote; done "
                "2>/dev/null",
                limits)
              .output.empty());
    CHECK(shell("head -c 100000000 /dev/urandom > /tmp/x; stat -c %s /tmp/x", limits)
              .output.find("16777216") != std::string::npos);
    if (ControlGroup::parent().empty()) { // else the kernel's memory is counted
        auto few = limits;
        few.tree_bytes = 1u << 30;
        CHECK(shell("i=0; while [ $i -lt 200000 ]; do : > /tmp/$i; i=$((i + 1)); done", few, 60)
                  .exit_code == 128 + SIGKILL);
    }
    auto missing = std::make_shared<Jail>();
    missing->show("/nowhere/at/all");
    auto broken = limits;
    broken.jail = missing;
    CHECK_THROWS_AS(run({"/bin/true"}, broken, 5), std::runtime_error);
}

TEST_CASE("learner process: isolation says what it reaches, and how to have more") {
    const auto& found = isolation();
    CHECK_FALSE(found.name.empty());
    CHECK_FALSE(found.description.empty());
    CHECK(found.enough_for_others() == (found.tier == Tier::bubblewrap));
    CHECK(found.enough_for_others() == found.mend.empty());
    CHECK(system_call_filter().size() % 8 == 0);
}

TEST_CASE("control groups: none where the folder is not one, or has no controllers") {
    CHECK(ControlGroup::find_parent("/nowhere", "/").empty());
    const fs::path root = fs::temp_directory_path() / ("mlcore_cgroup_" + std::to_string(getpid()));
    fs::create_directories(root / "mine");
    std::ofstream(root / "cgroup.controllers") << "cpu\n";
    std::ofstream(root / "cgroup.procs") << "";
    std::ofstream(root / "mine" / "cgroup.procs") << "";
    // A new folder there has no memory.max to write to.
    CHECK(ControlGroup::find_parent(root, "/mine").empty());
    int folders = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root))
        folders += entry.is_directory() ? 1 : 0;
    CHECK(folders == 1); // what was tried is gone
    fs::remove_all(root);
}
