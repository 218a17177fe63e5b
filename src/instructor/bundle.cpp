#include "bundle.hpp"

#include "core/file.hpp"
#include "submissions/reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <memory>
#include <stdexcept>

namespace mlcore::instructor {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int bundle_version = 1;
constexpr std::size_t largest_submission = std::size_t{1} << 20;

// All files of an exercise, under exercise/<area>/<slug>: speed tasks build its author program.
fs::path copy_exercise(const fs::path& exercise, const fs::path& folder) {
    const fs::path slug = exercise.filename(), area = exercise.parent_path().filename();
    const fs::path target = folder / "exercise" / area / slug;
    if (fs::exists(target / ".complete")) return target;
    fs::create_directories(target);
    // The course's own headers, where it has any: they lie beside its areas.
    const fs::path course = fs::absolute(exercise).lexically_normal().parent_path().parent_path();
    if (fs::is_directory(course / "include"))
        fs::copy(course / "include", folder / "exercise" / "include",
                 fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    for (const auto& entry : fs::directory_iterator(exercise))
        if (entry.is_regular_file())
            core::write_atomically(target / entry.path().filename(), core::read_file(entry.path()));
    core::write_atomically(target / ".complete", "");
    return target;
}

fs::path copy_pack(const Job& job, const fs::path& target) {
    if (!fs::exists(target)) core::write_private(target, core::read_file(job.pack_file));
    return target;
}

struct Unpacked {
    std::unique_ptr<archive, decltype(&archive_read_free)> from{archive_read_new(),
                                                                archive_read_free};
    std::unique_ptr<archive, decltype(&archive_write_free)> to{archive_write_disk_new(),
                                                               archive_write_free};
};

[[noreturn]] void damaged(const fs::path& file, archive* reader) {
    const char* text = archive_error_string(reader);
    throw std::runtime_error(
        file.string() + " is no bundle: " + (text != nullptr ? text : "the archive is damaged"));
}

void unpack(const fs::path& file, const fs::path& folder) {
    constexpr la_int64_t most = la_int64_t{1} << 30;
    Unpacked both;
    archive_read_support_format_tar(both.from.get());
    archive_read_support_filter_gzip(both.from.get());
    archive_write_disk_set_options(both.to.get(), ARCHIVE_EXTRACT_SECURE_NODOTDOT |
                                                      ARCHIVE_EXTRACT_SECURE_SYMLINKS);
    if (archive_read_open_filename(both.from.get(), file.c_str(), 1 << 16) != ARCHIVE_OK)
        damaged(file, both.from.get());
    archive_entry* entry = nullptr;
    int status = ARCHIVE_OK;
    la_int64_t size = 0;
    while ((status = archive_read_next_header(both.from.get(), &entry)) == ARCHIVE_OK) {
        const std::string name = archive_entry_pathname(entry);
        size += archive_entry_size(entry);
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr ||
            name.empty() || name[0] == '/' || size > most)
            throw std::runtime_error(file.string() + " is no bundle: it holds " + name);
        archive_entry_set_pathname(entry, (folder / name).c_str());
        // The exercise is read by a compiler that may run as another user; the rest is secret.
        archive_entry_set_perm(entry, name.rfind("exercise/", 0) == 0 ? 0644 : 0600);
        if (archive_read_extract2(both.from.get(), entry, both.to.get()) != ARCHIVE_OK)
            damaged(file, both.from.get());
    }
    if (status != ARCHIVE_EOF) damaged(file, both.from.get());
}

} // namespace

void write_bundle(const Job& job, const std::string& bytes, const fs::path& folder,
                  const fs::path& shared) {
    const fs::path common = shared.empty() ? folder : shared;
    fs::create_directories(folder);
    const fs::path pack = copy_pack(
        job, shared.empty() ? folder / "pack"
                            : shared / (job.exercise + "-" + job.pack.substr(0, 16) + ".pack"));
    const fs::path exercise = copy_exercise(job.exercise_folder, common);
    core::write_atomically(folder / "submission.hpp", bytes);
    const auto relative = [&](const fs::path& path) {
        return fs::absolute(path).lexically_relative(fs::absolute(folder)).string();
    };
    const Json json{{"mlcore_bundle", bundle_version},
                    {"exercise", job.exercise},
                    {"submission", "submission.hpp"},
                    {"submission_hash", job.submission},
                    {"pack", relative(pack)},
                    {"pack_hash", job.pack},
                    {"exercise_folder", relative(exercise)},
                    {"options",
                     {{"question_seconds", job.options.question_seconds},
                      {"compile_seconds", job.options.compile_seconds},
                      {"memory_bytes", job.options.memory_bytes},
                      {"speed", job.options.speed},
                      {"speed_tries", job.options.speed_tries},
                      {"sandbox", job.options.sandbox}}}};
    core::write_atomically(folder / "bundle.json", json.dump(2) + "\n");
}

