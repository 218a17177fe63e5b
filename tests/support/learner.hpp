// A learner for tests: writes a file, has it checked as mlcore check does, and looks at the
// verdict.
#pragma once

#include "core/file.hpp"
#include "toolchain/checker.hpp"

#include <csignal>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace mlcore::test {

class Learner {
public:
    explicit Learner(const std::string& exercise = "foundations/vectors")
        : checker_(toolchain::read_layout(std::filesystem::path(MLCORE_BINARY_DIR) / "bin" /
                                          "mlcore-layout.json")),
          folder_(checker_.layout().exercises / exercise),
          file_(std::filesystem::temp_directory_path() /
                ("mlcore_learner_" + std::to_string(getpid()) + ".hpp")) {
        std::signal(SIGPIPE, SIG_IGN); // as the program does: a learner's may end while it is asked
        setenv("MLCORE_DATA", checker_.layout().data.c_str(), 1);
    }
    ~Learner() { std::filesystem::remove(file_); }

    /// The verdict on `text` as the whole file.
    grading::Verdict submit(const std::string& text, toolchain::CheckOptions options = {}) const {
        core::write_atomically(file_, text);
        return checker_.check(folder_, file_, options);
    }

    /// The verdict on vectors with these bodies; a correct one where none is given.
    grading::Verdict vectors(const std::string& dot,
                             const std::string& norm = "return std::sqrt(dot(a, a));",
                             const std::string& top = "") const {
        return submit(
            "#pragma once\n#include <mlcore/core/shapes.hpp>\n"
            "#include <mlcore/foundations/vectors/interface.hpp>\n#include <cmath>\n" +
            top +
            "\nnamespace exercise {\nusing namespace mlcore;\n"
            "inline vectors::Dot dot;\n"
            "inline double dot(VectorView a, VectorView b) {\n    " +
            dot +
            "\n}\n"
            "inline double norm(VectorView a) {\n    " +
            norm +
            "\n}\n"
            "inline double cosine_similarity(VectorView a, VectorView b) {\n"
            "    check_same_size(\"cosine_similarity\", \"a\", a.size(), \"b\", b.size());\n"
            "    const double n = norm(a) * norm(b);\n"
            "    return n == 0 ? 0 : dot(a, b) / n;\n}\n"
            "} // namespace exercise\n");
    }

    const toolchain::Checker& checker() const { return checker_; }
    const std::filesystem::path& folder() const { return folder_; }

private:
    toolchain::Checker checker_;
    std::filesystem::path folder_;
    std::filesystem::path file_;
};

} // namespace mlcore::test
