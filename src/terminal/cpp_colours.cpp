#include "cpp_colours.hpp"

#include <algorithm>
#include <cctype>
#include <unordered_set>

namespace mlcore::terminal {

namespace {
const std::unordered_set<std::string_view> keywords{
    "auto",      "bool",     "break",   "case",     "catch",  "char",  "class",     "const",
    "constexpr", "continue", "default", "do",       "double", "else",  "enum",      "false",
    "float",     "for",      "if",      "inline",   "int",    "long",  "namespace", "new",
    "nullptr",   "operator", "private", "public",   "return", "short", "signed",    "size_t",
    "static",    "struct",   "switch",  "template", "this",   "throw", "true",      "try",
    "typename",  "unsigned", "using",   "virtual",  "void",   "while", "concept",   "requires"};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Where the text or character constant that begins at 0 ends.
std::size_t end_of_quoted(std::string_view code) {
    for (std::size_t i = 1; i < code.size() && code[i] != '\n'; ++i) {
        if (code[i] == '\\')
            ++i;
        else if (code[i] == code[0])
            return i + 1;
    }
    return std::min(code.find('\n'), code.size());
}
} // namespace

std::string colour_cpp(std::string_view code, const Style& style) {
    if (!style.enabled) return std::string(code);
    std::string result;
    bool line_start = true;
    while (!code.empty()) {
        std::size_t end = 1;
        const char first = code[0];
        const auto take = [&] {
            const std::string_view token = code.substr(0, end);
            code.remove_prefix(end);
            return token;
        };
        if (code.starts_with("//") || (line_start && first == '#')) {
            const bool comment = first == '/';
            end = std::min(code.find('\n'), code.size());
            result += comment ? style.dim(take()) : style.magenta(take());
        } else if (code.starts_with("/*")) {
            const std::size_t close = code.find("*/", 2);
            end = close == std::string_view::npos ? code.size() : close + 2;
            result += style.dim(take());
        } else if (first == '"' || first == '\'') {
            end = end_of_quoted(code);
            result += style.green(take());
        } else if (is_word(first)) {
            const bool number = std::isdigit(static_cast<unsigned char>(first)) != 0;
            while (end < code.size() &&
                   (is_word(code[end]) ||
                    (number && (code[end] == '.' || code[end] == '\'' ||
                                ((code[end] == '-' || code[end] == '+') && code[end - 1] == 'e')))))
                ++end;
            const std::string_view word = take();
            result += number                    ? style.yellow(word)
                      : keywords.contains(word) ? style.blue(word)
                                                : word;
        } else {
            result += take();
        }
        line_start = first == '\n' || (line_start && first == ' ');
    }
    return result;
}

} // namespace mlcore::terminal
