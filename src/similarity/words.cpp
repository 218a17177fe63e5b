#include "words.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace mlcore::similarity {
namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
// Letters beyond ASCII belong to a word.
bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80) != 0;
}

std::size_t end_of_name(std::string_view s, std::size_t i) {
    while (i < s.size() && is_name(s[i])) ++i;
    return i;
}

// 1'000.5e-3 and 0x1p-4f
std::size_t end_of_number(std::string_view s, std::size_t i) {
    const std::size_t begin = i;
    while (i < s.size() && (is_name(s[i]) || s[i] == '.' ||
                            (s[i] == '\'' && i + 1 < s.size() && is_name(s[i + 1])) ||
                            ((s[i] == '-' || s[i] == '+') && i > begin &&
                             std::string_view("eEpP").find(s[i - 1]) != std::string_view::npos)))
        ++i;
    return i;
}

// After the closing quote, or at the end of the line where there is none. `i` is at the quote.
std::size_t end_of_quoted(std::string_view s, std::size_t i) {
    const char quote = s[i];
    for (++i; i < s.size() && s[i] != quote && s[i] != '\n'; ++i)
        if (s[i] == '\\' && i + 1 < s.size()) ++i;
    return i < s.size() && s[i] == quote ? i + 1 : i;
}

// R"x(…)x": `i` is at the R.
std::size_t end_of_raw(std::string_view s, std::size_t i) {
    const std::size_t open = s.find('(', i);
    if (open == std::string_view::npos) return s.size();
    const std::string close = ")" + std::string(s.substr(i + 2, open - i - 2)) + "\"";
    const std::size_t at = s.find(close, open);
    return at == std::string_view::npos ? s.size() : at + close.size();
}

std::size_t end_of_comment(std::string_view s, std::size_t i) {
    if (s.compare(i, 2, "//") == 0) return std::min(s.find('\n', i), s.size());
    const std::size_t at = s.find("*/", i + 2);
    return at == std::string_view::npos ? s.size() : at + 2;
}

bool comment_at(std::string_view s, std::size_t i) {
    return s.compare(i, 2, "//") == 0 || s.compare(i, 2, "/*") == 0;
}

// What keeps its meaning when a program is disguised. Sorted.
constexpr std::array keywords{
    "auto",     "bool",   "break",  "case",   "catch",    "char",   "class",    "const",
    "continue", "double", "else",   "false",  "float",    "for",    "if",       "inline",
    "int",      "long",   "return", "sizeof", "std",      "struct", "switch",   "template",
    "throw",    "true",   "try",    "using",  "unsigned", "void",   "volatile", "while"};

// Longest first.
constexpr std::array<std::string_view, 22> operators{
    "<=>", "<<=", ">>=", "...", "->", "++", "--", "+=", "-=", "*=", "/=",
    "%=",  "==",  "!=",  "<=",  ">=", "&&", "||", "::", "<<", ">>", "|="};

// Kinds: 1 a name, 2 a number, 3 a text, then the keywords, the operators, and single characters.
constexpr std::uint32_t name_kind = 1, number_kind = 2, text_kind = 3, first_keyword = 16,
                        first_operator = 64, first_character = 256;

std::uint32_t kind_of_name(std::string_view name) {
    for (std::size_t i = 0; i < keywords.size(); ++i)
        if (name == keywords[i]) return first_keyword + static_cast<std::uint32_t>(i);
    return name_kind;
}

} // namespace

std::vector<Word> words(std::string_view s) {
    std::vector<Word> found;
    int line = 1;
    for (std::size_t i = 0; i < s.size();) {
        if (s[i] == '\n') ++line;
        if (is_space(s[i]) || s[i] == '\\') {
            ++i;
            continue;
        }
        const std::size_t end = is_digit(s[i])  ? end_of_number(s, i)
                                : is_name(s[i]) ? end_of_name(s, i)
                                                : i + 1;
        found.push_back({s.substr(i, end - i), line});
        i = end;
    }
    return found;
}

std::string without_comments(std::string_view s, Quoted quoted) {
    std::string text(s);
    const auto blank = [&](std::size_t begin, std::size_t end) {
        for (std::size_t k = begin; k < end; ++k)
            if (text[k] != '\n') text[k] = ' ';
    };
    for (std::size_t i = 0; i < s.size();) {
        std::size_t end = i + 1;
        if (s.compare(i, 2, "R\"") == 0) {
            end = end_of_raw(s, i);
        } else if (is_digit(s[i])) {
            end = end_of_number(s, i);
        } else if (is_name(s[i])) {
            end = end_of_name(s, i);
        } else if (s[i] == '"' || s[i] == '\'') {
            end = end_of_quoted(s, i);
            if (quoted == Quoted::blank && end > i + 2) blank(i + 1, end - 1);
        } else if (comment_at(s, i)) {
            end = end_of_comment(s, i);
            blank(i, end);
        }
        i = end;
    }
    return text;
}

std::vector<Token> tokens(std::string_view s) {
    std::vector<Token> found;
    int line = 1;
    bool line_start = true;
    for (std::size_t i = 0; i < s.size();) {
        std::size_t end = i + 1;
        std::uint32_t kind = 0;
        if (s[i] == '\n') {
            line_start = true;
        } else if (comment_at(s, i)) {
            end = end_of_comment(s, i);
        } else if (s[i] == '#' && line_start) {
            while (end < s.size() && s[end] != '\n') end += s[end] == '\\' ? 2 : 1;
            end = std::min(end, s.size());
        } else if (!is_space(s[i])) {
            line_start = false;
            if (s.compare(i, 2, "R\"") == 0) {
                end = end_of_raw(s, i);
                kind = text_kind;
            } else if (s[i] == '"' || s[i] == '\'') {
                end = end_of_quoted(s, i);
                kind = text_kind;
            } else if (is_digit(s[i]) || (s[i] == '.' && i + 1 < s.size() && is_digit(s[i + 1]))) {
                end = end_of_number(s, i);
                kind = number_kind;
            } else if (is_name(s[i])) {
                end = end_of_name(s, i);
                kind = kind_of_name(s.substr(i, end - i));
            } else {
                kind = first_character + static_cast<unsigned char>(s[i]);
                for (std::size_t k = 0; k < operators.size(); ++k)
                    if (s.compare(i, operators[k].size(), operators[k]) == 0) {
                        end = i + operators[k].size();
                        kind = first_operator + static_cast<std::uint32_t>(k);
                        break;
                    }
            }
        }
        if (kind != 0) found.push_back({kind, line});
        line += static_cast<int>(std::count(s.begin() + static_cast<std::ptrdiff_t>(i),
                                            s.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
        i = end;
    }
    return found;
}

} // namespace mlcore::similarity
