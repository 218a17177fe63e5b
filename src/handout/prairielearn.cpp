// PrairieLearn: one externally graded question per exercise, in questions/<name>/, and what they
// share in serverFilesCourse/.
#include "parts.hpp"

#include "core/file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mlcore::handout {
namespace {

namespace fs = std::filesystem;

// A name for ever: the same exercise and title give the same UUID, so that an update stays one.
std::string uuid(const std::string& text) {
    std::string hex = core::sha256("mlcore question " + text).substr(0, 32);
    hex[12] = '8';                                           // made by a rule of one's own
    hex[16] = "89ab"[static_cast<std::size_t>(hex[16] % 4)]; // RFC 9562
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
           hex.substr(16, 4) + "-" + hex.substr(20);
}

} // namespace

void write_prairielearn(const Source& source, const fs::path& grader, const fs::path& to) {
    for (const auto& exercise : source.exercises) {
        const fs::path question = to / "questions" / ("mlcore_" + exercise.slug);
        const nlohmann::ordered_json info{
            {"uuid", uuid(source.title() + "/" + exercise.area + "/" + exercise.slug)},
            {"title", exercise.title},
            {"topic", exercise.area},
            {"tags", exercise.teaches},
            {"type", "v3"},
            {"singleVariant", true},
            {"gradingMethod", "External"},
            {"externalGradingOptions",
             {{"enabled", true},
              {"image", source.options.image},
              {"serverFilesCourse", {"mlcore/"}},
              {"entrypoint", "/grade/tests/run"},
              {"timeout", 600},
              {"enableNetworking", false}}}};
        core::write_atomically(question / "info.json", info.dump(4) + "\n");
        core::write_atomically(
            question / "question.html",
            filled(source, "prairielearn/question.html", {{"slug", exercise.slug}}));
        core::write_atomically(question / "clientFilesQuestion/lesson.md",
                               core::read_file(exercise.folder / "lesson.md"));
        const std::string stub = core::read_file(exercise.folder / "exercise.hpp");
        core::write_atomically(question / "clientFilesQuestion" / (exercise.slug + ".hpp"), stub);
        core::write_atomically(question / "tests/run",
                               filled(source, "prairielearn/run", {{"slug", exercise.slug}}));
        fs::permissions(question / "tests/run", fs::perms(0755));
    }
    fs::create_directories(to / "serverFilesCourse");
    fs::copy(grader, to / "serverFilesCourse/mlcore", fs::copy_options::recursive);
    core::write_atomically(to / "Dockerfile", filled(source, "Dockerfile", {}));
}

} // namespace mlcore::handout
