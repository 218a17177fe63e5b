#include "commands.hpp"

#include "parallel_jobs.hpp"
#include "terminal/progress_line.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <mutex>
#include <optional>

namespace mlcore::cli {

int author_pack(const Context& context, const std::vector<std::string>& exercises, bool all,
                const std::vector<std::uint64_t>& seeds, const std::string& out) {
    if (all != exercises.empty())
        throw std::runtime_error("author pack takes names of exercises, or --all");
    const auto paths = all ? context.course.order() : exercises;
    const auto wanted = seeds.empty() ? std::vector<std::uint64_t>{toolchain::public_seed} : seeds;
    const auto checker = context.checker();
    std::filesystem::create_directories(out);
    std::optional<terminal::ProgressLine> progress(std::in_place, STDERR_FILENO,
                                                   terminal::style_for(STDERR_FILENO));
    std::mutex mutex;
    parallel_jobs(paths.size(), [&](std::size_t i) {
        const auto info = context.exercise(paths[i]);
        for (const std::uint64_t seed : wanted) {
            const auto file = checker.pack_file(info.folder, seed, [&](const std::string& phase) {
                const std::lock_guard lock(mutex);
                progress->phase(phase);
            });
            const auto target = std::filesystem::path(out) / file.filename();
            std::filesystem::copy_file(file, target,
                                       std::filesystem::copy_options::overwrite_existing);
            const std::lock_guard lock(mutex);

            fmt::print("{}\n", target.string());
        }
    });
    return 0;
}

} // namespace mlcore::cli
