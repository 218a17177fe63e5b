#include "results.hpp"

#include "core/file.hpp"
#include "similarity/winnow.hpp"

#include <algorithm>

namespace mlcore::exporting {
namespace {

namespace fs = std::filesystem;

std::string stub_of(const course::Course& course, const std::string& slug) {
    for (const auto& path : course.order())
        if (fs::path(path).filename() == slug && fs::exists(course.folder / path / "exercise.hpp"))
            return core::read_file(course.folder / path / "exercise.hpp");
    return "";
}

} // namespace

std::vector<Alike> compare_submissions(const Results& results, const gradebook::Gradebook& book,
                                       const course::Course& course) {
    std::vector<Alike> all;
    for (const auto& exercise : results.exercises) {
        std::vector<const Result*> handed_in;
        std::vector<std::string> sources;
        for (const auto& result : results.results) {
            const bool there =
                result.exercise == exercise.slug &&
                (result.state == State::graded || result.state == State::compile_error);
            if (!there) continue;
            handed_in.push_back(&result);
            sources.push_back(book.submission(result.submission));
        }
        const std::string stub = stub_of(course, exercise.slug);
        const auto same_file = [&](std::size_t i, std::size_t k) {
            return handed_in[i]->submission == handed_in[k]->submission;
        };
        // Copies to the last byte first, also of what many wrote; but a stub is everybody's.
        for (std::size_t i = 0; i < handed_in.size(); ++i)
            for (std::size_t k = i + 1; k < handed_in.size(); ++k)
                if (same_file(i, k) && sources[i] != stub)
                    all.push_back({exercise.slug,
                                   handed_in[i]->student,
                                   handed_in[k]->student,
                                   1,
                                   true,
                                   {},
                                   {}});
        for (const auto& pair : similarity::similar_pairs(sources, stub)) {
            if (same_file(pair.first, pair.second)) continue;
            const Result &a = *handed_in[pair.first], &b = *handed_in[pair.second];
            Alike alike{exercise.slug, a.student, b.student, pair.share, false, {}, {}};
            std::copy_n(pair.first_lines, 2, alike.first_lines);
            std::copy_n(pair.second_lines, 2, alike.second_lines);
            all.push_back(alike);
        }
    }
    return all;
}

} // namespace mlcore::exporting
