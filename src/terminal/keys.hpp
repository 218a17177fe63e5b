// From the bytes a terminal sends to keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mlcore::terminal {

struct Key {
    enum class Kind {
        character, // `character`
        control,   // Ctrl and the letter in `character`
        up,
        down,
        left,
        right,
        page_up,
        page_down,
        home,
        end,
        enter,
        escape,
        backspace,
        tab,
        unknown // a function key, a pasted text, bytes that are not UTF-8
    } kind = Kind::unknown;
    char32_t character = 0;

    bool is(char c) const {
        return kind == Kind::character && character == static_cast<char32_t>(c);
    }
    bool is_control(char c) const {
        return kind == Kind::control && character == static_cast<char32_t>(c);
    }
    friend bool operator==(const Key&, const Key&) = default;
};

/// "'x'", "Ctrl-X", "this key": what a notice calls it.
std::string name_of(const Key& key);

class KeyReader {
public:
    void feed(std::string_view bytes) { bytes_ += bytes; }

    /// The next whole key. The Esc key and the start of an arrow key look alike: with `all_here`
    /// (no byte followed for a while) an escape alone is the Esc key and an unfinished sequence
    /// unknown. What is pasted (bracketed paste) comes out as one unknown key, so that code on the
    /// clipboard does not press q.
    std::optional<Key> next(bool all_here);

    bool waiting() const { return !bytes_.empty(); }

private:
    std::optional<Key> after_escape(bool all_here);
    Key take(std::size_t bytes, Key key);

    std::string bytes_;
    bool pasting_ = false;
};

} // namespace mlcore::terminal
