// What a gradebook holds, in the form that another system reads.
#include "commands.hpp"

#include "core/file.hpp"
#include "export/formats.hpp"
#include "instructor/feedback.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> slugs(const Context& context, const std::vector<std::string>& names) {
    std::vector<std::string> slugs;
    for (const auto& name : names) slugs.push_back(context.course.find(name).filename().string());
    return slugs;
}

exporting::Results read(const Context& context, const ExportArguments& given,
                        const exporting::Format& format) {
    const auto exercises = slugs(context, given.exercises);
    if (given.missing) {
        if (exercises.empty() || given.student.empty())
            throw std::runtime_error("--missing needs the names of exercises and --student");
        return exporting::nothing_handed_in(given.student, context.course, exercises);
    }
    if (given.verdicts.empty() == given.out.empty())
        throw std::runtime_error("export reads a gradebook (--out, the folder that grade wrote) or "
                                 "what check --json printed (--verdicts)");
    if (!given.verdicts.empty()) {
        auto results = exporting::from_verdicts(core::read_file(given.verdicts), context.course);
        const auto left_out = [&](const std::string& slug) {
            return !exercises.empty() &&
                   std::find(exercises.begin(), exercises.end(), slug) == exercises.end();
        };
        std::erase_if(results.results, [&](const auto& one) { return left_out(one.exercise); });
        std::erase_if(results.exercises, [&](const auto& one) { return left_out(one.slug); });
        return results;
    }
    const fs::path file = gradebook::gradebook_file(given.out);
    if (!fs::exists(file))
        throw std::runtime_error("there is no gradebook in " + given.out +
                                 "; mlcore grade … --out " + given.out + " makes it");
    const gradebook::Gradebook book(file);
    auto policy = course::read_policy(context.course);
    if (!given.attempt.empty()) policy.counts = course::counts_from(given.attempt);
    const auto roster =
        given.roster.empty() ? exporting::Roster() : exporting::read_roster(given.roster);
    auto results = exporting::from_gradebook(book, context.course, policy, roster, exercises);
    if (format.name == "html")
        results.alike = exporting::compare_submissions(results, book, context.course);
    return results;
}

} // namespace

int export_results(const Context& context, const ExportArguments& given) {
    const auto& format = exporting::find_format(given.format);
    auto results = read(context, given, format);
    if (!given.student.empty()) {
        const auto students = results.students();
        if (std::find(students.begin(), students.end(), given.student) == students.end()) {
            const auto similar = course::similar_names(given.student, students);
            throw std::runtime_error(
                "there is nothing of \"" + given.student + "\"" +
                (similar.empty() ? "" : "; did you mean " + similar.front() + "?"));
        }
        auto warnings = results.warnings;
        results = results.of(given.student);
        std::erase_if(warnings, [&](const std::string& warning) {
            return warning.rfind(given.student, 0) != 0;
        });
        results.warnings = std::move(warnings);
    }
    if (results.results.empty())
        throw std::runtime_error("there is nothing to export" +
                                 (given.out.empty() ? "" : " in " + given.out));
    for (const auto& warning : results.warnings)
        fmt::print(stderr, "mlcore: {}\n", terminal::escape(warning));

    const auto students = results.students();
    if (!format.per_student || students.size() == 1) {
        const std::string text = format.write(results);
        if (given.to.empty())
            fmt::print("{}", text);
        else
            core::write_atomically(given.to, text);
        return 0;
    }
    // One file for each student: in a folder of its own, whose paths are printed.
    const fs::path folder =
        given.to.empty() ? fs::path(given.out) / "export" / format.name : fs::path(given.to);
    for (const auto& student : students) {
        const fs::path file = folder / instructor::folder_name(student) / format.file;
        core::write_atomically(file, format.write(results.of(student)));
        fmt::print("{}\n", file.string());
    }
    return 0;
}

} // namespace mlcore::cli
