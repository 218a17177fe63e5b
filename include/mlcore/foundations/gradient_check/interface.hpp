// Numerical gradients, and the check that a gradient worked out by hand agrees with them: the test
// that every backward function has to pass.
//
//     ∂f/∂xᵢ ≈ (f(x + hᵢeᵢ) − f(x − hᵢeᵢ)) / 2hᵢ      hᵢ = step · max(1, |xᵢ|)
//
// The central difference is off by hᵢ²/6 times the third derivative, and by the rounding of f
// divided by hᵢ. The two are balanced near hᵢ = ∛ε ≈ 6e-6, where about ten digits are right; a
// forward difference, (f(x + h) − f(x)) / h, is off by h/2 times the second derivative and has
// about eight at its best. The step grows with |xᵢ|, because numbers of size 1e6 cannot be moved by
// less than 1e-10, and numbers near 0 have no size to take a part of.
//
// Source: Press, Teukolsky, Vetterling and Flannery, Numerical Recipes (3rd ed., 2007), section
// 5.7; Nocedal and Wright, Numerical Optimization (2nd ed., 2006), section 8.1. Cost: 2n
// evaluations of f for n coordinates.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/core/types.hpp"

#include <functional>

namespace mlcore::gradient_check {

/// A function of n variables: anything that can be called with a vector and returns a number. It
/// must give the same number for the same vector.
using ScalarFunction = std::function<double(VectorView)>;

/// ∛ε: where the two errors of a central difference are about equal, for functions whose values and
/// derivatives are of one size.
inline constexpr double default_step = 6e-6;

struct Options {
    double step = default_step; ///< h where |xᵢ| ≤ 1; > 0
    double tolerance = 1e-6;    ///< the largest relative error that passes; ≥ 0

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("step", self.step);
        visit("tolerance", self.tolerance);
    }
};

struct Report {
    Vector numeric;   ///< the numerical gradient
    double error = 0; ///< relative_error(analytic, numeric)
    int worst = -1; ///< the first coordinate of the largest |analytic − numeric|; −1 for n = 0
    bool passed = false; ///< error ≤ tolerance

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("numeric", self.numeric);
        visit("error", self.error);
        visit("worst", self.worst);
        visit("passed", self.passed);
    }
};

/// The gradient of `function` at x (n entries) by central differences: n entries. At a kink, as |x|
/// has at 0, it is the mean of the two one-sided derivatives. Throws ValueError where x is not
/// finite, step is not positive, or the function is not finite at one of the 2n points around x.
using NumericalGradient = Vector(const ScalarFunction& function, VectorView x, double step);

/// ‖a − b‖ / max(‖a‖, ‖b‖), Euclidean norms: 0 where a and b are equal (two zero vectors too), 1
/// where one of them is zero, 2 where they are opposite. Throws ShapeError where the lengths
/// differ, ValueError where an entry is NaN or infinite. Entries beyond about 1e154 overflow.
using RelativeError = double(VectorView a, VectorView b);

/// Compares `analytic`, said to be the gradient of `function` at x, with the numerical one. One
/// error in a small entry can hide beside large ones: look at `worst` and `numeric` too, or scale
/// the variables. Throws ShapeError where analytic and x differ in length, and as the two functions
/// above: an analytic gradient that is NaN is refused, not failed.
using Check = Report(const ScalarFunction& function, VectorView analytic, VectorView x,
                     const Options& options);

} // namespace mlcore::gradient_check
