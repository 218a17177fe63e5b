#include "archive.hpp"

#include "core/file.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace mlcore::handout {
namespace {

namespace fs = std::filesystem;

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

} // namespace

void write_archive(const fs::path& file, const fs::path& folder) {
    std::vector<fs::path> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) names.push_back(entry.path().lexically_relative(folder));
    std::sort(names.begin(), names.end());

    const std::unique_ptr<archive, int (*)(archive*)> out(archive_write_new(), archive_write_free);
    const auto check = [&](int result) {
        if (result != ARCHIVE_OK)
            throw std::runtime_error(file.string() +
                                     " cannot be written: " + archive_error_string(out.get()));
    };
    if (ends_with(file.string(), ".zip")) {
        check(archive_write_set_format_zip(out.get()));
    } else {
        check(archive_write_set_format_ustar(out.get()));
        if (ends_with(file.string(), ".gz")) {
            check(archive_write_add_filter_gzip(out.get()));
            // A time in the header would make every archive another one.
            check(archive_write_set_filter_option(out.get(), "gzip", "timestamp", nullptr));
        }
    }
    fs::create_directories(file.parent_path());
    const fs::path unfinished = file.string() + ".unfinished";
    check(archive_write_open_filename(out.get(), unfinished.c_str()));
    for (const auto& name : names) {
        const std::string text = core::read_file(folder / name);
        const bool executable =
            (fs::status(folder / name).permissions() & fs::perms::owner_exec) != fs::perms::none;
        const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                             archive_entry_free);
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(text.size()));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), executable ? 0755 : 0644);
        archive_entry_set_mtime(entry.get(), 315532800, 0); // 1980, the first a zip can hold
        check(archive_write_header(out.get(), entry.get()));
        if (archive_write_data(out.get(), text.data(), text.size()) !=
            static_cast<la_ssize_t>(text.size()))
            check(ARCHIVE_FATAL);
    }
    check(archive_write_close(out.get()));
    fs::rename(unfinished, file);
}

} // namespace mlcore::handout
