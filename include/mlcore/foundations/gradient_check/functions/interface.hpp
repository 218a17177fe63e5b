// Functions to try a gradient check on, by name, each chosen for what it shows; and the driver that
// turns functions of functions into functions of values, which can be sent to another process.
#pragma once

#include "mlcore/foundations/gradient_check/interface.hpp"

#include <cmath>
#include <string>

namespace mlcore::gradient_check {

namespace functions {

/// Σ xᵢ³. Its central difference is off by exactly h².
inline double cubic(VectorView x) { return x.array().cube().sum(); }

/// Σ (i + 1) xᵢ²/2 + Σ xᵢ xᵢ₊₁. Without a third derivative, central differences are exact.
inline double quadratic(VectorView x) {
    double sum = 0;
    for (Index i = 0; i < x.size(); ++i) {
        sum += static_cast<double>(i + 1) * x(i) * x(i) / 2;
        if (i > 0) sum += x(i - 1) * x(i);
    }
    return sum;
}

/// Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²: a narrow curved valley (Rosenbrock, 1960). n ≥ 2.
inline double rosenbrock(VectorView x) {
    check_value("rosenbrock", x.size() >= 2, "x has fewer than 2 entries");
    double sum = 0;
    for (Index i = 0; i + 1 < x.size(); ++i) {
        const double across = x(i + 1) - x(i) * x(i), along = 1 - x(i);
        sum += 100 * across * across + along * along;
    }
    return sum;
}

/// Σ |xᵢ|: a kink wherever a coordinate is 0.
inline double absolute(VectorView x) { return x.array().abs().sum(); }

/// Σ uᵢ³ + uᵢ, where uᵢ = xᵢ / 10⁶ⁱ: metres, thousands of kilometres, … as they come in tables.
inline double badly_scaled(VectorView x) {
    double sum = 0;
    for (Index i = 0; i < x.size(); ++i) {
        const double u = x(i) / std::pow(1e6, static_cast<double>(i));
        sum += u * u * u + u;
    }
    return sum;
}

/// Σ log xᵢ: not a number where a coordinate is negative, −∞ where one is 0.
inline double logarithm(VectorView x) {
    double sum = 0;
    for (Index i = 0; i < x.size(); ++i) sum += std::log(x(i));
    return sum;
}

/// The function of that name. Throws ValueError where there is none.
inline ScalarFunction by_name(const std::string& name) {
    if (name == "cubic") return cubic;
    if (name == "quadratic") return quadratic;
    if (name == "rosenbrock") return rosenbrock;
    if (name == "absolute") return absolute;
    if (name == "badly_scaled") return badly_scaled;
    if (name == "logarithm") return logarithm;
    throw ValueError("by_name: no function is named " + name);
}

} // namespace functions

namespace drive {

using NumericalGradient = Vector(const std::string& function, VectorView x, double step);
using Check = Report(const std::string& function, VectorView analytic, VectorView x,
                     const Options& options);

template <gradient_check::NumericalGradient* numerical>
Vector numerical_gradient(const std::string& function, VectorView x, double step) {
    return numerical(functions::by_name(function), x, step);
}
template <gradient_check::Check* checks>
Report check(const std::string& function, VectorView analytic, VectorView x,
             const Options& options) {
    return checks(functions::by_name(function), analytic, x, options);
}

} // namespace drive

} // namespace mlcore::gradient_check
