#include "screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace mlcore::terminal {

namespace {

// Alternate screen, no cursor, no automatic line breaks (a character whose width we misjudge must
// not shift the rows below), pasted text marked as such.
constexpr std::string_view enter_sequence =
    "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[0m\x1b[2J\x1b[H";
constexpr std::string_view leave_sequence = "\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l";

constexpr std::array ending_signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
constexpr std::array crash_signals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::array other_signals{SIGWINCH, SIGTSTP, SIGCONT};
constexpr std::size_t handled = ending_signals.size() + crash_signals.size() + other_signals.size();

// What a signal handler may touch has to be reachable without an object: this is why only one
// Screen may live at a time. The program's other state is not global.
struct Shared {
    std::atomic<bool> alive{false};
    std::atomic<bool> raw{false};
    int input = -1, output = -1;
    termios before{};
    WakePipe* pipe = nullptr;
    std::atomic<int> ended_by{0};
    std::atomic<bool> stop{false}, continued{false};
    std::array<struct sigaction, handled> previous{};
    struct sigaction stop_action {};
};
Shared shared;

/// Safe in a signal handler.
void write_all(int output, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(output, text.data(), text.size());
        if (written > 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            pollfd ready{output, POLLOUT, 0};
            if (poll(&ready, 1, 1000) <= 0) return;
        } else if (errno != EINTR) {
            return;
        }
    }
}

/// Safe in a signal handler.
void restore_terminal(int how) {
    if (!shared.raw.exchange(false)) return;
    write_all(shared.output, leave_sequence);
    tcsetattr(shared.input, how, &shared.before);
}

void on_end(int signal) {
    if (shared.ended_by.exchange(signal) != 0) { // the program did not finish at the first
        restore_terminal(TCSANOW);
        struct sigaction standard {};
        standard.sa_handler = SIG_DFL;
        sigaction(signal, &standard, nullptr);
        raise(signal);
    }
    shared.pipe->wake();
}

void on_crash(int signal) {
    restore_terminal(TCSANOW);
    raise(signal); // SA_RESETHAND has put the standard action back
}

/// SIGWINCH only wakes: each frame asks for the window's size.
void on_other(int signal) {
    if (signal == SIGTSTP) shared.stop = true;
    if (signal == SIGCONT) shared.continued = true;
    shared.pipe->wake();
}

void install_handlers() {
    std::size_t i = 0;
    const auto install = [&](int signal, void (*handler)(int), int flags) {
        struct sigaction action {};
        action.sa_handler = handler;
        action.sa_flags = flags;
        sigemptyset(&action.sa_mask);
        sigaction(signal, &action, &shared.previous[i++]);
    };
    for (const int signal : ending_signals) install(signal, on_end, SA_RESTART);
    const int crash_flags = static_cast<int>(SA_RESETHAND | SA_ONSTACK | SA_NODEFER);
    for (const int signal : crash_signals) install(signal, on_crash, crash_flags);
    for (const int signal : other_signals) install(signal, on_other, SA_RESTART);
    // An overflowing stack needs another one for its handler.
    static std::array<char, 64 * 1024> stack;
    stack_t alternative{};
    alternative.ss_sp = stack.data();
    alternative.ss_size = stack.size();
    sigaltstack(&alternative, nullptr);
}

void remove_handlers() {
    std::size_t i = 0;
    const auto remove = [&](int signal) { sigaction(signal, &shared.previous[i++], nullptr); };
    for (const int signal : ending_signals) remove(signal);
    for (const int signal : crash_signals) remove(signal);
    for (const int signal : other_signals) remove(signal);
}

} // namespace

Size size_of(int file_descriptor) {
    winsize window{};
    if (ioctl(file_descriptor, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 ||
        window.ws_row == 0)
        return {};
    return {window.ws_col, window.ws_row};
}

bool is_screen(int input, int output) {
    const char* term = std::getenv("TERM");
    return isatty(input) == 1 && isatty(output) == 1 && term != nullptr && *term != '\0' &&
           std::string_view(term) != "dumb";
}

Screen::Screen(int input, int output) : input_(input), output_(output) {
    if (shared.alive.exchange(true)) throw std::runtime_error("Screen: there is one already");
    termios now{};
    if (tcgetattr(input, &now) != 0) {
        shared.alive = false;
        throw std::runtime_error("Screen: the input is no terminal");
    }
    shared.pipe = &pipe_;
    shared.input = input;
    shared.output = output;
    shared.before = now;
    shared.ended_by = 0;
    shared.stop = shared.continued = false;
    install_handlers();
    static const int at_exit = std::atexit([] { restore_terminal(TCSANOW); });
    (void)at_exit;
    enter();
}

Screen::~Screen() {
    restore_terminal(TCSAFLUSH); // keys that were typed too many do not reach the shell
    remove_handlers();
    shared.pipe = nullptr;
    shared.alive = false;
}

void Screen::enter() {
    termios raw = shared.before;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~static_cast<tcflag_t>(IXON | ISTRIP);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    // Flagged before it is done: a signal in between restores once too often rather than never.
    shared.raw = true;
    tcsetattr(input_, TCSANOW, &raw);
    write_all(output_, enter_sequence);
    shown_.clear();
    shown_size_ = {0, 0};
}

void Screen::suspend() {
    restore_terminal(TCSAFLUSH);
    struct sigaction standard {
    }, ours{};
    standard.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &standard, &ours);
    raise(SIGTSTP); // returns when the program is continued
    sigaction(SIGTSTP, &ours, nullptr);
    enter();
}

int Screen::take_signals() {
    pipe_.drain();
    const int ended_by = closed_ ? SIGHUP : shared.ended_by.load();
    if (ended_by != 0) return ended_by;
    if (shared.stop.exchange(false)) suspend();
    if (shared.continued.exchange(false)) enter(); // also after a SIGSTOP, which nobody can handle
    return 0;
}

std::vector<Key> Screen::read_keys(bool quiet) {
    std::array<char, 4096> buffer{};
    bool arrived = false;
    while (!closed_) {
        pollfd ready{input_, POLLIN, 0};
        if (poll(&ready, 1, 0) <= 0) break;
        const ssize_t count = read(input_, buffer.data(), buffer.size());
        if (count > 0) {
            reader_.feed({buffer.data(), static_cast<std::size_t>(count)});
            arrived = true;
        } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
            closed_ = true; // the window was closed
        }
    }
    std::vector<Key> keys;
    while (auto key = reader_.next(quiet && !arrived)) keys.push_back(*key);
    return keys;
}

void Screen::paint(const std::vector<std::string>& lines) {
    if (!shared.raw || shared.ended_by != 0) return;
    const Size now = size();
    std::string frame;
    if (now != shown_size_) {
        frame += "\x1b[0m\x1b[2J";
        shown_.clear();
        shown_size_ = now;
    }
    const auto rows = static_cast<std::size_t>(now.rows);
    shown_.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::string line = row < lines.size() ? truncate(lines[row], now.columns) : "";
        if (line == shown_[row]) continue;
        frame += fmt::format("\x1b[{};1H{}\x1b[0m", row + 1, line);
        // After a character in the last column, clearing would take that character.
        if (display_width(line) < now.columns) frame += "\x1b[K";
        shown_[row] = line;
    }
    write_all(output_, frame);
}

} // namespace mlcore::terminal
