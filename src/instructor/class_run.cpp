#include "class_run.hpp"

#include "feedback.hpp"

#include "core/file.hpp"
#include "grading/pack.hpp"
#include "submissions/reader.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <set>
#include <stdexcept>

namespace mlcore::instructor {
namespace {

namespace fs = std::filesystem;
using gradebook::Attempt;
using gradebook::Gradebook;
using gradebook::Grading;
using gradebook::Key;
using gradebook::State;

const HiddenPack& pack_of(const std::vector<HiddenPack>& packs, const std::string& exercise) {
    for (const auto& pack : packs)
        if (pack.exercise.slug == exercise) return pack;
    throw std::logic_error("no pack of " + exercise);
}

// What was handed in, without its bytes: those are in the book.
struct Found {
    Attempt attempt; // its grading has no more than the key, or is that of a refusal
};

// Reads all submissions and keeps their bytes.
std::vector<Found> collect(Gradebook& book, const ClassRun& run,
                           const std::vector<HiddenPack>& packs, const std::string& toolchain,
                           std::vector<std::string>& remarks, const Progress& progress) {
    constexpr std::size_t most_remarks = 1000;
    std::map<std::pair<std::string, std::string>, Found> found;
    submissions::Slugs slugs;
    for (const auto& exercise : run.exercises) slugs.push_back(exercise.slug);
    submissions::Sink sink;
    sink.remark = [&](std::string remark) {
        if (remarks.size() < most_remarks) remarks.push_back(std::move(remark));
    };
    sink.take = [&](submissions::Submission submission) {
        Found one;
        one.attempt.student = submission.student;
        one.attempt.file = submission.file;
        one.attempt.submitted_at = submission.submitted_at;
        one.attempt.reason = "grade";
        Grading& grading = one.attempt.grading;
        const auto& pack = pack_of(packs, submission.exercise);
        grading.key = {submission.exercise, core::sha256(submission.bytes), pack.hash, toolchain};
        if (!submission.refused.empty()) {
            grading.state = State::refused;
            grading.problem = submission.refused;
            // A refusal has no bytes; its reason stands for them.
            grading.key.submission = core::sha256("refused: " + submission.refused);
            grading.seed_id = gradebook::seed_id(run.seed);
            grading.isolation = "not run";
            grading.engine = "none";
            grading.max_score = pack.max_score;
            grading.verdict.exercise = submission.exercise;
            grading.verdict.title = pack.exercise.title;
            grading.verdict.max_score = pack.max_score;
        } else {
            book.keep_submission(grading.key.submission, submission.bytes);
        }
        const auto who = std::pair(submission.student, submission.exercise);
        if (found.count(who) != 0)
            sink.remark(found[who].attempt.file + " and " + submission.file + " are both " +
                        submission.student + "'s; the latter counts");
        found[who] = std::move(one);
        if (progress.phase) progress.phase("reading submissions: " + std::to_string(found.size()));
    };
    book.together([&] { submissions::read_class(run.submissions, slugs, sink); });
    std::vector<Found> all;
    for (auto& [who, one] : found) all.push_back(std::move(one));
    return all;
}

// What an atomic write that was killed leaves beside the file it was for.
void remove_unfinished(const fs::path& folder) {
    std::error_code ignored;
    std::vector<fs::path> unfinished;
    for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        for (const char* ending : {".md.", ".html."})
            if (const auto at = name.rfind(ending);
                at != std::string::npos && name.size() == at + std::strlen(ending) + 6)
                unfinished.push_back(entry.path());
    }
    for (const auto& file : unfinished) fs::remove(file, ignored);
}

} // namespace

FolderLock::FolderLock(const fs::path& folder) {
    std::error_code failed;
    const bool made = fs::create_directories(folder, failed);
    if (failed)
        throw std::runtime_error("the folder " + folder.string() +
                                 " cannot be made: " + failed.message());
    // Grades are between the instructor and each student. Root's programs in isolation run as
    // another user, who must be able to pass.
    if (made) fs::permissions(folder, geteuid() == 0 ? fs::perms(0711) : fs::perms(0700));
    const fs::path file = folder / ".lock";
    descriptor_ = open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor_ < 0)
        throw std::runtime_error(folder.string() +
                                 " cannot be written to: " + std::strerror(errno));
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        close(descriptor_);
        throw std::runtime_error("another mlcore grades into " + folder.string() +
                                 "; wait until it is done, or end it");
    }
}

FolderLock::~FolderLock() { close(descriptor_); }

