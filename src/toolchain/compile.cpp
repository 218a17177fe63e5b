#include "compile.hpp"

#include "core/file.hpp"
#include "sandbox/process.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace mlcore::toolchain {
namespace {

namespace fs = std::filesystem;
using sandbox::find_program;

constexpr double compile_timeout_seconds = 120;
constexpr std::size_t max_messages = 256 << 10;
constexpr std::size_t max_program_bytes = 64 << 20;

// Held while something is made that several runs of mlcore may want at once.
class Lock {
public:
    explicit Lock(const fs::path& file) {
        fs::create_directories(file.parent_path());
        descriptor_ = open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
        if (descriptor_ >= 0) flock(descriptor_, LOCK_EX);
    }
    ~Lock() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    int descriptor_ = -1;
};

// Cheap and sure enough for files that build tools write: path, size and time of modification.
std::string stamp(const fs::path& file) {
    struct stat facts {};
    if (stat(file.c_str(), &facts) != 0) return file.string() + " missing\n";
    return file.string() + " " + std::to_string(facts.st_size) + " " +
           std::to_string(facts.st_mtim.tv_sec) + "." + std::to_string(facts.st_mtim.tv_nsec) +
           "\n";
}

std::string stamp_folder(const fs::path& folder) {
    std::vector<std::string> stamps;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) stamps.push_back(stamp(entry.path()));
    std::sort(stamps.begin(), stamps.end());
    std::string all;
    for (const auto& one : stamps) all += one;
    return all;
}

bool is_clang(const fs::path& compiler) {
    return fs::canonical(compiler).filename().string().find("clang") != std::string::npos;
}

// "a.o: a.cpp /usr/include/x.hpp \" as the compiler writes with -MMD.
std::vector<fs::path> read_dependencies(const fs::path& file) {
    std::ifstream stream(file);
    std::vector<fs::path> paths;
    std::string word;
    stream >> word; // the target
    while (stream >> word)
        if (word != "\\") paths.emplace_back(word);
    return paths;
}

// The files of `folder` that `text` includes by #include "…", and what those include in turn.
void add_neighbours(const std::string& text, const fs::path& folder,
                    std::map<fs::path, std::string>& found) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string directive, name;
        if (!(words >> directive >> name) || directive != "#include" || name.size() < 3 ||
            name.front() != '"' || name.back() != '"' || name.find('/') != std::string::npos)
            continue;
        const fs::path file = folder / name.substr(1, name.size() - 2);
        if (!fs::is_regular_file(file) || found.count(file) == 1) continue;
        add_neighbours(found[file] = core::read_file(file), folder, found);
    }
}

// Our own sources: they are trusted, and may take their time.
sandbox::Finished run(const std::vector<std::string>& command, const Stop& stop) {
    sandbox::Limits limits;
    limits.file_bytes = 2u << 30;
    return sandbox::run(command, limits, 300, 4 << 20, stop);
}

