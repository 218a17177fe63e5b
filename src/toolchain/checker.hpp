// From a learner's file to a verdict: compile, ask, compare.
#pragma once

#include "compile.hpp"

#include "grading/grade.hpp"
#include "grading/pack.hpp"
#include "grading/session.hpp"
#include "grading/verdict.hpp"
#include "sandbox/isolation.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace mlcore::toolchain {

/// The seed of the packs that everyone may see.
inline constexpr std::uint64_t public_seed = 1;

struct CheckOptions {
    std::uint64_t seed = public_seed;
    bool sanitize = false;
    bool speed = true;
    bool library = false; // the file may include the library: a solution, a variant under test
    std::filesystem::path overlay;  // with `library`: headers that stand in for the library's
    bool use_cache = true;          // a file that was judged before is not judged again
    double question_seconds = 0;    // of processor time for one question; 0 for what learners get
    std::uint64_t memory_bytes = 0; // address space of the program; 0 for what learners get
    std::filesystem::path pack;     // this pack instead of the seed's
    double compile_seconds = 0;     // of wall time; 0 for what learners get
    double total_seconds = 0;       // for all questions, of wall time; 0 for what learners get
    int speed_tries = 1;            // a speed task that is inconclusive is measured again
    /// Called when something is about to be compiled, or a speed task to be measured; what it
    /// returns is held until that is over. Whoever checks many files takes turns by them.
    std::function<std::shared_ptr<void>()> compiling, quiet;
    /// Other people's files want the strongest that sandbox::isolation() found; a learner's own are
    /// only kept from leaving something behind.
    sandbox::Tier isolation = sandbox::Tier::namespaces;
    Notify progress; // "compiling", "mse_gradient 3/9"
    Stop stop;
};

class Checker {
public:
    explicit Checker(Layout layout) : compiler_(std::move(layout)) {}

    /// Throws std::runtime_error where nothing can be said of the file: it cannot be read, the
    /// compiler or the exercise is broken.
    grading::Verdict check(const std::filesystem::path& exercise_folder,
                           const std::filesystem::path& file, const CheckOptions& options) const;

    /// The verdict on a program that answers already, such as a variant served by the author
    /// program.
    grading::Verdict check_program(const std::filesystem::path& exercise_folder,
                                   const std::vector<std::string>& command,
                                   const CheckOptions& options) const;

    /// Where the pack of an exercise and seed is; it is made where it is missing or out of date.
    std::filesystem::path pack_file(const std::filesystem::path& exercise_folder,
                                    std::uint64_t seed, const Notify& progress = {},
                                    const Stop& stop = {}) const;

    /// Makes the pack of an exercise and seed in `file`, unless the one there is up to date. Where
    /// nobody but the user may read it, as a secret one.
    void make_pack(const std::filesystem::path& exercise_folder, std::uint64_t seed,
                   const std::filesystem::path& file, const Notify& progress = {},
                   const Stop& stop = {}) const;

    const Compiler& compiler() const { return compiler_; }
    const Layout& layout() const { return compiler_.layout(); }

private:
    grading::Verdict judge(const grading::Pack& pack, grading::Session session,
                           const grading::GradeHooks& hooks) const;

    Compiler compiler_;
};

} // namespace mlcore::toolchain
