// Every file of this folder is a submission that wants more than it deserves. The comment at its
// head says what may come of it:
//
//     status: of its first task, or compile_error; several, divided by |, where any of them will do
//     points: at most so many of 5, what its honest part is worth
//     seconds: it may take no longer
//     never: a text that must not stand anywhere in the verdict
//     escaped: nothing in the verdict as shown may move a cursor
//     seed: of the cases; 1, the public ones, where nothing is said
//     exercise: another one than foundations/vectors
//
// @SECRET@, @CACHE@ and @SOURCE@ stand for places of the grader.
#include "core/file.hpp"
#include "sandbox/isolation.hpp"
#include "sandbox/tree.hpp"
#include "support/learner.hpp"
#include "terminal/verdict_view.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

using namespace mlcore;
namespace fs = std::filesystem;

namespace {

const fs::path folder = fs::path(MLCORE_SOURCE_DIR) / "tests" / "attacks";
// Unique, so that it is found wherever it turns up.
const std::string token = "MLCORE_ATTACK_TOKEN_" + std::to_string(getpid());

struct Attack {
    std::string name, text, exercise = "foundations/vectors";
    std::vector<std::string> status, never;
    double points = -1, seconds = -1;
    bool escaped = false;
    std::uint64_t seed = 1;
};

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
    return parts;
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

Attack read_attack(const fs::path& file, const fs::path& secret, const fs::path& cache) {
    Attack attack;
    attack.name = file.stem().string();
    attack.text = core::read_file(file);
    replace_all(attack.text, "@SECRET@", secret.string());
    replace_all(attack.text, "@CACHE@", cache.string());
    replace_all(attack.text, "@SOURCE@", MLCORE_SOURCE_DIR);
    std::istringstream lines(attack.text);
    for (std::string line; std::getline(lines, line) && line.rfind("// ", 0) == 0;) {
        const auto colon = line.find(": ");
        const std::string key = line.substr(3, colon - 3);
        const std::string value = colon == std::string::npos ? "" : line.substr(colon + 2);
        if (key == "status") attack.status = split(value, '|');
        if (key == "points") attack.points = std::stod(value);
        if (key == "seconds") attack.seconds = std::stod(value);
        if (key == "never") attack.never.push_back(value);
        if (key == "seed") attack.seed = std::stoull(value);
        if (key == "exercise") attack.exercise = value;
        if (key == "escaped") attack.escaped = true;
    }
    attack.never.push_back(token);
    return attack;
}

std::vector<Attack> all_attacks(const fs::path& secret, const fs::path& cache) {
    std::vector<Attack> attacks;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".hpp")
            attacks.push_back(read_attack(entry.path(), secret, cache));
    std::sort(attacks.begin(), attacks.end(),
              [](const Attack& a, const Attack& b) { return a.name < b.name; });
    return attacks;
}

// What attacks would leave behind, by the name that all of them use.
std::vector<std::string> left_files(const toolchain::Layout& layout) {
    std::vector<std::string> found;
    for (const fs::path& place :
         {fs::temp_directory_path(), fs::path("/dev/shm"), fs::path("/var/tmp"), fs::path("/"),
          fs::path(MLCORE_SOURCE_DIR), fs::current_path(), layout.cache}) {
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(place, none)) {
            const std::string name = entry.path().filename().string();
            if (name.find("mlcore_attack") != std::string::npos || name == "results.json" ||
                name == "verdict.json")
                found.push_back(entry.path().string());
        }
    }
    for (const auto& entry : fs::recursive_directory_iterator(layout.cache / "subjects"))
        if (entry.path().filename().string().rfind("unfinished", 0) == 0)
            found.push_back(entry.path().string());
    return found;
}

std::string mounts() { return core::read_file("/proc/self/mountinfo"); }

bool moves_the_cursor(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c < 32 && c != '\n') || c == 127) return true;
        // C1 controls in UTF-8, and the characters that turn the direction of writing round
        if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0)
            return true;
        if (text.compare(i, 3, "\u202e") == 0) return true;
    }
    return false;
}

