#include "run.hpp"

#include "core/file.hpp"
#include "sandbox/process.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace mlcore::timing {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// The program's own source: the benchmark, the machine's peaks, and (with a learner's file) the
// tables it loops over with one more variant.
std::string program_source(const toolchain::Layout& layout, const course::ExerciseInfo& exercise,
                           const fs::path& source, bool yours) {
    std::string text = "// Made by mlcore bench.\n";
    if (yours) {
        // The learner's file before the library's, so that no name of the library is in its way.
        text += fmt::format("#include \"{}\"\n#include \"{}\"\n#include \"{}\"\n",
                            (exercise.folder / "subject.cpp").string(),
                            "mlcore/" + exercise.area + "/" + exercise.slug + ".hpp",
                            (layout.benchmarks / "support/yours.hpp").string());
        const std::string benchmark = core::read_file(source);
        for (const auto& task : exercise.tasks)
            if (has_table(benchmark, task.name))
                text += fmt::format(
                    "namespace mlcore::{0} {{\ninline const auto {1}_variants_and_yours = "
                    "bench::with_yours(\"{1}\", {1}_variants);\n}}\n"
                    "#define {1}_variants {1}_variants_and_yours\n",
                    exercise.slug, task.name);
    }
    return text + fmt::format("#include \"{}\"\n#include \"{}\"\n", source.string(),
                              (layout.benchmarks / "support/main.cpp").string());
}

fs::path build(const toolchain::Compiler& compiler, const course::ExerciseInfo& exercise,
               const RunOptions& options) {
    const auto& layout = compiler.layout();
    const fs::path source = source_of(layout, exercise);
    const bool yours = !options.yours.empty();
    const std::string file = yours ? core::read_file(options.yours) : "";
    const std::string text = program_source(layout, exercise, source, yours);
    // One place for each learner's file, so that every edit replaces the program before it.
    const fs::path folder =
        layout.cache / "benchmarks" / exercise.slug /
        (yours ? "mine-" + core::sha256(fs::absolute(options.yours).string()).substr(0, 16)
               : "library");
    const auto keep = [](const fs::path& path, const std::string& content) {
        if (!fs::exists(path) || core::read_file(path) != content)
            core::write_atomically(path, content);
    };
    keep(folder / "bench.cpp", text);
    toolchain::Program program{"benchmarks", exercise.slug, "the benchmark of " + exercise.slug,
                               folder / "bench.cpp"};
    if (yours) {
        keep(folder / "exercise.hpp", file);
        program.what += " with your functions";
        program.flags = {"-I" + (layout.benchmarks / "support/yours").string(),
                         "-I" + folder.string()};
    }
    program.flags.push_back("-I" + layout.benchmarks.string());
    program.libraries = {layout.library.string(), "-lbenchmark"};
    try {
        return compiler.program(program, options.progress);
    } catch (const toolchain::DoesNotCompile& error) {
        static const std::regex missing("benchmark/benchmark\\.h[^:]*: No such file|"
                                        "benchmark/benchmark\\.h' file not found|"
                                        "(cannot find|unable to find library) -lbenchmark");
        if (std::regex_search(error.messages, missing))
            throw std::runtime_error(
                "Google Benchmark is not installed; it times the functions. Install it: "
                "libbenchmark-dev (apt), google-benchmark-devel (dnf), benchmark (pacman), "
                "google-benchmark (brew)");
        throw;
    }
}

// What is running, and how long the rest may take: each benchmark as long as it took before, those
// not seen yet as long as the others.
class Outlook {
public:
    Outlook(const RunOptions& options) : options_(options) {}

    void line(const std::string& line) {
        const auto space = line.find(' ');
        if (space == std::string::npos) return;
        const std::string verb = line.substr(0, space), name = line.substr(space + 1);
        if (verb == "registered") {
            order_.push_back(name);
            if (wanted(name)) ++total_;
        } else if (verb == "checked") {
            show("the same answers? " + name);
        } else if (verb == "timing" && name != running_) {
            const auto now = Clock::now();
            if (!running_.empty()) {
                const double took = std::chrono::duration<double>(now - since_).count();
                seen_[running_] = std::max(seen_[running_], took);
            }
            since_ = now;
            running_ = name;
            ++count_[name];
            ++done_;
            const std::size_t all = total_ * static_cast<std::size_t>(options_.repetitions);
            std::string text = fmt::format("{} of {}  {}", std::min(done_, all), all, name);
            if (const double left = seconds_left(); done_ > 5 && left >= 1)
                text += fmt::format("  about {:.0f} s left", left);
            show(text);
        }
    }
    const std::vector<std::string>& order() const { return order_; }
    const std::string& running() const { return running_; }

private:
    bool wanted(const std::string& name) const {
        return name.rfind("machine/", 0) == 0 || options_.only.empty() ||
               name.find(options_.only) != std::string::npos;
    }
    double seconds_left() const {
        double known = 0, left = 0;
        for (const auto& [name, seconds] : seen_) known += seconds;
        const double usual = seen_.empty() ? 0 : known / static_cast<double>(seen_.size());
        for (const auto& name : order_) {
            if (!wanted(name)) continue;
            const auto seen = seen_.find(name);
            const auto count = count_.find(name);
            const int times = options_.repetitions - (count == count_.end() ? 0 : count->second);
            if (times > 0) left += times * (seen == seen_.end() ? usual : seen->second);
        }
        return left;
    }
    void show(const std::string& text) const {
        if (options_.progress) options_.progress(text);
    }

    const RunOptions& options_;
    std::vector<std::string> order_;
    std::size_t total_ = 0, done_ = 0;
    std::map<std::string, double> seen_;
    std::map<std::string, int> count_;
    std::string running_;
    Clock::time_point since_;
};

