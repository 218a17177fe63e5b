// One submission as a job of its own: a bundle in, a result out, no gradebook.
#include "commands.hpp"

#include "core/file.hpp"
#include "grade_progress.hpp"
#include "instructor/bundle.hpp"
#include "instructor/seed.hpp"
#include "submissions/reader.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <cstdlib>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;

// A folder that is gone when this is.
class Scratch {
public:
    explicit Scratch(const char* what) {
        std::string name =
            (fs::temp_directory_path() / (std::string("mlcore_") + what + "_XXXXXX")).string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no folder can be made in " +
                                     fs::temp_directory_path().string());
        folder_ = name;
        // Passable, not readable: in isolation, root's programs run as another user.
        fs::permissions(folder_, fs::perms(0711));
    }
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const fs::path& folder() const { return folder_; }

private:
    fs::path folder_;
};

} // namespace

int grade_one(const Context& context, const std::string& bundle_place, const std::string& out) {
    const Scratch scratch("job");
    const auto bundle = instructor::read_bundle(bundle_place, scratch.folder());
    if (bundle.job.options.sandbox) isolation_for_others(false);
    GradeProgress progress(bundle.job.exercise);
    instructor::JobHooks hooks;
    hooks.stop = [] { return GradeProgress::interrupted(); };
    auto grading = instructor::grade(context.layout, bundle.job, bundle.submission,
                                     scratch.folder() / "work", hooks);
    progress.end();
    grading.graded_at = std::chrono::duration_cast<std::chrono::seconds>(
                            std::chrono::system_clock::now().time_since_epoch())
                            .count();
    if (hooks.stop()) return 130;
    core::write_private(out, instructor::result_text(grading));
    if (grading.state == gradebook::State::failed) {
        fmt::print(stderr, "mlcore: {}\n", terminal::escape(grading.problem));
        return 1;
    }
    fmt::print("{}  {:g} of {:g} points  {}\n", grading.key.exercise, grading.score,
               grading.max_score, out);
    return 0;
}

int bundle(const Context& context, const BundleArguments& arguments) {
    const auto info = context.exercise(arguments.exercise);
    constexpr std::size_t largest_submission = std::size_t{1} << 20;
    const std::string bytes = submissions::read_regular_file(arguments.file, largest_submission);
    const Scratch scratch("bundle");
    GradeProgress progress(info.slug);
    const auto packs = instructor::hidden_packs(context.checker(), {info}, arguments.seed,
                                                scratch.folder(), progress.hooks());
    progress.end();
    const instructor::Job job{info.slug,   core::sha256(bytes), packs.front().hash,
                              info.folder, packs.front().file,  job_options(arguments.limits)};
    if (fs::path(arguments.out).filename().string().ends_with(".tar.gz"))
        instructor::write_bundle_archive(job, bytes, arguments.out);
    else
        instructor::write_bundle(job, bytes, arguments.out);
    fmt::print("{}\n", arguments.out);
    return 0;
}

} // namespace mlcore::cli
