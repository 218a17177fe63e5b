// What every variant demands of its inputs, so that all refuse the same ones with the same words.
#pragma once

#include "mlcore/foundations/gradient_check/interface.hpp"

#include <cmath>
#include <string>

namespace mlcore::gradient_check::detail {

inline void check_point(VectorView x, double step) {
    check_finite("numerical_gradient", "x", x);
    check_value("numerical_gradient", step > 0 && std::isfinite(step),
                "step is " + std::to_string(step) + ", it must be positive");
}

/// function(point), where x(i) has been moved. A difference with what is not a number is none, and
/// a comparison with it would let every gradient pass.
inline double evaluate(const ScalarFunction& function, VectorView point, Index i) {
    const double value = function(point);
    if (!std::isfinite(value))
        throw ValueError(std::string("numerical_gradient: the function is ") +
                         (std::isnan(value) ? "NaN" : "infinite") + " where x(" +
                         std::to_string(i) + ") is moved to " + std::to_string(point(i)));
    return value;
}

inline void check_pair(VectorView a, VectorView b) {
    check_same_size("relative_error", "a", a.size(), "b", b.size());
    check_finite("relative_error", "a", a);
    check_finite("relative_error", "b", b);
}

inline void check_arguments(VectorView analytic, VectorView x, const Options& options) {
    check_same_size("check", "analytic", analytic.size(), "x", x.size());
    check_finite("check", "analytic", analytic);
    check_value("check", options.tolerance >= 0,
                "tolerance is " + std::to_string(options.tolerance) + ", it must not be negative");
}

} // namespace mlcore::gradient_check::detail
