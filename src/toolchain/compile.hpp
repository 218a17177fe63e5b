// Compiling: a learner's file with an exercise's subject.cpp, and an exercise's author program.
// What was compiled before from the same sources with the same flags is not compiled again.
#pragma once

#include "layout.hpp"

#include "grading/verdict.hpp"
#include "sandbox/isolation.hpp"
#include "sandbox/jail.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace mlcore::toolchain {

enum class Flavour : std::uint8_t {
    checked,   // correctness: no optimisation, assertions throw, lines known
    sanitized, // checked, with the address and undefined-behaviour sanitizers
    fast       // speed tasks: -O3 for this machine's processor, no assertions
};

struct Compiled {
    std::filesystem::path program; // empty where it failed
    std::string messages;          // all that the compiler and the linker said
    double seconds = 0;
    bool cached = false;
};

using Stop = std::function<bool()>;
/// Called with a short text when something begins that takes a while: "preparing the compiler
/// (once)".
using Notify = std::function<void(const std::string&)>;

struct SubjectOptions {
    Flavour flavour = Flavour::checked;
    /// The file may include the library's variants, which only our own solutions may.
    bool library = false;
    std::filesystem::path overlay; // with `library`: headers that stand in for the library's
    sandbox::Tier isolation = sandbox::Tier::limits; // of the compiler
    double timeout_seconds = 0;                      // of wall time; 0 for what learners get
    Notify notify;
    Stop stop;
};

/// A program of our own sources with the library: an exercise's cases, its benchmark, an example.
struct Program {
    std::string kind; // "authors": a folder of the cache
    std::string name; // "kmeans"
    std::string what; // "the cases of kmeans", for messages
    std::filesystem::path source;
    Flavour flavour = Flavour::fast;
    std::vector<std::string> flags = {};     // more of them, includes among them
    std::vector<std::string> libraries = {}; // files, or "-lname"
};

struct DoesNotCompile : std::runtime_error {
    DoesNotCompile(const std::string& what, std::string all)
        : std::runtime_error(what), messages(std::move(all)) {}
    std::string messages; // all that the compiler and the linker said
};

class Compiler {
public:
    explicit Compiler(Layout layout) : layout_(std::move(layout)) {}

    /// `file` is the learner's; it is copied first, so that it may change meanwhile. Throws
    /// std::runtime_error where it is not the file's fault that nothing comes of it.
    Compiled subject(const std::filesystem::path& exercise_folder,
                     const std::filesystem::path& file, const SubjectOptions& options) const;

    /// What an exercise gives its learners: its given.cpp, compiled with the whole library; empty
    /// where it has none. Only subjects of learners' files are linked with it. Throws
    /// std::runtime_error with the compiler's messages.
    std::filesystem::path given(const std::filesystem::path& exercise_folder, Flavour flavour,
                                const Notify& notify, const Stop& stop) const;

    /// The author program of an exercise. Throws std::runtime_error with the compiler's messages.
    std::filesystem::path author(const std::filesystem::path& exercise_folder, Flavour flavour,
                                 const Notify& notify = {}, const Stop& stop = {}) const;

    /// Compiles where the source, a header it includes or a flag changed since the last time.
    /// Throws DoesNotCompile.
    std::filesystem::path program(const Program& wanted, const Notify& notify = {},
                                  const Stop& stop = {}) const;

    /// What decides, beside the sources, what comes out: compiler, flags, headers, runtime.
    std::string identity(Flavour flavour) const;

    /// How an editor should compile a learner's file.
    std::vector<std::string> editor_command() const;

    const Layout& layout() const { return layout_; }

private:
    std::filesystem::path precompiled_header(Flavour flavour, const std::filesystem::path& include,
                                             const Notify& notify, const Stop& stop) const;
    std::vector<std::string> command(Flavour flavour) const;
    sandbox::Jail jail() const;

    Layout layout_;
};

/// The first error among `messages`, in the learner's own file where possible: file, line, message,
/// plain words and the line itself. `file` is shown in place of the copy that was compiled.
grading::CompileError first_error(const std::string& messages, const std::filesystem::path& file);

} // namespace mlcore::toolchain
