// One line that says what is going on, for commands that do not take the whole screen.
#pragma once

#include "text.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace mlcore::terminal {

/// The frames of a spinner, from the time it runs.
std::string spinner(std::chrono::milliseconds elapsed);

/// "0.8 s"
std::string seconds_text(std::chrono::milliseconds elapsed);

/// Shows a spinner, the current phase and the seconds so far while it lives, and wipes them away at
/// the end. Writes nothing where the descriptor is no terminal, nor before a quarter of a second:
/// what is fast needs no excuse.
class ProgressLine {
public:
    ProgressLine(int file_descriptor, const Style& style);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// May be called from any thread.
    void phase(const std::string& text);

private:
    void run(const std::stop_token& stop);

    int output_;
    Style style_;
    std::mutex mutex_;
    std::condition_variable_any ended_;
    std::string phase_;
    std::jthread thread_; // last: it uses what is above
};

} // namespace mlcore::terminal
