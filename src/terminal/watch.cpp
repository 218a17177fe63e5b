#include "watch.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/inotify.h>
#endif

namespace mlcore::terminal {

namespace {
constexpr std::uint64_t empty_content = 14695981039346656037ULL; // FNV-1a of nothing

#ifdef __linux__
constexpr std::uint32_t watched = IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_ATTRIB |
                                  IN_DELETE_SELF | IN_MOVE_SELF;
#endif
} // namespace

FileWatch::FileWatch(std::filesystem::path file) : FileWatch(std::move(file), Options{}) {}

FileWatch::FileWatch(std::filesystem::path file, Options options)
    : file_(std::filesystem::absolute(std::move(file))), options_(options) {
#ifdef __linux__
    if (options_.use_events) events_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
#endif
    watch_directories();
    if (events_ < 0) options_.poll = std::min(options_.poll, std::chrono::milliseconds(200));
    seen_stamp_ = stamp();
    seen_content_ = content();
    next_poll_ = Clock::now() + options_.poll;
}

FileWatch::~FileWatch() {
    if (events_ >= 0) close(events_);
}

void FileWatch::watch_directories() {
    names_ = {file_.filename().string()};
    std::set<std::filesystem::path> directories{file_.parent_path()};
    std::error_code error;
    const std::filesystem::path target = std::filesystem::canonical(file_, error);
    if (!error) {
        directories.insert(target.parent_path());
        names_.insert(target.filename().string());
    }
    directory_lost_ = false;
#ifdef __linux__
    if (events_ < 0) return;
    for (const auto& directory : directories)
        if (inotify_add_watch(events_, directory.c_str(), watched) < 0) directory_lost_ = true;
#endif
}

/// Whether one of them concerns the file.
bool FileWatch::drain_events() {
    bool ours = false;
#ifdef __linux__
    if (events_ < 0) return false;
    alignas(inotify_event) std::array<char, 16 * 1024> buffer;
    while (true) {
        const ssize_t count = read(events_, buffer.data(), buffer.size());
        if (count <= 0) break;
        for (const char* at = buffer.data(); at < buffer.data() + count;) {
            const auto* event = reinterpret_cast<const inotify_event*>(at);
            if ((event->mask & IN_Q_OVERFLOW) != 0) ours = true;
            if ((event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0)
                directory_lost_ = ours = true;
            if (event->len > 0 && names_.contains(event->name)) ours = true;
            at += sizeof(inotify_event) + event->len;
        }
    }
#endif
    return ours;
}

std::optional<FileWatch::Stamp> FileWatch::stamp() const {
    struct stat status {};
    if (stat(file_.c_str(), &status) != 0) return std::nullopt;
#ifdef __APPLE__
    const timespec& time = status.st_mtimespec;
#else
    const timespec& time = status.st_mtim;
#endif
    return Stamp{time.tv_sec, time.tv_nsec, static_cast<std::uint64_t>(status.st_size),
                 static_cast<std::uint64_t>(status.st_ino)};
}

std::optional<std::uint64_t> FileWatch::content() const {
    std::ifstream stream(file_, std::ios::binary);
    if (!stream) return std::nullopt;
    std::uint64_t hash = empty_content;
    std::array<char, 16 * 1024> buffer;
    while (stream.read(buffer.data(), buffer.size()) || stream.gcount() > 0)
        for (std::streamsize i = 0; i < stream.gcount(); ++i) {
            hash ^= static_cast<unsigned char>(buffer[static_cast<std::size_t>(i)]);
            hash *= 1099511628211ULL;
        }
    return hash;
}

std::chrono::milliseconds FileWatch::may_sleep() const {
    const Clock::time_point until = settles_at_ ? std::min(*settles_at_, next_poll_) : next_poll_;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    return std::max(left, std::chrono::milliseconds(0));
}

bool FileWatch::changed() {
    const auto now = Clock::now();
    if (drain_events()) {
        settles_at_ = now + options_.settle;
        waited_for_empty_ = false;
    }
    if (now >= next_poll_) {
        next_poll_ = now + options_.poll;
        if (directory_lost_) watch_directories(); // it may be back
        if (stamp() != seen_stamp_ && !settles_at_) settles_at_ = now + options_.settle;
    }
    if (!settles_at_ || now < *settles_at_) return false;

    const auto stamp_now = stamp();
    const auto content_now = content();
    if (content_now == empty_content && seen_content_ != empty_content && !waited_for_empty_) {
        settles_at_ = now + options_.empty_settle;
        waited_for_empty_ = true;
        return false;
    }
    settles_at_.reset();
    waited_for_empty_ = false;
    seen_stamp_ = stamp_now;
    if (!content_now || content_now == seen_content_) return false;
    // Written again while it was read: the next look decides.
    if (stamp() != stamp_now) {
        settles_at_ = now + options_.settle;
        return false;
    }
    seen_content_ = content_now;
    if (directory_lost_) watch_directories();
    return true;
}

} // namespace mlcore::terminal
