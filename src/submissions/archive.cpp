#include "archive.hpp"

#include "grading/text.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>

namespace mlcore::submissions {
namespace {

constexpr std::size_t block_bytes = 1 << 16;

// The archive as a whole is not to be trusted any further.
struct Refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string shown(const std::string& name) {
    return grading::cut(grading::escape_controls(name), 120);
}

// Formats and filters by name: "all" would take in mtree, which reads files it names, and filters
// that start other programs.
using Archive = std::unique_ptr<archive, decltype(&archive_read_free)>;
Archive make_reader() {
    Archive reader(archive_read_new(), archive_read_free);
    if (!reader) throw std::bad_alloc();
    archive_read_support_format_tar(reader.get());
    archive_read_support_format_zip(reader.get());
    archive_read_support_format_7zip(reader.get());
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_filter_bzip2(reader.get());
    archive_read_support_filter_xz(reader.get());
    archive_read_support_filter_zstd(reader.get());
    return reader;
}

struct Entry {
    std::vector<std::string> path; // its parts, without "." and empty ones
    std::string name;              // as it stands in the archive
    std::string fault;             // why it must not be taken; empty where it may
    std::int64_t modified = 0;
};

std::optional<std::string> name_of(archive_entry* entry) {
    if (const char* name = archive_entry_pathname_utf8(entry); name != nullptr) return name;
    if (const char* name = archive_entry_pathname(entry); name != nullptr) return name;
    return std::nullopt;
}

Entry describe(archive_entry* entry) {
    Entry described;
    const auto name = name_of(entry);
    if (!name) {
        described.fault = "its name cannot be read";
        return described;
    }
    described.name = *name;
    if (archive_entry_mtime_is_set(entry) != 0) described.modified = archive_entry_mtime(entry);
    std::string part;
    const auto end_part = [&] {
        if (part == "..") described.fault = "its name leads out of the archive";
        if (!part.empty() && part != ".") described.path.push_back(part);
        part.clear();
    };
    for (const char c : *name) {
        if (c == '/' || c == '\\') // some archivers of Windows write the latter
            end_part();
        else
            part += c;
    }
    end_part();
    if (!name->empty() && (name->front() == '/' || name->front() == '\\'))
        described.fault = "its name is absolute";
    if (archive_entry_hardlink(entry) != nullptr || archive_entry_filetype(entry) == AE_IFLNK)
        described.fault = "it is a link";
    else if (archive_entry_filetype(entry) != AE_IFREG)
        described.fault = "it is a device, FIFO or socket";
    else if (archive_entry_is_encrypted(entry) != 0)
        described.fault = "it is encrypted";
    return described;
}

// Goes through an archive once, within limits.
class Walk {
public:
    Walk(archive* reader, std::size_t archive_bytes, const Limits& limits)
        : reader_(reader), limits_(limits),
          budget_(std::min(limits.unpacked_bytes,
                           std::max(limits.small_bytes, archive_bytes > limits.unpacked_bytes
                                                            ? limits.unpacked_bytes
                                                            : archive_bytes * limits.ratio))) {}

    // The next entry that is no folder; nothing at the end. Throws Refused.
    std::optional<Entry> next() {
        archive_entry* entry = nullptr;
        for (;;) {
            const int status = archive_read_next_header(reader_, &entry);
            if (status == ARCHIVE_EOF) return std::nullopt;
            if (status == ARCHIVE_RETRY) continue;
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN) throw Refused(damage());
            if (++entries_ > limits_.entries)
                throw Refused(fmt::format("it has more than {} entries", limits_.entries));
            // What is passed over is unpacked as well, in most formats.
            if (archive_entry_size_is_set(entry) != 0)
                spend(
                    static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry))));
            if (const la_int64_t out = archive_filter_bytes(reader_, 0);
                out > 0 && static_cast<std::uint64_t>(out) > budget_ + limits_.small_bytes)
                throw Refused(too_much());
            if (archive_entry_filetype(entry) == AE_IFDIR) continue;
            size_ = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : -1;
            return describe(entry);
        }
    }

    // The bytes of the entry that next() gave. A fault instead where they cannot be had.
    std::string read(std::size_t at_most, std::string& fault) {
        std::string bytes;
        if (size_ > 0 && static_cast<std::uint64_t>(size_) > at_most) {
            fault = fmt::format("it has {} bytes; at most {} are taken", size_, at_most);
            return {};
        }
        std::string block(block_bytes, '\0');
        for (;;) {
            const la_ssize_t got = archive_read_data(reader_, block.data(), block.size());
            if (got == 0) return bytes;
            if (got == ARCHIVE_RETRY) continue;
            if (got < 0) {
                fault = "it cannot be unpacked: " + damage();
                return {};
            }
            if (size_ < 0) spend(static_cast<std::uint64_t>(got));
            bytes.append(block.data(), static_cast<std::size_t>(got));
            if (bytes.size() > at_most) {
                fault = fmt::format("it has more than {} bytes", at_most);
                return {};
            }
        }
    }

private:
    void spend(std::uint64_t bytes) {
        if (bytes > budget_ - spent_) throw Refused(too_much());
        spent_ += bytes;
    }
    std::string too_much() const {
        return fmt::format("it unpacks to more than {} MB, far more than its size explains",
                           budget_ >> 20);
    }
    std::string damage() const {
        const char* text = archive_error_string(reader_);
        return shown(text != nullptr ? text : "the archive is damaged");
    }

    archive* reader_;
    Limits limits_;
    std::uint64_t budget_;
    std::uint64_t spent_ = 0;
    std::size_t entries_ = 0;
    la_int64_t size_ = -1;
};

