#include "terminal/keys.hpp"
#include "terminal/pager.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace mlcore::terminal;
using Kind = Key::Kind;

namespace {
std::vector<Key> all(KeyReader& reader, bool all_here) {
    std::vector<Key> keys;
    while (auto key = reader.next(all_here)) keys.push_back(*key);
    return keys;
}
std::vector<Key> of(std::string_view bytes, bool all_here = true) {
    KeyReader reader;
    reader.feed(bytes);
    return all(reader, all_here);
}
Key character(char32_t code) { return {Kind::character, code}; }
Key special(Kind kind) { return {kind, 0}; }
} // namespace

TEST_CASE("keys: letters, arrows and their kin") {
    CHECK(of("hé漢?") ==
          std::vector{character('h'), character(U'é'), character(U'漢'), character('?')});
    CHECK(of("\x1b[A\x1b[B\x1b[C\x1b[D") == std::vector{special(Kind::up), special(Kind::down),
                                                        special(Kind::right), special(Kind::left)});
    CHECK(of("\x1bOA\x1bOB") == std::vector{special(Kind::up), special(Kind::down)});
    CHECK(of("\x1b[1;5A") == std::vector{special(Kind::up)});
    CHECK(of("\x1b[5~\x1b[6~\x1b[1~\x1b[4~\x1b[H\x1b[F") ==
          std::vector{special(Kind::page_up), special(Kind::page_down), special(Kind::home),
                      special(Kind::end), special(Kind::home), special(Kind::end)});
    CHECK(of("\r\n\t\x7f") == std::vector{special(Kind::enter), special(Kind::enter),
                                          special(Kind::tab), special(Kind::backspace)});
    CHECK(of("\x03\x1a") == std::vector{Key{Kind::control, 'c'}, Key{Kind::control, 'z'}});
    CHECK(of("\x1b") == std::vector{special(Kind::escape)});
    CHECK(of("\x1bq") == std::vector{special(Kind::unknown)}); // Alt-q does not quit
    CHECK(of("\x1b[15~x") == std::vector{special(Kind::unknown), character('x')});
    CHECK(of("\xff"
             "a") == std::vector{special(Kind::unknown), character('a')});
    CHECK(of("\x1b\x1b[A") == std::vector{special(Kind::escape), special(Kind::up)});
}

TEST_CASE("keys: a sequence may arrive byte by byte") {
    KeyReader reader;
    for (const char byte : std::string_view("\x1b[6")) {
        reader.feed({&byte, 1});
        CHECK(all(reader, false).empty());
    }
    reader.feed("~");
    CHECK(all(reader, false) == std::vector{special(Kind::page_down)});
    reader.feed("\xE6\xBC");
    CHECK(all(reader, false).empty());
    reader.feed("\xA2");
    CHECK(all(reader, false) == std::vector{character(U'漢')});
    reader.feed("\x1b[");
    CHECK(all(reader, true) == std::vector{special(Kind::unknown)});
    CHECK_FALSE(reader.waiting());
}

TEST_CASE("keys: pasted code presses nothing") {
    CHECK(of("\x1b[200~quit q n\x1b[201~h") == std::vector{special(Kind::unknown), character('h')});
    KeyReader reader;
    reader.feed("\x1b[200~q");
    CHECK(all(reader, false).empty());
    reader.feed(std::string(100, 'q'));
    CHECK(all(reader, false).empty());
    reader.feed("\x1b[2");
    CHECK(all(reader, false).empty());
    reader.feed("01~x");
    CHECK(all(reader, false) == std::vector{special(Kind::unknown), character('x')});
}

TEST_CASE("keys: names for notices") {
    CHECK(name_of(character('x')) == "'x'");
    CHECK(name_of(Key{Kind::control, 'g'}) == "Ctrl-G");
    CHECK(name_of(special(Kind::unknown)) == "this key");
}

TEST_CASE("pager: moves and stops at the ends") {
    Pager pager(
        "title",
        [](int width, bool unfold) {
            std::string text = "width " + std::to_string(width) + "\n";
            for (int i = 1; i < (unfold ? 60 : 30); ++i) text += "line " + std::to_string(i) + "\n";
            return text;
        },
        true);
    const Style off{false};
    const Size size{80, 24};
    const auto top = [&] { return pager.frame(size, off, "")[2]; };
    CHECK(top() == "width 80");
    CHECK(pager.frame(size, off, "").size() == 24);
    CHECK(pager.press(special(Kind::up)) == Pager::Outcome::stays);
    CHECK(top() == "width 80");
    pager.press(special(Kind::down));
    CHECK(top() == "line 1");
    pager.press(character(' '));
    CHECK(top() == "line 10"); // the end: 30 lines, 20 rows
    pager.press(character('b'));
    CHECK(top() == "width 80");
    pager.press(character('u'));
    pager.frame(size, off, "");
    pager.press(character('G'));
    CHECK(top() == "line 40");
    pager.press(character('g'));
    CHECK(top() == "width 80");
    CHECK(pager.press(character('x')) == Pager::Outcome::ignored);
    CHECK(pager.press(character('q')) == Pager::Outcome::closed);
    CHECK(pager.press(special(Kind::escape)) == Pager::Outcome::closed);
    pager.press(character('G'));
    CHECK(pager.frame({40, 100}, off, "")[2] == "width 40"); // all of it fits now
}
