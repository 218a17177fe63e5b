#include "compile.hpp"

#include "core/file.hpp"
#include "sandbox/process.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace mlcore::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr double compile_timeout_seconds = 300;

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

fs::path find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    std::istringstream path(std::getenv("PATH") != nullptr ? std::getenv("PATH") : "/usr/bin:/bin");
    for (std::string folder; std::getline(path, folder, ':');)
        if (access((fs::path(folder) / name).c_str(), X_OK) == 0) return fs::path(folder) / name;
    return {};
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

sandbox::Finished run(std::vector<std::string> command, const Stop& stop) {
    sandbox::Limits limits;
    limits.file_bytes = 2u << 30;
    return sandbox::run(command, limits, compile_timeout_seconds, 4 << 20, stop);
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
    return words;
}

std::string Compiler::identity(Flavour flavour) const {
    std::string text = stamp(find_program(layout_.compiler));
    for (const auto& word : command(flavour)) text += word + "\n";
    return text + stamp_folder(layout_.learner_include) + stamp(layout_.subject_library);
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
    fs::rename(temporary, compiled);
    return header;
}

Compiled Compiler::subject(const fs::path& exercise_folder, const fs::path& file, Flavour flavour,
                           bool library, const Notify& notify, const Stop& stop,
                           const fs::path& overlay) const {
    const std::string text = core::read_file(file);
    const fs::path binding = exercise_folder / "subject.cpp";
    std::string sources = identity(flavour) + core::read_file(binding) + "\n" + text;
    // A solution is part of the library: whatever changes there may change it.
    if (library) sources += stamp_folder(layout_.include) + "library";
    if (!overlay.empty()) sources += overlay.string() + stamp_folder(overlay);
    const std::string key = core::sha256(sources).substr(0, 24);
    const fs::path folder = layout_.cache / "subjects" / exercise_folder.filename() / key;
    Compiled compiled;
    const fs::path program = folder / "subject";
    if (fs::exists(program)) {
        compiled.program = program;
        compiled.cached = true;
        return compiled;
    }
    core::write_atomically(folder / "exercise.hpp", text);

    auto words = command(flavour);
    words.emplace_back("-I" + folder.string());
    if (!overlay.empty()) words.emplace_back("-I" + overlay.string());
    const fs::path& include = library ? layout_.include : layout_.learner_include;
    words.emplace_back("-I" + include.string());
    if (flavour == Flavour::checked) {
        const fs::path header = precompiled_header(flavour, include, notify, stop);
        if (is_clang(words[0])) {
            words.emplace_back("-include-pch");
            words.emplace_back(header.string() + ".pch");
        } else {
            words.emplace_back("-include");
            words.push_back(header.string());
        }
    }
    if (notify) notify("compiling");
    // In a folder of its own until it is whole: another run may compile the same file.
    const fs::path unfinished = folder / ("unfinished." + std::to_string(getpid()));
    for (const std::string& word :
         {binding.string(), layout_.subject_library.string(), std::string("-no-pie"),
          std::string("-o"), unfinished.string(), std::string("-ldl")})
        words.push_back(word);
    const auto finished = run(words, stop);
    compiled.messages = finished.output;
    compiled.seconds = finished.seconds;
    if (finished.exit_code == 0) {
        fs::rename(unfinished, program);
        compiled.program = program;
    } else if (finished.timed_out) {
        compiled.messages = "the compiler needed more than " +
                            std::to_string(static_cast<int>(compile_timeout_seconds)) + " s";
    }
    return compiled;
}

fs::path Compiler::author(const fs::path& exercise_folder, Flavour flavour, const Notify& notify,
                          const Stop& stop) const {
    std::string text = stamp(layout_.author_library) + fs::absolute(exercise_folder).string();
    auto words = command(flavour);
    // Cases may use the library's parallel variants, and real tables want some speed.
    words.emplace_back("-fopenmp");
    if (flavour == Flavour::checked) words.emplace_back("-O1");
    for (const auto& word : words) text += word + "\n";
    const fs::path folder =
        layout_.cache / "authors" / exercise_folder.filename() / core::sha256(text).substr(0, 16);
    const fs::path program = folder / "author", stamps = folder / "stamps",
                   dependencies = folder / "dependencies";

    const auto unchanged = [&] {
        if (!fs::exists(program) || !fs::exists(stamps)) return false;
        std::string now;
        for (const auto& path : read_dependencies(dependencies)) now += stamp(path);
        return now == core::read_file(stamps);
    };
    if (unchanged()) return program;
    const Lock lock(layout_.cache / "authors" / (exercise_folder.filename().string() + ".lock"));
    if (unchanged()) return program;

    if (notify) notify("building the cases of " + exercise_folder.filename().string() + " (once)");
    fs::create_directories(folder);
    const fs::path unfinished = folder / "unfinished";
    for (const std::string& word :
         {"-I" + layout_.include.string(), std::string("-MMD"), std::string("-MF"),
          dependencies.string(), (exercise_folder / "cases.cpp").string(),
          layout_.author_library.string(), std::string("-no-pie"), std::string("-o"),
          unfinished.string(), std::string("-lcrypto"), std::string("-ldl")})
        words.push_back(word);
    const auto finished = run(words, stop);
    if (finished.exit_code != 0)
        throw std::runtime_error("the cases of " + exercise_folder.filename().string() +
                                 " do not compile:\n" + finished.output);
    std::string now;
    for (const auto& path : read_dependencies(dependencies)) now += stamp(path);
    fs::rename(unfinished, program);
    core::write_atomically(stamps, now);
    return program;
}

} // namespace mlcore::toolchain
