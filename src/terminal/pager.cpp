#include "pager.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <limits>
#include <poll.h>

namespace mlcore::terminal {

namespace {
constexpr int widest_text = 100; // longer lines are hard to follow
}

int Pager::last_offset() const { return std::max(static_cast<int>(lines_.size()) - height_, 0); }

void Pager::layout(Size size) {
    const int width = std::min(size.columns, widest_text);
    height_ = std::max(size.rows - 4, 1);
    if (width != width_ || stale_) {
        const double place =
            lines_.empty() ? 0 : static_cast<double>(offset_) / static_cast<double>(lines_.size());
        const bool same_width = width == width_;
        lines_ = split_lines(text_(width, unfolded_));
        if (!same_width) offset_ = static_cast<int>(place * static_cast<double>(lines_.size()));
        width_ = width;
        stale_ = false;
    }
    offset_ = std::clamp(offset_, 0, last_offset());
}

Pager::Outcome Pager::press(const Key& key) {
    using enum Key::Kind;
    const int page = std::max(height_ - 2, 1);
    if (key.is('q') || key.kind == escape) return Outcome::closed;
    if (folds_ && key.is('u')) {
        unfolded_ = !unfolded_;
        stale_ = true;
    } else if (key.kind == up || key.is('k')) {
        --offset_;
    } else if (key.kind == down || key.is('j') || key.kind == enter) {
        ++offset_;
    } else if (key.kind == page_up || key.is('b') || key.kind == backspace) {
        offset_ -= page;
    } else if (key.kind == page_down || key.is(' ') || key.is('f')) {
        offset_ += page;
    } else if (key.kind == home || key.is('g')) {
        offset_ = 0;
    } else if (key.kind == end || key.is('G')) {
        offset_ = std::numeric_limits<int>::max() / 2; // cut when the text is laid out
    } else {
        return Outcome::ignored;
    }
    // A text that is about to be laid out anew has another end: the next frame finds it.
    offset_ = std::clamp(offset_, 0, stale_ ? std::numeric_limits<int>::max() / 2 : last_offset());
    return Outcome::stays;
}

std::vector<std::string> Pager::frame(Size size, const Style& style, const std::string& notice) {
    layout(size);
    std::vector<std::string> lines;
    const int below = last_offset() - offset_;
    const std::string where = last_offset() == 0 ? ""
                              : below == 0       ? "end"
                                           : fmt::format("{}%", 100 * offset_ / last_offset());
    lines.push_back(pad(style.bold(title_), size.columns - 6) + style.dim(pad_left(where, 6)));
    lines.push_back(style.dim(repeat("─", size.columns)));
    for (int i = 0; i < height_; ++i) {
        const auto line = static_cast<std::size_t>(offset_ + i);
        lines.push_back(line < lines_.size() ? lines_[line] : "");
    }
    lines.push_back(notice);
    std::string keys = "↑↓ line   space page   b back   ";
    if (folds_) keys += unfolded_ ? "u hide answers   " : "u answers   ";
    lines.push_back(style.dim(truncate(keys + "q close", size.columns)));
    return lines;
}

namespace {
/// The signal that ended it, or 0.
int read_until_closed(Pager& pager, int input, int output, const Style& style) {
    Screen screen(input, output);
    constexpr int escape_wait = 50; // milliseconds until an escape is the Esc key
    while (true) {
        screen.paint(pager.frame(screen.size(), style, ""));
        std::array<pollfd, 2> wait{pollfd{screen.input(), POLLIN, 0},
                                   pollfd{screen.signal_pipe(), POLLIN, 0}};
        const int ready =
            poll(wait.data(), wait.size(), screen.key_unfinished() ? escape_wait : -1);
        for (const Key& key : screen.read_keys(ready == 0)) {
            if (key.is_control('c')) return 0;
            if (key.is_control('z'))
                screen.suspend();
            else if (pager.press(key) == Pager::Outcome::closed)
                return 0;
        }
        if (const int signal = screen.take_signals(); signal != 0) return signal;
    }
}
} // namespace

void run_pager(Pager& pager, int input, int output, const Style& style) {
    if (const int signal = read_until_closed(pager, input, output, style); signal != 0)
        raise(signal);
}

} // namespace mlcore::terminal
