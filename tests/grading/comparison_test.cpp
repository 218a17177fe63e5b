#include "grading/text.hpp"
#include "task_for_tests.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace mlcore;
using namespace mlcore::test;
using grading::compare;
using grading::Difference;
using grading::to_text;
using grading::to_text_pair;
using grading::Tolerance;

namespace {
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
const Tolerance loose{0.1, 0, ""}, exact{0, 0, ""}, near_zero{0, 0.1, ""}, both{0.1, 0.1, ""};

Value list(std::vector<Value> items) {
    Value result = Value::list();
    for (Value& item : items) result.members.push_back({"", std::move(item)});
    return result;
}
} // namespace

TEST_CASE("comparison: the tolerance is absolute + relative·|expected|") {
    CHECK_FALSE(compare(real(10), real(11), loose));
    CHECK(compare(real(10), real(11.01), loose));
    CHECK_FALSE(compare(real(-10), real(-9), loose));
    CHECK(compare(real(0), real(1e-300), loose));
    CHECK_FALSE(compare(real(0), real(-0.1), near_zero));
    CHECK(compare(real(0), real(-0.11), near_zero));
    CHECK_FALSE(compare(real(10), real(11.1), both));
    CHECK(compare(real(10), real(11.11), both));
    // Relative to the expected value, not to the given one.
    CHECK(compare(real(1), real(1.105), loose));
    CHECK(compare(real(1), real(std::nextafter(1.0, 2.0)), exact));
    CHECK_FALSE(compare(real(0.0), real(-0.0), exact));
}

TEST_CASE("comparison: NaN and infinity") {
    CHECK(compare(real(1), real(not_a_number), both)->kind == Difference::Kind::not_a_number);
    CHECK(compare(real(not_a_number), real(not_a_number), both)->kind ==
          Difference::Kind::not_a_number);
    CHECK(compare(real(not_a_number), real(1), both));
    CHECK_FALSE(compare(real(infinity), real(infinity), exact));
    CHECK(compare(real(infinity), real(-infinity), both)->kind == Difference::Kind::value);
    CHECK(compare(real(infinity), real(1e308), both));
    CHECK(compare(real(1e308), real(infinity), both));
    CHECK(compare(real(-1.7e308), real(1.7e308), both)); // the difference overflows
    CHECK(grading::same_answer(real(not_a_number), real(not_a_number), exact));
    CHECK_FALSE(grading::same_answer(real(not_a_number), real(1), both));
    CHECK(grading::same_answer(row({1, not_a_number}), row({1, not_a_number}), exact));
    CHECK_FALSE(grading::same_answer(row({1, not_a_number}), row({not_a_number, 1}), exact));
}

TEST_CASE("comparison: kinds and shapes") {
    CHECK(compare(real(1), integer(1), both)->kind == Difference::Kind::kind);
    CHECK(compare(integer(1), Value::boolean(true), both)->kind == Difference::Kind::kind);
    CHECK(compare(integer(10), integer(11), both)->kind == Difference::Kind::value);
    CHECK(compare(row({1}), real(1), both)->kind == Difference::Kind::kind);
    CHECK(compare(real(1), Value{}, both)->kind == Difference::Kind::kind);
    const auto shape = compare(table(2, 3, Reals(6)), table(3, 2, Reals(6)), both);
    REQUIRE(shape);
    CHECK(shape->kind == Difference::Kind::shape);
    CHECK(shape->detail == "3×2 where 2×3 is expected");
    CHECK(compare(row(Reals(4)), row(Reals(5)), both)->detail ==
          "5 entries where 4 entries are expected");
    CHECK_FALSE(compare(table(0, 3, {}), table(0, 3, {}), exact));
    CHECK(compare(table(0, 3, {}), table(3, 0, {}), exact));
    CHECK(compare(Value::of_text("a"), Value::of_text("b"), both));
    CHECK_FALSE(compare(Value::of_text("a"), Value::of_text("a"), exact));
}

TEST_CASE("comparison: errors agree by type") {
    const Value shape = Value::error("ShapeError", "dot: 2 and 3");
    CHECK_FALSE(compare(shape, Value::error("ShapeError", "something else"), exact));
    CHECK(compare(shape, Value::error("std::runtime_error", "dot: 2 and 3"), exact)->kind ==
          Difference::Kind::wrong_error);
    CHECK(compare(shape, real(0), exact)->kind == Difference::Kind::missing_error);
    CHECK(compare(real(0), shape, exact)->kind == Difference::Kind::unexpected_error);
}