struct Ended {
    int exit_code = 0;
    std::string output;
};

// Reads progress lines and output until both end.
Ended follow(sandbox::Process& process, Outlook& outlook) {
    Ended ended;
    std::string lines;
    bool progress_open = true, output_open = true;
    char buffer[1 << 14];
    while (progress_open || output_open) {
        pollfd both[] = {{progress_open ? process.from_child() : -1, POLLIN, 0},
                         {output_open ? process.output() : -1, POLLIN, 0}};
        poll(both, 2, 200);
        if (both[0].revents != 0) {
            const ssize_t got = read(process.from_child(), buffer, sizeof buffer);
            progress_open = got > 0 || (got < 0 && errno == EAGAIN);
            if (got > 0) lines.append(buffer, static_cast<std::size_t>(got));
            for (std::size_t end; (end = lines.find('\n')) != std::string::npos;
                 lines.erase(0, end + 1))
                outlook.line(lines.substr(0, end));
        }
        if (both[1].revents != 0) {
            const ssize_t got = read(process.output(), buffer, sizeof buffer);
            output_open = got > 0 || (got < 0 && errno == EAGAIN);
            if (got > 0 && ended.output.size() < (1u << 20))
                ended.output.append(buffer, static_cast<std::size_t>(got));
        }
    }
    ended.exit_code = process.wait();
    return ended;
}

std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("model name", 0) == 0 && line.find(": ") != std::string::npos)
            return line.substr(line.find(": ") + 2);
    return "";
}

std::string local_time() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &local);
    return text;
}

// "nothing was timed: assign/yours: differs …": the task, where the learner's function is at fault.
std::string task_at_fault(const std::string& output) {
    std::smatch parts;
    static const std::regex pattern("nothing was timed: ([A-Za-z0-9_]+)/yours");
    return std::regex_search(output, parts, pattern) ? parts[1].str() : "";
}

// " differs from the reference by 0.5, more than 1e-12"
std::string reason_after_name(const std::string& output) {
    const auto colon = output.find(':', output.find("/yours"));
    return output.substr(colon + 1, output.find('\n', colon) - colon - 1);
}

std::string escaped(const std::string& text) { // for a regular expression
    std::string result;
    for (const char c : text) {
        if (std::string("\\^$.|?*+()[]{}").find(c) != std::string::npos) result += '\\';
        result += c;
    }
    return result;
}

std::string last_lines(const std::string& text) {
    const std::size_t most = 2000;
    return text.size() <= most ? text : "…" + text.substr(text.size() - most);
}

} // namespace

bool has_table(const std::string& benchmark_source, const std::string& task) {
    // A table that is a template holds floats, too; a learner's function is for doubles alone.
    return std::regex_search(benchmark_source, std::regex("\\b" + task + "_variants\\b(?!\\s*<)"));
}

fs::path source_of(const toolchain::Layout& layout, const course::ExerciseInfo& exercise) {
    const fs::path source = layout.benchmarks / exercise.area / (exercise.slug + "_bench.cpp");
    if (!fs::exists(source))
        throw std::runtime_error(exercise.slug + " has no benchmark; " + source.string() +
                                 " would be it");
    return source;
}

Results run(const toolchain::Compiler& compiler, const course::ExerciseInfo& exercise,
            const RunOptions& options) {
    const fs::path program = build(compiler, exercise, options);
    const fs::path file = program.parent_path() / ("results-" + std::to_string(getpid()) + ".json");
    std::vector<std::string> command{program.string(),
                                     "--benchmark_out=" + file.string(),
                                     "--benchmark_out_format=json",
                                     "--benchmark_repetitions=" +
                                         std::to_string(options.repetitions),
                                     fmt::format("--benchmark_min_time={:g}", options.seconds_each),
                                     "--benchmark_enable_random_interleaving=true"};
    if (!options.only.empty())
        command.push_back("--benchmark_filter=^machine/|" + escaped(options.only));

    auto tasks = options.tasks;
    std::vector<std::pair<std::string, std::string>> left_out;
    for (;;) {
        std::string yours = "MLCORE_YOURS=";
        for (const auto& task : tasks) yours += task + " ";
        sandbox::Limits limits;
        limits.environment = {"MLCORE_PROGRESS=4", yours};
        Outlook outlook(options);
        Ended ended;
        {
            sandbox::Process process(command, limits);
            ended = follow(process, outlook);
        }
        if (ended.exit_code == 0) {
            Results results = read_google_benchmark(core::read_file(file), outlook.order());
            fs::remove(file);
            results.exercise = exercise.slug;
            results.processor = processor_name();
            results.when = local_time();
            results.left_out = std::move(left_out);
            if (results.measurements.empty())
                throw std::runtime_error("no benchmark of " + exercise.slug + " has \"" +
                                         options.only + "\" in its name");
            return results;
        }
        std::error_code none;
        fs::remove(file, none);
        const auto fault = std::find(tasks.begin(), tasks.end(), task_at_fault(ended.output));
        if (fault != tasks.end()) {
            left_out.emplace_back(*fault, "on the benchmark's inputs its result" +
                                              reason_after_name(ended.output));
            tasks.erase(fault);
            continue;
        }
        const std::string where =
            outlook.running().empty() ? "before anything was timed" : "while " + outlook.running();
        throw std::runtime_error(fmt::format(
            "the benchmark of {} ended {} ({}){}\n{}", exercise.slug, where,
            ended.exit_code > 128 ? "signal " + std::to_string(ended.exit_code - 128)
                                  : "exit code " + std::to_string(ended.exit_code),
            tasks.empty() ? ""
                          : "; with your functions in it. mlcore check --sanitize finds memory "
                            "errors; without --mine the library alone is measured",
            last_lines(ended.output)));
    }
}

} // namespace mlcore::timing
