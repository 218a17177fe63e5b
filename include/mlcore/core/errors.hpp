// The errors that mlcore throws. All checks stay on in every build type.
#pragma once

#include <stdexcept>
#include <string>

namespace mlcore {

/// Two arguments whose shapes do not fit together. The text has the function's name and both
/// shapes: "fit: X is 100×5 but y has 99 entries".
struct ShapeError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// An argument whose value the function is not defined for: NaN, an empty table, a negative count.
struct ValueError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// What the stub of an exercise throws until the learner replaces its body.
struct NotImplemented : std::logic_error {
    explicit NotImplemented(const std::string& function)
        : std::logic_error(function + " is not written yet") {}
};

} // namespace mlcore
