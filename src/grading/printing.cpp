// Values as a verdict shows them (declared in comparison.hpp).
#include "comparison.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mlcore::grading {
namespace {

using Kind = Value::Kind;

struct Style {
    int digits = 6;
    bool always_shape = false;
    std::size_t first = 0; // arrays are shown from this entry on
};

// Values from a hostile program may be nested without end.
constexpr int deepest = 12;

std::string number_text(double x, int digits) {
    if (std::isnan(x)) return "NaN";
    return fmt::format("{:.{}g}", x, digits);
}

std::string array_text(const Value& array, std::size_t width, const Style& style) {
    const bool integers = array.kind == Kind::integers;
    const std::size_t size = integers ? array.integers.size() : array.reals.size();
    const std::size_t rank = array.shape.size();
    const std::size_t columns =
        rank == 2 && array.shape[1] > 0 ? static_cast<std::size_t>(array.shape[1]) : 0;
    std::string shape = rank == 1 ? describe(array).substr(9) // "array of 3 entries"
                                  : fmt::format("{} array", fmt::join(array.shape, "×"));

    const std::size_t first = style.first < size ? style.first : 0;
    std::string body = first > 0 ? "… " : "";
    bool is_cut = first > 0;
    for (std::size_t i = first; i < size; ++i) {
        const std::string entry = integers ? std::to_string(array.integers[i])
                                           : number_text(array.reals[i], style.digits);
        const bool new_row = columns > 0 && i % columns == 0;
        if (i > first) body += new_row ? "; " : " ";
        // The last entry may take the place of the "…" that it makes unnecessary.
        if (i > first && character_count(body) + entry.size() + (i + 1 < size ? 4 : 2) > width) {
            body += "…";
            is_cut = true;
            break;
        }
        body += entry;
    }
    const bool say_shape = is_cut || rank > 2 || (size == 0 && rank > 1) || style.always_shape;
    return (say_shape ? shape + " [" : "[") + body + "]";
}

std::string value_text(const Value& value, std::size_t width, const Style& style, int depth);

std::string members_text(const Value& value, std::size_t width, const Style& style, int depth) {
    const bool record = value.kind == Kind::record;
    const std::string open = record ? "{" : "[", close = record ? "}" : "]";
    const auto text = [&](const Member& member, std::size_t share) {
        return (record ? escape_controls(member.name) + ": " : "") +
               value_text(member.value, share, style, depth + 1);
    };
    // Where the whole is too long, each member gets an equal share, so that a long first one does
    // not hide the others.
    const std::size_t most = std::max<std::size_t>(1, width / 8);
    const std::size_t shown = std::min(value.members.size(), most);
    std::vector<std::string> whole;
    std::size_t length = 2;
    for (std::size_t i = 0; i < shown; ++i) {
        whole.push_back(text(value.members[i], width));
        length += character_count(whole.back()) + 2;
    }
    if (length > width)
        for (std::size_t i = 0; i < shown; ++i)
            whole[i] = text(value.members[i], std::max<std::size_t>(width / shown, 12));
    std::string body = fmt::format("{}", fmt::join(whole, ", "));
    if (shown < value.members.size()) body += fmt::format(", … {} in all", value.members.size());
    return open + body + close;
}

std::string value_text(const Value& value, std::size_t width, const Style& style, int depth) {
    if (depth > deepest) return "…";
    switch (value.kind) {
    case Kind::none:
        return "no answer";
    case Kind::boolean:
        if (value.integers.size() != 1) break;
        return value.integers[0] != 0 ? "true" : "false";
    case Kind::integer:
        if (value.integers.size() != 1) break;
        return std::to_string(value.integers[0]);
    case Kind::real:
        if (value.reals.size() != 1) break;
        return number_text(value.reals[0], style.digits);
    case Kind::text:
        return "\"" + cut(escape_controls(value.text), width) + "\"";
    case Kind::integers:
    case Kind::reals:
        return array_text(value, width, style);
    case Kind::record:
    case Kind::list:
        return members_text(value, width, style, depth);
    case Kind::error:
        return escape_controls(value.type) +
               (value.text.empty()
                    ? ""
                    : ": " + cut(escape_controls(value.text), std::max<std::size_t>(width, 20)));
    }
    return "malformed value";
}

template <class T>
std::size_t first_difference(const std::vector<T>& a, const std::vector<T>& b) {
    const auto same = [](T x, T y) { return x == y || (x != x && y != y); };
    return static_cast<std::size_t>(
        std::mismatch(a.begin(), a.end(), b.begin(), b.end(), same).first - a.begin());
}

} // namespace

std::string to_text(const Value& value, std::size_t width) {
    return value_text(value, width, {}, 0);
}

std::pair<std::string, std::string> to_text_pair(const Value& expected, const Value& got,
                                                 std::size_t width) {
    const auto with = [&](const Style& style) {
        return std::pair{value_text(expected, width, style, 0), value_text(got, width, style, 0)};
    };
    const auto plain = with({});
    if (plain.first != plain.second || expected == got) return plain;
    for (const int digits : {9, 12, 17})
        if (const auto texts = with({.digits = digits}); texts.first != texts.second) return texts;
    if (expected.kind != got.kind || expected.shape != got.shape)
        return with({.always_shape = true});
    if (expected.is_array()) { // what differs was cut off
        const std::size_t at = expected.kind == Kind::integers
                                   ? first_difference(expected.integers, got.integers)
                                   : first_difference(expected.reals, got.reals);
        for (const int digits : {6, 9, 12, 17})
            if (const auto texts = with({.digits = digits, .first = at});
                texts.first != texts.second)
                return texts;
    }
    for (std::size_t i = 0; i < std::min(expected.members.size(), got.members.size()); ++i) {
        const Member& member = expected.members[i];
        if (member.value == got.members[i].value) continue;
        auto [inner_expected, inner_got] = to_text_pair(member.value, got.members[i].value, width);
        if (inner_expected == inner_got) continue;
        const std::string name = expected.kind == Kind::record ? escape_controls(member.name)
                                                               : "[" + std::to_string(i) + "]";
        return {"{… " + name + ": " + inner_expected + " …}",
                "{… " + name + ": " + inner_got + " …}"};
    }
    return plain;
}

} // namespace mlcore::grading
