#include "progress_line.hpp"

#include "screen.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace mlcore::terminal {

namespace {
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

void put(int output, const std::string& text) {
    [[maybe_unused]] const ssize_t written = write(output, text.data(), text.size()); // decoration
}
} // namespace

std::string spinner(std::chrono::milliseconds elapsed) {
    static constexpr const char* frames[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    return frames[(elapsed.count() / 100) % 10];
}

std::string seconds_text(std::chrono::milliseconds elapsed) {
    return fmt::format("{:.1f} s", static_cast<double>(elapsed.count()) / 1000);
}

ProgressLine::ProgressLine(int file_descriptor, const Style& style)
    : output_(file_descriptor), style_(style) {
    if (isatty(file_descriptor) == 1)
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

ProgressLine::~ProgressLine() = default;

void ProgressLine::phase(const std::string& text) {
    const std::scoped_lock lock(mutex_);
    phase_ = escape(text);
}

void ProgressLine::run(const std::stop_token& stop) {
    const auto start = Clock::now();
    bool shown = false;
    std::unique_lock lock(mutex_);
    const auto never = [] { return false; };
    ended_.wait_for(lock, stop, 250ms, never);
    while (!stop.stop_requested()) {
        const std::string line = fmt::format("{} {}  {}", spinner(since(start)), phase_,
                                             style_.dim(seconds_text(since(start))));
        put(output_, "\r" + truncate(line, size_of(output_).columns - 1) + "\x1b[K");
        shown = true;
        ended_.wait_for(lock, stop, 100ms, never);
    }
    if (shown) put(output_, "\r\x1b[K");
}

} // namespace mlcore::terminal
