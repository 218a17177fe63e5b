#include "handout.hpp"

#include "core/file.hpp"
#include "grading/pack.hpp"
#include "parts.hpp"

#include <fmt/format.h>

#include <csignal>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <random>

namespace mlcore::handout {
namespace {

namespace fs = std::filesystem;

constexpr const char* instructor_folder = "instructor";

// A folder beside the wanted one that is gone at the end unless it was moved into place.
class Unfinished {
public:
    explicit Unfinished(const fs::path& out) : path(parent(out) / (prefix(out) + own_id())) {
        remove_abandoned(out);
        fs::create_directories(path);
    }
    ~Unfinished() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    const fs::path path;

private:
    static fs::path parent(const fs::path& out) {
        return out.parent_path().empty() ? "." : out.parent_path();
    }
    static std::string prefix(const fs::path& out) {
        return "." + out.filename().string() + ".unfinished-";
    }
    static std::string own_id() { return std::to_string(getpid()); }

    // Of runs that were killed.
    static void remove_abandoned(const fs::path& out) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(parent(out), ignored)) {
            const std::string name = entry.path().filename().string();
            if (name.rfind(prefix(out), 0) != 0) continue;
            const int process = std::atoi(name.c_str() + prefix(out).size());
            if (process == getpid() || (process > 0 && kill(process, 0) != 0 && errno == ESRCH))
                fs::remove_all(entry.path(), ignored);
        }
    }
};

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(folder));
    std::sort(files.begin(), files.end());
    return files;
}

bool has_files(const fs::path& folder) {
    return fs::exists(folder) && (!fs::is_directory(folder) || !fs::is_empty(folder));
}

Secrets secrets_of(const toolchain::Checker& checker, const course::Course& course,
                   const std::vector<course::ExerciseInfo>& exercises) {
    const auto& layout = checker.layout();
    Secrets secrets;
    std::vector<fs::path> folders;
    for (const auto& path : course.order()) folders.push_back(course.folder / path);
    add_sources(secrets, folders, layout.include);
    add_public_headers(secrets, layout.learner_include);
    if (!layout.course_include.empty()) add_public_headers(secrets, layout.course_include);
    for (const auto& exercise : exercises)
        for (const char* name : {"exercise.hpp", "subject.cpp"})
            secrets.add_public(core::read_file(exercise.folder / name));
    return secrets;
}

void add_sentences(Secrets& secrets, const grading::Pack& pack) {
    for (const auto& task : pack.tasks)
        for (const auto& mistake : task.mistakes)
            secrets.add_sentence("a mistake of " + pack.exercise + "/" + task.name,
                                 mistake.sentence);
}

// A pack may hold the mistakes' sentences, which a learner is told. Everything else that is text in
// it is searched like a file; and its cases are the public ones.
void prove_pack(const Secrets& secrets, const fs::path& file, const std::string& name,
                std::uint64_t public_seed, std::vector<Leak>& leaks) {
    const auto pack = grading::read_pack(file);
    if (pack.seed != public_seed)
        throw std::runtime_error(name + " holds the cases of seed " + std::to_string(pack.seed) +
                                 ", which is not the public one");
    std::string text = pack.title + "\n";
    for (const auto& task : pack.tasks) {
        text += task.name + "\n" + task.tolerance.reason + "\n";
        for (const auto& hint : task.hints) text += hint + "\n";
        for (const auto& one : task.cases) text += one.label + "\n";
    }
    for (const auto& task : pack.speed_tasks)
        for (const auto& hint : task.hints) text += hint + "\n";
    for (auto& leak : secrets.scan(name, text)) leaks.push_back(std::move(leak));
}

