// Wakes a thread that sleeps in poll(), from another thread or a signal handler.
#pragma once

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

namespace mlcore::terminal {

class WakePipe {
public:
    /// Throws std::runtime_error where the system gives no pipe.
    WakePipe() {
        if (pipe(ends_.data()) != 0) throw std::runtime_error("WakePipe: no pipe");
        for (const int end : ends_) { // not pipe2: macOS has none
            fcntl(end, F_SETFL, O_NONBLOCK);
            fcntl(end, F_SETFD, FD_CLOEXEC);
        }
    }
    ~WakePipe() {
        for (const int end : ends_) close(end);
    }
    WakePipe(const WakePipe&) = delete;
    WakePipe& operator=(const WakePipe&) = delete;

    int file_descriptor() const { return ends_[0]; }

    /// Safe in a signal handler.
    void wake() const {
        const int error = errno;
        const char byte = 0;
        [[maybe_unused]] const auto written = write(ends_[1], &byte, 1); // full is awake, too
        errno = error;
    }

    void drain() const {
        std::array<char, 64> bytes{};
        while (read(ends_[0], bytes.data(), bytes.size()) > 0) {
        }
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

} // namespace mlcore::terminal
