// The gradients of functions/interface.hpp on paper: what numerical gradients are compared with.
#pragma once

#include "mlcore/foundations/gradient_check/functions/interface.hpp"

#include <cmath>
#include <string>

namespace mlcore::gradient_check::functions {

/// The gradient of by_name(name) at x; for `absolute` 0 where a coordinate is 0.
/// Throws ValueError where no function has that name.
inline Vector closed_form_gradient(const std::string& name, VectorView x) {
    const Index n = x.size();
    Vector gradient = Vector::Zero(n);
    for (Index i = 0; i < n; ++i) {
        if (name == "cubic") {
            gradient(i) = 3 * x(i) * x(i);
        } else if (name == "quadratic") {
            gradient(i) = static_cast<double>(i + 1) * x(i);
            if (i > 0) gradient(i) += x(i - 1);
            if (i + 1 < n) gradient(i) += x(i + 1);
        } else if (name == "rosenbrock") {
            if (i > 0) gradient(i) += 200 * (x(i) - x(i - 1) * x(i - 1));
            if (i + 1 < n) gradient(i) += -400 * x(i) * (x(i + 1) - x(i) * x(i)) - 2 * (1 - x(i));
        } else if (name == "absolute") {
            gradient(i) = x(i) > 0 ? 1 : x(i) < 0 ? -1 : 0;
        } else if (name == "badly_scaled") {
            const double unit = std::pow(1e6, static_cast<double>(i)), u = x(i) / unit;
            gradient(i) = (3 * u * u + 1) / unit;
        } else if (name == "logarithm") {
            gradient(i) = 1 / x(i);
        } else {
            throw ValueError("closed_form_gradient: no function is named " + name);
        }
    }
    return gradient;
}

} // namespace mlcore::gradient_check::functions