std::vector<HiddenPack> hidden_packs(const toolchain::Checker& checker,
                                     const std::vector<course::ExerciseInfo>& exercises,
                                     std::uint64_t seed, const fs::path& folder,
                                     const Progress& progress) {
    const fs::path packs = folder / "packs";
    fs::create_directories(packs);
    fs::permissions(packs, fs::perms::owner_all);
    std::vector<HiddenPack> made;
    for (const auto& exercise : exercises) {
        if (progress.phase) progress.phase("the hidden cases of " + exercise.slug);
        HiddenPack pack;
        pack.exercise = exercise;
        pack.file =
            fs::absolute(packs / (exercise.slug + "-" + gradebook::seed_id(seed) + ".pack"));
        checker.make_pack(exercise.folder, seed, pack.file, progress.phase, progress.stop);
        const auto content = grading::read_pack(pack.file);
        pack.hash = content.hash;
        for (const auto& task : content.tasks) pack.max_score += task.points;
        for (const auto& task : content.speed_tasks) pack.max_score += task.points;
        made.push_back(std::move(pack));
    }
    return made;
}

std::size_t grade_missing(Gradebook& book, const std::vector<Key>& keys,
                          const std::vector<HiddenPack>& packs, const JobOptions& options,
                          Engine& engine, const fs::path& work, const Progress& progress,
                          const std::function<void(const Grading&)>& done) {
    std::vector<Job> jobs;
    std::set<Key> seen;
    std::string toolchain;
    for (const auto& key : keys) {
        if (!seen.insert(key).second || book.grading(key)) continue;
        const auto& pack = pack_of(packs, key.exercise);
        jobs.push_back(
            {key.exercise, key.submission, key.pack, pack.exercise.folder, pack.file, options});
        toolchain = key.toolchain;
    }
    std::size_t count = 0;
    std::string note;
    EngineHooks hooks;
    hooks.stop = progress.stop;
    hooks.submission = [&](const std::string& hash) { return book.submission(hash); };
    hooks.note = [&](const std::string& text) {
        note = text;
        if (progress.jobs) progress.jobs(count, jobs.size(), note);
    };
    hooks.done = [&](const Job&, Grading grading) {
        if (grading.state == State::graded && grading.key.toolchain != toolchain) {
            grading.state = State::failed;
            grading.problem = "it was graded by \"" + grading.key.toolchain + "\", but here is \"" +
                              toolchain + "\": install the same packages on every machine";
        }
        grading.key.toolchain = toolchain;
        done(book.add(std::move(grading)));
        ++count;
        if (progress.jobs) progress.jobs(count, jobs.size(), note);
    };
    if (progress.jobs) progress.jobs(0, jobs.size(), note);
    if (!jobs.empty()) engine.run(jobs, work, hooks);
    return count;
}

ClassResult run_class(const toolchain::Checker& checker, const ClassRun& run, Engine& engine,
                      const Progress& progress) {
    const fs::path work = fs::absolute(run.out / "work");
    Gradebook book(gradebook::gradebook_file(run.out), gradebook::Mode::write);
    fs::permissions(book.file(), fs::perms(0600));
    fs::create_directories(run.out / "feedback");
    fs::permissions(run.out / "feedback", fs::perms(0700));
    const std::string toolchain = toolchain_name(checker.layout());
    const auto packs = hidden_packs(checker, run.exercises, run.seed, run.out, progress);

    ClassResult result;
    auto found = collect(book, run, packs, toolchain, result.remarks, progress);
    result.submissions = found.size();
    std::map<Key, std::vector<std::size_t>> waiting; // by key: who handed this in
    std::vector<Key> keys;
    const auto record = [&](std::size_t i, const Grading& grading) {
        found[i].attempt.grading = grading;
        book.add(found[i].attempt);
        if (grading.state == State::failed) ++result.failed;
    };
    for (std::size_t i = 0; i < found.size(); ++i) {
        const Grading& grading = found[i].attempt.grading;
        if (grading.state == State::refused) {
            record(i, book.add(grading));
            ++result.refused;
        } else if (const auto known = book.grading(grading.key)) {
            record(i, *known);
            ++result.known;
        } else {
            waiting[grading.key].push_back(i);
            keys.push_back(grading.key);
        }
    }
    const auto start = std::chrono::steady_clock::now();
    grade_missing(book, keys, packs, run.options, engine, work, progress,
                  [&](const Grading& grading) {
                      auto& students = waiting[grading.key];
                      for (const std::size_t i : students) record(i, grading);
                      if (grading.state != State::failed && !students.empty()) {
                          ++result.graded;
                          result.known += students.size() - 1;
                      }
                      students.clear();
                  });
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    for (const auto& [key, students] : waiting) result.stopped |= !students.empty();
    std::error_code ignored;
    if (!result.stopped) fs::remove_all(work, ignored);

    if (progress.phase) progress.phase("writing feedback");
    for (auto& one : found) {
        if (one.attempt.grading.id == 0) continue; // stopped before it
        write_feedback(one.attempt, run.out / "feedback");
        result.attempts.push_back(std::move(one.attempt));
    }
    remove_unfinished(run.out / "feedback");
    return result;
}

} // namespace mlcore::instructor
