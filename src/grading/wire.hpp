// Questions and answers over a pipe.
#pragma once

#include "core/value_bytes.hpp"

#include "mlcore/core/value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mlcore::grading {

/// A frame is its length in eight bytes, lowest first, and then as many bytes.
inline constexpr std::uint64_t max_frame_bytes = 64u << 20;
/// The parts of one answer; the largest pack, with all its cases, has 21,000.
inline constexpr std::size_t max_answer_items = 1u << 19;
inline constexpr std::size_t frame_header_bytes = 8;
Bytes frame_header(std::uint64_t length);
std::uint64_t frame_length(const std::uint8_t* header);

// ---- questions and answers
// ------------------------------------------------------------------------

struct Question {
    enum class Step : std::uint8_t {
        ask,     // prepare, run and collect in one
        prepare, // take the inputs; nothing is timed
        run,     // timed: answers with the digest of the result
        collect  // the whole result
    };
    std::int64_t id = 0;
    Step step = Step::ask;
    std::string task;
    std::vector<Value> inputs;
    /// The byte that fresh memory is filled with, so that reading memory nobody set gives answers
    /// that are plainly wrong, and different each time.
    int fill = 0;
    std::uint64_t key = 0; // of the digest
};

struct Answer {
    std::int64_t id = 0;
    Value value;
    int changed_input = -1; // which input the function changed, −1 for none
    std::vector<std::int64_t>
        frames; // where an error was thrown: return addresses, innermost first
};

Bytes encode(const Question& question);
Question decode_question(const Bytes& bytes);
Bytes encode(const Answer& answer);
Answer decode_answer(const Bytes& bytes);

/// Σ wᵢ·xᵢ over all numbers of a value, the weights drawn from `key` in [−1, 1]. A function that
/// has not computed its result cannot know it, and it costs next to nothing.
double digest(const Value& value, std::uint64_t key);

} // namespace mlcore::grading
