// Runs a program of a test on a pseudo-terminal, as a job of a session as a shell would, and shows
// what it draws on a VirtualTerminal.
#pragma once

#include "virtual_terminal.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <sys/types.h>
#include <termios.h>

namespace mlcore::test {

class PseudoTerminal {
public:
    /// `program` runs in a process of its own, whose standard streams are the terminal; what it
    /// returns is the exit code. `shell_like`: a second process plays the shell, so that stopping
    /// (Ctrl-Z) works; it prints "[stopped]" and continues the program 300 ms later.
    PseudoTerminal(const std::function<int()>& program, int columns = 80, int rows = 24,
                   bool shell_like = false);
    ~PseudoTerminal();
    PseudoTerminal(const PseudoTerminal&) = delete;
    PseudoTerminal& operator=(const PseudoTerminal&) = delete;

    VirtualTerminal screen;

    void type(std::string_view bytes) const;
    void resize(int columns, int rows);
    void send(int signal) const;
    void hang_up(); // the window is closed

    /// Reads what is drawn until `condition` holds; false after ten seconds.
    bool wait_until(const std::function<bool()>& condition);
    bool wait_for(std::string_view text) {
        return wait_until([&] { return screen.shows(text); });
    }
    /// Reads for so long, whatever comes.
    void read_for(std::chrono::milliseconds time);

    /// Until the program has ended: its exit code, or minus the signal.
    int wait_end();

    /// The terminal's settings are those from before the program.
    bool restored() const;
    /// What a shell does to them when its job has stopped.
    void restore() const { tcsetattr(slave_, TCSANOW, &before_); }

private:
    void read_some(std::chrono::milliseconds time);

    int master_ = -1, slave_ = -1;
    pid_t child_ = -1;
    termios before_{};
};

} // namespace mlcore::test
