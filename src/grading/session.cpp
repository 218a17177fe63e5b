#include "session.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <sstream>
#include <utility>

namespace mlcore::grading {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// Reads what is there; false at the end of the stream.
template <class Take>
bool drain(int descriptor, Take take) {
    char buffer[1 << 16];
    for (;;) {
        const ssize_t got = read(descriptor, buffer, sizeof buffer);
        if (got > 0) {
            if (!take(buffer, static_cast<std::size_t>(got))) return true;
            continue;
        }
        if (got < 0 && errno == EINTR) continue;
        return got < 0; // EAGAIN: nothing more for now
    }
}

// The answer's bytes as they trickle in: first the header, then as many as it says.
struct Incoming {
    std::uint64_t most = max_frame_bytes;
    Bytes bytes;
    bool garbled = false;

    // False once a whole frame is here, or can never be.
    bool take(const char* data, std::size_t count) {
        bytes.insert(bytes.end(), data, data + count);
        if (bytes.size() >= frame_header_bytes && frame_length(bytes.data()) > most) garbled = true;
        return !garbled && !complete();
    }
    bool complete() const {
        return bytes.size() >= frame_header_bytes &&
               bytes.size() - frame_header_bytes >= frame_length(bytes.data());
    }
};

} // namespace

Session::Session(std::vector<std::string> command, SessionLimits limits)
    : command_(std::move(command)), limits_(std::move(limits)) {}

double Session::seconds_left() const { return limits_.total_seconds - used_seconds_; }

Reply Session::give_up(Reply reply, Reply::Outcome outcome) {
    reply.outcome = outcome;
    process_.reset();
    return reply;
}

Reply Session::ask(Question question) {
    question.id = next_id_++;
    Bytes outgoing = encode(question);
    const Bytes header = frame_header(outgoing.size());
    outgoing.insert(outgoing.begin(), header.begin(), header.end());

    if (!process_) process_ = std::make_unique<sandbox::Process>(command_, limits_.process);
    const double cpu_before = process_->cpu_seconds();
    const double patience = patience_ * limits_.question_seconds;
    const auto start = Clock::now();
    auto sent = start;
    std::size_t position = 0;
    Incoming incoming;
    incoming.most = std::min<std::uint64_t>(limits_.answer_bytes, max_frame_bytes);
    Reply reply;
    std::string crash_text;
    bool alive = true;

    const auto take_prints = [&](const char* data, std::size_t count) {
        const auto room =
            limits_.printed_bytes - std::min(limits_.printed_bytes, reply.printed.size());
        reply.printed.append(data, std::min(room, count));
        return true;
    };

    while (alive && !incoming.complete() && !incoming.garbled) {
        const double elapsed = since(start);
        const bool out_of_time = elapsed > seconds_left() || elapsed > 5 * patience;
        if (out_of_time ||
            (elapsed > patience && process_->cpu_seconds() - cpu_before > patience)) {
            used_seconds_ += elapsed;
            drain(process_->output(), take_prints);
            reply.seconds = elapsed;
            return give_up(std::move(reply), Reply::Outcome::timeout);
        }
        pollfd waiting[3] = {{process_->from_child(), POLLIN, 0},
                             {process_->output(), POLLIN, 0},
                             {process_->to_child(), POLLOUT, 0}};
        poll(waiting, position < outgoing.size() ? 3 : 2, 50);
        if (waiting[1].revents != 0 && !drain(process_->output(), take_prints) &&
            waiting[0].revents == 0)
            usleep(1000); // its output is closed; do not spin on that
        if (position < outgoing.size() && waiting[2].revents != 0) {
            const ssize_t put =
                write(process_->to_child(), outgoing.data() + position, outgoing.size() - position);
            if (put > 0) position += static_cast<std::size_t>(put);
            if (put < 0 && errno != EAGAIN && errno != EINTR) position = outgoing.size();
            if (position == outgoing.size()) sent = Clock::now();
        }
        if (waiting[0].revents != 0)
            alive = drain(process_->from_child(), [&](const char* data, std::size_t count) {
                return incoming.take(data, count);
            });
    }
    reply.seconds = since(sent);
    used_seconds_ += since(start);
    drain(process_->output(), take_prints);

    if (!incoming.complete() && !incoming.garbled) {
        drain(process_->crash_report(), [&](const char* data, std::size_t count) {
            crash_text.append(data, std::min<std::size_t>(count, 4096));
            return crash_text.size() < 4096;
        });
        std::istringstream lines(crash_text);
        std::int64_t number = 0;
        if (lines >> reply.signal)
            while (lines >> number) reply.frames.push_back(number);
        // Give a process that closed its pipes a moment to end by itself, to learn how it ended.
        const int code = process_->end(0.2);
        if (reply.signal == 0 && code > 128) reply.signal = code - 128;
        return give_up(std::move(reply),
                       reply.signal != 0 ? Reply::Outcome::crashed : Reply::Outcome::exited);
    }
    try {
        if (incoming.garbled) throw WireError("too long");
        const std::size_t length = frame_length(incoming.bytes.data());
        // Bytes after the answer can only be forged: the program speaks when it is asked.
        if (incoming.bytes.size() != frame_header_bytes + length) throw WireError("too much");
        reply.answer =
            decode_answer({incoming.bytes.begin() + frame_header_bytes, incoming.bytes.end()});
        if (reply.answer.id != question.id) throw WireError("another question's answer");
    } catch (const WireError&) {
        return give_up(std::move(reply), Reply::Outcome::garbled);
    }
    return reply;
}

} // namespace mlcore::grading
