// The proof that a handout gives nothing away: every text that students get is searched for
// passages of the sources they must not see.
#pragma once

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mlcore::handout {

/// So many words in a row (similarity::words) are a passage. `for (Index i = 0; i < n; ++i)` alone
/// is 17, so what everybody writes is found in the public headers and the stub and does not count;
/// fewer than this and a formula in a lesson would be taken for its code.
inline constexpr std::size_t passage_words = 12;

struct Leak {
    std::string file; // that students would get
    int line = 0;
    std::string passage;
    std::string source; // where it stands
    int source_line = 0;
};

class Secrets {
public:
    /// Code that nobody may find in a handout. Comments and quoted texts do not count.
    void add_source(const std::string& name, std::string_view code);
    /// What a learner is told only after the mistake: the first sentence, "You sum over the rows
    /// without dividing by their number." What comes after it says what is right, as hints and
    /// lessons do too.
    void add_sentence(const std::string& source, std::string_view sentence);
    /// What everybody may read: its passages are no secret, wherever they stand.
    void add_public(std::string_view text);

    /// At most one leak per line of the text.
    std::vector<Leak> scan(const std::string& file, std::string_view text) const;
    bool holds_secret(std::string_view text) const { return !scan("", text).empty(); }

    std::size_t sources() const { return names_.size(); }
    std::size_t passages() const { return where_.size(); }

private:
    struct Place {
        std::size_t name = 0;
        int line = 0;
    };
    std::vector<std::string> names_;
    std::unordered_map<std::string, Place> where_; // passages and sentences
    std::unordered_set<std::string> public_;
    std::set<std::size_t> lengths_{passage_words}; // of what is in where_, in words
};

/// Everything private of a course: of each exercise all files but stub, lesson, exercise.toml and
/// subject.cpp; of the library all variants. The mistakes' sentences come from the packs.
void add_sources(Secrets& secrets, const std::vector<std::filesystem::path>& exercise_folders,
                 const std::filesystem::path& library_include);

/// Folders of headers that learners' programs may include.
void add_public_headers(Secrets& secrets, const std::filesystem::path& folder);

} // namespace mlcore::handout
