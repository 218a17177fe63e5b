// The proof that the graders grade.
#include "commands.hpp"

#include "core/file.hpp"
#include "grading/comparison.hpp"
#include "grading/diagnosis.hpp"
#include "grading/speed.hpp"
#include "parallel_jobs.hpp"
#include "sandbox/process.hpp"
#include "terminal/progress_line.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <array>
#include <mutex>
#include <optional>
#include <sstream>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;
using grading::Status;
using grading::Verdict;

// Seeds whose packs must recognise every mistake: the public one, and others as a teacher would
// draw.
constexpr std::uint64_t tried_seeds[] = {toolchain::public_seed, 2, 3, 20261};

class Verification {
public:
    Verification(const Context& context, course::ExerciseInfo info,
                 std::function<void(const std::string&)> progress)
        : context_(context), checker_(context.layout), info_(std::move(info)),
          progress_(std::move(progress)) {}

    // Each proof's failures by its name; an empty list is a proof that holds.
    std::vector<std::pair<std::string, std::vector<std::string>>> run() {
        prove("files", [&] { files(); });
        prove("order", [&] { order(); });
        if (!holds("files")) return std::move(proofs_);
        prove("pack", [&] { packs(); });
        if (!holds("pack")) return std::move(proofs_);
        prove("solution", [&] { solution(); });
        prove("stub", [&] { stub(); });
        prove("variants", [&] { variants(); });
        prove("mistakes", [&] { mistakes(); });
        prove("speed", [&] { speed(); });
        return std::move(proofs_);
    }

private:
    template <class Proof>
    void prove(const char* name, Proof proof) {
        if (progress_) progress_(name);
        proofs_.emplace_back(name, std::vector<std::string>{});
        try {
            proof();
        } catch (const std::exception& error) {
            fail(error.what());
        }
    }
    void fail(const std::string& what) { proofs_.back().second.push_back(what); }
    bool holds(const std::string& name) const {
        for (const auto& [proof, failures] : proofs_)
            if (proof == name) return failures.empty();
        return false;
    }

    void files() {
        for (const char* name : {"exercise.toml", "lesson.md", "exercise.hpp", "subject.cpp",
                                 "solution.hpp", "mistakes.hpp", "cases.cpp"})
            if (!fs::exists(info_.folder / name)) {
                fail(std::string(name) + " is missing");
            } else if (core::read_file(info_.folder / name).find("FILL IN") != std::string::npos) {
                fail(std::string(name) + " has blanks left to fill in");
            }
        for (const auto& task : info_.tasks) {
            if (task.hints.size() != 3)
                fail(fmt::format("task {} has {} hints, expected 3", task.name, task.hints.size()));
            for (const auto& hint : task.hints)
                if (hint.size() < 10) fail("task " + task.name + " has an empty hint");
        }
        if (fs::exists(info_.folder / "lesson.md")) {
            const std::string lesson = core::read_file(info_.folder / "lesson.md");
            if (lesson.rfind("# ", 0) != 0) fail("lesson.md does not begin with a title");
            for (const auto& task : info_.tasks)
                if (lesson.find(task.name) == std::string::npos)
                    fail("lesson.md does not mention the task " + task.name);
        }
    }

    // Nothing is needed before it is taught.
    void order() {
        std::vector<std::string> taught;
        for (const auto& path : context_.course.order()) {
            const std::string slug = fs::path(path).filename().string();
            if (slug == info_.slug) {
                for (const auto& need : info_.needs)
                    if (std::find(taught.begin(), taught.end(), need) == taught.end())
                        fail("needs " + need + ", which is not taught before it");
                return;
            }
            taught.push_back(slug);
        }
        fail("course.toml does not list it");
    }

    void packs() {
        for (const std::uint64_t seed : tried_seeds) checker_.pack_file(info_.folder, seed);
        author_ = checker_.compiler().author(info_.folder, toolchain::Flavour::checked);
        const auto pack =
            grading::read_pack(checker_.pack_file(info_.folder, toolchain::public_seed));
        std::size_t mistakes = 0;
        for (const auto& task : pack.tasks) mistakes += task.mistakes.size();
        if (mistakes < 4)
            fail(fmt::format("only {} mistakes are recognised, expected at least 4", mistakes));
    }

