// Compiling: a learner's file with an exercise's subject.cpp, and an exercise's author program.
// What was compiled before from the same sources with the same flags is not compiled again.
#pragma once

#include "layout.hpp"

#include "grading/verdict.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

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

class Compiler {
public:
    explicit Compiler(Layout layout) : layout_(std::move(layout)) {}

    /// `file` is the learner's; it is copied first, so that it may change meanwhile. `library` lets
    /// it include the library's variants, which only our own solutions may; headers in the folder
    /// `overlay` then stand in for the library's of the same name.
    Compiled subject(const std::filesystem::path& exercise_folder,
                     const std::filesystem::path& file, Flavour flavour, bool library = false,
                     const Notify& notify = {}, const Stop& stop = {},
                     const std::filesystem::path& overlay = {}) const;

    /// The author program of an exercise. Throws std::runtime_error with the compiler's messages.
    std::filesystem::path author(const std::filesystem::path& exercise_folder, Flavour flavour,
                                 const Notify& notify = {}, const Stop& stop = {}) const;

    /// What decides, beside the sources, what comes out: compiler, flags, headers, runtime.
    std::string identity(Flavour flavour) const;

    /// How an editor should compile a learner's file.
    std::vector<std::string> editor_command() const;

    const Layout& layout() const { return layout_; }

private:
    std::filesystem::path precompiled_header(Flavour flavour, const std::filesystem::path& include,
                                             const Notify& notify, const Stop& stop) const;
    std::vector<std::string> command(Flavour flavour) const;

    Layout layout_;
};

/// The first error among `messages`, in the learner's own file where possible: file, line, message,
/// plain words and the line itself. `file` is shown in place of the copy that was compiled.
grading::CompileError first_error(const std::string& messages, const std::filesystem::path& file);

} // namespace mlcore::toolchain
