#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace mlcore::terminal {

std::string Style::apply(std::string_view on, std::string_view off, std::string_view text) const {
    if (!enabled || text.empty()) return std::string(text);
    const std::string open = fmt::format("\x1b[{}m", on);
    const std::string close = fmt::format("\x1b[{}m", off);
    std::string result = open;
    // An inner style that ends the same attribute would end this one too: open it again there.
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t next = std::min(text.find(close, at), text.size());
        result += text.substr(at, next - at);
        at = next;
        if (at < text.size()) {
            result += close;
            at += close.size();
            if (at < text.size()) result += open;
        }
    }
    if (!text.ends_with(close)) result += close;
    return result;
}

Style style_for(int file_descriptor) {
    const char* no_color = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    return {isatty(file_descriptor) == 1 && (no_color == nullptr || *no_color == '\0') &&
            (term == nullptr || std::string_view(term) != "dumb")};
}

CodePoint decode(std::string_view text) {
    if (text.empty()) return {};
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1, true};
    const int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    const CodePoint invalid{first, 1, false};
    if (first < 0xC2 || first > 0xF4 || text.size() < static_cast<std::size_t>(length))
        return invalid;
    char32_t value = first & (0xFF >> (length + 1));
    for (int i = 1; i < length; ++i) {
        const unsigned char next = byte(static_cast<std::size_t>(i));
        if ((next & 0xC0) != 0x80) return invalid;
        value = (value << 6) | (next & 0x3F);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF) return invalid;
    return {value, length, true};
}

void append_utf8(std::string& text, char32_t code) {
    const auto tail = [&](int shift) {
        text += static_cast<char>(0x80 | ((code >> shift) & 0x3F));
    };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0 | (code >> 6));
        tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xE0 | (code >> 12));
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0 | (code >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::size_t escape_sequence(std::string_view text) {
    if (text.size() < 2 || text[0] != '\x1b') return 0;
    if (text[1] == '[') { // CSI: parameters, then one byte from @ to ~
        for (std::size_t i = 2; i < text.size(); ++i)
            if (text[i] >= '@' && text[i] <= '~') return i + 1;
        return text.size();
    }
    if (text[1] == ']') { // OSC: up to BEL or ESC backslash
        for (std::size_t i = 2; i < text.size(); ++i) {
            if (text[i] == '\a') return i + 1;
            if (text[i] == '\x1b') return std::min(i + 2, text.size());
        }
        return text.size();
    }
    return 2;
}

int display_width(std::string_view text) {
    int width = 0;
    while (!text.empty()) {
        if (const std::size_t sequence = escape_sequence(text)) {
            text.remove_prefix(sequence);
            continue;
        }
        const CodePoint code = decode(text);
        width += code.valid ? width_of(code.value) : 1;
        text.remove_prefix(static_cast<std::size_t>(code.bytes));
    }
    return width;
}

std::string plain(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        if (const std::size_t sequence = escape_sequence(text)) {
            text.remove_prefix(sequence);
            continue;
        }
        result += text.front();
        text.remove_prefix(1);
    }
    return result;
}

std::string truncate(std::string_view text, int width) {
    if (display_width(text) <= width) return std::string(text);
    if (width <= 0) return {};
    std::string result;
    int used = 0;
    bool styled = false;
    while (!text.empty()) {
        if (const std::size_t sequence = escape_sequence(text)) {
            result += text.substr(0, sequence);
            text.remove_prefix(sequence);
            styled = true;
            continue;
        }
        const CodePoint code = decode(text);
        const int columns = code.valid ? width_of(code.value) : 1;
        if (used + columns > width - 1) break;
        used += columns;
        result += text.substr(0, static_cast<std::size_t>(code.bytes));
        text.remove_prefix(static_cast<std::size_t>(code.bytes));
    }
    result += "…";
    if (styled) result += "\x1b[0m";
    return result;
}

std::string repeat(std::string_view text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
}

std::string pad(std::string_view text, int width) {
    std::string result = truncate(text, width);
    return result +
           std::string(static_cast<std::size_t>(std::max(0, width - display_width(result))), ' ');
}

std::string pad_left(std::string_view text, int width) {
    const std::string result = truncate(text, width);
    return std::string(static_cast<std::size_t>(std::max(0, width - display_width(result))), ' ') +
           result;
}

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string join_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line;
        text += '\n';
    }
    return text;
}

namespace {
/// Characters that draw nothing but change how their neighbours are read.
bool is_hidden(char32_t code) {
    return code == 0xAD || code == 0x61C || code == 0x180E || code == 0x200B ||
           (code >= 0x200E && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
           (code >= 0xFFF9 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE0FFF);
}
} // namespace

std::string escape(std::string_view untrusted, Keep keep) {
    std::string result;
    int column = 0;
    while (!untrusted.empty()) {
        const CodePoint code = decode(untrusted);
        const std::string_view bytes = untrusted.substr(0, static_cast<std::size_t>(code.bytes));
        untrusted.remove_prefix(bytes.size());
        std::string shown(bytes);
        if (!code.valid) {
            shown = fmt::format("\\x{:02x}", static_cast<unsigned>(code.value));
        } else if (code.value == '\n' && keep == Keep::lines) {
            result += '\n';
            column = 0;
            continue;
        } else if (code.value == '\r' && keep == Keep::lines && untrusted.starts_with('\n')) {
            continue;
        } else if (code.value == '\t' && keep == Keep::lines) {
            shown = std::string(static_cast<std::size_t>(4 - column % 4), ' ');
        } else if (code.value == '\n') {
            shown = "\\n";
        } else if (code.value == '\t') {
            shown = "\\t";
        } else if (code.value < 0x20 || (code.value >= 0x7F && code.value < 0xA0)) {
            shown = fmt::format("\\x{:02x}", static_cast<unsigned>(code.value));
        } else if (is_hidden(code.value)) {
            shown = fmt::format("\\u{:04x}", static_cast<unsigned>(code.value));
        }
        result += shown;
        column += display_width(shown);
    }
    return result;
}

} // namespace mlcore::terminal