// What the compiler may use for a learner's file, wherever it runs: Eigen wants a second or two and
// 600 MB, a table of half a gigabyte or an endless template gets no further than this.
sandbox::Limits learner_limits() {
    sandbox::Limits limits;
    limits.memory_bytes = std::uint64_t{4} << 30;
    limits.tree_bytes = std::uint64_t{3} << 30;
    limits.file_bytes = 256u << 20;
    limits.cpu_seconds = 60;
    limits.environment = {"LC_ALL=C.UTF-8"};
    return limits;
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

bool lies_in(const fs::path& path, const fs::path& folder) {
    const auto relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

// An instructor's course may have headers that learners include too; see examples/course.
fs::path course_headers(const fs::path& exercise_folder) {
    const fs::path folder =
        fs::absolute(exercise_folder).lexically_normal().parent_path().parent_path() / "include";
    return fs::is_directory(folder) ? folder : fs::path();
}

} // namespace

std::vector<std::string> Compiler::command(Flavour flavour) const {
    const fs::path compiler = find_program(layout_.compiler);
    if (compiler.empty())
        throw std::runtime_error("the compiler " + layout_.compiler +
                                 " is not installed; mlcore doctor says how to mend that");
    std::vector<std::string> words{
        compiler.string(),           "-std=c++20",         "-fno-pie", "-g1",
        "-fdiagnostics-color=never", "-Werror=return-type"};
    const bool clang = is_clang(compiler);
    if (!clang) words.emplace_back("-Wno-ignored-attributes");
    // The first error is the one shown; a few more cost little and help the explanation.
    words.emplace_back(clang ? "-ferror-limit=5" : "-fmax-errors=5");
    if (clang) words.emplace_back("-fno-caret-diagnostics");
    if (!clang)
        for (const char* flag : {"-fno-diagnostics-show-caret", "-fdiagnostics-column-unit=byte"})
            words.emplace_back(flag);
    if (flavour == Flavour::fast) {
        for (const char* flag : {"-O3", "-march=native", "-DNDEBUG"}) words.emplace_back(flag);
    } else {
        for (const char* flag : {"-O0", "-fno-omit-frame-pointer", "-DMLCORE_CHECKED",
                                 "-D_GLIBCXX_ASSERTIONS", "-DXTENSOR_ENABLE_ASSERT"})
            words.emplace_back(flag);
        if (flavour == Flavour::sanitized)
            for (const char* flag :
                 {"-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined",
                  "-fno-sanitize=null"}) // Eigen refers to the first entry of empty matrices
                words.emplace_back(flag);
    }
    for (const auto& folder : layout_.system_includes) {
        words.emplace_back("-isystem");
        words.push_back(folder);
    }
    return words;
}

std::vector<std::string> Compiler::editor_command() const {
    auto words = command(Flavour::checked);
    words.emplace_back("-I" + layout_.learner_include.string());
    if (!layout_.course_include.empty()) words.emplace_back("-I" + layout_.course_include.string());
    return words;
}

std::string Compiler::identity(Flavour flavour) const {
    std::string text = stamp(find_program(layout_.compiler));
    for (const auto& word : command(flavour)) text += word + "\n";
    return text + stamp_folder(layout_.learner_include) + stamp(layout_.subject_library);
}

fs::path Compiler::given(const fs::path& exercise_folder, Flavour flavour, const Notify& notify,
                         const Stop& stop) const {
    const fs::path source = exercise_folder / "given.cpp";
    if (!fs::exists(source)) return {};
    auto words = command(flavour);
    std::string text = identity(flavour) + stamp_folder(layout_.include) + core::read_file(source);
    const fs::path folder =
        layout_.cache / "given" / exercise_folder.filename() / core::sha256(text).substr(0, 16);
    const fs::path object = folder / "given.o";
    if (fs::exists(object)) return object;
    const Lock lock(layout_.cache / "given" / (exercise_folder.filename().string() + ".lock"));
    if (fs::exists(object)) return object; // another run made it meanwhile
    if (notify) notify("compiling what is given (once)");
    fs::create_directories(folder);
    const fs::path unfinished = folder / "unfinished.o";
    for (const std::string& word : {"-I" + layout_.include.string(), std::string("-c"),
                                    source.string(), std::string("-o"), unfinished.string()})
        words.push_back(word);
    const auto finished = run(words, stop);
    if (finished.exit_code != 0)
        throw std::runtime_error("what " + exercise_folder.filename().string() +
                                 " gives does not compile:\n" + finished.output);
    fs::rename(unfinished, object);
    return object;
}

fs::path Compiler::precompiled_header(Flavour flavour, const fs::path& include,
                                      const Notify& notify, const Stop& stop) const {
    std::string text = stamp(find_program(layout_.compiler));
    auto words = command(flavour);
    for (const auto& word : words) text += word + "\n";
    for (const char* part : {"core", "grading", "linalg"})
        text += stamp_folder(include / "mlcore" / part);
    const std::string key = core::sha256(text + include.string()).substr(0, 16);
    const fs::path folder = layout_.cache / "headers" / key;
    const bool clang = is_clang(words[0]);
    const fs::path header = folder / "learner.hpp";
    const fs::path compiled = folder / (clang ? "learner.hpp.pch" : "learner.hpp.gch");
    if (fs::exists(compiled)) return header;

    const Lock lock(layout_.cache / "headers.lock");
    if (fs::exists(compiled)) return header; // another run made it meanwhile
    if (notify) notify("preparing the compiler (once)");
    core::write_atomically(header, "#include <mlcore/grading/subject.hpp>\n"
                                   "#include <mlcore/core/random.hpp>\n"
                                   "#include <mlcore/core/shapes.hpp>\n"
                                   "#include <mlcore/core/variants.hpp>\n");
    const fs::path temporary = folder / "unfinished";
    for (const std::string& word :
         {std::string("-I"), include.string(), std::string("-x"), std::string("c++-header"),
          header.string(), std::string("-o"), temporary.string()})
        words.push_back(word);
    const auto finished = run(words, stop);
    if (finished.exit_code != 0) {
        if (finished.timed_out) throw std::runtime_error("the compiler was stopped");
        throw std::runtime_error("the headers of mlcore do not compile here:\n" + finished.output);
    }
    fs::permissions(folder, fs::perms(0755)); // programs in isolation may run as another user
    fs::permissions(temporary, fs::perms(0644));
    fs::rename(temporary, compiled);
    return header;
}

// The toolchain, the headers that learners may see, and nothing of what answers an exercise, though
// that may be installed beside them.
sandbox::Jail Compiler::jail() const {
    sandbox::Jail jail;
    jail.show_libraries();
    for (const char* folder :
         {"/bin", "/usr/bin", "/usr/libexec", "/usr/include", "/etc/alternatives"})
        if (fs::exists(folder)) jail.show(folder);
    const fs::path compiler = fs::canonical(find_program(layout_.compiler));
    if (!lies_in(compiler, "/usr/bin") && !lies_in(compiler, "/usr/lib"))
        jail.show(compiler.parent_path().parent_path());
    for (const auto& folder : layout_.system_includes)
        if (!lies_in(folder, "/usr/include")) jail.show(folder);
    jail.show(layout_.learner_include);
    jail.show(layout_.subject_library);
    std::vector<fs::path> answers{layout_.include / "mlcore", layout_.exercises, layout_.packs,
                                  layout_.templates, layout_.data};
    for (const char* folder : {"/usr/include/mlcore", "/usr/lib/mlcore"})
        answers.emplace_back(folder);
    for (const auto& folder : answers)
        for (const auto& mount : jail.files)
            if (!folder.empty() && fs::is_directory(folder) && lies_in(folder, mount.target) &&
                !lies_in(layout_.learner_include, folder)) {
                jail.hidden.push_back(folder);
                break;
            }
    jail.scratch_bytes =
        512u << 20; // the compiler's own files; one of them is no larger than 256 MB
    return jail;
}

Compiled Compiler::subject(const fs::path& exercise_folder, const fs::path& file,
                           const SubjectOptions& options) const {
    const bool apart = options.isolation == sandbox::Tier::bubblewrap;
    if (apart && (options.library || !options.overlay.empty()))
        throw std::logic_error("the library is not at hand in isolation");
    const std::string text = core::read_file(file);
    const fs::path binding = exercise_folder / "subject.cpp";
    std::string sources = identity(options.flavour) + core::read_file(binding) + "\n" + text;
    if (const fs::path own = course_headers(exercise_folder); !own.empty())
        sources += own.string() + stamp_folder(own);
    // A solution is part of the library: whatever changes there may change it.
    if (options.library) sources += stamp_folder(layout_.include) + "library";
    if (!options.overlay.empty())
        sources += options.overlay.string() + stamp_folder(options.overlay);
    if (apart) sources += "in isolation"; // where other files can be included than here
    const fs::path given_object =
        options.library ? fs::path()
                        : given(exercise_folder, options.flavour, options.notify, options.stop);
    sources += given_object.string();
    // A learner may build on earlier exercises. Whose files these are is sure on their own machine
    // alone: in isolation a submission is one file.
    std::map<fs::path, std::string> neighbours;
    if (!apart) add_neighbours(text, fs::absolute(file).parent_path(), neighbours);
    for (const auto& [path, content] : neighbours) sources += path.string() + "\n" + content;
    const std::string key = core::sha256(sources).substr(0, 24);
    const fs::path subjects =
        layout_.subjects.empty() ? layout_.cache / "subjects" : layout_.subjects;
    const fs::path folder = subjects / exercise_folder.filename() / key;
    Compiled compiled;
    const fs::path program = folder / "subject";
    if (fs::exists(program)) {
        compiled.program = program;
        compiled.cached = true;
        return compiled;
    }
    core::write_atomically(folder / "exercise.hpp", text);

    auto words = command(options.flavour);
    words.emplace_back("-I" + folder.string());
    if (!options.overlay.empty()) words.emplace_back("-I" + options.overlay.string());
    if (!neighbours.empty()) {
        words.emplace_back("-iquote");
        words.push_back(fs::absolute(file).parent_path().string());
    }
    const fs::path& include = options.library ? layout_.include : layout_.learner_include;
    words.emplace_back("-I" + include.string());
    const fs::path course_include = course_headers(exercise_folder);
    if (!course_include.empty()) words.emplace_back("-I" + course_include.string());
    fs::path header;
    if (options.flavour == Flavour::checked) {
        header = precompiled_header(options.flavour, include, options.notify, options.stop);
        if (is_clang(words[0])) {
            words.emplace_back("-include-pch");
            words.emplace_back(header.string() + ".pch");
        } else {
            words.emplace_back("-include");
            words.push_back(header.string());
        }
    }
    if (options.notify) options.notify("compiling");
    // Under a name of its own until it is whole: another run may compile the same file.
    static std::atomic<unsigned> next{0};
    const fs::path unfinished =
        folder / ("unfinished." + std::to_string(getpid()) + "." + std::to_string(next++));
    const fs::path result = apart ? fs::path("/tmp/subject") : unfinished;
    words.push_back(binding.string());
    if (!given_object.empty()) words.push_back(given_object.string());
    for (const std::string& word : {layout_.subject_library.string(), std::string("-no-pie"),
                                    std::string("-o"), result.string(), std::string("-ldl")})
        words.push_back(word);

    auto limits = learner_limits();
    const double timeout =
        options.timeout_seconds > 0 ? options.timeout_seconds : compile_timeout_seconds;
    sandbox::RunOptions run_options{timeout, max_messages, 0, options.stop};
    if (apart) {
        auto see = std::make_shared<sandbox::Jail>(jail());
        see->show(binding);
        see->show(folder / "exercise.hpp");
        if (!course_include.empty()) see->show(course_include);
        if (!header.empty()) see->show(header.parent_path());
        if (!given_object.empty()) see->show(given_object);
        limits.tier = sandbox::Tier::bubblewrap;
        limits.jail = std::move(see);
        limits.processes = 32;
        limits.open_files = 256;
        limits.environment.emplace_back("PATH=/usr/bin:/bin");
        // Nothing outside can be written to; the program comes back through a pipe.
        run_options.max_answers = max_program_bytes + 1;
        words.insert(words.begin(), {"/bin/sh", "-c",
                                     R"("$@" 3<&- 4>&- 5>&- && exec cat /tmp/subject >&4)", "sh"});
    }
    const auto finished = sandbox::run(words, limits, run_options);
    compiled.messages = finished.output;
    compiled.seconds = finished.seconds;
    if (finished.timed_out) {
        compiled.messages = options.stop && options.stop()
                                ? "the compiler was stopped"
                                : "the compiler needed more than " +
                                      std::to_string(static_cast<int>(timeout)) + " s";
        std::error_code none;
        fs::remove(unfinished, none);
        return compiled;
    }
    if (apart) { // where things lie on this machine is nobody's business
        for (const fs::path& place :
             {folder, layout_.learner_include, exercise_folder, course_include, layout_.cache,
              layout_.subject_library.parent_path()})
            if (!place.empty()) replace_all(compiled.messages, place.string() + "/", "./");
        if (finished.exit_code == 0 && finished.answers.size() > max_program_bytes) {
            compiled.messages = "the compiled program is larger than 64 MB";
            return compiled;
        }
        if (finished.exit_code == 0)
            std::ofstream(unfinished, std::ios::binary) << finished.answers;
    }
    if (finished.exit_code == 0) {
        fs::permissions(unfinished, fs::perms(0755));
        fs::rename(unfinished, program);
        compiled.program = program;
    } else {
        std::error_code none;
        fs::remove(unfinished, none);
        if (finished.exit_code > 128)
            compiled.messages += "\nthe compiler was ended: it used too much memory or time";
    }
    return compiled;
}

fs::path Compiler::author(const fs::path& exercise_folder, Flavour flavour, const Notify& notify,
                          const Stop& stop) const {
    const std::string slug = exercise_folder.filename().string();
    Program author{"authors", slug, "the cases of " + slug, exercise_folder / "cases.cpp", flavour,
                   {},        {}};
    // Real tables want some speed.
    if (flavour == Flavour::checked) author.flags = {"-O1"};
    if (const fs::path own = course_headers(exercise_folder); !own.empty())
        author.flags.push_back("-I" + own.string());
    author.libraries = {layout_.author_library.string(), "-lcrypto", "-lz"};
    return program(author, notify, stop);
}

fs::path Compiler::program(const Program& wanted, const Notify& notify, const Stop& stop) const {
    auto words = command(wanted.flavour);
    words.emplace_back("-fopenmp"); // for the library's parallel variants
    for (const auto& flag : wanted.flags) words.push_back(flag);
    words.emplace_back("-I" + layout_.include.string());
    if (!layout_.course_include.empty()) words.emplace_back("-I" + layout_.course_include.string());
    std::string text = fs::absolute(wanted.source).string() + "\n";
    for (const auto& word : words) text += word + "\n";
    for (const auto& library : wanted.libraries)
        text += library.rfind("-l", 0) == 0 ? library + "\n" : stamp(library);
    const fs::path folder =
        layout_.cache / wanted.kind / wanted.name / core::sha256(text).substr(0, 16);
    const fs::path program = folder / wanted.name, stamps = folder / "stamps",
                   dependencies = folder / "dependencies";

    const auto unchanged = [&] {
        if (!fs::exists(program) || !fs::exists(stamps)) return false;
        std::string now;
        for (const auto& path : read_dependencies(dependencies)) now += stamp(path);
        return now == core::read_file(stamps);
    };
    if (unchanged()) return program;
    const Lock lock(layout_.cache / wanted.kind / (wanted.name + ".lock"));
    if (unchanged()) return program;

    if (notify) notify("building " + wanted.what + " (once)");
    fs::create_directories(folder);
    const fs::path unfinished = folder / "unfinished";
    for (const std::string& word :
         {std::string("-MMD"), std::string("-MF"), dependencies.string(), wanted.source.string()})
        words.push_back(word);
    for (const auto& library : wanted.libraries) words.push_back(library);
    for (const std::string& word :
         {std::string("-no-pie"), std::string("-o"), unfinished.string(), std::string("-ldl")})
        words.push_back(word);
    const auto finished = run(words, stop);
    if (finished.timed_out) throw std::runtime_error("the compiler was stopped");
    if (finished.exit_code != 0)
        throw DoesNotCompile("the compiler refuses " + wanted.what + ":\n" + finished.output,
                             finished.output);
    std::string now;
    for (const auto& path : read_dependencies(dependencies)) now += stamp(path);
    fs::rename(unfinished, program);
    core::write_atomically(stamps, now);
    return program;
}

} // namespace mlcore::toolchain