[[noreturn]] void refuse(const std::vector<Leak>& leaks) {
    std::string text = "nothing was written: students would read what they must not see\n";
    for (std::size_t i = 0; i < leaks.size() && i < 50; ++i)
        text +=
            fmt::format("  {}:{}: `{}` stands in {}{}\n", leaks[i].file, leaks[i].line,
                        leaks[i].passage, leaks[i].source,
                        leaks[i].source_line > 0 ? ":" + std::to_string(leaks[i].source_line) : "");
    if (leaks.size() > 5) text += fmt::format("  … and {} more\n", leaks.size() - 5);
    throw std::runtime_error(text + "Take it out of there, or out of the solution.");
}

// Every file that students get, as it was written.
void prove_silence(const Secrets& code, const fs::path& folder, const Options& options,
                   Report& report) {
    Secrets all = code;
    for (const auto& file : files_in(folder))
        if (file.extension() == ".pack") add_sentences(all, grading::read_pack(folder / file));
    std::vector<Leak> leaks;
    for (const auto& file : files_in(folder)) {
        ++report.scanned_files;
        const std::string name = file.filename().string();
        for (const char* secret : {"solution.hpp", "mistakes.hpp", "cases.cpp", "naive.hpp",
                                   "vectorized.hpp", "parallel.hpp"})
            if (name == secret) leaks.push_back({file.string(), 1, name, "the course", 0});
        if (file.extension() == ".pack") {
            prove_pack(code, folder / file, file.string(), options.public_seed, leaks);
        } else {
            const std::string text = core::read_file(folder / file);
            for (auto& leak : all.scan(file.string(), text)) leaks.push_back(std::move(leak));
        }
    }
    report.private_sources = all.sources();
    if (!leaks.empty()) refuse(leaks);
}

// The handout works, and its stubs are stubs: each compiles in it, and no task of it is done.
void prove_stubs(const toolchain::Checker& checker, const fs::path& folder,
                 const std::vector<course::ExerciseInfo>& exercises, std::uint64_t seed,
                 const toolchain::Notify& progress) {
    auto layout = checker.layout();
    toolchain::use_course(layout, folder, seed);
    const toolchain::Checker students(layout);
    for (const auto& exercise : exercises) {
        if (progress) progress("checking the stub of " + exercise.slug);
        toolchain::CheckOptions options;
        options.speed = false;
        const fs::path stub = folder / exercise.area / exercise.slug / "exercise.hpp";
        const auto verdict = students.check(stub.parent_path(), stub, options);
        if (verdict.compile_error)
            throw std::runtime_error(fmt::format(
                "nothing was written: the stub of {} does not compile as students "
                "would compile it, line {}: {}",
                exercise.slug, verdict.compile_error->line, verdict.compile_error->message));
        for (const auto& task : verdict.tasks)
            if (task.status == grading::Status::passed)
                throw std::runtime_error("nothing was written: the stub of " + exercise.slug +
                                         " passes the task " + task.name + " as it is");
    }
}

std::uint64_t drawn_seed() {
    std::random_device device;
    return (std::uint64_t{device()} << 21) ^ device(); // 53 bits: a number in every file format
}

// `folder` lies outside the handout, which goes into archives for students as it is.
void write_instructor(const Source& source, const fs::path& handout, const fs::path& folder,
                      std::uint64_t seed) {
    const fs::path grader = folder / "grader";
    write_grader(source, grader, seed);
    const auto& options = source.options;
    std::string list;
    if (options.gradescope) {
        write_gradescope(source, grader, folder / "gradescope");
        list += "- `gradescope/autograder.zip`: upload it under Configure Autograder; any Ubuntu "
                "image with g++ 12 or newer.\n";
    }
    if (options.autolab) {
        write_autolab(source, grader, handout, folder / "autolab");
        list += "- `autolab/`: one assessment per exercise (each folder as a tar under Import "
                "Assessments), and the Dockerfile of the image `" +
                options.image + "` that Tango grades in.\n";
    }
    if (options.prairielearn) {
        write_prairielearn(source, grader, folder / "prairielearn");
        list +=
            "- `prairielearn/`: copy `questions/` and `serverFilesCourse/` into your course; the "
            "Dockerfile makes the image `" +
            options.image + "`.\n";
    }
    fs::remove_all(grader);
    core::write_atomically(
        folder / "README.md",
        filled(source, "instructor.md",
               {{"list", list}, {"slugs", source.slugs()}, {"seed", std::to_string(seed)}}));
}

