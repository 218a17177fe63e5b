// mlcore run: an example is built (once) as fast as this machine can run it, and becomes this
// process.
#include "commands.hpp"

#include "core/file.hpp"
#include "terminal/progress_line.hpp"
#include "toolchain/overlay.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>
#include <regex>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> examples(const fs::path& folder) {
    std::vector<std::string> names;
    if (fs::is_directory(folder))
        for (const auto& entry : fs::directory_iterator(folder))
            if (entry.path().extension() == ".cpp") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

// The first sentence of the comment that a file begins with.
std::string about(const fs::path& file) {
    const std::string text = core::read_file(file);
    std::string sentence;
    for (const auto& line : terminal::split_lines(text)) {
        if (line.rfind("//", 0) != 0) break;
        std::string words = line.substr(2);
        if (!words.empty() && words[0] == ' ') words.erase(0, 1);
        if (words.empty()) break;
        sentence += (sentence.empty() ? "" : " ") + words;
        for (std::size_t i = 0; i < sentence.size(); ++i)
            if (std::strchr(".?!:", sentence[i]) != nullptr &&
                (i + 1 == sentence.size() || sentence[i + 1] == ' '))
                return sentence.substr(0, i + 1);
    }
    return sentence;
}

void list_examples(const Context& context) {
    const auto names = examples(context.layout.examples);
    if (names.empty()) fmt::print("There is no example in {}.\n", context.layout.examples.string());
    for (const auto& name : names) {
        const auto lines =
            terminal::wrap(about(context.layout.examples / (name + ".cpp")), context.width,
                           terminal::pad(name, 22) + " ", std::string(23, ' '));
        for (const auto& line : lines) fmt::print("{}\n", line);
    }
    if (!names.empty())
        fmt::print("{}\n", context.style.dim("mlcore run " + names.front() + " runs the first."));
}

std::string first_error_line(const std::string& messages) {
    for (const auto& line : terminal::split_lines(messages))
        if (line.find("error:") != std::string::npos) return line;
    return messages;
}

// The algorithms that an example includes, as area/slug.
std::vector<std::string> algorithms(const std::string& source) {
    static const std::regex include("#include [\"<]mlcore/([a-z_]+/[a-z0-9_]+)\\.hpp[\">]");
    std::vector<std::string> found;
    for (std::sregex_iterator at(source.begin(), source.end(), include), end; at != end; ++at)
        found.push_back((*at)[1]);
    return found;
}

std::vector<std::string> passing(const Context& context, const course::ExerciseInfo& exercise,
                                 const fs::path& file, const toolchain::Notify& progress) {
    toolchain::CheckOptions options;
    options.speed = false;
    options.progress = progress;
    const auto verdict = context.checker().check(exercise.folder, file, options);
    const std::string binding = core::read_file(exercise.folder / "subject.cpp");
    std::vector<std::string> tasks;
    for (const auto& task : verdict.tasks)
        // What a driver stands before is called in another way than the library's function.
        if (task.status == grading::Status::passed &&
            binding.find("exercise::" + task.name + ")") != std::string::npos)
            tasks.push_back(task.name);
    return tasks;
}

// Headers in a folder of their own that call the learner's passing functions, and what to say of
// it.
struct Mine {
    fs::path folder; // empty where nothing is the learner's
    std::string said;
};

Mine on_my_own(const Context& context, const std::string& name, const std::string& source,
               const toolchain::Notify& progress) {
    const auto workspace = context.workspace();
    const auto& exercises = context.exercises();
    std::vector<std::pair<fs::path, std::string>> files;
    std::string own, library;
    for (const auto& path : algorithms(source)) {
        const auto at = course::Catalogue::position(exercises, fs::path(path).filename().string());
        if (at == exercises.size()) continue; // core/random.hpp, or no exercise of this course
        const auto& exercise = exercises[at];
        const fs::path file = workspace.file(exercise);
        toolchain::Overlay overlay;
        if (fs::exists(file))
            overlay = toolchain::make_overlay(
                core::read_file(context.layout.include / "mlcore" / (path + ".hpp")), exercise.slug,
                exercise.slug + "_mine.hpp", passing(context, exercise, file, progress));
        if (overlay.replaced.empty()) {
            library += (library.empty() ? "" : ", ") + exercise.slug;
            continue;
        }
        const fs::path header = fs::path("mlcore") / (path + ".hpp");
        files.emplace_back(header, overlay.header);
        files.emplace_back(header.parent_path() / (exercise.slug + "_mine.hpp"),
                           core::read_file(file));
        for (const auto& function : overlay.replaced)
            own += (own.empty() ? "" : ", ") + exercise.slug + "::" + function;
    }
    Mine mine;
    mine.said = "Yours: " + (own.empty() ? "nothing yet" : own) +
                ".\nThe library's: " + (library.empty() ? "" : "all of " + library + ", and ") +
                "the rest.\n\n";
    if (files.empty()) return mine;
    std::string all;
    for (const auto& [path, text] : files) all += path.string() + "\n" + text;
    mine.folder =
        context.layout.cache / "examples" / name / ("mine-" + core::sha256(all).substr(0, 16));
    for (const auto& [path, text] : files)
        if (!fs::exists(mine.folder / path)) core::write_atomically(mine.folder / path, text);
    return mine;
}

} // namespace

int run_example(const Context& context, const std::string& name, bool mine,
                const std::vector<std::string>& arguments) {
    if (name.empty()) {
        list_examples(context);
        return 0;
    }
    const fs::path source = context.layout.examples / (name + ".cpp");
    if (name.find('/') != std::string::npos || !fs::exists(source)) {
        const auto similar = course::similar_names(name, examples(context.layout.examples));
        throw std::runtime_error(
            "there is no example \"" + name + "\"; " +
            (similar.empty() ? "mlcore run lists them" : "did you mean " + similar.front() + "?"));
    }
    std::optional<terminal::ProgressLine> progress(std::in_place, STDERR_FILENO,
                                                   terminal::style_for(STDERR_FILENO));
    const auto notify = [&](const std::string& phase) { progress->phase(phase); };
    toolchain::Program program{"examples", name, "the example " + name, source};
    program.flags = {"-I" + context.layout.examples.string(),
                     "-DMLCORE_SOURCE_DIR=\"" + context.layout.exercises.parent_path().string() +
                         "\""};
    program.libraries = {context.layout.library.string()};
    std::string said;
    if (mine) {
        const auto own = on_my_own(context, name, core::read_file(source), notify);
        if (!own.folder.empty()) {
            program.flags.push_back("-I" + own.folder.string());
            program.what += " with your functions";
        }
        said = own.said;
    }
    fs::path built;
    try {
        built = toolchain::Compiler(context.layout).program(program, notify);
    } catch (const toolchain::DoesNotCompile& error) {
        if (said.empty()) throw;
        throw std::runtime_error(
            "your files pass alone, but do not compile with the rest of the library; what they put "
            "outside of namespace exercise may be in its way. The first error:\n" +
            first_error_line(error.messages));
    }
    progress.reset();
    for (const auto& line : terminal::split_lines(said))
        fmt::print("{}", terminal::join_lines(terminal::wrap(line, context.width)));

    std::vector<char*> words{const_cast<char*>(built.c_str())};
    for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    std::fflush(nullptr);
    std::signal(SIGPIPE, SIG_DFL);
    execv(built.c_str(), words.data());
    throw std::runtime_error(built.string() + " cannot be started: " + std::strerror(errno));
}

} // namespace mlcore::cli
