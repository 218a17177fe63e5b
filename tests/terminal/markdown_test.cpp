#include "terminal/markdown.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace mlcore::terminal;

namespace {
const Style off{false};
const Style on{true};

std::string shown(const std::string& markdown, int width = 80, bool unfold = false) {
    return render_markdown(markdown, width, off, unfold);
}

std::string lesson() {
    const std::filesystem::path source = __FILE__;
    std::ifstream stream(source.parent_path() / "../../exercises/foundations/vectors/lesson.md");
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}
} // namespace

TEST_CASE("markdown: headings, paragraphs, rules") {
    CHECK(
        shown(
            "# Title\n\nSome *plain* **text**\nin two lines.\n\n## Part\n\nMore.\n\n### Small\n") ==
        "Title\n═════\nSome plain text in two lines.\n\nPart\n────\nMore.\n\nSmall\n");
    CHECK(shown("a\n\n---\n\nb", 10) == "a\n\n──────────\n\nb\n");
    CHECK(shown("one  \ntwo") == "one\ntwo\n");
    CHECK(shown("one two three four", 10) == "one two\nthree four\n");
    CHECK(shown("") == "");
}

TEST_CASE("markdown: lists nest and their text hangs") {
    CHECK(shown("- one\n- two words\n  - inner\n- three\n") ==
          "• one\n• two words\n  • inner\n• three\n");
    CHECK(shown("9. nine\n10. ten\n") == " 9. nine\n10. ten\n");
    CHECK(shown("- a b c d\n", 10) == "• a b c d\n");
    CHECK(shown("- aaa bbb ccc\n", 10) == "• aaa bbb\n  ccc\n");
    CHECK(shown("- a\n\n- b\n") == "• a\n\n• b\n");
    CHECK(shown("- [x] done\n- [ ] open\n") == "☑ done\n☐ open\n");
    CHECK(shown("1. a\n\n   second paragraph\n") == "1. a\n\n   second paragraph\n");
}

TEST_CASE("markdown: tables fit the width") {
    const std::string table = "| a | value |\n|---|---:|\n| one | 1 |\n| three | 12 |\n";
    CHECK(shown(table) == "a      value\n─────  ─────\none        1\nthree     12\n");
    const std::string wide =
        "| name | text |\n|---|---|\n| x | one two three four five |\n| y | six |\n";
    CHECK(shown(wide, 20) ==
          "name  text\n────  ──────────────\nx     one two three\n      four five\n\ny     six\n");
    for (int width = 10; width < 60; ++width)
        for (const std::string& line : split_lines(shown(wide, width))) {
            CAPTURE(width);
            CHECK(display_width(line) <= width);
        }
    CHECK(shown("| $a_i$ | `b` |\n|:-:|---|\n| 1 | 2 |\n") == "aᵢ  `b`\n──  ───\n1   2\n");
}

TEST_CASE("markdown: code keeps its lines, C++ gets colours where colours are on") {
    const std::string code = "```cpp\nfor (int i = 0;\n     i < n; ++i) // x\n```\n";
    CHECK(shown(code) == "    for (int i = 0;\n         i < n; ++i) // x\n");
    const std::string coloured = render_markdown(code, 80, on);
    CHECK(plain(coloured) == shown(code));
    CHECK(coloured.find(on.blue("for")) != std::string::npos);
    CHECK(coloured.find(on.dim("// x")) != std::string::npos);
    CHECK(shown("use `x <y>` now") == "use `x <y>` now\n");
    CHECK(plain(render_markdown("use `x` now", 80, on)) == "use x now\n");
}

TEST_CASE("markdown: formulas in the text and on lines of their own") {
    CHECK(shown("the norm $\\lVert a \\rVert_2$ of $a$") == "the norm ‖a‖₂ of a\n");
    CHECK(shown("so\n\n$$a = \\frac{b}{c}$$\n\nthen") == "so\n\n    a = b/c\n\nthen\n");
    CHECK(shown("so $$a = b$$ then") == "so\n\n    a = b\n\nthen\n");
    CHECK(shown("$$\n\\begin{aligned}\na &= b \\\\\ncc &= d\n\\end{aligned}\n$$") ==
          "     a = b\n    cc = d\n");
    CHECK(shown("```math\nx_i\n```") == "    xᵢ\n");
    CHECK(shown("it costs $5 and no more") == "it costs $5 and no more\n");
}