void move_into_place(const fs::path& from, const fs::path& to, bool into_existing) {
    if (!into_existing) {
        if (fs::exists(to)) fs::remove(to); // an empty folder
        fs::rename(from, to);
        return;
    }
    for (const auto& file : files_in(from)) {
        fs::create_directories((to / file).parent_path());
        fs::rename(from / file, to / file);
    }
}

} // namespace

Report write(const toolchain::Checker& checker, const course::Course& course,
             const std::vector<course::ExerciseInfo>& exercises, const Options& options,
             const toolchain::Notify& progress) {
    const bool existing = has_files(options.out);
    if (existing && (!options.force || !fs::is_directory(options.out)))
        throw std::runtime_error(
            options.out.string() +
            " is there already and not empty; --force writes into it and leaves "
            "other files in it alone");
    if (options.for_graders() && options.mlcore_url.empty() && options.source_tree.empty())
        throw std::runtime_error("a grading machine has to get mlcore from somewhere: name its git "
                                 "repository with --mlcore-url");
    if (course.handout)
        throw std::runtime_error(course.folder.string() +
                                 " is a handout itself; hand out from the course it was made of");
    if (options.for_graders() && options.hidden_seed == options.public_seed)
        throw std::runtime_error(
            "the hidden seed is the public one: the cases would not be hidden");
    for (const auto& exercise : exercises)
        if (exercise.slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") !=
            std::string::npos)
            throw std::runtime_error(
                "an exercise's name is lower case letters, digits and _, not \"" + exercise.slug +
                "\"");

    Report report;
    const Secrets secrets = secrets_of(checker, course, exercises);
    auto handed_out = exercises;
    for (auto& exercise : handed_out)
        for (auto& task : exercise.tasks) {
            if (task.hints.size() > static_cast<std::size_t>(options.hints))
                task.hints.resize(static_cast<std::size_t>(options.hints));
            report.withheld_hints += static_cast<std::size_t>(std::erase_if(
                task.hints, [&](const std::string& hint) { return secrets.holds_secret(hint); }));
        }
    Source source{checker, course, handed_out, options, progress};
    for (const auto& exercise : exercises)
        source.speed =
            source.speed || !grading::read_pack(checker.pack_file(exercise.folder,
                                                                  toolchain::public_seed, progress))
                                 .speed_tasks.empty();

    auto out = options.out.lexically_normal(); // a slash at the end would leave it without a name
    if (!out.has_filename()) out = out.parent_path();
    const Unfinished unfinished(out);
    const fs::path& folder = unfinished.path;
    copy_course(source, folder, options.public_seed, false);
    core::write_atomically(folder / "README.md", readme(source));
    core::write_atomically(folder / ".gitignore",
                           std::string("/workspace/backups/\n/workspace/compile_commands.json\n/") +
                               instructor_folder + "/\n");
    if (options.github_actions) write_github_actions(source, folder);
    if (progress) progress("looking for passages of the solutions");
    prove_silence(secrets, folder, options, report);
    prove_stubs(checker, folder, exercises, options.public_seed, progress);
    // After the proof: this part is not for students.
    const Unfinished apart(out.string() + "-instructor");
    if (options.for_graders()) {
        report.hidden_seed = options.hidden_seed ? *options.hidden_seed : drawn_seed();
        write_instructor(source, folder, apart.path, *report.hidden_seed);
        fs::rename(apart.path, folder / instructor_folder);
    }
    report.files = files_in(folder);
    move_into_place(folder, out, existing);
    return report;
}

} // namespace mlcore::handout
