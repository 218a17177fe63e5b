// Text as a terminal shows it: its width in columns, wrapping, cutting and padding that leave ANSI
// styles whole, and the escaping of text that nobody vouches for. All text is UTF-8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mlcore::terminal {

// ---- styles -------------------------------------------------------------------------------------

/// Colours and weights, or nothing at all where they are switched off. Passed to everything that
/// draws. Styles nest: inside bold(…) an inner bold(…) ends without ending the outer one.
struct Style {
    bool enabled = false;

    std::string bold(std::string_view text) const { return apply("1", "22", text); }
    std::string dim(std::string_view text) const { return apply("2", "22", text); }
    std::string italic(std::string_view text) const { return apply("3", "23", text); }
    std::string underline(std::string_view text) const { return apply("4", "24", text); }
    std::string inverse(std::string_view text) const { return apply("7", "27", text); }
    std::string strike(std::string_view text) const { return apply("9", "29", text); }
    std::string red(std::string_view text) const { return apply("31", "39", text); }
    std::string green(std::string_view text) const { return apply("32", "39", text); }
    std::string yellow(std::string_view text) const { return apply("33", "39", text); }
    std::string blue(std::string_view text) const { return apply("34", "39", text); }
    std::string magenta(std::string_view text) const { return apply("35", "39", text); }
    std::string cyan(std::string_view text) const { return apply("36", "39", text); }

private:
    std::string apply(std::string_view on, std::string_view off, std::string_view text) const;
};

/// On where `file_descriptor` is a terminal, TERM is not "dumb" and NO_COLOR is unset or empty
/// (no-color.org).
Style style_for(int file_descriptor);

// ---- UTF-8 --------------------------------------------------------------------------------------

struct CodePoint {
    char32_t value = 0; // the byte itself where it is not valid
    int bytes = 0;      // 0 at the end of the text, 1 where not valid
    bool valid = false; // false for overlong forms, surrogates, lone and missing bytes
};
CodePoint decode(std::string_view text);
void append_utf8(std::string& text, char32_t code);
/// 0 for control characters and combining marks, 2 for wide East Asian characters and emoji,
/// else 1.
int width_of(char32_t code);

// ---- layout -------------------------------------------------------------------------------------
// ANSI escape sequences have no width here, are never cut, and a style that is open at the end of a
// line is closed there and opened again on the next.

/// The number of bytes of the escape sequence `text` begins with; 0 where it begins with none.
std::size_t escape_sequence(std::string_view text);

/// Columns of a single line.
int display_width(std::string_view text);

/// Lines of at most `width` columns, broken at spaces and newlines, or inside a word that is longer
/// than a line. A no-break space (U+00A0) holds words together and comes out as a space. The
/// prefixes (a bullet, an indentation) count; an empty text gives one line. Width below 1 is 1.
std::vector<std::string> wrap(std::string_view text, int width, std::string_view first_prefix = {},
                              std::string_view next_prefix = {});

/// The text, or as much as fits and "…".
std::string truncate(std::string_view text, int width);

/// Exactly `width` columns: spaces are added or the text is truncated.
std::string pad(std::string_view text, int width);
std::string pad_left(std::string_view text, int width);

/// Without its escape sequences.
std::string plain(std::string_view text);

std::string repeat(std::string_view text, int times);
std::vector<std::string> split_lines(std::string_view text);
std::string join_lines(const std::vector<std::string>& lines); // each ends with a newline

// ---- text that nobody vouches for ---------------------------------------------------------------

enum class Keep { one_line, lines };

/// Makes text harmless: everything that could move a cursor, change a colour, reorder what is read
/// or hide (control characters, U+0080–U+009F, bidirectional overrides, invisible format
/// characters, bytes that are not UTF-8) is written out as \x1b, \u202e, \xff. With Keep::lines
/// newlines stay and tabs become spaces up to the next multiple of 4; CR LF counts as a newline.
std::string escape(std::string_view untrusted, Keep keep = Keep::one_line);

} // namespace mlcore::terminal
