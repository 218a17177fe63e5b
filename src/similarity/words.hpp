// Source code as words, two ways: every sign of a text, for finding copied passages anywhere; and
// the tokens of C++ with names made alike, for comparing programs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mlcore::similarity {

struct Word {
    std::string_view text; // into the text it was made from
    int line = 1;
};

/// Names, numbers and single other characters; spaces and backslashes are skipped, quotes and prose
/// are as good as code. So a line of code is found again in a lesson, in a comment, and inside a
/// quoted text with its quotes escaped.
std::vector<Word> words(std::string_view text);

enum class Quoted : std::uint8_t { keep, blank };

/// The text with its comments blanked out, and what stands between quotes where that is asked for;
/// line numbers stay.
std::string without_comments(std::string_view source, Quoted quoted = Quoted::keep);

struct Token {
    std::uint32_t kind = 0; // equal for tokens that count as the same
    int line = 1;
};

/// C++ without comments and preprocessor lines. Names become one kind and so do numbers and texts,
/// because renaming is the first thing that is done to a copy; keywords, `std` and the operators
/// stay what they are.
std::vector<Token> tokens(std::string_view source);

} // namespace mlcore::similarity
