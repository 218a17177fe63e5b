// What each key does.
#include "learn_loop.hpp"

#include "cpp_colours.hpp"
#include "markdown.hpp"
#include "verdict_view.hpp"

#include <algorithm>

namespace mlcore::terminal {

void LearnLoop::press(const Key& key) {
    if (quit_) return;
    if (key.is_control('c')) {
        quit_ = true;
    } else if (key.is_control('z')) {
        screen_.suspend();
    } else if (key.is_control('l')) {
        screen_.redraw();
    } else if (mode_ == Mode::reading) {
        press_in_pager(key);
    } else if (mode_ == Mode::list) {
        press_in_list(key);
    } else {
        press_in_exercise(key);
    }
}

void LearnLoop::unknown(const Key& key) {
    notice(style_.dim(name_of(key) + " does nothing here; ? shows the keys"));
}

void LearnLoop::press_in_exercise(const Key& key) {
    if (confirming_) {
        confirming_ = false;
        notice_.clear();
        if (key.is('y') || key.is('Y')) show_solution();
        return; // any other key keeps the solution hidden, and does nothing else
    }
    notice_.clear();
    if (key.is('q'))
        quit_ = true;
    else if (key.is('h'))
        next_hint();
    else if (key.is('l'))
        show_lesson();
    else if (key.is('n'))
        go_on();
    else if (key.is('p'))
        go_back();
    else if (key.is('a'))
        show_list();
    else if (key.is('s'))
        ask_for_solution();
    else if (key.is('d'))
        show_details();
    else if (key.is('?'))
        show_text("keys", [this](int width, bool) { return keys_help(width, style_); });
    else if (key.kind == Key::Kind::enter)
        check_again();
    else if (key.kind == Key::Kind::escape)
        hint_.reset();
    else
        unknown(key);
}

void LearnLoop::check_again() {
    if (state_.untouched)
        notice("nothing to check yet: write something and save it");
    else
        worker_.start(state_.slug);
}

void LearnLoop::go_on() {
    if (!state_.has_next) {
        notice(complete() ? "this is the last exercise; a shows the others"
                          : "this is the last exercise; it is not finished yet");
        return;
    }
    const std::string left = state_.slug;
    const bool unfinished = !complete();
    if (!guarded("cannot go on", actions_.next)) return;
    open_exercise();
    if (unfinished)
        notice(style_.yellow(escape(left) + " is not finished; p goes back to it, a lists all"));
}

void LearnLoop::go_back() {
    if (!state_.has_previous) {
        notice("this is the first exercise");
        return;
    }
    if (guarded("cannot go back", actions_.previous)) open_exercise();
}

void LearnLoop::next_hint() {
    std::string task;
    if (state_.verdict && !state_.verdict->tasks.empty()) {
        for (const auto& verdict : state_.verdict->tasks)
            if (task.empty() && verdict.status != grading::Status::passed) task = verdict.name;
    } else if (!state_.tasks.empty()) {
        task = state_.tasks.front().name;
    }
    if (task.empty()) {
        notice("every task passes: there is nothing left to hint at");
        return;
    }
    int& number = hints_shown_[state_.slug + "/" + task];
    // Coming back to a task shows the hint that was read last before it gives away another.
    const bool again = number > 0 && (!hint_ || hint_->task != task);
    const int wanted = again ? number : number + 1;
    std::optional<Hint> hint;
    if (!guarded("cannot read the hint", [&] { hint = actions_.hint(task, wanted); })) return;
    if (!hint) {
        notice(number == 0 ? "there is no hint for " + escape(task)
                           : "that was the last hint for " + escape(task) +
                                 "; l shows the lesson, s the solution");
        return;
    }
    number = wanted;
    hint_ = ShownHint{task, number, std::move(*hint)};
}

void LearnLoop::ask_for_solution() {
    if (complete()) {
        show_solution();
        return;
    }
    confirming_ = true;
}

void LearnLoop::show_text(const std::string& title, Pager::Text text, bool folds) {
    pager_ = std::make_unique<Pager>(title, std::move(text), folds);
    mode_ = Mode::reading;
}

void LearnLoop::show_lesson() {
    std::string lesson;
    if (!guarded("cannot read the lesson", [&] { lesson = actions_.lesson(); })) return;
    const bool folds = has_folds(lesson);
    show_text(
        "lesson: " + escape(state_.slug),
        [this, lesson](int width, bool unfold) {
            return render_markdown(lesson, width, style_, unfold);
        },
        folds);
}

void LearnLoop::show_solution() {
    std::string source;
    if (!guarded("cannot read the solution", [&] { source = actions_.solution(); })) return;
    source = colour_cpp(escape(source, Keep::lines), style_);
    show_text("solution: " + escape(state_.slug),
              [source](int width, bool) { return join_lines(wrap(source, width)); });
}

void LearnLoop::show_details() {
    if (!state_.verdict) {
        notice("nothing has been checked yet");
        return;
    }
    show_text("details: " + escape(state_.slug),
              [this, verdict = *state_.verdict](int width, bool) {
                  std::string text = join_lines(verdict_lines(verdict, width, style_).lines);
                  if (verdict.compile_error && !verdict.compile_error->raw.empty()) {
                      text += "\n  all that the compiler said\n";
                      const std::string raw = escape(verdict.compile_error->raw, Keep::lines);
                      text += join_lines(wrap(style_.dim(raw), width, "  ", "  "));
                  }
                  return text;
              });
}

void LearnLoop::press_in_pager(const Key& key) {
    notice_.clear();
    switch (pager_->press(key)) {
    case Pager::Outcome::stays:
        break;
    case Pager::Outcome::closed:
        mode_ = Mode::exercise;
        break;
    case Pager::Outcome::ignored:
        notice(style_.dim(name_of(key) + " does nothing here; q closes"));
    }
}

bool LearnLoop::load_list() {
    return guarded("cannot list the exercises", [&] { entries_ = actions_.list(); });
}

void LearnLoop::show_list() {
    if (!load_list()) return;
    if (entries_.empty()) {
        notice("there are no exercises");
        return;
    }
    selected_ = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (entries_[i].slug == state_.slug) selected_ = i;
    mode_ = Mode::list;
}

void LearnLoop::press_in_list(const Key& key) {
    using enum Key::Kind;
    notice_.clear();
    const std::size_t last = entries_.empty() ? 0 : entries_.size() - 1;
    const std::size_t page = static_cast<std::size_t>(std::max(screen_.size().rows - 6, 1));
    selected_ = std::min(selected_, last);
    if (key.is('q') || key.is('a') || key.kind == escape)
        mode_ = Mode::exercise;
    else if (key.kind == up || key.is('k'))
        selected_ -= selected_ > 0 ? 1 : 0;
    else if (key.kind == down || key.is('j'))
        selected_ = std::min(selected_ + 1, last);
    else if (key.kind == page_up)
        selected_ -= std::min(selected_, page);
    else if (key.kind == page_down)
        selected_ = std::min(selected_ + page, last);
    else if (key.kind == home)
        selected_ = 0;
    else if (key.kind == end)
        selected_ = last;
    else if (key.kind == enter && !entries_.empty())
        choose(entries_[selected_].slug);
    else
        notice(style_.dim(name_of(key) + " does nothing here; q goes back"));
}

void LearnLoop::choose(const std::string& slug) {
    if (slug == state_.slug) {
        mode_ = Mode::exercise;
        return;
    }
    if (guarded("cannot open it", [&] { actions_.select(slug); })) open_exercise();
}

} // namespace mlcore::terminal
