#include "parts.hpp"

#include "core/file.hpp"

namespace mlcore::handout {

void write_github_actions(const Source& source, const std::filesystem::path& handout) {
    const auto& options = source.options;
    core::write_atomically(
        handout / ".github/workflows/mlcore.yml",
        filled(source, "github/mlcore.yml",
               {{"url", options.mlcore_url.empty() ? "${{ vars.MLCORE_URL }}" : options.mlcore_url},
                {"version", options.version}}));
}

} // namespace mlcore::handout