    toolchain::CheckOptions options(bool library) const {
        toolchain::CheckOptions options;
        options.library = library;
        options.speed = false;
        options.use_cache = false;
        return options;
    }

    Verdict serve(const std::string& choice) const {
        std::vector<std::string> command{author_.string(), "serve", info_.folder.string()};
        if (!choice.empty()) command.push_back(choice);
        return checker_.check_program(info_.folder, command, options(false));
    }

    void expect_all_passed(const Verdict& verdict, const std::string& who) {
        if (verdict.compile_error) {
            fail(who + " does not compile: " + verdict.compile_error->message);
            return;
        }
        for (const auto& task : verdict.tasks)
            if (task.status != Status::passed && !is_speed(task.name))
                fail(fmt::format("{} does not pass {}: {}{}", who, task.name, task.message,
                                 example(task)));
    }

    static std::string example(const grading::TaskVerdict& task) {
        if (!task.counterexample) return "";
        const auto& e = *task.counterexample;
        return fmt::format(" (\"{}\": expected {}, got {})", e.label, e.expected, e.got);
    }

    bool is_speed(const std::string& task) const {
        for (const auto& speed : pack().speed_tasks)
            if (speed.name == task) return true;
        return false;
    }

    const grading::Pack& pack() const {
        if (!pack_)
            pack_ = grading::read_pack(checker_.pack_file(info_.folder, toolchain::public_seed));
        return *pack_;
    }

    void solution() {
        expect_all_passed(
            checker_.check(info_.folder, info_.folder / "solution.hpp", options(true)),
            "solution.hpp");
    }

    void stub() {
        const Verdict verdict =
            checker_.check(info_.folder, info_.folder / "exercise.hpp", options(false));
        if (verdict.compile_error) {
            fail(fmt::format("exercise.hpp:{} does not compile: {}", verdict.compile_error->line,
                             verdict.compile_error->message));
            return;
        }
        for (const auto& task : verdict.tasks)
            if (task.status != Status::not_implemented && !is_speed(task.name))
                fail(fmt::format("the stub's {} reads {} ({}) instead of not_implemented",
                                 task.name, grading::to_string(task.status), task.message));
    }

    // Lines of the author program's list: task, "variant" or "mistake", name.
    std::vector<std::array<std::string, 3>> listed() const {
        const auto finished =
            sandbox::run({author_.string(), "list", info_.folder.string(), "1"}, {}, 120);
        std::vector<std::array<std::string, 3>> lines;
        std::istringstream stream(finished.output);
        for (std::array<std::string, 3> line; stream >> line[0] >> line[1] >> line[2];)
            lines.push_back(line);
        return lines;
    }

