// The whole terminal for one program: raw keys in, frames out, and everything as it was at the end,
// whichever way the end comes.
#pragma once

#include "keys.hpp"
#include "text.hpp"
#include "wake_pipe.hpp"

#include <string>
#include <vector>

namespace mlcore::terminal {

struct Size {
    int columns = 80;
    int rows = 24;
    friend bool operator==(const Size&, const Size&) = default;
};

/// From the terminal, or 80×24 where it does not say.
Size size_of(int file_descriptor);

/// Whether both are a terminal that can be drawn on (TERM is set and not "dumb").
bool is_screen(int input, int output);

/// While one lives, the terminal shows the alternate screen without a cursor and keys arrive one by
/// one, unechoed. Restored by the destructor, by exit(), by signals that end the program (at the
/// second of them, and on crashes, from the handler itself), and around a suspension (Ctrl-Z).
/// Signals belong to the process, so there can be only one Screen at a time.
class Screen {
public:
    /// Throws std::runtime_error where `input` is no terminal or another Screen lives.
    Screen(int input, int output);
    ~Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    Size size() const { return size_of(output_); }

    /// Draws what changed since the last frame, in a single write. Lines are cut to the window.
    void paint(const std::vector<std::string>& lines);

    /// The next frame is drawn whole, whatever the screen shows.
    void redraw() { shown_size_ = {0, 0}; }

    /// What to poll for reading: keys, and a pipe that a signal makes readable.
    int input() const { return input_; }
    int signal_pipe() const { return pipe_.file_descriptor(); }

    /// Call after each poll. SIGINT, SIGTERM, SIGHUP or SIGQUIT: finish now; else 0. Also does the
    /// stopping that SIGTSTP asks for, and takes the terminal again when the program is continued.
    int take_signals();

    /// The keys that have arrived; never blocks. `quiet` says that nothing arrived for a while,
    /// which decides whether an escape is the Esc key. A closed terminal counts as SIGHUP.
    std::vector<Key> read_keys(bool quiet);
    bool key_unfinished() const { return reader_.waiting(); }

    /// Ctrl-Z: gives the terminal back and stops the program until it is continued.
    void suspend();

private:
    void enter();

    int input_, output_;
    WakePipe pipe_;
    KeyReader reader_;
    std::vector<std::string> shown_;
    Size shown_size_{0, 0};
    bool closed_ = false;
};

} // namespace mlcore::terminal
