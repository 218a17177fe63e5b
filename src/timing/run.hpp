// Building and running an exercise's benchmark.
#pragma once

#include "results.hpp"

#include "course/exercise_info.hpp"
#include "toolchain/compile.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mlcore::timing {

struct RunOptions {
    int repetitions = 5;
    double seconds_each = 0.05;     // each repetition of each benchmark takes at least as long
    std::string only;               // those whose name has this part; all where it is empty
    std::filesystem::path yours;    // the learner's file; empty for the library alone
    std::vector<std::string> tasks; // of `yours`: those that are measured
    toolchain::Notify progress;
};

/// Whether the benchmark has a table of variants for the task that a learner's function can stand
/// in.
bool has_table(const std::string& benchmark_source, const std::string& task);

/// Where the exercise's benchmark is. Throws std::runtime_error where there is none.
std::filesystem::path source_of(const toolchain::Layout& layout,
                                const course::ExerciseInfo& exercise);

/// Builds (once) and runs. A function of the learner's that gives other results than the library's
/// on the benchmark's inputs is left out and named so. Throws std::runtime_error where nothing can
/// be measured, and toolchain::DoesNotCompile.
Results run(const toolchain::Compiler& compiler, const course::ExerciseInfo& exercise,
            const RunOptions& options);

} // namespace mlcore::timing
