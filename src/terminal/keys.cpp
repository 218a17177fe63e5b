#include "keys.hpp"

#include "text.hpp"

#include <fmt/format.h>

namespace mlcore::terminal {

namespace {
constexpr std::string_view paste_begins = "\x1b[200~";
constexpr std::string_view paste_ends = "\x1b[201~";
constexpr std::size_t longest_sequence = 32; // what goes on longer is no key

Key::Kind of_letter(char letter) {
    switch (letter) {
    case 'A':
        return Key::Kind::up;
    case 'B':
        return Key::Kind::down;
    case 'C':
        return Key::Kind::right;
    case 'D':
        return Key::Kind::left;
    case 'H':
        return Key::Kind::home;
    case 'F':
        return Key::Kind::end;
    case 'M':
        return Key::Kind::enter;
    default:
        return Key::Kind::unknown;
    }
}

Key::Kind of_number(std::string_view number) {
    if (number == "1" || number == "7") return Key::Kind::home;
    if (number == "4" || number == "8") return Key::Kind::end;
    if (number == "5") return Key::Kind::page_up;
    if (number == "6") return Key::Kind::page_down;
    return Key::Kind::unknown;
}
} // namespace

std::string name_of(const Key& key) {
    if (key.kind == Key::Kind::character) {
        std::string text;
        append_utf8(text, key.character);
        return "'" + escape(text) + "'";
    }
    if (key.kind == Key::Kind::control)
        return fmt::format("Ctrl-{}", static_cast<char>(key.character - U'a' + U'A'));
    return "this key";
}

Key KeyReader::take(std::size_t bytes, Key key) {
    bytes_.erase(0, bytes);
    return key;
}

std::optional<Key> KeyReader::after_escape(bool all_here) {
    using enum Key::Kind;
    const std::optional<Key> unfinished =
        all_here || bytes_.size() > longest_sequence ? std::optional(Key{}) : std::nullopt;
    const auto give_up = [&]() -> std::optional<Key> {
        if (unfinished) bytes_.clear();
        return unfinished;
    };
    if (bytes_.size() == 1) {
        if (!all_here) return std::nullopt;
        return take(1, {escape, 0});
    }
    if (bytes_[1] == 'O') { // arrows of a terminal in application mode
        if (bytes_.size() < 3) return give_up();
        return take(3, {of_letter(bytes_[2]), 0});
    }
    if (bytes_[1] == '[') {
        std::size_t end = 2;
        while (end < bytes_.size() && (bytes_[end] < '@' || bytes_[end] > '~')) ++end;
        if (end == bytes_.size()) return give_up();
        const std::string parameters = bytes_.substr(2, end - 2);
        const char last = bytes_[end];
        if (last == '~' && parameters == "200") {
            pasting_ = true;
            bytes_.erase(0, paste_begins.size());
            return next(all_here);
        }
        const Key::Kind kind =
            last == '~' ? of_number(parameters.substr(0, parameters.find(';'))) : of_letter(last);
        return take(end + 1, {kind, 0});
    }
    if (bytes_[1] == '\x1b') return take(1, {escape, 0});
    // Alt and a key
    const auto length = static_cast<std::size_t>(decode(std::string_view(bytes_).substr(1)).bytes);
    return take(1 + length, {});
}

std::optional<Key> KeyReader::next(bool all_here) {
    using enum Key::Kind;
    if (pasting_) {
        const std::size_t end = bytes_.find(paste_ends);
        if (end == std::string::npos) {
            if (bytes_.size() > paste_ends.size())
                bytes_.erase(0, bytes_.size() - paste_ends.size());
            if (!all_here) return std::nullopt;
            pasting_ = false; // the end never came: do not swallow keys for ever
            bytes_.clear();
            return Key{};
        }
        pasting_ = false;
        return take(end + paste_ends.size(), {});
    }
    if (bytes_.empty()) return std::nullopt;
    const char first = bytes_[0];
    if (first == '\x1b') return after_escape(all_here);
    if (first == '\r' || first == '\n') return take(1, {enter, 0});
    if (first == '\t') return take(1, {tab, 0});
    if (first == '\x7f' || first == '\b') return take(1, {backspace, 0});
    if (first > 0 && first <= 26) return take(1, {control, static_cast<char32_t>('a' + first - 1)});
    const CodePoint code = decode(bytes_);
    if (code.valid) {
        const Key::Kind kind = width_of(code.value) == 0 ? unknown : character;
        return take(static_cast<std::size_t>(code.bytes), {kind, code.value});
    }
    // The rest of a character may still be on its way.
    const bool begins_one = static_cast<unsigned char>(first) >= 0xC2 && bytes_.size() < 4;
    if (begins_one && !all_here) return std::nullopt;
    return take(1, {});
}

} // namespace mlcore::terminal