    void variants() {
        std::vector<std::string> names;
        for (const auto& [task, kind, name] : listed())
            if (kind == "variant" && std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
        if (names.empty()) fail("no variant is listed");
        for (const auto& name : names) expect_all_passed(serve("*=" + name), "variant " + name);
    }

    void mistakes() {
        // Over the pipe for the public pack …
        for (const auto& [task, kind, name] : listed()) {
            if (kind != "mistake") continue;
            if (progress_) progress_("mistake " + name);
            const Verdict verdict = serve(task + "=" + name);
            for (const auto& one : verdict.tasks) {
                if (one.name != task) {
                    if (one.status != Status::passed && !is_speed(one.name))
                        fail(fmt::format("mistake {} of {} also fails {}", name, task, one.name));
                } else if (one.status == Status::passed) {
                    fail(fmt::format("mistake {} of {} loses no points", name, task));
                } else if (!one.diagnosis || one.diagnosis->kind != "mistake" ||
                           one.diagnosis->id != name) {
                    fail(fmt::format("mistake {} of {} is taken for {}{}", name, task,
                                     one.diagnosis ? one.diagnosis->kind + " " + one.diagnosis->id
                                                   : "nothing known",
                                     example(one)));
                }
            }
        }
        // … and by its answers for other seeds.
        for (const std::uint64_t seed : tried_seeds) {
            const auto other = grading::read_pack(checker_.pack_file(info_.folder, seed));
            for (const auto& task : other.tasks)
                for (const auto& mistake : task.mistakes) recognised(task, mistake, seed);
        }
    }

    void recognised(const grading::Pack::Task& task, const grading::Pack::Mistake& mistake,
                    std::uint64_t seed) {
        bool wrong = false;
        for (std::size_t i = 0; i < task.cases.size(); ++i)
            wrong = wrong ||
                    grading::compare(task.cases[i].expected, mistake.answers[i], task.tolerance);
        if (!wrong) {
            fail(fmt::format("mistake {} of {} loses no points with seed {}", mistake.id, task.name,
                             seed));
            return;
        }
        const auto finding = grading::diagnose(task, mistake.answers);
        if (!finding.diagnosis || finding.diagnosis->kind != "mistake" ||
            finding.diagnosis->id != mistake.id)
            fail(fmt::format("mistake {} of {} is taken for {} with seed {}", mistake.id, task.name,
                             finding.diagnosis ? finding.diagnosis->id : "nothing known", seed));
    }

    // Naive fails the speed tasks that the library's variant passes.
    void speed() {
        for (const auto& task : pack().speed_tasks) {
            if (progress_) progress_("speed " + task.name);
            const std::string author =
                checker_.compiler().author(info_.folder, toolchain::Flavour::fast).string();
            const auto measure = [&](const std::string& variant) {
                grading::SessionLimits limits;
                limits.question_seconds = 20;
                limits.total_seconds = 240;
                grading::Session mine({author, "serve", info_.folder.string(), "*=" + variant},
                                      limits);
                grading::Session reference(
                    {author, "serve", info_.folder.string(), "*=" + task.rule.against}, limits);
                return grading::measure_speed(task, *pack().find(task.rule.of),
                                              toolchain::public_seed, {&mine, &reference, nullptr},
                                              {}, {});
            };
            const auto naive = measure("naive"), library = measure(task.rule.against);
            if (naive.status != Status::failed)
                fail(fmt::format("the naive variant does not fail {}: {}", task.name,
                                 naive.message));
            if (library.status != Status::passed)
                fail(fmt::format("the {} variant does not pass {}: {}", task.rule.against,
                                 task.name, library.message));
        }
    }

    const Context& context_;
    toolchain::Checker checker_;
    course::ExerciseInfo info_;
    std::function<void(const std::string&)> progress_;
    fs::path author_;
    mutable std::optional<grading::Pack> pack_;
    std::vector<std::pair<std::string, std::vector<std::string>>> proofs_;
};

} // namespace

int author_verify(const Context& context, const std::vector<std::string>& exercises, bool json) {
    std::vector<std::string> paths = exercises.empty() ? context.course.order() : exercises;
    std::vector<nlohmann::ordered_json> results(paths.size());
    std::mutex printing;
    bool all_hold = true;
    std::optional<terminal::ProgressLine> progress(std::in_place, STDERR_FILENO,
                                                   terminal::style_for(STDERR_FILENO));
    parallel_jobs(paths.size(), [&](std::size_t i) {
        auto info = context.exercise(paths[i]);
        const std::string slug = info.slug;
        const auto start = std::chrono::steady_clock::now();
        Verification verification(context, std::move(info), [&](const std::string& what) {
            const std::lock_guard lock(printing);
            if (progress) progress->phase(slug + ", " + what);
        });
        const auto proofs = verification.run();
        bool ok = true;
        nlohmann::ordered_json shown;
        for (const auto& [name, failures] : proofs) {
            ok = ok && failures.empty();
            shown[name] =
                failures.empty() ? nlohmann::ordered_json(true) : nlohmann::ordered_json(failures);
        }
        results[i] = {{"exercise", slug}, {"ok", ok}, {"proofs", shown}};
        const std::lock_guard lock(printing);
        all_hold = all_hold && ok;
        if (json) return;
        progress.reset();
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        fmt::print("{} {}  {}\n", ok ? context.style.green("✓") : context.style.red("✗"),
                   terminal::pad(slug, 24), context.style.dim(fmt::format("{:.1f} s", seconds)));
        for (const auto& [name, failures] : proofs)
            for (const auto& failure : failures)
                fmt::print("    {}: {}\n", name, terminal::escape(failure, terminal::Keep::lines));
        std::fflush(stdout);
        progress.emplace(STDERR_FILENO, terminal::style_for(STDERR_FILENO));
    });
    if (json) fmt::print("{}\n", nlohmann::ordered_json{{"exercises", results}}.dump(2));
    return all_hold ? 0 : 1;
}

} // namespace mlcore::cli
