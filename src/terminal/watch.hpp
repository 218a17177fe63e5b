// Tells when a file's content has really changed.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace mlcore::terminal {

/// Watches the file's directory, because editors save by writing another file and renaming it, by
/// truncating and writing, or by moving the old one aside first. Events are gathered until none
/// came for `settle`; then the content decides. Looks at the file's date and size every `poll` as
/// well: network and shared folders send no events. Not safe to use from two threads.
class FileWatch {
public:
    struct Options {
        std::chrono::milliseconds settle{40};
        std::chrono::milliseconds empty_settle{300}; // an empty file is most likely half saved
        std::chrono::milliseconds poll{1000};
        bool use_events = true; // false: poll only, and then every 200 ms
    };

    /// The content the file has now counts as seen.
    explicit FileWatch(std::filesystem::path file);
    FileWatch(std::filesystem::path file, Options options);
    ~FileWatch();
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;

    /// Readable when something happened; −1 where the system offers no events.
    int file_descriptor() const { return events_; }

    /// How long a caller may sleep before asking again, unless the descriptor becomes readable.
    std::chrono::milliseconds may_sleep() const;

    /// True once for each change of content. A file that is not there has not changed.
    bool changed();

    const std::filesystem::path& file() const { return file_; }

private:
    using Clock = std::chrono::steady_clock;
    struct Stamp { // what changes when a file is written, without reading it
        std::int64_t seconds = 0, nanoseconds = 0;
        std::uint64_t size = 0, inode = 0;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };

    std::optional<Stamp> stamp() const;
    std::optional<std::uint64_t> content() const;
    void watch_directories();
    bool drain_events();

    std::filesystem::path file_;
    Options options_;
    int events_ = -1;
    std::set<std::string> names_; // the file, and what it links to
    bool directory_lost_ = false;
    std::optional<Stamp> seen_stamp_;
    std::optional<std::uint64_t> seen_content_;
    std::optional<Clock::time_point> settles_at_;
    bool waited_for_empty_ = false;
    Clock::time_point next_poll_;
};

} // namespace mlcore::terminal
