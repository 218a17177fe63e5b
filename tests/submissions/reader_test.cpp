#include "submissions/archive.hpp"
#include "submissions/reader.hpp"

#include "core/file.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <fstream>
#include <map>

using namespace mlcore::submissions;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("mlcore_submissions_" + std::to_string(getpid()));
    Folder() {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~Folder() { fs::remove_all(path); }
    void put(const fs::path& file, const std::string& text) const {
        mlcore::core::write_atomically(path / file, text);
    }
};

// All that a sink was given, by student and exercise.
struct Taken {
    std::map<std::pair<std::string, std::string>, Submission> all;
    std::vector<std::string> remarks;
    Sink sink() {
        return {[this](Submission one) {
                    const auto who = std::pair(one.student, one.exercise);
                    all[who] = std::move(one);
                },
                [this](std::string remark) { remarks.push_back(std::move(remark)); }};
    }
    const Submission& of(const std::string& student,
                         const std::string& exercise = "vectors") const {
        const auto found = all.find({student, exercise});
        REQUIRE_MESSAGE(found != all.end(), "nothing from ", student);
        return found->second;
    }
};

struct Entry {
    std::string name;
    std::string text;
    std::string link; // symbolic
    unsigned kind = AE_IFREG;
};

std::string archive_of(const std::vector<Entry>& entries, bool zip = false) {
    std::string bytes(64 << 20, '\0');
    std::size_t used = 0;
    archive* writer = archive_write_new();
    if (zip) {
        archive_write_set_format_zip(writer);
    } else {
        archive_write_set_format_pax_restricted(writer);
        archive_write_add_filter_gzip(writer);
    }
    REQUIRE(archive_write_open_memory(writer, bytes.data(), bytes.size(), &used) == ARCHIVE_OK);
    for (const auto& one : entries) {
        archive_entry* header = archive_entry_new();
        archive_entry_set_pathname(header, one.name.c_str());
        archive_entry_set_filetype(header, one.link.empty() ? one.kind : AE_IFLNK);
        if (!one.link.empty()) archive_entry_set_symlink(header, one.link.c_str());
        archive_entry_set_perm(header, 0644);
        archive_entry_set_mtime(header, 1'700'000'000, 0);
        archive_entry_set_size(header, static_cast<la_int64_t>(one.text.size()));
        archive_write_header(writer, header);
        archive_write_data(writer, one.text.data(), one.text.size());
        archive_entry_free(header);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    return bytes.substr(0, used);
}

Taken student(const std::string& bytes, const Limits& limits = {}) {
    Taken taken;
    read_student_archive(bytes, "ada.zip", "ada", 5, {"vectors"}, taken.sink(), limits);
    return taken;
}

} // namespace

TEST_CASE("a folder of students, archives among them") {
    const Folder folder;
    folder.put("ada/vectors.hpp", "one");
    folder.put("ada/matmul.hpp", "two");
    folder.put("ada/notes.txt", "none of the grader's business");
    folder.put("Zoë O'Connor_123_assignsubmission_file_/vectors.hpp", "three");
    folder.put("grace.zip", archive_of({{"homework/vectors.hpp", "four", "", AE_IFREG}}, true));
    folder.put("alan/upload.tar.gz", archive_of({{"vectors.hpp", "five", "", AE_IFREG}}));
    folder.put("README.txt", "hello");
    folder.put("nobody/other.hpp", "");
    folder.put(".git/config", "");
    Taken taken;
    read_class(folder.path, {"vectors", "matmul"}, taken.sink());
    CHECK(taken.of("ada").bytes == "one");
    CHECK(taken.of("ada", "matmul").bytes == "two");
    CHECK(taken.of("Zoë O'Connor_123_assignsubmission_file_").bytes == "three");
    CHECK(taken.of("grace").bytes == "four");
    CHECK(taken.of("grace").submitted_at == 1'700'000'000);
    CHECK(taken.of("alan").bytes == "five");
    CHECK(taken.all.size() == 5);
    CHECK(taken.remarks.size() == 2); // README.txt, nobody
}

TEST_CASE("one archive of a whole class") {
    const Folder folder;
    const std::string inner = archive_of({{"vectors.hpp", "inner", "", AE_IFREG}}, true);
    for (const bool zip : {true, false}) {
        folder.put("class", archive_of({{"top/ada/vectors.hpp", "one", "", AE_IFREG},
                                        {"top/grace.zip", inner, "", AE_IFREG},
                                        {"top/../../evil/vectors.hpp", "x", "", AE_IFREG},
                                        {"__MACOSX/ada/vectors.hpp", "shadow", "", AE_IFREG},
                                        {"top/Zoë/vectors.hpp", "umlaut", "", AE_IFREG},
                                        {"vectors.hpp", "nobody's", "", AE_IFREG}},
                                       zip));
        Taken taken;
        read_class(folder.path / "class", {"vectors"}, taken.sink());
        CHECK(taken.of("ada").bytes == "one");
        CHECK(taken.of("grace").bytes == "inner");
        CHECK(taken.of("Zoë").bytes == "umlaut");
        CHECK(taken.of("evil").refused.find("leads out") != std::string::npos);
        CHECK(taken.all.size() == 4);
        REQUIRE(taken.remarks.size() == 1);
        CHECK(taken.remarks[0].find("no student's folder") != std::string::npos);
    }
}

TEST_CASE("what is no regular file of a fair size is refused by name, unopened") {
    const Folder folder;
    const auto place = [&](const char* name) {
        fs::create_directories(folder.path / name);
        return folder.path / name / "vectors.hpp";
    };
    REQUIRE(mkfifo(place("fifo").c_str(), 0600) == 0);
    fs::create_symlink("/etc/passwd", place("link"));
    fs::create_directories(place("folder"));
    std::ofstream(place("sparse")).close();
    fs::resize_file(place("sparse"), std::uintmax_t{10} << 30);
    fs::create_symlink("/etc", folder.path / "linked");
    folder.put("-rf/vectors.hpp", "x");
    folder.put("line\nfeed/vectors.hpp", "x");
    folder.put("\x1b[31mred/vectors.hpp", "x");
    folder.put("bytes\xff/vectors.hpp", "x");
    folder.put("empty/vectors.hpp", "");
    Taken taken;
    read_class(folder.path, {"vectors"}, taken.sink()); // returns: nothing was waited for
    const auto reason = [&](const char* who) { return taken.of(who).refused; };
    CHECK(reason("fifo").find("is a FIFO") != std::string::npos);
    CHECK(reason("link").find("is a link") != std::string::npos);
    CHECK(reason("folder").find("is a folder") != std::string::npos);
    CHECK(reason("sparse").find("10737418240 bytes") != std::string::npos);
    CHECK(reason("linked").find("is a link") != std::string::npos);
    CHECK(reason("-rf").find("starts with \"-\"") != std::string::npos);
    CHECK(reason("line\\nfeed").find("control characters") != std::string::npos);
    CHECK(reason("\\x1b[31mred").find("control characters") != std::string::npos);
    CHECK(reason("bytes\\xff").find("control characters") != std::string::npos);
    CHECK(taken.of("empty").refused.empty()); // an empty file is an answer, though a poor one
    for (const auto& [who, one] : taken.all)
        if (!one.refused.empty()) CHECK(one.bytes.empty());
    if (geteuid() == 0 && mknod(place("device").c_str(), S_IFCHR | 0600, makedev(1, 5)) == 0) {
        read_class(folder.path, {"vectors"}, taken.sink());
        CHECK(reason("device").find("is a device") != std::string::npos);
    }
}

TEST_CASE("an archive's entries must be plain files that stay inside") {
    const std::string text = "text";
    CHECK(student(archive_of({{"vectors.hpp", text, "", AE_IFREG}})).of("ada").bytes == text);
    CHECK(student(archive_of({{"a\\b\\vectors.hpp", text, "", AE_IFREG}})).of("ada").bytes ==
          text); // as Windows writes it
    const auto refused = [&](const Entry& entry) {
        const auto taken = student(archive_of({entry}));
        CHECK(taken.of("ada").bytes.empty());
        return taken.of("ada").refused;
    };
    CHECK(refused({"../vectors.hpp", text, "", AE_IFREG}).find("leads out") != std::string::npos);
    CHECK(refused({"/etc/vectors.hpp", text, "", AE_IFREG}).find("absolute") != std::string::npos);
    CHECK(refused({"vectors.hpp", "", "/etc/passwd", AE_IFREG}).find("link") != std::string::npos);
    CHECK(refused({"vectors.hpp", "", "", AE_IFIFO}).find("FIFO") != std::string::npos);
    CHECK(refused({"vectors.hpp", std::string(2 << 20, 'x'), "", AE_IFREG}).find("bytes") !=
          std::string::npos);
    CHECK(student(archive_of(
                      {{"a/vectors.hpp", "1", "", AE_IFREG}, {"b/vectors.hpp", "2", "", AE_IFREG}}))
              .of("ada")
              .refused.find("more than once") != std::string::npos);
    // The one nearest to the root counts.
    CHECK(student(archive_of(
                      {{"old/vectors.hpp", "1", "", AE_IFREG}, {"vectors.hpp", "2", "", AE_IFREG}}))
              .of("ada")
              .bytes == "2");
    CHECK(student(archive_of({{"other.hpp", text, "", AE_IFREG}})).all.empty());
}

TEST_CASE("an archive that unpacks to far too much is refused before it does") {
    for (const bool zip : {true, false}) {
        const auto bomb = archive_of({{"bomb", std::string(40 << 20, '\0'), "", AE_IFREG},
                                      {"vectors.hpp", "text", "", AE_IFREG}},
                                     zip);
        REQUIRE(bomb.size() < (1 << 20));
        CHECK(student(bomb).of("ada").refused.find("unpacks to more") != std::string::npos);
    }
    std::vector<Entry> many(300, {"x", "", "", AE_IFREG});
    Limits limits;
    limits.entries = 200;
    CHECK(student(archive_of(many), limits).of("ada").refused.find("200 entries") !=
          std::string::npos);
}

TEST_CASE("bytes that are no archive, or half of one, are refused") {
    const std::string whole =
        archive_of({{"vectors.hpp", std::string(5000, 'x'), "", AE_IFREG}}, true);
    for (const std::string& bytes :
         {std::string(), std::string("hello"), whole.substr(0, whole.size() / 2),
          std::string(100'000, '\0'), std::string("PK\x03\x04")}) {
        Taken taken;
        read_student_archive(bytes, "ada.zip", "ada", 0, {"vectors"}, taken.sink());
        for (const auto& [who, one] : taken.all) CHECK_FALSE(one.refused.empty());
    }
    // Any byte of it changed: an answer or a refusal, never more.
    for (std::size_t i = 0; i < whole.size(); i += 3) {
        std::string bytes = whole;
        bytes[i] = static_cast<char>(~bytes[i]);
        Taken taken;
        read_student_archive(bytes, "ada.zip", "ada", 0, {"vectors"}, taken.sink());
        CHECK(taken.all.size() <= 1);
    }
    Taken taken;
    CHECK_THROWS_WITH_AS(read_class_archive("hello", "class.zip", {"vectors"}, taken.sink()),
                         doctest::Contains("class.zip cannot be read"), std::runtime_error);
    CHECK_THROWS_WITH_AS(read_class("/nowhere", {"vectors"}, taken.sink()),
                         doctest::Contains("/nowhere"), std::runtime_error);
}

TEST_CASE("names of students") {
    CHECK(fault_of_name("ada").empty());
    CHECK(fault_of_name("Zoë O'Connor (2)").empty());
    for (const char* name : {"", ".", "..", "-rf", "a/b", "a\\b", "a\nb",
                             "\xe2\x80\xae"
                             "txt"})
        CHECK_FALSE(fault_of_name(name).empty());
    CHECK_FALSE(fault_of_name(std::string(300, 'a')).empty());
    CHECK(archive_stem("ada.tar.gz") == "ada");
    CHECK(archive_stem("ada.ZIP") == "ada");
    CHECK(archive_stem("ada.hpp").empty());
    CHECK(archive_stem(".zip").empty());
    CHECK(exercise_of("vectors.hpp", {"vectors"}) == "vectors");
    CHECK(exercise_of("Vectors.hpp", {"vectors"}).empty());
}