TEST_CASE("markdown: links show where they lead, quotes a bar") {
    CHECK(shown("[the book](https://a.example/b)") == "the book (https://a.example/b)\n");
    CHECK(shown("<https://a.example/b>") == "https://a.example/b\n");
    CHECK(shown("![a plot](p.png)") == "[picture: a plot] (p.png)\n");
    CHECK(shown("> said\n> so\n>\n> twice\n") == "│ said so\n│\n│ twice\n");
    CHECK(shown("a &lt; b &amp; c &#955; &unknown;") == "a < b & c λ &unknown;\n");
}

TEST_CASE("markdown: answers are folded until asked for") {
    const std::string fold =
        "<details><summary>Why $x$?</summary>\n\nBecause **so**.\n</details>\n\nafter\n";
    CHECK(shown(fold) == "▸ Why x?\n\nafter\n");
    CHECK(shown(fold, 80, true) == "▾ Why x?\n    Because so.\n\nafter\n");
    CHECK(has_folds(fold));
    CHECK_FALSE(has_folds("# no\n"));
    const std::string one_line = "<details><summary>Q</summary>A</details>\n\nafter\n";
    CHECK(shown(one_line) == "▸ Q\n\nafter\n");
    CHECK(shown(one_line, 80, true) == "▾ Q\n    A\n\nafter\n");
    const std::string tight = "<details><summary>Q</summary>\n\nanswer.</details>\n\nafter\n";
    CHECK(shown(tight) == "▸ Q\n\nafter\n");
    const std::string nested =
        "<details><summary>Q</summary>\n\none\n\n<details><summary>R</summary>\n\ntwo\n\n"
        "</details>\n\n</details>\n\nafter\n";
    CHECK(shown(nested, 80, true) == "▾ Q\n    one\n\n    ▾ R\n        two\n\nafter\n");
    CHECK(shown("<details><summary>never closed</summary>\n\nhidden\n") == "▸ never closed\n");
    CHECK(shown("<!-- a comment -->\n\n<b>bold</b> text<br>next") == "bold text\nnext\n");
}

TEST_CASE("markdown: a hostile lesson cannot reach the terminal") {
    const std::string hostile =
        shown("a \x1b[2J \u009b1m \u202e &#27;[2J &#x9b; `\x1b]0;x\a` $\x1b[1m$\n");
    for (const char byte : hostile)
        CHECK((byte == '\n' || static_cast<unsigned char>(byte) >= 0x20));
    CHECK(hostile.find("\u009b") == std::string::npos);
    CHECK(hostile.find("\u202e") == std::string::npos);
    CHECK(hostile.find("\\x1b[2J") != std::string::npos);
}

TEST_CASE("markdown: the lesson on vectors fits every window") {
    const std::string source = lesson();
    REQUIRE(source.size() > 1000);
    for (const int width : {30, 40, 60, 79, 80, 120})
        for (const bool unfold : {false, true})
            for (const Style& style : {on, off})
                for (const std::string& line :
                     split_lines(render_markdown(source, width, style, unfold))) {
                    CAPTURE(width);
                    CAPTURE(line);
                    CHECK(display_width(line) <= width);
                }
    const std::string text = shown(source);
    CHECK(
        text.find("    a · b = Σᵢ₌₁ⁿ aᵢ bᵢ    ‖a‖ = √(a · a)    cos(a, b) = a · b / (‖a‖ ‖b‖)\n") !=
        std::string::npos);
    CHECK(text.find("▸ Why does doubling a") != std::string::npos);
    CHECK(text.find("The 2 comes out of the sum") == std::string::npos);
    CHECK(shown(source, 80, true).find("The 2 comes out of the sum") != std::string::npos);
    CHECK(text.find('$') == std::string::npos);
    CHECK(text.find("**") == std::string::npos);
    CHECK(text.find("</") == std::string::npos);
}
