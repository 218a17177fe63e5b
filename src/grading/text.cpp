#include "text.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace mlcore::grading {
namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t bytes = 0; // 0: not UTF-8
};

// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
Character decode(const std::string& text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(at);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + length > text.size()) return {};
    std::uint32_t code = first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80) return {};
        code = code << 6 | (byte(at + i) & 0x3f);
    }
    const std::uint32_t least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return {};
    return {code, length};
}

bool is_control(std::uint32_t code) { return code < 0x20 || (code >= 0x7f && code < 0xa0); }

// Line and paragraph separators, direction marks and overrides, zero-width characters, the byte
// order mark: with these a text can look like another one.
bool is_disguise(std::uint32_t code) {
    return code == 0xad || code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
           code == 0xfeff || (code >= 0xe0000 && code <= 0xe007f);
}

std::string spelled_out(std::uint32_t code) {
    if (code == '\n') return "\\n";
    if (code == '\t') return "\\t";
    if (code == '\r') return "\\r";
    return code < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

template <class MustEscape>
std::string escape(const std::string& text, MustEscape must_escape) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const Character c = decode(text, i);
        if (c.bytes == 0) {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i++]));
            continue;
        }
        if (must_escape(c.code))
            result += spelled_out(c.code);
        else
            result.append(text, i, c.bytes);
        i += c.bytes;
    }
    return result;
}

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }

} // namespace

std::string escape_controls(const std::string& text, bool keep_newlines) {
    return escape(text, [&](std::uint32_t code) {
        if (keep_newlines && (code == '\n' || code == '\t')) return false;
        return is_control(code) || is_disguise(code);
    });
}

std::string valid_utf8(const std::string& text) {
    return escape(text, [](std::uint32_t) { return false; });
}

std::size_t character_count(const std::string& text) {
    std::size_t count = 0;
    for (const char byte : text) count += starts_character(byte) ? 1 : 0;
    return count;
}

std::string cut(const std::string& text, std::size_t characters) {
    if (character_count(text) <= characters) return text;
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size(); ++end)
        if (starts_character(text[end]) && seen++ + 1 >= characters) break;
    return text.substr(0, end) + "…";
}

} // namespace mlcore::grading
