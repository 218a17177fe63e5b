// A pack: everything that decides a verdict on one exercise, as data. Built by the exercise's
// author program, read by the grader; a learner's program never sees it.
#pragma once

#include "mlcore/core/value.hpp"
#include "mlcore/grading/cases.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mlcore::grading {

struct Pack {
    struct Case {
        std::string label;
        std::vector<Value> inputs;
        Value expected; // an error value where the function must throw
    };
    struct Mistake {
        std::string id;
        std::string sentence;
        std::vector<Value> answers; // one per case
    };
    struct Task {
        std::string name;
        double points = 0;
        std::vector<std::string> arguments;
        std::vector<std::string> needs; // tasks of this exercise that this one calls
        std::vector<std::string> hints;
        Tolerance tolerance;
        std::vector<Case> cases;
        std::vector<Mistake> mistakes;
    };
    struct SpeedTask {
        std::string name;
        double points = 0;
        std::vector<std::string> needs;
        std::vector<std::string> hints;
        Speed rule;
        std::vector<Draw> inputs;
    };

    std::string exercise; // "linear_regression"
    std::string title;
    std::uint64_t seed = 0;
    std::vector<Task> tasks;
    std::vector<SpeedTask> speed_tasks;
    std::string hash; // SHA-256 of the encoded pack; set when read or written

    const Task* find(const std::string& task) const;
};

/// Writes atomically. Sets pack.hash.
void write_pack(Pack& pack, const std::filesystem::path& file);

/// Throws std::runtime_error with the file's name where it is missing, of another version, damaged
/// or not a pack.
Pack read_pack(const std::filesystem::path& file);
/// The same from memory; `name` is what errors call it.
Pack parse_pack(std::string_view text, const std::string& name);
/// What a file with these fields, encoded, looks like: first line, checksum, compressed.
std::string pack_text(const std::vector<std::uint8_t>& body);

} // namespace mlcore::grading