// Everything that an escapee would leave becomes a child of this process.
struct Alone {
    Alone() { prctl(PR_SET_CHILD_SUBREAPER, 1); }
    ~Alone() { prctl(PR_SET_CHILD_SUBREAPER, 0); }
    static std::vector<pid_t> left_processes() {
        // The kernel ends a namespace soon, not at once.
        std::vector<pid_t> left;
        for (int i = 0; i < 50 && !(left = sandbox::descendants(getpid())).empty(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return left;
    }
};

struct Secret {
    fs::path file = fs::temp_directory_path() / ("mlcore_secret_" + std::to_string(getpid()));
    Secret() {
        core::write_atomically(file, token + " is what no submission may read\n");
        setenv("MLCORE_ATTACK", token.c_str(), 1);
    }
    ~Secret() {
        fs::remove(file);
        unsetenv("MLCORE_ATTACK");
    }
};

std::string status_of(const grading::Verdict& verdict) {
    if (verdict.compile_error) return "compile_error";
    return grading::to_json(verdict)["tasks"][0]["status"].get<std::string>();
}

toolchain::CheckOptions options_for(const Attack& attack, sandbox::Tier tier) {
    toolchain::CheckOptions options;
    options.isolation = tier;
    options.use_cache = false;
    options.seed = attack.seed;
    options.question_seconds = 1;
    options.compile_seconds = 12;
    return options;
}

const char* const honest = R"(#pragma once
#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>

namespace exercise {
using namespace mlcore;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    return a.dot(b);
}
inline double norm(VectorView a) { return a.norm(); }
inline double cosine_similarity(VectorView a, VectorView b) {
    const double product = dot(a, b), lengths = a.norm() * b.norm();
    return lengths == 0 ? 0 : product / lengths;
}
} // namespace exercise
)";

} // namespace

TEST_CASE("learner: no attack of the corpus earns, shows or leaves anything" *
          doctest::skip(!sandbox::isolation().enough_for_others())) {
    const Alone alone;
    const Secret secret;
    const auto layout = test::Learner().checker().layout();
    const auto attacks = all_attacks(secret.file, layout.cache);
    REQUIRE(attacks.size() >= 60);
    const std::string mounts_before = mounts();
    const char* only = std::getenv("MLCORE_ATTACK_ONLY");
    for (const auto& attack : attacks) {
        if (only != nullptr && attack.name.find(only) == std::string::npos) continue;
        CAPTURE(attack.name);
        REQUIRE_FALSE(attack.status.empty());
        REQUIRE(attack.points >= 0);
        REQUIRE(attack.seconds > 0);
        const test::Learner learner(attack.exercise);
        const auto start = std::chrono::steady_clock::now();
        const auto verdict =
            learner.submit(attack.text, options_for(attack, sandbox::needed_for_others));
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

        const std::string status = status_of(verdict);
        const std::string shown =
            grading::to_json(verdict).dump(1, ' ', false,
                                           nlohmann::ordered_json::error_handler_t::replace) +
            (verdict.compile_error ? verdict.compile_error->raw : "");
        CAPTURE(status);
        CAPTURE(shown.substr(0, 3000));
        if (only != nullptr || std::getenv("MLCORE_ATTACK_SHOW") != nullptr)
            MESSAGE(attack.name << ": " << status << ", " << verdict.score << " points, " << seconds
                                << " s\n"
                                << (only ? shown.substr(0, 2500) : ""));
        CHECK(std::find(attack.status.begin(), attack.status.end(), status) != attack.status.end());
        CHECK(verdict.score <= attack.points);
        CHECK(seconds < attack.seconds);
        for (const auto& text : attack.never) CHECK(shown.find(text) == std::string::npos);
        CHECK(shown.size() < (2u << 20));
        if (attack.escaped) {
            const auto rendered = terminal::render_verdict(verdict, {}, 80, {});
            CAPTURE(rendered);
            CHECK_FALSE(moves_the_cursor(rendered));
        }
        CHECK(Alone::left_processes().empty());
        CHECK(waitpid(-1, nullptr, WNOHANG) == -1); // and no zombie
        CHECK(left_files(layout).empty());
        CHECK(mounts() == mounts_before);
    }
}

TEST_CASE("learner: an honest file earns the same in every tier of isolation") {
    const test::Learner learner;
    toolchain::CheckOptions options;
    options.use_cache = false;
    for (const auto tier :
         {sandbox::Tier::limits, sandbox::Tier::namespaces, sandbox::Tier::bubblewrap}) {
        if (tier > sandbox::isolation().tier) continue;
        CAPTURE(static_cast<int>(tier));
        options.isolation = tier;
        CHECK(learner.submit(honest, options).full_score());
    }
}

// The corpus would notice: the same files, outside of the jail, do read what they want.
TEST_CASE("learner: without the jail a submission can read the grader's files") {
    const Secret secret;
    const test::Learner learner;
    const auto layout = learner.checker().layout();
    const auto attack = read_attack(folder / "04_assembles_a_secret_into_the_program.hpp",
                                    secret.file, layout.cache);
    auto options = options_for(attack, sandbox::Tier::namespaces);
    const auto verdict = learner.submit(attack.text, options);
    REQUIRE_FALSE(verdict.compile_error);
    CHECK(verdict.tasks[0].printed.find(token) != std::string::npos);
}
