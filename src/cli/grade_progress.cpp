#include "grade_progress.hpp"

#include "terminal/text.hpp"

#include <fmt/format.h>

#include <csignal>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace mlcore::cli {
namespace {

using namespace std::chrono_literals;

volatile std::sig_atomic_t interrupts = 0;

void on_interrupt(int) {
    const int before = interrupts;
    interrupts = before + 1;
    if (before > 0) _exit(130);
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigaction(signal, &action, nullptr);
}

} // namespace

std::string rough_time(double seconds) {
    if (seconds < 5) return "a few seconds";
    const auto whole = static_cast<long>(std::lround(seconds / 5) * 5);
    if (whole < 60) return fmt::format("about {} s", whole);
    if (whole < 3600) return fmt::format("about {} min {} s", whole / 60, whole % 60);
    return fmt::format("about {} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string progress_text(std::size_t done, std::size_t all, double seconds) {
    constexpr int width = 20;
    const double share = all == 0 ? 1 : static_cast<double>(done) / static_cast<double>(all);
    const int filled = static_cast<int>(share * width);
    std::string text = terminal::repeat("█", filled) + terminal::repeat("░", width - filled) +
                       fmt::format("  {} of {}", done, all);
    if (done == 0 || seconds <= 0) return text;
    const double rate = static_cast<double>(done) / seconds;
    text += fmt::format(", {:.0f} a minute", rate * 60);
    if (done < all) text += ", " + rough_time(static_cast<double>(all - done) / rate) + " left";
    return text;
}

GradeProgress::GradeProgress(std::string what)
    : what_(std::move(what)), line_(std::make_unique<terminal::ProgressLine>(
                                  STDERR_FILENO, terminal::style_for(STDERR_FILENO))) {
    interrupts = 0;
    handle(SIGINT, on_interrupt);
    handle(SIGTERM, on_interrupt);
}

GradeProgress::~GradeProgress() {
    handle(SIGINT, SIG_DFL);
    handle(SIGTERM, SIG_DFL);
}

bool GradeProgress::interrupted() { return interrupts > 0; }

instructor::Progress GradeProgress::hooks() {
    instructor::Progress progress;
    progress.stop = [] { return interrupted(); };
    progress.phase = [this](const std::string& phase) {
        if (line_) line_->phase(what_ + ": " + phase);
    };
    progress.say = [this](const std::string& text) {
        line_.reset();
        fmt::print(stderr, "{}\n", terminal::escape(text));
        line_ = std::make_unique<terminal::ProgressLine>(STDERR_FILENO,
                                                         terminal::style_for(STDERR_FILENO));
    };
    progress.jobs = [this](std::size_t done, std::size_t all, const std::string& note) {
        const auto now = Clock::now();
        if (!counting_) {
            counting_ = true;
            start_ = last_line_ = now;
        }
        const double seconds = std::chrono::duration<double>(now - start_).count();
        const std::string text =
            progress_text(done, all, seconds) + (note.empty() ? "" : " (" + note + ")");
        if (line_) line_->phase(what_ + ": " + text);
        if (isatty(STDERR_FILENO) == 0 && now - last_line_ > 10s) {
            last_line_ = now;
            fmt::print(stderr, "{}: {}\n", what_, text);
        }
    };
    return progress;
}

} // namespace mlcore::cli
