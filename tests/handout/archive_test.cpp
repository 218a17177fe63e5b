#include "core/file.hpp"
#include "handout/archive.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <unistd.h>

using namespace mlcore;
namespace fs = std::filesystem;

TEST_CASE("an archive of the same files is the same archive, whenever it is written") {
    std::string name = (fs::temp_directory_path() / "mlcore_archive_XXXXXX").string();
    const fs::path folder = mkdtemp(name.data());
    core::write_atomically(folder / "in/b/script", "#!/bin/sh\n");
    core::write_atomically(folder / "in/a.txt", "a");
    fs::permissions(folder / "in/b/script", fs::perms(0755));
    for (const char* kind : {"x.zip", "x.tar", "x.tar.gz"}) {
        handout::write_archive(folder / kind, folder / "in");
        const std::string first = core::read_file(folder / kind);
        fs::last_write_time(folder / "in/a.txt",
                            fs::file_time_type::clock::now() - std::chrono::hours(50));
        handout::write_archive(folder / kind, folder / "in");
        CHECK_MESSAGE(core::read_file(folder / kind) == first, std::string(kind));
        const bool readable = first.find("b/script") != std::string::npos;
        CHECK(readable == (std::string(kind) != "x.tar.gz"));
    }
    CHECK(core::read_file(folder / "x.zip").rfind("PK", 0) == 0);
    CHECK_THROWS_AS(handout::write_archive("/proc/none/x.zip", folder / "in"), std::exception);
    fs::remove_all(folder);
}
