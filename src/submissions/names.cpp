#include "submission.hpp"

#include "grading/text.hpp"

#include <algorithm>
#include <cctype>

namespace mlcore::submissions {

std::string exercise_of(const std::string& file_name, const Slugs& exercises) {
    const std::string ending = ".hpp";
    if (file_name.size() <= ending.size() || !file_name.ends_with(ending)) return "";
    const std::string slug = file_name.substr(0, file_name.size() - ending.size());
    return std::find(exercises.begin(), exercises.end(), slug) != exercises.end() ? slug : "";
}

std::string fault_of_name(const std::string& student) {
    constexpr std::size_t longest = 200;
    if (student.empty()) return "the name is empty";
    if (student.size() > longest) return "the name has more than 200 bytes";
    if (student[0] == '-') return "the name starts with \"-\", which commands read as an option";
    if (student[0] == '.') return "the name starts with \".\"";
    if (student.find_first_of("/\\") != std::string::npos) return "the name has a separator in it";
    if (grading::escape_controls(student) != student)
        return "the name has control characters or bytes that are not UTF-8";
    return "";
}

std::string archive_stem(const std::string& file_name) {
    std::string lower = file_name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* ending : {".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tgz", ".tbz2",
                               ".txz", ".tar", ".zip", ".7z"})
        if (lower.ends_with(ending) && lower.size() > std::string(ending).size())
            return file_name.substr(0, file_name.size() - std::string(ending).size());
    return "";
}

} // namespace mlcore::submissions
