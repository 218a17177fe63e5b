// Whether an answer agrees with the expected one, and where it first differs.
#pragma once

#include "mlcore/core/value.hpp"
#include "mlcore/grading/cases.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace mlcore::grading {

struct Difference {
    enum class Kind : std::uint8_t {
        kind,  // a number where an array was expected, …
        shape, // an array of another shape
        value, // an entry outside the tolerance
        not_a_number,
        missing_error,    // an answer where an error was expected
        unexpected_error, // an error where an answer was expected
        wrong_error       // an error of another type
    } kind = Kind::value;
    std::string index;   // "(1, 2)", "coefficients(0)", empty for a single number
    double expected = 0; // the two entries, where kind is value or not_a_number
    double got = 0;
    std::string detail; // of kind and shape: "3×2 where 2×3 is expected"
};

/// Whether one real number agrees with the expected one. Infinities agree with themselves only, NaN
/// with nothing; −0 is 0.
bool agrees(double expected, double got, const Tolerance& tolerance);

/// Nothing where `got` agrees with `expected`, else the first difference. NaN agrees with nothing.
std::optional<Difference> compare(const Value& expected, const Value& got,
                                  const Tolerance& tolerance);

/// Whether two wrong answers are the same wrong answer: as compare(), but NaN agrees with NaN at
/// the same place, since 0/0 is what some mistakes are known by.
bool same_answer(const Value& a, const Value& b, const Tolerance& tolerance);

/// A value as a verdict shows it: "[1 2; 3 4]", "{coefficients: [1 2], intercept: 0.5}", rounded to
/// 6 significant digits, cut with "…" to about `width` characters. What is cut says its shape:
/// "50×2 array [1 2; 3 4; …]". Control characters in texts are spelled out.
std::string to_text(const Value& value, std::size_t width = 60);

/// Two values that differ, so that one can see it: with more digits where 6 do not show the
/// difference, from the first entry that differs where the beginnings are the same, and with both
/// shapes where only these differ. Values that are equal give equal texts.
std::pair<std::string, std::string> to_text_pair(const Value& expected, const Value& got,
                                                 std::size_t width = 60);

/// "within 1e-09 relative"
std::string to_text(const Tolerance& tolerance);

} // namespace mlcore::grading
