#include "terminal/text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mlcore::terminal;

namespace {
const Style on{true};
const Style off{false};
} // namespace

TEST_CASE("text: width of what terminals show") {
    CHECK(display_width("") == 0);
    CHECK(display_width("plain") == 5);
    CHECK(display_width("ŷ − ‖a‖²") == 8);
    CHECK(display_width("e\u0301") == 1);       // a combining accent
    CHECK(display_width("θ\u0302\u0304") == 1); // two of them
    CHECK(display_width("漢字") == 4);
    CHECK(display_width("🙂") == 2);
    CHECK(display_width("𝐱") == 1);
    CHECK(display_width("a\u200db") == 2); // joiner
    CHECK(display_width("✓✗·⏱▸█░⠋") == 8);
    CHECK(display_width(on.red("ab") + on.bold(on.dim("c"))) == 3);
    CHECK(display_width("\x1b]8;;https://a.example\x1b\\x\x1b]8;;\a") == 1);
    CHECK(display_width("\x1b[38;5;200mx\x1b[0m") == 1);
}

TEST_CASE("text: UTF-8 that is none is found out") {
    for (const std::string bad : {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80",
                                  "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xE2\x82", "\xFF"}) {
        CAPTURE(escape(bad));
        const CodePoint code = decode(bad);
        CHECK_FALSE(code.valid);
        CHECK(code.bytes == 1);
    }
    for (const char32_t code :
         {U'\x7f', U'é', U'\u07ff', U'\u0800', U'\uffff', U'\U00010000', U'\U0010ffff'}) {
        std::string text;
        append_utf8(text, code);
        CHECK(decode(text).valid);
        CHECK(decode(text).value == code);
        CHECK(decode(text).bytes == static_cast<int>(text.size()));
    }
}

TEST_CASE("text: wrapping breaks at spaces and fills lines") {
    CHECK(wrap("one two three", 7) == std::vector<std::string>{"one two", "three"});
    CHECK(wrap("one two three", 100) == std::vector<std::string>{"one two three"});
    CHECK(wrap("", 10) == std::vector<std::string>{""});
    CHECK(wrap("a\n\nb", 10) == std::vector<std::string>{"a", "", "b"});
    CHECK(wrap("abcdefgh ij", 3) == std::vector<std::string>{"abc", "def", "gh", "ij"});
    CHECK(wrap("x abcdef", 4) == std::vector<std::string>{"x", "abcd", "ef"});
    CHECK(wrap("one two", 6, "• ", "  ") == std::vector<std::string>{"• one", "  two"});
    CHECK(wrap("x abcdefgh i", 8, "", "    ") ==
          std::vector<std::string>{"x", "    abcd", "    efgh", "    i"});
    CHECK(wrap("    indented", 20) == std::vector<std::string>{"    indented"});
    CHECK(wrap("a\u00a0b c", 3) == std::vector<std::string>{"a b", "c"});
    CHECK(wrap("漢字漢字", 5) == std::vector<std::string>{"漢字", "漢字"});
    CHECK(wrap("ab", 0) == std::vector<std::string>{"a", "b"});
    CHECK(wrap("exactly ten", 7) == std::vector<std::string>{"exactly", "ten"});
}

TEST_CASE("text: no line is wider than asked, whatever the text, and nothing is lost") {
    const std::string text =
        "Σᵢ₌₁ⁿ aᵢ bᵢ and " + on.bold("some bold " + on.red("red words") + " here") +
        " with 漢字 and a_very_long_identifier_without_spaces(1, 2) e\u0301\u0302 🙂🙂";
    const auto letters = [](std::string all) {
        std::erase(all, ' ');
        return all;
    };
    for (int width = 2; width < 60; ++width) {
        CAPTURE(width);
        std::string joined;
        for (const std::string& line : wrap(text, width)) {
            CHECK(display_width(line) <= width);
            joined += plain(line);
        }
        // One column for the prefix, two for a wide character.
        for (const std::string& line : wrap(text, width + 1, "", " "))
            CHECK(display_width(line) <= width + 1);
        CHECK(letters(joined) == letters(plain(text)));
    }
}

TEST_CASE("text: a style that crosses a line's end is closed and opened again") {
    const auto lines = wrap(on.bold("one two") + " three", 4);
    REQUIRE(lines.size() == 4);
    CHECK(lines[0] == "\x1b[1mone\x1b[0m");
    CHECK(lines[1] == "\x1b[1mtwo\x1b[22m");
    CHECK(lines[2] + lines[3] == "three");
}

TEST_CASE("text: styles nest, and vanish where they are off") {
    CHECK(on.bold("a" + on.bold("b") + "c") == "\x1b[1ma\x1b[1mb\x1b[22m\x1b[1mc\x1b[22m");
    CHECK(off.bold(off.red("a")) == "a");
    CHECK(on.green("") == "");
    CHECK_FALSE(style_for(-1).enabled);
}

TEST_CASE("text: truncating and padding count columns") {
    CHECK(mlcore::terminal::truncate("abcdef", 6) == "abcdef");
    CHECK(mlcore::terminal::truncate("abcdef", 4) == "abc…");
    CHECK(mlcore::terminal::truncate("漢字漢", 4) == "漢…");
    CHECK(mlcore::terminal::truncate("abc", 0).empty());
    CHECK(plain(mlcore::terminal::truncate(on.red("abcdef"), 3)) == "ab…");
    CHECK(mlcore::terminal::truncate(on.red("abcdef"), 3).ends_with("\x1b[0m"));
    CHECK(pad("ab", 4) == "ab  ");
    CHECK(pad("漢", 4) == "漢  ");
    CHECK(pad_left("ab", 4) == "  ab");
    CHECK(pad("abcdef", 3) == "ab…");
}

TEST_CASE("text: what could do harm is written out") {
    CHECK(escape("\x1b[31mred\x1b]0;title\a") == "\\x1b[31mred\\x1b]0;title\\x07");
    CHECK(escape("a\r\nb\tc") == "a\\x0d\\nb\\tc");
    CHECK(escape("\u009b31m") == "\\x9b31m"); // CSI as one character
    CHECK(escape("\x9b"
                 "31m") == "\\x9b31m"); // and as a byte that is not UTF-8
    CHECK(escape("\u202eabc\u2066") == "\\u202eabc\\u2066");
    CHECK(escape("a\u200bb\ufeff") == "a\\u200bb\\ufeff");
    CHECK(escape("\xff\x7f") == "\\xff\\x7f");
    CHECK(escape(std::string("a\0b", 3)) == "a\\x00b");
    CHECK(escape("Grüße, 漢字, ŷ e\u0301 🙂") == "Grüße, 漢字, ŷ e\u0301 🙂");
    CHECK(escape("a\tb\r\nab\tc\n\x1b", Keep::lines) == "a   b\nab  c\n\\x1b");
    CHECK(escape("a\rb", Keep::lines) == "a\\x0db");
    for (int byte = 0; byte < 256; ++byte) {
        const std::string safe = escape(std::string(1, static_cast<char>(byte)));
        CHECK(display_width(safe) == static_cast<int>(safe.size()));
        CHECK(escape(safe) == safe);
    }
}
