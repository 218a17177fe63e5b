#include "pseudo_terminal.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mlcore::test {

namespace {
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
constexpr auto patience = 10s; // for a busy machine; what works takes milliseconds

/// Plays the shell: runs the program as a job in the foreground, continues it when it stops.
[[noreturn]] void run_as_shell(const std::function<int()>& program) {
    signal(SIGTTOU, SIG_IGN);
    const pid_t job = fork();
    if (job == 0) {
        setpgid(0, 0);
        tcsetpgrp(0, getpid());
        signal(SIGTTOU, SIG_DFL);
        _exit(program());
    }
    setpgid(job, job);
    int status = 0;
    while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
        tcsetpgrp(0, getpid());
        const char note[] = "[stopped]\r\n";
        if (write(1, note, sizeof note - 1) < 0) _exit(3);
        usleep(300000);
        tcsetpgrp(0, job);
        kill(-job, SIGCONT);
    }
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}
} // namespace

PseudoTerminal::PseudoTerminal(const std::function<int()>& program, int columns, int rows,
                               bool shell_like)
    : screen(columns, rows) {
    winsize window{};
    window.ws_col = static_cast<unsigned short>(columns);
    window.ws_row = static_cast<unsigned short>(rows);
    if (openpty(&master_, &slave_, nullptr, nullptr, &window) != 0 ||
        tcgetattr(slave_, &before_) != 0)
        throw std::runtime_error("PseudoTerminal: none to be had");
    std::fflush(nullptr); // the child must not write what is buffered here a second time
    child_ = fork();
    if (child_ < 0) throw std::runtime_error("PseudoTerminal: cannot fork");
    if (child_ == 0) {
        setsid();
        ioctl(slave_, TIOCSCTTY, 0);
        for (int stream = 0; stream < 3; ++stream) dup2(slave_, stream);
        close(master_);
        if (slave_ > 2) close(slave_);
        if (shell_like) run_as_shell(program);
        _exit(program());
    }
}

PseudoTerminal::~PseudoTerminal() {
    if (child_ > 0) {
        kill(child_, SIGKILL);
        waitpid(child_, nullptr, 0);
    }
    if (master_ >= 0) close(master_);
    if (slave_ >= 0) close(slave_);
}

void PseudoTerminal::type(std::string_view bytes) const {
    if (write(master_, bytes.data(), bytes.size()) < 0) throw std::runtime_error("type: closed");
}

void PseudoTerminal::resize(int columns, int rows) {
    winsize window{};
    window.ws_col = static_cast<unsigned short>(columns);
    window.ws_row = static_cast<unsigned short>(rows);
    read_for(50ms); // what was drawn for the old size
    screen.resize(columns, rows);
    ioctl(master_, TIOCSWINSZ, &window);
}

void PseudoTerminal::send(int signal) const { kill(child_, signal); }

void PseudoTerminal::hang_up() {
    close(slave_);
    close(master_);
    slave_ = master_ = -1;
}

void PseudoTerminal::read_some(std::chrono::milliseconds time) {
    pollfd ready{master_, POLLIN, 0};
    if (poll(&ready, 1, static_cast<int>(time.count())) <= 0) return;
    char buffer[8192];
    const ssize_t count = read(master_, buffer, sizeof buffer);
    if (count > 0) screen.feed({buffer, static_cast<std::size_t>(count)});
}

void PseudoTerminal::read_for(std::chrono::milliseconds time) {
    const auto end = Clock::now() + time;
    while (Clock::now() < end) read_some(5ms);
}

bool PseudoTerminal::wait_until(const std::function<bool()>& condition) {
    const auto end = Clock::now() + patience;
    while (!condition()) {
        if (Clock::now() > end) return false;
        read_some(20ms);
    }
    return true;
}

int PseudoTerminal::wait_end() {
    const auto end = Clock::now() + patience;
    int status = 0;
    while (waitpid(child_, &status, WNOHANG) != child_) {
        if (Clock::now() > end) throw std::runtime_error("wait_end: the program does not end");
        if (master_ >= 0)
            read_some(10ms);
        else
            usleep(10000);
    }
    child_ = -1;
    if (master_ >= 0) read_for(20ms);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool PseudoTerminal::restored() const {
    termios now{};
    return tcgetattr(slave_, &now) == 0 && now.c_lflag == before_.c_lflag &&
           now.c_iflag == before_.c_iflag && now.c_oflag == before_.c_oflag;
}

} // namespace mlcore::test