TEST_CASE("comparison: the index of the first difference") {
    CHECK(compare(real(1), real(2), exact)->index.empty());
    CHECK(compare(row({1, 2, 3, 4}), row({1, 2, 3, 5}), exact)->index == "(3)");
    const auto entry =
        compare(table(2, 3, {1, 2, 3, 4, 5, 6}), table(2, 3, {1, 2, 3, 4, 5, 7}), exact);
    CHECK(entry->index == "(1, 2)");
    CHECK(entry->expected == 6);
    CHECK(entry->got == 7);
    CHECK(compare(Value::array({2, 2, 2}, Reals{0, 0, 0, 0, 0, 0, 0, 0}),
                  Value::array({2, 2, 2}, Reals{0, 0, 0, 0, 0, 1, 0, 1}), exact)
              ->index == "(1, 0, 1)");
    CHECK(compare(fields({{"coefficients", row({1, 2})}, {"intercept", real(0)}}),
                  fields({{"coefficients", row({9, 2})}, {"intercept", real(1)}}), exact)
              ->index == "coefficients(0)");
    CHECK(compare(list({real(1), fields({{"left", row({1})}})}),
                  list({real(1), fields({{"left", row({2})}})}), exact)
              ->index == "[1].left(0)");
    CHECK(compare(fields({{"tree", fields({{"nodes", list({integer(3)})}})}}),
                  fields({{"tree", fields({{"nodes", list({integer(4)})}})}}), exact)
              ->index == "tree.nodes[0]");
    CHECK(compare(list({real(1)}), list({real(1), real(2)}), exact)->kind ==
          Difference::Kind::shape);
    CHECK(compare(fields({{"a", real(1)}}), fields({{"b", real(1)}}), exact)->kind ==
          Difference::Kind::kind);
}

TEST_CASE("comparison: a malformed value is wrong, not a crash") {
    Value bare;
    for (const auto kind : {Value::Kind::real, Value::Kind::integer, Value::Kind::boolean}) {
        bare.kind = kind;
        Value whole = kind == Value::Kind::real      ? real(1)
                      : kind == Value::Kind::integer ? integer(1)
                                                     : Value::boolean(true);
        CHECK(compare(whole, bare, both)->kind == Difference::Kind::kind);
        CHECK(to_text(bare) == "malformed value");
    }
    Value hollow = table(2, 2, Reals(4));
    hollow.reals.resize(1);
    CHECK(compare(table(2, 2, Reals(4)), hollow, both)->kind == Difference::Kind::shape);
    CHECK(to_text(hollow) == "[0]");
    Value deep = Value::list();
    for (int i = 0; i < 100; ++i) deep = list({deep});
    CHECK(to_text(deep).size() < 100);
}

TEST_CASE("comparison: values as text") {
    CHECK(to_text(table(2, 2, {1, 2, 3, 4})) == "[1 2; 3 4]");
    CHECK(to_text(row({1, 2.5, -3})) == "[1 2.5 -3]");
    CHECK(to_text(label_row({1, 2, 3})) == "[1 2 3]");
    CHECK(to_text(row({})) == "[]");
    CHECK(to_text(table(0, 3, {})) == "0×3 array []");
    CHECK(to_text(real(1.0 / 3)) == "0.333333");
    CHECK(to_text(real(-0.0)) == "-0");
    CHECK(to_text(row({not_a_number, infinity, -infinity})) == "[NaN inf -inf]");
    CHECK(to_text(Value::boolean(true)) == "true");
    CHECK(to_text(Value{}) == "no answer");
    CHECK(to_text(Value::array({2, 1, 2}, Reals{1, 2, 3, 4})) == "2×1×2 array [1 2 3 4]");
    CHECK(to_text(fields({{"coefficients", row({1, 2})}, {"intercept", real(0.5)}})) ==
          "{coefficients: [1 2], intercept: 0.5}");
    CHECK(to_text(list({real(1), Value::of_text("two")})) == "[1, \"two\"]");
    CHECK(to_text(Value::error("ShapeError", "dot: 2 and 3")) == "ShapeError: dot: 2 and 3");
    // Long values are cut, and say how long they are.
    CHECK(to_text(row(Reals(1000, 1.5)), 20) == "1000 entries [1.5 1.5 1.5 1.5 …]");
    CHECK(to_text(table(50, 2, Reals(100, 1)), 12) == "50×2 array [1 1; 1 1; …]");
    const std::string both_fields =
        to_text(fields({{"coefficients", row(Reals(100, 1))}, {"intercept", real(0.5)}}), 60);
    CHECK(both_fields.find("intercept: 0.5") != std::string::npos);
    for (const std::size_t width : {20U, 40U, 60U, 100U})
        CHECK(grading::character_count(to_text(row(Reals(1000, -1.23456e-5)), width)) <=
              width + 20);
}