Archive open_memory(std::string_view bytes) {
    Archive reader = make_reader();
    if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
        const char* text = archive_error_string(reader.get());
        throw Refused(shown(text != nullptr ? text : "it is no archive"));
    }
    return reader;
}

void refuse(const std::string& student, const std::string& exercise, const std::string& file,
            std::int64_t submitted_at, std::string reason, const Sink& sink) {
    Submission submission;
    submission.student = student;
    submission.exercise = exercise;
    submission.file = file;
    submission.submitted_at = submitted_at;
    submission.refused = std::move(reason);
    sink.take(std::move(submission));
}

// <student>/<slug>.hpp of a class's archive, or a student's own archive in it.
void take_entry(Walk& walk, const Entry& entry, const std::string& archive, const Slugs& exercises,
                const Sink& sink, const Limits& limits) {
    const std::string where = archive + ": " + shown(entry.name);
    if (entry.path.empty()) {
        if (!entry.fault.empty()) sink.remark(where + " is passed over: " + entry.fault);
        return;
    }
    const std::string& file = entry.path.back();
    const std::string exercise = exercise_of(file, exercises);
    const std::string stem = archive_stem(file);
    // In __MACOSX and hidden folders lie shadows of the real files.
    if ((exercise.empty() && stem.empty()) || file[0] == '.' || entry.path[0] == "__MACOSX") return;
    if (!exercise.empty() && entry.path.size() < 2) {
        sink.remark(where + " is passed over: it lies in no student's folder");
        return;
    }
    const std::string named = exercise.empty() ? stem : entry.path[entry.path.size() - 2];
    const std::string student = shown(named);
    const Slugs meant = exercise.empty() ? exercises : Slugs{exercise};
    std::string fault = entry.fault.empty() ? fault_of_name(named) : entry.fault;
    std::string bytes;
    if (fault.empty())
        bytes = walk.read(exercise.empty() ? limits.archive_bytes : limits.file_bytes, fault);
    if (!fault.empty()) {
        for (const auto& slug : meant)
            refuse(student, slug, where, entry.modified, shown(file) + " is not taken: " + fault,
                   sink);
    } else if (exercise.empty()) {
        read_student_archive(bytes, where, student, entry.modified, exercises, sink, limits);
    } else {
        sink.take({student, exercise, where, std::move(bytes), entry.modified, ""});
    }
}

void walk_class(archive* reader, std::size_t size, const std::string& name, const Slugs& exercises,
                const Sink& sink, const Limits& limits) {
    try {
        Walk walk(reader, size, limits);
        while (const auto entry = walk.next())
            take_entry(walk, *entry, name, exercises, sink, limits);
    } catch (const Refused& refused) {
        throw std::runtime_error(name + " cannot be read: " + refused.what());
    }
}

} // namespace

void read_student_archive(std::string_view bytes, const std::string& name,
                          const std::string& student, std::int64_t submitted_at,
                          const Slugs& exercises, const Sink& sink, const Limits& limits) {
    struct Best {
        Submission submission;
        std::size_t depth = 0;
        bool twice = false;
    };
    std::map<std::string, Best> found;
    try {
        const Archive reader = open_memory(bytes);
        Walk walk(reader.get(), bytes.size(), limits);
        while (const auto entry = walk.next()) {
            if (entry->path.empty() || entry->path[0] == "__MACOSX") continue;
            const std::string exercise = exercise_of(entry->path.back(), exercises);
            if (exercise.empty()) continue;
            const std::size_t depth = entry->path.size();
            auto& best = found[exercise];
            if (best.depth != 0 && best.depth <= depth) {
                best.twice = best.twice || best.depth == depth;
                continue;
            }
            best = {{student, exercise, name + ": " + shown(entry->name), "",
                     entry->modified != 0 ? entry->modified : submitted_at, ""},
                    depth,
                    false};
            std::string fault = entry->fault;
            if (fault.empty()) best.submission.bytes = walk.read(limits.file_bytes, fault);
            if (!fault.empty()) best.submission.refused = exercise + ".hpp is not taken: " + fault;
        }
    } catch (const Refused& refused) {
        for (const auto& exercise : exercises)
            refuse(student, exercise, name, submitted_at,
                   std::string("the archive is not taken: ") + refused.what(), sink);
        return;
    }
    for (auto& [exercise, best] : found) {
        if (best.twice) {
            best.submission.bytes.clear();
            best.submission.refused = "the archive holds " + exercise +
                                      ".hpp more than once; which one counts is not to be guessed";
        }
        sink.take(std::move(best.submission));
    }
}

void read_class_archive(int descriptor, const std::string& name, const Slugs& exercises,
                        const Sink& sink, const Limits& limits) {
    struct stat facts {};
    if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
        throw std::runtime_error(name + " cannot be read: it is no regular file");
    Archive reader = make_reader();
    if (archive_read_open_fd(reader.get(), descriptor, block_bytes) != ARCHIVE_OK)
        throw std::runtime_error(name +
                                 " cannot be read: " + shown(archive_error_string(reader.get())));
    walk_class(reader.get(), static_cast<std::size_t>(facts.st_size), name, exercises, sink,
               limits);
}

void read_class_archive(std::string_view bytes, const std::string& name, const Slugs& exercises,
                        const Sink& sink, const Limits& limits) {
    try {
        const Archive reader = open_memory(bytes);
        walk_class(reader.get(), bytes.size(), name, exercises, sink, limits);
    } catch (const Refused& refused) {
        throw std::runtime_error(name + " cannot be read: " + refused.what());
    }
}

} // namespace mlcore::submissions
