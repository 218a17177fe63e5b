// What happens on the screen of `mlcore learn`: waiting, keys, saves and finished checks. Used by
// learn_screen.cpp alone.
#pragma once

#include "check_worker.hpp"
#include "learn_screen.hpp"
#include "learn_views.hpp"
#include "pager.hpp"
#include "screen.hpp"
#include "watch.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <memory>

namespace mlcore::terminal {

class LearnLoop {
public:
    LearnLoop(const LearnActions& actions, const LearnOptions& options);

    /// The signal that ended it, or 0.
    int run();

    const std::string& slug() const { return state_.slug; }

private:
    using Clock = std::chrono::steady_clock;
    enum class Mode { exercise, reading, list };

    // ---- what happens ---------------------------------------------------------------------------
    /// Runs something of the caller's. What it throws becomes a notice.
    template <class F>
    bool guarded(const char* what, const F& call) {
        try {
            call();
            return true;
        } catch (const std::exception& error) {
            notice(style_.red(fmt::format("{}: {}", what, escape(error.what()))));
            return false;
        }
    }
    void refresh();
    /// Everything anew for the exercise that is current now.
    void open_exercise();
    void saved();
    void finished(CheckWorker::Result result);
    std::string summary() const;
    bool complete() const { return state_.verdict && state_.verdict->full_score(); }
    bool passes(const std::string& task) const;
    void notice(std::string text);

    // ---- keys -----------------------------------------------------------------------------------
    void press(const Key& key);
    void unknown(const Key& key);
    void press_in_exercise(const Key& key);
    void check_again();
    void go_on();
    void go_back();
    void next_hint();
    void ask_for_solution();

    // ---- texts and the list ---------------------------------------------------------------------
    void show_text(const std::string& title, Pager::Text text, bool folds = false);
    void show_lesson();
    void show_solution();
    void show_details();
    void press_in_pager(const Key& key);
    bool load_list();
    void show_list();
    void press_in_list(const Key& key);
    void choose(const std::string& slug);

    // ---- the window -----------------------------------------------------------------------------
    std::string status(int columns) const;
    void paint();
    /// Sleeps until there is something to do; true where nothing arrived.
    bool wait();

    const LearnActions& actions_;
    Style style_;
    // Before the screen, so that the terminal is given back before a running check is waited for.
    CheckWorker worker_;
    Screen screen_;
    LearnState state_;
    std::unique_ptr<FileWatch> watch_;
    Mode mode_ = Mode::exercise;
    std::unique_ptr<Pager> pager_;
    std::optional<ShownHint> hint_;
    std::map<std::string, int> hints_shown_; // by exercise and task
    std::vector<ExerciseEntry> entries_;
    std::size_t selected_ = 0;
    std::string check_error_; // of the last check, until the next
    std::string notice_;
    Clock::time_point notice_ends_;
    bool confirming_ = false; // whether to show the solution
    bool quit_ = false;
};

} // namespace mlcore::terminal