TEST_CASE("comparison: a pair that differs looks different") {
    const auto differ = [](const Value& a, const Value& b) {
        const std::pair<std::string, std::string> texts = to_text_pair(a, b, 40);
        CAPTURE(texts.first);
        CHECK(texts.first != texts.second);
        return texts.first + " | " + texts.second;
    };
    CHECK(differ(real(1), real(2)) == "1 | 2");
    CHECK(differ(real(1), real(1.0000001)) == "1 | 1.0000001");
    differ(real(1), real(std::nextafter(1.0, 2.0)));
    differ(real(0.1), real(std::nextafter(0.1, 1.0)));
    CHECK(differ(row({1, 2}), table(1, 2, {1, 2})) == "2 entries [1 2] | 1×2 array [1 2]");
    CHECK(differ(row({1, 2}), label_row({1, 2})) == "2 entries [1 2] | 2 integers [1 2]");
    Reals long_row(500, 1), other = long_row;
    other[400] = 2;
    const auto [expected, got] = to_text_pair(row(long_row), row(other), 20);
    CHECK(expected == "500 entries [… 1 1 1 1 1 1 1 …]");
    CHECK(got == "500 entries [… 2 1 1 1 1 1 1 …]");
    other[400] = 1 + 1e-9;
    differ(row(long_row), row(other));
    differ(fields({{"w", row(long_row)}, {"b", real(1)}}),
           fields({{"w", row(other)}, {"b", real(1)}}));
    const auto [same, again] = to_text_pair(row(long_row), row(long_row), 40);
    CHECK(same == again);

    Random random(11);
    for (int trial = 0; trial < 200; ++trial) { // seed 11
        const Shape shape{1 + random.index(40), 1 + random.index(5)};
        const Value a = random_reals(random, shape);
        Value b = a;
        double& entry = b.reals[static_cast<std::size_t>(random.index(a.size()))];
        entry *= 1 + std::pow(10.0, -static_cast<double>(random.index(15)));
        if (!(a == b)) differ(a, b);
    }
}

TEST_CASE("comparison: tolerances as text") {
    CHECK(to_text(grading::within(1e-9, "")) == "within 1e-09 relative");
    CHECK(to_text(grading::exactly()) == "exactly");
    CHECK(to_text(Tolerance{0, 1e-6, ""}) == "within 1e-06 absolute");
    CHECK(to_text(Tolerance{1e-6, 0, ""}) == "within 1e-06 relative");
    CHECK(to_text(Tolerance{1e-6, 1e-12, ""}) == "within 1e-06 relative + 1e-12 absolute");
}

TEST_CASE("text: nothing steers the terminal") {
    using grading::escape_controls;
    CHECK(escape_controls("plain ✓ μ") == "plain ✓ μ");
    CHECK(escape_controls("\x1b[2J") == "\\x1b[2J");
    CHECK(escape_controls("a\nb\tc\r") == "a\\nb\\tc\\r");
    CHECK(escape_controls("a\nb\tc\r", true) == "a\nb\tc\\r");
    CHECK(escape_controls(std::string("a\0b", 3)) == "a\\x00b");
    CHECK(escape_controls("\x7f") == "\\x7f");
    CHECK(escape_controls("\xc2\x9b"
                          "31m") == "\\x9b31m");                 // the one-character form of ESC [
    CHECK(escape_controls("\x9b") == "\\x9b");                   // not UTF-8
    CHECK(escape_controls("\xe2\x80\xae") == "\\u202e");         // writes from right to left
    CHECK(escape_controls("\xc0\xaf") == "\\xc0\\xaf");          // overlong
    CHECK(escape_controls("\xed\xa0\x80") == "\\xed\\xa0\\x80"); // a surrogate
    CHECK(escape_controls("\xf0\x9f\x98\x80") == "\xf0\x9f\x98\x80");
    CHECK(escape_controls("\xf0\x9f\x98") == "\\xf0\\x9f\\x98"); // cut off
    CHECK(grading::valid_utf8("a\n\xff") == "a\n\\xff");
    CHECK(grading::cut("äöü", 3) == "äöü");
    CHECK(grading::cut("äöüß", 3) == "äö…");
    CHECK(to_text(Value::of_text("\x1b]0;title\a")) == "\"\\x1b]0;title\\x07\"");
    CHECK(to_text(Value::error("\x1b[31m", "\x1b[0m")).find('\x1b') == std::string::npos);
    CHECK(to_text(fields({{"\x1b[31m", real(1)}})).find('\x1b') == std::string::npos);

    Random random(3);
    for (int trial = 0; trial < 300; ++trial) { // seed 3: any bytes become valid, harmless text
        std::string bytes;
        for (int i = 0; i < 20; ++i) bytes += static_cast<char>(random.index(256));
        const std::string safe = escape_controls(bytes);
        CHECK(grading::valid_utf8(safe) == safe);
        CHECK(escape_controls(safe) == safe);
        for (const char c : safe) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
    }
}
