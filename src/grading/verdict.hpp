// The verdict on one submission of one exercise, and its two written forms.
#pragma once

#include "mlcore/core/value.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mlcore::grading {

enum class Status : std::uint8_t {
    passed,
    failed,
    not_implemented,
    error, // an exception that the task does not ask for
    crashed,
    timeout,
    inconclusive, // a speed task on a machine too noisy to tell
    skipped       // waits for a task that failed
};
const char* to_string(Status status); // "not_implemented"

struct Diagnosis {
    std::string kind; // "mistake", "sign", "memory", …
    std::string id;   // the mistake's id, or the sign's: "scaled_by_rows"
    std::string text; // what the learner did, in a sentence or two
};

/// The smallest case that fails, as text ready to show.
struct Counterexample {
    std::string label;                                       // "the lesson's example"
    std::vector<std::pair<std::string, std::string>> inputs; // name, value in text
    std::string expected;
    std::string got;
    std::string index;     // "(1, 2)", "coefficients(0)"; empty for a single number
    std::string tolerance; // "within 1e-09 relative"
};

struct TaskVerdict {
    std::string name;
    double points = 0;
    double max_points = 0;
    Status status = Status::failed;
    std::string message; // one line: what was observed
    std::optional<Diagnosis> diagnosis;
    std::optional<Counterexample> counterexample;
    std::string file; // with `line`: where in the learner's own code it happened
    int line = 0;
    std::string printed; // what the learner's code printed during this task, cut at a limit
    double seconds = 0;
};

struct CompileError {
    std::string file;
    int line = 0;
    int column = 0;
    std::string message;     // the compiler's first error
    std::string explanation; // the same in plain words; empty where none is known
    std::string source_line; // the learner's line
    std::string raw;         // all that the compiler said
};

struct Verdict {
    std::string exercise;
    std::string title;
    double score = 0;
    double max_score = 0;
    std::uint64_t seed = 0;
    std::string pack; // its hash
    double compile_seconds = 0;
    double grade_seconds = 0;
    std::vector<TaskVerdict> tasks;
    std::optional<CompileError> compile_error;

    bool full_score() const { return !compile_error && score >= max_score; }
};

nlohmann::ordered_json to_json(const Verdict& verdict);
Verdict verdict_from_json(const nlohmann::ordered_json& json);

} // namespace mlcore::grading
