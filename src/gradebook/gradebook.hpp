// The gradebook: one SQLite file that holds every submission, every grading of it, and what counts
// for whom. Rows are only ever added, so that what was said about a student in March can still be
// read in June.
//
//     submissions   the files themselves, by SHA-256: a regrade needs nothing but the gradebook
//     gradings      one verdict per (exercise, submission, pack, toolchain)
//     attempts      that a student handed this submission in, and which grading counts for it
//
// Two students with the same file share one grading and have an attempt each. Every change is one
// transaction in write-ahead mode: a reader sees all of it or nothing, and a process that is killed
// leaves the file as it was before or after. Several processes may read while one writes.
#pragma once

#include "grading/verdict.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mlcore::gradebook {

enum class State : std::uint8_t {
    graded,  // there is a verdict (which may be a compile error, or no point at all)
    refused, // what was handed in is no submission: a link, a device, too large; no points
    failed   // the grader could not do its work: somebody must look; tried again by the next run
};
const char* to_string(State state); // "graded"

/// What decides a verdict. Where all four are equal, so is the verdict: it is never made twice.
struct Key {
    std::string exercise;   // the slug: "linear_regression"
    std::string submission; // SHA-256 of the file's bytes
    std::string pack;       // Pack::hash
    std::string toolchain;  // "g++ 12.2.0, mlcore 0.1.0, 5f0c1a2b"
    auto operator<=>(const Key&) const = default;
};

struct Grading {
    std::int64_t id = 0; // given by the gradebook
    Key key;
    State state = State::graded;
    std::string seed_id;        // names the seed without telling it
    std::string isolation;      // the tier reached: "bubblewrap", …, "none"
    std::string engine;         // "local", "slurm"
    double seconds = 0;         // compiling and grading, of wall time
    std::int64_t graded_at = 0; // seconds since 1970, UTC
    double score = 0;
    double max_score = 0;
    std::string problem; // refused, failed: why, in a sentence for the instructor
    /// Everything known, the hidden cases' inputs and expected values among it: for the
    /// instructor's eyes. `instructor/feedback.hpp` makes of it what a student may read.
    grading::Verdict verdict;
};

struct Attempt {
    std::int64_t id = 0; // given by the gradebook; grows in the order things happened
    std::string student; // as the submissions' folder names them
    std::string file;    // where the submission was: "ada/linear_regression.hpp", "ada.zip: …"
    std::int64_t submitted_at = 0; // the file's own time of modification; seconds since 1970, UTC
    std::int64_t recorded_at = 0;
    std::string reason; // "grade", or why a regrade made it: "regrade: the pack changed"
    Grading grading;

    const std::string& exercise() const { return grading.key.exercise; }
    double score() const { return grading.score; }
    double max_score() const { return grading.max_score; }
    const std::vector<grading::TaskVerdict>& tasks() const { return grading.verdict.tasks; }
};

enum class Mode : std::uint8_t { read, write };

class Gradebook {
public:
    /// Opens the gradebook; with Mode::write it is made where there is none. Throws
    /// std::runtime_error where the file is missing, is no gradebook, is damaged, or was written by
    /// a newer mlcore.
    explicit Gradebook(const std::filesystem::path& file, Mode mode = Mode::read);
    ~Gradebook();
    Gradebook(Gradebook&&) noexcept;
    Gradebook& operator=(Gradebook&&) noexcept;

    // ---- reading -----------------------------------------------------------------------------

    /// What counts now: the newest attempt of every student at every exercise, by student, then
    /// exercise. This is what an export takes.
    std::vector<Attempt> latest() const;
    /// The same, where a student's best submission counts instead of the newest. An older grading
    /// of the same submission, which a regrade replaced, does not count.
    std::vector<Attempt> best() const;
    /// The newest attempt of every submission of every student at every exercise, oldest first:
    /// what latest() and best() choose from, and what a regrade looks at.
    std::vector<Attempt> standing() const;
    /// Every attempt, oldest first.
    std::vector<Attempt> attempts() const;
    std::vector<Attempt> attempts(const std::string& student, const std::string& exercise) const;
    std::vector<std::string> students() const;            // sorted
    std::vector<std::string> exercises() const;           // sorted
    std::optional<Grading> grading(const Key& key) const; // graded or refused, never failed
    /// The bytes of a submission. Throws std::runtime_error where there is none of this hash.
    std::string submission(const std::string& hash) const;

    // ---- adding ------------------------------------------------------------------------------

    /// Keeps the bytes of a submission; nothing where it has them. `hash` is their SHA-256.
    void keep_submission(const std::string& hash, std::string_view bytes);
    /// Adds a grading and sets its id. One of the same key that is there already stays and is
    /// returned instead; only a failed one is followed by another.
    Grading add(Grading grading);
    /// Adds an attempt whose grading is in the book (attempt.grading.id) and sets its id and
    /// recorded_at. Nothing where it is what counts for this student already: false then.
    bool add(Attempt& attempt);
    /// The same for many, all or none.
    std::size_t add_all(std::vector<Attempt>& attempts);

    /// One transaction around all that `work` adds with keep_submission: faster for many.
    void together(const std::function<void()>& work);

    /// Facts about the gradebook itself: "seed_id", "exercises". Empty where it has no such fact.
    std::string fact(const std::string& name) const;
    void set_fact(const std::string& name, const std::string& text);

    const std::filesystem::path& file() const { return file_; }

private:
    struct Database;
    std::filesystem::path file_;
    std::unique_ptr<Database> database_;
};

/// The gradebook of a folder that `grade --out` wrote: gradebook.sqlite in it.
std::filesystem::path gradebook_file(const std::filesystem::path& folder);

/// "2026-03-14T15:09:26Z"
std::string iso_time(std::int64_t seconds_since_1970);

/// Names a seed without telling it: a part of a hash, too short to find the seed by trying.
std::string seed_id(std::uint64_t seed);

} // namespace mlcore::gradebook
