// A Value is anything that can be written down: a number, a text, an array with its shape, a struct
// by its field names, or the error a function threw. Models are saved as one, and questions and
// answers travel as them between a grader and a learner's program. It knows nothing of Eigen or
// xtensor, so code compiled for different processors can exchange it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mlcore {

struct Member; // a Value with its name

struct Value {
    enum class Kind : std::uint8_t {
        none,
        boolean,  // integers[0] is 0 or 1
        integer,  // integers[0]
        real,     // reals[0]
        text,     // text
        integers, // shape, integers (row-major)
        reals,    // shape, reals (row-major)
        record,   // members by name, in order
        list,     // members without names
        error     // text: the message; type: the kind of the error, "ShapeError"
    };

    Kind kind = Kind::none;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> integers;
    std::vector<double> reals;
    std::string text;
    std::string type;
    std::vector<Member> members;

    static Value boolean(bool value);
    static Value integer(std::int64_t value);
    static Value real(double value);
    static Value of_text(std::string value);
    static Value array(std::vector<std::int64_t> shape, std::vector<std::int64_t> integers);
    static Value array(std::vector<std::int64_t> shape, std::vector<double> reals);
    static Value record();
    static Value list();
    static Value error(std::string type, std::string message);

    bool is_error() const { return kind == Kind::error; }
    bool is_array() const { return kind == Kind::integers || kind == Kind::reals; }
    /// Entries in all: 1 for a number, the product of the shape for an array, the sum over members.
    std::int64_t size() const;

    /// Bit for bit: NaN equals the same NaN here. Verdicts do not use this.
    friend bool operator==(const Value&, const Value&);
};

struct Member {
    std::string name; // empty in a list
    Value value;
    friend bool operator==(const Member&, const Member&) = default;
};

/// "integer", "2×3 array", "record {coefficients, intercept}": what a message calls this value.
std::string describe(const Value& value);

/// Thrown where a value is not of the type that was asked for.
[[noreturn]] void throw_wrong_kind(const char* expected, const Value& got);

} // namespace mlcore
