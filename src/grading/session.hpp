// A conversation with a learner's program: asked, timed, and started again where it fell over.
#pragma once

#include "wire.hpp"

#include "sandbox/process.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mlcore::grading {

struct Reply {
    enum class Outcome : std::uint8_t {
        answered,
        crashed, // ended by a signal
        exited,  // ended by itself, without an answer
        timeout,
        garbled // what came is no answer to this question
    } outcome = Outcome::answered;
    Answer answer;
    int signal = 0;                   // crashed
    std::vector<std::int64_t> frames; // crashed: return addresses, innermost first
    std::string printed;              // since the question was asked, cut
    double seconds = 0;               // from the question's last byte to the answer's last
};

struct SessionLimits {
    double question_seconds = 3; // of processor time; of wall time, five times as much
    double total_seconds = 60;   // of wall time, over all questions
    std::size_t printed_bytes = 4096;
    std::size_t answer_bytes = max_frame_bytes; // a longer answer is none
    sandbox::Limits process;
};

class Session {
public:
    Session(std::vector<std::string> command, SessionLimits limits);

    /// Starts the program where it is not running. Never throws for what the program does.
    Reply ask(Question question);

    /// How much of `question_seconds` the next questions may take, from 0 to 1.
    void set_patience(double share) { patience_ = share; }

    /// Ends the program: the next question meets a fresh one.
    void restart() { process_.reset(); }

    double seconds_left() const;

    /// Processor time of the program and all that it started, while they run; 0 where none does.
    double busy_seconds() const { return process_ ? process_->tree_cpu_seconds() : 0; }

private:
    Reply give_up(Reply reply, Reply::Outcome outcome);

    std::vector<std::string> command_;
    SessionLimits limits_;
    std::unique_ptr<sandbox::Process> process_;
    std::int64_t next_id_ = 1;
    double used_seconds_ = 0;
    double patience_ = 1;
};

} // namespace mlcore::grading
