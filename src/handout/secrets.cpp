#include "secrets.hpp"

#include "core/file.hpp"
#include "similarity/words.hpp"

#include <algorithm>
#include <array>

namespace mlcore::handout {
namespace {

namespace fs = std::filesystem;
using similarity::Word;

std::string joined(const std::vector<Word>& words, std::size_t begin, std::size_t count) {
    std::string text;
    for (std::size_t i = begin; i < begin + count; ++i) {
        if (i > begin) text += ' ';
        text += words[i].text;
    }
    return text;
}

bool is_source(const fs::path& file) {
    const auto extension = file.extension();
    return extension == ".hpp" || extension == ".cpp" || extension == ".h" || extension == ".toml";
}

} // namespace

void Secrets::add_source(const std::string& name, std::string_view code) {
    names_.push_back(name);
    const std::string stripped = similarity::without_comments(code, similarity::Quoted::blank);
    const auto words = similarity::words(stripped);
    for (std::size_t i = 0; i + passage_words <= words.size(); ++i)
        where_.emplace(joined(words, i, passage_words), Place{names_.size() - 1, words[i].line});
}

void Secrets::add_sentence(const std::string& source, std::string_view text) {
    if (names_.empty() || names_.back() != source) names_.push_back(source);
    const auto words = similarity::words(text.substr(0, text.find(". ")));
    std::size_t length = words.size();
    while (length > 0 && words[length - 1].text == ".") --length;
    if (length == 0) return;
    where_.emplace(joined(words, 0, length), Place{names_.size() - 1, 0});
    lengths_.insert(length);
}

void Secrets::add_public(std::string_view text) {
    const auto words = similarity::words(text);
    for (std::size_t i = 0; i + passage_words <= words.size(); ++i)
        public_.insert(joined(words, i, passage_words));
}

std::vector<Leak> Secrets::scan(const std::string& file, std::string_view text) const {
    std::vector<Leak> leaks;
    const auto words = similarity::words(text);
    for (std::size_t i = 0; i < words.size(); ++i)
        for (const std::size_t length : lengths_) {
            if (i + length > words.size()) continue;
            std::string passage = joined(words, i, length);
            const auto found = where_.find(passage);
            if (found == where_.end() || public_.count(passage) == 1) continue;
            if (!leaks.empty() && leaks.back().line == words[i].line) continue;
            leaks.push_back({file, words[i].line, std::move(passage), names_[found->second.name],
                             found->second.line});
        }
    return leaks;
}

void add_sources(Secrets& secrets, const std::vector<fs::path>& exercise_folders,
                 const fs::path& library_include) {
    constexpr std::array handed_out{"exercise.hpp", "lesson.md", "exercise.toml", "subject.cpp"};
    const auto add = [&](const fs::path& file, const fs::path& base) {
        secrets.add_source(file.lexically_relative(base).string(), core::read_file(file));
    };
    for (const auto& folder : exercise_folders) {
        const fs::path course = folder.parent_path().parent_path();
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            const auto name = entry.path().filename();
            if (entry.is_regular_file() && is_source(entry.path()) &&
                std::find(handed_out.begin(), handed_out.end(), name) == handed_out.end())
                add(entry.path(), course);
        }
        // The library's variants, where the exercise is one of the library's.
        const fs::path area = library_include / "mlcore" / folder.parent_path().filename();
        const std::string slug = folder.filename().string();
        if (fs::exists(area / (slug + ".hpp"))) add(area / (slug + ".hpp"), library_include);
        if (!fs::is_directory(area / slug)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(area / slug))
            if (entry.is_regular_file() && entry.path().filename() != "interface.hpp")
                add(entry.path(), library_include);
    }
}

void add_public_headers(Secrets& secrets, const fs::path& folder) {
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && is_source(entry.path()))
            secrets.add_public(core::read_file(entry.path()));
}

} // namespace mlcore::handout
