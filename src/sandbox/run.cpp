#include "process.hpp"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <limits>

namespace mlcore::sandbox {
namespace {

using Clock = std::chrono::steady_clock;

// Takes what is there, keeps at most `most` of it; false at the end of the stream.
bool take(int descriptor, std::string& text, std::size_t most) {
    char buffer[1 << 16];
    const ssize_t got = read(descriptor, buffer, sizeof buffer);
    if (got == 0) return false;
    if (got > 0)
        text.append(buffer,
                    std::min(most - std::min(most, text.size()), static_cast<std::size_t>(got)));
    return true;
}

} // namespace

Finished run(const std::vector<std::string>& command, const Limits& limits,
             const RunOptions& options) {
    const auto start = Clock::now();
    Process process(command, limits);
    Finished finished;
    bool output_open = true, answers_open = true;
    while (output_open || answers_open) {
        pollfd waiting[2] = {{output_open ? process.output() : -1, POLLIN, 0},
                             {answers_open ? process.from_child() : -1, POLLIN, 0}};
        poll(waiting, 2, 20);
        if (waiting[0].revents != 0)
            output_open = take(process.output(), finished.output, options.max_output);
        if (waiting[1].revents != 0)
            answers_open = take(process.from_child(), finished.answers, options.max_answers);
        finished.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        if ((options.timeout_seconds > 0 && finished.seconds > options.timeout_seconds) ||
            (options.stop && options.stop())) {
            finished.timed_out = true;
            finished.exit_code = -1;
            process.kill();
            return finished;
        }
    }
    // A program may close its output and go on.
    const double left = options.timeout_seconds > 0 ? options.timeout_seconds - finished.seconds
                                                    : std::numeric_limits<double>::infinity();
    finished.exit_code = process.end(std::max(0.001, left));
    finished.timed_out = finished.exit_code == -1;
    finished.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return finished;
}

Finished run(const std::vector<std::string>& command, const Limits& limits, double timeout_seconds,
             std::size_t max_output, const std::function<bool()>& stop) {
    return run(command, limits, {timeout_seconds, max_output, 0, stop});
}

} // namespace mlcore::sandbox
