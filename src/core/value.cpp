// Linked into the learner's program too, so nothing heavy is included here: neither Eigen, xtensor
// nor JSON.
#include "mlcore/core/value.hpp"

#include <bit>
#include <stdexcept>
#include <utility>

namespace mlcore {

namespace {

std::string shape_text(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
        text += (axis == 0 ? "" : "×") + std::to_string(shape[axis]);
    return text;
}

void check_shape(const std::vector<std::int64_t>& shape, std::size_t entries) {
    // Divides instead of multiplying, so that no shape can overflow.
    std::size_t left = entries;
    bool fits = true, empty = false;
    for (const std::int64_t extent : shape) {
        if (extent < 0) fits = false;
        if (extent == 0) empty = true;
    }
    if (fits && !empty)
        for (const std::int64_t extent : shape) {
            fits = fits && left % static_cast<std::size_t>(extent) == 0;
            left /= static_cast<std::size_t>(extent);
        }
    if (!fits || (empty ? entries != 0 : left != 1))
        throw std::invalid_argument("array: the shape " + shape_text(shape) + " does not hold " +
                                    std::to_string(entries) + " entries");
}

} // namespace

Value Value::boolean(bool value) {
    Value result;
    result.kind = Kind::boolean;
    result.integers = {value ? 1 : 0};
    return result;
}

Value Value::integer(std::int64_t value) {
    Value result;
    result.kind = Kind::integer;
    result.integers = {value};
    return result;
}

Value Value::real(double value) {
    Value result;
    result.kind = Kind::real;
    result.reals = {value};
    return result;
}

Value Value::of_text(std::string value) {
    Value result;
    result.kind = Kind::text;
    result.text = std::move(value);
    return result;
}

Value Value::array(std::vector<std::int64_t> shape, std::vector<std::int64_t> integers) {
    check_shape(shape, integers.size());
    Value result;
    result.kind = Kind::integers;
    result.shape = std::move(shape);
    result.integers = std::move(integers);
    return result;
}

Value Value::array(std::vector<std::int64_t> shape, std::vector<double> reals) {
    check_shape(shape, reals.size());
    Value result;
    result.kind = Kind::reals;
    result.shape = std::move(shape);
    result.reals = std::move(reals);
    return result;
}

Value Value::record() {
    Value result;
    result.kind = Kind::record;
    return result;
}

Value Value::list() {
    Value result;
    result.kind = Kind::list;
    return result;
}

Value Value::error(std::string type, std::string message) {
    Value result;
    result.kind = Kind::error;
    result.type = std::move(type);
    result.text = std::move(message);
    return result;
}

std::int64_t Value::size() const {
    switch (kind) {
    case Kind::none:
    case Kind::error:
        return 0;
    case Kind::boolean:
    case Kind::integer:
    case Kind::real:
    case Kind::text:
        return 1;
    case Kind::integers:
        return static_cast<std::int64_t>(integers.size());
    case Kind::reals:
        return static_cast<std::int64_t>(reals.size());
    case Kind::record:
    case Kind::list:
        break;
    }
    std::int64_t sum = 0;
    for (const Member& member : members) sum += member.value.size();
    return sum;
}

bool operator==(const Value& a, const Value& b) {
    if (a.kind != b.kind || a.shape != b.shape || a.integers != b.integers || a.text != b.text ||
        a.type != b.type || a.reals.size() != b.reals.size())
        return false;
    for (std::size_t i = 0; i < a.reals.size(); ++i)
        if (std::bit_cast<std::uint64_t>(a.reals[i]) != std::bit_cast<std::uint64_t>(b.reals[i]))
            return false;
    return a.members == b.members;
}

std::string describe(const Value& value) {
    switch (value.kind) {
    case Value::Kind::none:
        return "nothing";
    case Value::Kind::boolean:
        return "boolean";
    case Value::Kind::integer:
        return "integer";
    case Value::Kind::real:
        return "real number";
    case Value::Kind::text:
        return "text";
    case Value::Kind::integers:
    case Value::Kind::reals: {
        const bool whole = value.kind == Value::Kind::integers;
        if (value.shape.size() != 1)
            return shape_text(value.shape) + (whole ? " array of integers" : " array");
        const bool one = value.shape[0] == 1;
        return "array of " + std::to_string(value.shape[0]) +
               (whole ? (one ? " integer" : " integers") : (one ? " entry" : " entries"));
    }
    case Value::Kind::record: {
        std::string names;
        for (const Member& member : value.members)
            names += (names.empty() ? "" : ", ") + member.name;
        return "record {" + names + "}";
    }
    case Value::Kind::list:
        return "list of " + std::to_string(value.members.size());
    case Value::Kind::error:
        return "error " + value.type;
    }
    return "nothing";
}

void throw_wrong_kind(const char* expected, const Value& got) {
    throw std::invalid_argument(std::string("expected ") + expected + ", got: " + describe(got));
}

} // namespace mlcore