void write_bundle_archive(const Job& job, const std::string& bytes, const fs::path& file) {
    const fs::path folder = file.string() + ".folder." + std::to_string(getpid());
    write_bundle(job, bytes, folder);
    const std::string unfinished = file.string() + ".unfinished";
    {
        const std::unique_ptr<archive, decltype(&archive_write_free)> writer(archive_write_new(),
                                                                             archive_write_free);
        archive_write_set_format_pax_restricted(writer.get());
        archive_write_add_filter_gzip(writer.get());
        bool good = archive_write_open_filename(writer.get(), unfinished.c_str()) == ARCHIVE_OK;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (!good || !entry.is_regular_file()) continue;
            const std::string content = core::read_file(entry.path());
            const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> header(
                archive_entry_new(), archive_entry_free);
            archive_entry_set_pathname(header.get(),
                                       entry.path().lexically_relative(folder).c_str());
            archive_entry_set_size(header.get(), static_cast<la_int64_t>(content.size()));
            archive_entry_set_filetype(header.get(), AE_IFREG);
            archive_entry_set_perm(header.get(), 0600);
            good = archive_write_header(writer.get(), header.get()) == ARCHIVE_OK &&
                   archive_write_data(writer.get(), content.data(), content.size()) ==
                       static_cast<la_ssize_t>(content.size());
        }
        good = archive_write_close(writer.get()) == ARCHIVE_OK && good;
        fs::remove_all(folder);
        if (!good) {
            fs::remove(unfinished);
            throw std::runtime_error(file.string() + " cannot be written");
        }
    }
    fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write);
    fs::rename(unfinished, file);
}

Bundle read_bundle(const fs::path& place, const fs::path& scratch) {
    fs::path folder = place;
    if (!fs::is_directory(place)) {
        if (!fs::exists(place)) throw std::runtime_error("there is no bundle " + place.string());
        folder = scratch / "bundle";
        fs::create_directories(folder);
        unpack(place, folder);
    }
    folder = fs::canonical(folder);
    try {
        const Json json = Json::parse(core::read_file(folder / "bundle.json"));
        if (json.at("mlcore_bundle").get<int>() != bundle_version)
            throw std::runtime_error(place.string() + " was made by another version of mlcore");
        const auto text = [&](const char* key) { return json.at(key).get<std::string>(); };
        Bundle bundle;
        bundle.job.exercise = text("exercise");
        bundle.job.submission = text("submission_hash");
        bundle.job.pack = text("pack_hash");
        bundle.job.pack_file = (folder / text("pack")).lexically_normal();
        bundle.job.exercise_folder = (folder / text("exercise_folder")).lexically_normal();
        const Json& options = json.at("options");
        bundle.job.options.question_seconds = options.at("question_seconds").get<double>();
        bundle.job.options.compile_seconds = options.at("compile_seconds").get<double>();
        bundle.job.options.memory_bytes = options.at("memory_bytes").get<std::uint64_t>();
        bundle.job.options.speed = options.at("speed").get<bool>();
        bundle.job.options.speed_tries = options.at("speed_tries").get<int>();
        bundle.job.options.sandbox = options.at("sandbox").get<bool>();
        bundle.submission =
            submissions::read_regular_file(folder / text("submission"), largest_submission);
        if (core::sha256(bundle.submission) != bundle.job.submission)
            throw std::runtime_error(place.string() +
                                     ": the submission is not the one this bundle was made of");
        return bundle;
    } catch (const Json::exception& error) {
        throw std::runtime_error(place.string() + " is no bundle: " + error.what());
    }
}

std::string result_text(const gradebook::Grading& grading) {
    const Json json{{"mlcore_result", bundle_version},
                    {"exercise", grading.key.exercise},
                    {"submission_hash", grading.key.submission},
                    {"pack_hash", grading.key.pack},
                    {"toolchain", grading.key.toolchain},
                    {"state", to_string(grading.state)},
                    {"score", grading.score},
                    {"max_score", grading.max_score},
                    {"problem", grading.problem},
                    {"seed_id", grading.seed_id},
                    {"isolation", grading.isolation},
                    {"seconds", grading.seconds},
                    {"graded_at", grading.graded_at},
                    {"verdict", grading::to_json(grading.verdict)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

gradebook::Grading read_result(const fs::path& file) {
    try {
        const Json json = Json::parse(core::read_file(file));
        if (json.at("mlcore_result").get<int>() != bundle_version)
            throw std::runtime_error(file.string() + " was made by another version of mlcore");
        const auto text = [&](const char* key) { return json.at(key).get<std::string>(); };
        gradebook::Grading grading;
        grading.key = {text("exercise"), text("submission_hash"), text("pack_hash"),
                       text("toolchain")};
        const std::string state = text("state");
        grading.state = state == "graded" ? gradebook::State::graded : gradebook::State::failed;
        grading.score = json.at("score").get<double>();
        grading.max_score = json.at("max_score").get<double>();
        grading.problem = text("problem");
        grading.seed_id = text("seed_id");
        grading.isolation = text("isolation");
        grading.seconds = json.at("seconds").get<double>();
        grading.graded_at = json.at("graded_at").get<std::int64_t>();
        grading.verdict = grading::verdict_from_json(json.at("verdict"));
        return grading;
    } catch (const Json::exception& error) {
        throw std::runtime_error(file.string() + " is no result: " + error.what());
    }
}

} // namespace mlcore::instructor
