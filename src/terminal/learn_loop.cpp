#include "learn_loop.hpp"

#include "progress_line.hpp"
#include "verdict_view.hpp"

#include <algorithm>
#include <array>
#include <poll.h>

namespace mlcore::terminal {

namespace {
using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds spinner_tick = 100ms;
constexpr milliseconds escape_wait = 50ms; // until an escape is the Esc key
constexpr milliseconds notice_time = 5s;
} // namespace

LearnLoop::LearnLoop(const LearnActions& actions, const LearnOptions& options)
    : actions_(actions), style_(options.style), worker_(actions.check),
      screen_(options.input, options.output) {
    open_exercise();
}

int LearnLoop::run() {
    while (!quit_) {
        paint();
        const bool quiet = wait();
        if (const int signal = screen_.take_signals(); signal != 0) return signal;
        for (const Key& key : screen_.read_keys(quiet)) press(key);
        if (watch_ && watch_->changed()) saved();
        if (auto result = worker_.take()) finished(std::move(*result));
    }
    return 0;
}

void LearnLoop::refresh() {
    guarded("cannot read the exercise", [&] { state_ = actions_.state(); });
}

void LearnLoop::open_exercise() {
    worker_.cancel();
    check_error_.clear();
    refresh();
    hint_.reset();
    mode_ = Mode::exercise;
    pager_.reset();
    watch_.reset();
    guarded("cannot watch the file", [&] { watch_ = std::make_unique<FileWatch>(state_.file); });
    if (!state_.verdict && !state_.untouched) worker_.start(state_.slug);
}

void LearnLoop::saved() {
    state_.untouched = false;
    worker_.start(state_.slug);
}

void LearnLoop::finished(CheckWorker::Result result) {
    if (!result.verdict) {
        check_error_ = "cannot check: " + escape(result.error);
        return;
    }
    if (actions_.checked)
        guarded("cannot write the progress", [&] { actions_.checked(*result.verdict); });
    refresh();
    state_.verdict = std::move(result.verdict);
    check_error_.clear();
    if (hint_ && passes(hint_->task)) hint_.reset();
    if (mode_ != Mode::exercise) notice(summary());
    if (mode_ == Mode::list) load_list();
}

std::string LearnLoop::summary() const {
    const grading::Verdict& verdict = *state_.verdict;
    if (verdict.compile_error)
        return style_.red("✗") + " " + escape(state_.slug) + " does not compile";
    return fmt::format(
        "{} {}: {} of {} points", verdict.full_score() ? style_.green("✓") : style_.red("✗"),
        escape(state_.slug), points_text(verdict.score), points_text(verdict.max_score));
}

bool LearnLoop::passes(const std::string& task) const {
    if (!state_.verdict) return false;
    const auto& tasks = state_.verdict->tasks;
    return std::any_of(tasks.begin(), tasks.end(), [&](const grading::TaskVerdict& verdict) {
        return verdict.name == task && verdict.status == grading::Status::passed;
    });
}

void LearnLoop::notice(std::string text) {
    notice_ = std::move(text);
    notice_ends_ = Clock::now() + notice_time;
}

std::string LearnLoop::status(int columns) const {
    if (confirming_)
        return style_.yellow("  show the solution?") + "  " + style_.bold("y") +
               " shows it, any other key does not";
    if (!notice_.empty()) return "  " + notice_;
    if (worker_.busy())
        return fmt::format("  {} {}…  {}", style_.cyan(spinner(worker_.elapsed())),
                           escape(worker_.phase()), style_.dim(seconds_text(worker_.elapsed())));
    if (!check_error_.empty()) return "  " + style_.red(check_error_);
    if (mode_ != Mode::exercise) return "";
    return style_.dim("  save " + short_path(state_.file, columns - 20) + " to check it");
}

void LearnLoop::paint() {
    if (!notice_.empty() && Clock::now() >= notice_ends_) notice_.clear();
    const Size size = screen_.size();
    if (size.columns < smallest_window.columns || size.rows < smallest_window.rows) {
        screen_.paint(too_small_frame(size));
    } else if (mode_ == Mode::reading) {
        screen_.paint(pager_->frame(size, style_, status(size.columns)));
    } else if (mode_ == Mode::list) {
        screen_.paint(
            list_frame(entries_, selected_, state_.slug, status(size.columns), size, style_));
    } else {
        screen_.paint(exercise_frame({state_, hint_, status(size.columns)}, size, style_).lines);
    }
}

bool LearnLoop::wait() {
    milliseconds sleep = watch_ ? watch_->may_sleep() : 1000ms;
    if (worker_.busy()) sleep = std::min(sleep, spinner_tick);
    if (screen_.key_unfinished()) sleep = std::min(sleep, escape_wait);
    if (!notice_.empty())
        sleep = std::min(
            sleep, std::max(std::chrono::ceil<milliseconds>(notice_ends_ - Clock::now()), 0ms));
    std::array<pollfd, 4> wait{pollfd{screen_.input(), POLLIN, 0},
                               pollfd{screen_.signal_pipe(), POLLIN, 0},
                               pollfd{worker_.file_descriptor(), POLLIN, 0},
                               pollfd{watch_ ? watch_->file_descriptor() : -1, POLLIN, 0}};
    return poll(wait.data(), wait.size(), static_cast<int>(sleep.count())) == 0;
}

} // namespace mlcore::terminal
