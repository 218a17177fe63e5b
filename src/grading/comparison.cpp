#include "comparison.hpp"

#include <fmt/format.h>

#include <cmath>

namespace mlcore::grading {
namespace {

using Kind = Value::Kind;

std::string index_text(const std::vector<std::int64_t>& shape, std::size_t flat) {
    std::vector<std::string> coordinates(shape.size());
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        const auto extent = static_cast<std::size_t>(shape[axis]);
        coordinates[axis] = std::to_string(flat % extent);
        flat /= extent;
    }
    return fmt::format("({})", fmt::join(coordinates, ", "));
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
    if (shape.size() == 1) return shape[0] == 1 ? "1 entry" : std::to_string(shape[0]) + " entries";
    return fmt::format("{}", fmt::join(shape, "×"));
}

// A value decoded from somebody else's bytes may claim a kind without the data of that kind.
bool well_formed(const Value& value) {
    switch (value.kind) {
    case Kind::boolean:
    case Kind::integer:
        return value.integers.size() == 1;
    case Kind::real:
        return value.reals.size() == 1;
    default:
        return true;
    }
}

struct Comparison {
    const Tolerance& tolerance;
    bool same_nan; // NaN agrees with NaN

    Difference differ(Difference::Kind kind, const std::string& path, std::string detail) const {
        Difference difference;
        difference.kind = kind;
        difference.index = path;
        difference.detail = std::move(detail);
        return difference;
    }

    std::optional<Difference> entry(double expected, double got) const {
        if (agrees(expected, got, tolerance)) return {};
        if (same_nan && std::isnan(expected) && std::isnan(got)) return {};
        Difference difference;
        difference.kind = std::isnan(got) || std::isnan(expected) ? Difference::Kind::not_a_number
                                                                  : Difference::Kind::value;
        difference.expected = expected;
        difference.got = got;
        return difference;
    }

    static std::optional<Difference> entry(std::int64_t expected, std::int64_t got) {
        if (expected == got) return {};
        Difference difference;
        difference.expected = static_cast<double>(expected);
        difference.got = static_cast<double>(got);
        return difference;
    }

    template <class T>
    std::optional<Difference> entries(const std::vector<std::int64_t>& shape,
                                      const std::vector<T>& expected, const std::vector<T>& got,
                                      const std::string& path) const {
        if (expected.size() != got.size())
            return differ(
                Difference::Kind::shape, path,
                fmt::format("{} numbers where {} are expected", got.size(), expected.size()));
        for (std::size_t i = 0; i < expected.size(); ++i)
            if (auto difference = entry(expected[i], got[i])) {
                difference->index = path + (shape.empty() ? "" : index_text(shape, i));
                return difference;
            }
        return {};
    }

    std::optional<Difference> members(const Value& expected, const Value& got,
                                      const std::string& path) const {
        const bool list = expected.kind == Kind::list;
        if (expected.members.size() != got.members.size())
            return differ(list ? Difference::Kind::shape : Difference::Kind::kind, path,
                          list ? fmt::format("{} items where {} are expected", got.members.size(),
                                             expected.members.size())
                               : describe(got) + " where " + describe(expected) + " is expected");
        for (std::size_t i = 0; i < expected.members.size(); ++i) {
            const Member& member = expected.members[i];
            if (member.name != got.members[i].name)
                return differ(Difference::Kind::kind, path,
                              describe(got) + " where " + describe(expected) + " is expected");
            const std::string inner = list           ? path + "[" + std::to_string(i) + "]"
                                      : path.empty() ? member.name
                                                     : path + "." + member.name;
            if (auto difference = values(member.value, got.members[i].value, inner))
                return difference;
        }
        return {};
    }

    std::optional<Difference> values(const Value& expected, const Value& got,
                                     const std::string& path) const {
        if (expected.is_error()) {
            if (!got.is_error()) return differ(Difference::Kind::missing_error, path, "");
            if (expected.type == got.type) return {};
            return differ(Difference::Kind::wrong_error, path, "");
        }
        if (got.is_error()) return differ(Difference::Kind::unexpected_error, path, "");
        if (expected.kind != got.kind || !well_formed(got) || !well_formed(expected))
            return differ(Difference::Kind::kind, path,
                          describe(got) + " where " + describe(expected) + " is expected");
        switch (expected.kind) {
        case Kind::none:
        case Kind::error:
            return {};
        case Kind::boolean:
        case Kind::integer:
            return entries({}, expected.integers, got.integers, path);
        case Kind::real:
            return entries({}, expected.reals, got.reals, path);
        case Kind::text:
            if (expected.text == got.text) return {};
            return differ(Difference::Kind::value, path, "");
        case Kind::integers:
        case Kind::reals:
            break;
        case Kind::record:
        case Kind::list:
            return members(expected, got, path);
        }
        if (expected.shape != got.shape)
            return differ(
                Difference::Kind::shape, path,
                fmt::format("{} where {} {} expected", shape_text(got.shape),
                            shape_text(expected.shape),
                            expected.shape.size() == 1 && expected.shape[0] != 1 ? "are" : "is"));
        return expected.kind == Kind::integers
                   ? entries(expected.shape, expected.integers, got.integers, path)
                   : entries(expected.shape, expected.reals, got.reals, path);
    }
};

} // namespace

bool agrees(double expected, double got, const Tolerance& tolerance) {
    if (expected == got) return true; // also equal infinities, and -0 with 0
    if (!std::isfinite(expected) || !std::isfinite(got)) return false;
    return std::abs(got - expected) <= tolerance.absolute + tolerance.relative * std::abs(expected);
}

std::optional<Difference> compare(const Value& expected, const Value& got,
                                  const Tolerance& tolerance) {
    return Comparison{tolerance, false}.values(expected, got, "");
}

bool same_answer(const Value& a, const Value& b, const Tolerance& tolerance) {
    return !Comparison{tolerance, true}.values(a, b, "");
}

std::string to_text(const Tolerance& tolerance) {
    if (tolerance.relative == 0 && tolerance.absolute == 0) return "exactly";
    if (tolerance.relative == 0) return fmt::format("within {:g} absolute", tolerance.absolute);
    if (tolerance.absolute == 0 || tolerance.absolute == tolerance.relative)
        return fmt::format("within {:g} relative", tolerance.relative);
    return fmt::format("within {:g} relative + {:g} absolute", tolerance.relative,
                       tolerance.absolute);
}

} // namespace mlcore::grading
