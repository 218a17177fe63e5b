#include "reader.hpp"

#include "archive.hpp"

#include "grading/text.hpp"

#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace mlcore::submissions {
namespace {

namespace fs = std::filesystem;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    operator int() const { return number_; }

private:
    int number_;
};

std::string shown(const std::string& name) {
    return grading::cut(grading::escape_controls(name), 120);
}

std::vector<std::string> names_in(int folder) {
    const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(copy < 0 ? nullptr : fdopendir(copy),
                                                     closedir);
    std::vector<std::string> names;
    if (!stream) return names;
    while (const dirent* entry = readdir(stream.get())) {
        const std::string name = entry->d_name;
        if (name != "." && name != "..") names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string fault_of_kind(mode_t mode) {
    if (S_ISREG(mode)) return "";
    if (S_ISLNK(mode)) return "it is a link";
    if (S_ISFIFO(mode)) return "it is a FIFO";
    if (S_ISSOCK(mode)) return "it is a socket";
    if (S_ISDIR(mode)) return "it is a folder";
    return "it is a device";
}

// A regular file's bytes, or why it is not taken. Its kind and size are looked at before it is
// opened (opening a FIFO or a device may do something) and again afterwards (it may have changed).
std::string read_at(int folder, const std::string& name, std::size_t at_most, std::string& fault,
                    std::int64_t& modified) {
    struct stat facts {};
    const auto acceptable = [&] {
        fault = fault_of_kind(facts.st_mode);
        if (fault.empty() && static_cast<std::uint64_t>(facts.st_size) > at_most)
            fault = fmt::format("it has {} bytes; at most {} are taken", facts.st_size, at_most);
        return fault.empty();
    };
    if (fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
        fault = std::string("it cannot be read: ") + std::strerror(errno);
        return {};
    }
    modified = facts.st_mtim.tv_sec;
    if (!acceptable()) return {};
    const Descriptor file(
        openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (file < 0 || fstat(file, &facts) != 0) {
        fault = std::string("it cannot be read: ") + std::strerror(errno);
        return {};
    }
    if (!acceptable()) return {};
    std::string bytes(static_cast<std::size_t>(facts.st_size) + 1, '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
        const ssize_t got = read(file, bytes.data() + have, bytes.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            fault = std::string("it cannot be read: ") + std::strerror(errno);
            return {};
        }
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    if (have == bytes.size()) {
        fault = "it grew while it was read";
        return {};
    }
    bytes.resize(have);
    return bytes;
}

class Class {
public:
    Class(fs::path source, const Slugs& exercises, const Sink& sink, const Limits& limits)
        : source_(std::move(source)), exercises_(exercises), sink_(sink), limits_(limits) {}

    void read_folder() {
        const Descriptor folder(open(source_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (folder < 0)
            throw std::runtime_error(source_.string() + " cannot be read: " + std::strerror(errno));
        for (const auto& name : names_in(folder)) {
            struct stat facts {};
            if (fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) continue;
            if (S_ISREG(facts.st_mode) && archive_stem(name).empty()) {
                if (name[0] != '.')
                    sink_.remark(
                        shown(name) +
                        " is passed over: it is neither a student's folder nor an archive");
            } else if (S_ISDIR(facts.st_mode) && (name[0] == '.' || name == "__MACOSX")) {
                continue;
            } else if (S_ISREG(facts.st_mode)) {
                take_archive(folder, name, archive_stem(name), name);
            } else {
                take_student(folder, name, facts);
            }
        }
    }

private:
    void refuse(const std::string& student, const std::string& file, std::int64_t modified,
                const std::string& reason, const Slugs& exercises) {
        for (const auto& exercise : exercises)
            sink_.take({student, exercise, file, "", modified, reason});
    }

    void take_student(int folder, const std::string& name, const struct stat& facts) {
        std::string fault = fault_of_name(name);
        if (fault.empty() && !S_ISDIR(facts.st_mode)) fault = fault_of_kind(facts.st_mode);
        const Descriptor inside(
            fault.empty() ? openat(folder, name.c_str(),
                                   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                          : -1);
        if (fault.empty() && inside < 0)
            fault = std::string("it cannot be read: ") + std::strerror(errno);
        if (!fault.empty()) {
            refuse(shown(name), shown(name), facts.st_mtim.tv_sec,
                   "the folder is not taken: " + fault, exercises_);
            return;
        }
        bool any = false;
        for (const auto& exercise : exercises_) {
            const std::string file = exercise + ".hpp";
            struct stat there {};
            if (fstatat(inside, file.c_str(), &there, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
                continue;
            any = true;
            std::string fault_of_file;
            std::int64_t modified = 0;
            std::string bytes = read_at(inside, file, limits_.file_bytes, fault_of_file, modified);
            if (!fault_of_file.empty())
                refuse(name, name + "/" + file, modified, file + " is not taken: " + fault_of_file,
                       {exercise});
            else
                sink_.take({name, exercise, name + "/" + file, std::move(bytes), modified, ""});
        }
        if (any) return;
        // Platforms that give every student a folder put what was uploaded into it.
        for (const auto& file : names_in(inside))
            if (!archive_stem(file).empty() && file[0] != '.') {
                take_archive(inside, file, name, name + "/" + shown(file));
                any = true;
            }
        if (!any) sink_.remark(shown(name) + " handed in none of the exercises asked for");
    }

    void take_archive(int folder, const std::string& file, const std::string& student,
                      const std::string& where) {
        std::string fault = fault_of_name(student);
        std::int64_t modified = 0;
        std::string bytes;
        if (fault.empty()) bytes = read_at(folder, file, limits_.archive_bytes, fault, modified);
        if (!fault.empty())
            refuse(shown(student), shown(where), modified, "the archive is not taken: " + fault,
                   exercises_);
        else
            read_student_archive(bytes, shown(where), student, modified, exercises_, sink_,
                                 limits_);
    }

    fs::path source_;
    const Slugs& exercises_;
    const Sink& sink_;
    const Limits& limits_;
};

} // namespace

void read_class(const fs::path& source, const Slugs& exercises, const Sink& sink,
                const Limits& limits) {
    struct stat facts {};
    if (stat(source.c_str(), &facts) != 0)
        throw std::runtime_error("the submissions " + source.string() +
                                 " cannot be read: " + std::strerror(errno));
    if (S_ISDIR(facts.st_mode)) {
        Class(source, exercises, sink, limits).read_folder();
        return;
    }
    if (!S_ISREG(facts.st_mode))
        throw std::runtime_error(
            "the submissions " + source.string() +
            " are neither a folder nor an archive: " + fault_of_kind(facts.st_mode));
    const Descriptor file(open(source.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (file < 0)
        throw std::runtime_error(source.string() + " cannot be read: " + std::strerror(errno));
    read_class_archive(file, source.filename().string(), exercises, sink, limits);
}

std::string read_regular_file(const fs::path& file, std::size_t max_bytes) {
    std::string fault;
    std::int64_t modified = 0;
    std::string bytes = read_at(AT_FDCWD, file.string(), max_bytes, fault, modified);
    if (!fault.empty()) throw std::runtime_error(file.string() + " is not taken: " + fault);
    return bytes;
}

} // namespace mlcore::submissions
