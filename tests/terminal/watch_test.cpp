#include "terminal/check_worker.hpp"
#include "terminal/watch.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <unistd.h>

using namespace mlcore;
using namespace mlcore::terminal;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {
struct Folder {
    fs::path path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "mlcore_watch_XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
};

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

/// How many changes are reported within `time`.
int changes(FileWatch& watch, std::chrono::milliseconds time = 700ms) {
    int count = 0;
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
        pollfd ready{watch.file_descriptor(), POLLIN, 0};
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        poll(&ready, 1, static_cast<int>(std::max(std::min(watch.may_sleep(), left), 0ms).count()));
        if (watch.changed()) ++count;
    }
    return count;
}
} // namespace

TEST_CASE("watch: each way editors save is one change") {
    for (const bool events : {true, false}) {
        CAPTURE(events);
        const Folder folder;
        const fs::path file = folder.path / "vectors.hpp";
        write(file, "one");
        FileWatch::Options options;
        options.use_events = events;
        FileWatch watch(file, options);
        CHECK(changes(watch, 300ms) == 0);

        write(file, "two"); // truncate and write
        CHECK(changes(watch) == 1);

        write(folder.path / "other", "three"); // write aside and rename
        fs::rename(folder.path / "other", file);
        CHECK(changes(watch) == 1);

        fs::rename(file, folder.path / "vectors.hpp~"); // vim: the old one becomes the backup
        write(file, "four");
        fs::remove(folder.path / "vectors.hpp~");
        CHECK(changes(watch) == 1);

        write(file, "four"); // saved without a change
        fs::last_write_time(file, fs::file_time_type::clock::now());
        CHECK(changes(watch) == 0);

        write(folder.path / "neighbour.hpp", "x");
        CHECK(changes(watch, 300ms) == 0);

        fs::remove(file); // gone is not changed; back with another content is
        CHECK(changes(watch, 300ms) == 0);
        write(file, "five");
        CHECK(changes(watch) == 1);
    }
}

TEST_CASE("watch: a burst of writes is one change, a half saved file is waited for") {
    const Folder folder;
    const fs::path file = folder.path / "a.hpp";
    write(file, "start");
    FileWatch watch(file);
    for (int i = 0; i < 5; ++i) write(file, "burst " + std::to_string(i));
    CHECK(changes(watch) == 1);

    write(file, ""); // the editor has truncated it and takes its time
    CHECK(changes(watch, 150ms) == 0);
    write(file, "all of it");
    CHECK(changes(watch) == 1);
    write(file, "");
    CHECK(changes(watch, 1000ms) == 1); // it is meant to be empty
}

TEST_CASE("watch: follows a link, and a folder that is made anew") {
    const Folder folder;
    fs::create_directory(folder.path / "real");
    fs::create_directory(folder.path / "work");
    write(folder.path / "real/a.hpp", "one");
    fs::create_symlink(folder.path / "real/a.hpp", folder.path / "work/a.hpp");
    FileWatch watch(folder.path / "work/a.hpp");
    write(folder.path / "real/a.hpp", "two");
    CHECK(changes(watch) == 1);

    write(folder.path / "work/b.hpp", "one");
    FileWatch again(folder.path / "work/b.hpp");
    fs::remove_all(folder.path / "work");
    CHECK(changes(again, 200ms) == 0);
    fs::create_directory(folder.path / "work");
    write(folder.path / "work/b.hpp", "two");
    CHECK(changes(again, 1800ms) == 1);
    write(folder.path / "work/b.hpp", "three");
    CHECK(changes(again) == 1);
}

TEST_CASE("watch: reports soon") {
    const Folder folder;
    const fs::path file = folder.path / "a.hpp";
    write(file, "one");
    FileWatch watch(file);
    write(file, "two");
    const auto start = std::chrono::steady_clock::now();
    while (!watch.changed() && std::chrono::steady_clock::now() < start + 5s) {
        pollfd ready{watch.file_descriptor(), POLLIN, 0};
        poll(&ready, 1, static_cast<int>(watch.may_sleep().count()));
    }
    CHECK(std::chrono::steady_clock::now() - start < 500ms); // 40 ms and a busy machine
}

TEST_CASE("check worker: the newest request wins, and no result is older than it") {
    std::atomic<int> running = 0, most = 0, stopped = 0;
    CheckWorker worker(
        [&](const std::string& slug, const std::stop_token& stop, const Progress& progress) {
            most = std::max(most.load(), ++running);
            progress("checking " + slug);
            for (int i = 0; slug.starts_with("slow") && i < 1000 && !stop.stop_requested(); ++i)
                usleep(5000);
            if (stop.stop_requested()) ++stopped;
            --running;
            if (slug == "quick") usleep(50000); // time enough to take a result that is too old
            if (slug == "bad") throw std::runtime_error("no compiler");
            grading::Verdict verdict;
            verdict.exercise = slug;
            return verdict;
        });
    const auto wait = [&] {
        for (int i = 0; i < 1000; ++i) {
            if (auto result = worker.take()) return *result;
            usleep(5000);
        }
        return CheckWorker::Result{};
    };
    CHECK_FALSE(worker.busy());
    worker.start("slow");
    for (int i = 0; i < 1000 && worker.phase() != "checking slow"; ++i) usleep(5000);
    CHECK(worker.phase() == "checking slow");
    CHECK(worker.busy());
    worker.start("slow too");
    worker.start("quick");
    const auto result = wait();
    REQUIRE(result.verdict);
    CHECK(result.verdict->exercise == "quick");
    CHECK(stopped >= 1);
    CHECK(most == 1);
    CHECK_FALSE(worker.busy());
    CHECK_FALSE(worker.take());

    worker.start("bad");
    CHECK(wait().error == "no compiler");

    worker.start("slow");
    for (int i = 0; i < 1000 && worker.phase() != "checking slow"; ++i) usleep(5000);
    worker.cancel();
    CHECK_FALSE(worker.busy());
    usleep(50000);
    CHECK_FALSE(worker.take());
    worker.start("slow"); // the destructor stops it
}
