// Checking gradients numerically. The lesson: mlcore lesson gradient_check
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// A ScalarFunction is called like any function: function(x) is a double, for a VectorView or a
// Vector x. A VectorView cannot be written to: Vector moved = x; makes a copy that can. Given
// (mlcore/foundations/gradient_check/interface.hpp):
//
//     struct Options { double step;  double tolerance; };
//     struct Report  { Vector numeric;  double error;  int worst;  bool passed; };
//
// check_finite, check_value and check_same_size of core/shapes.hpp throw the errors for you.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/gradient_check/interface.hpp>

#include <algorithm>
#include <cmath>

namespace exercise {
using namespace mlcore;
using namespace mlcore::gradient_check;

// What the exercise calls; leave these lines as they are.
inline NumericalGradient numerical_gradient;
inline RelativeError relative_error;
inline Check check;

// Task 1: entry i is (f(x + h eᵢ) − f(x − h eᵢ)) / 2h with h = step · max(1, |xᵢ|).
// ValueError where x is not finite, step is not positive, or f is not finite at such a point.
inline Vector numerical_gradient(const ScalarFunction& function, VectorView x, double step) {
    throw NotImplemented{"numerical_gradient"};
}

// Task 2: ‖a − b‖ / max(‖a‖, ‖b‖); 0 for two zero vectors. ShapeError where the lengths differ,
// ValueError where an entry is not finite.
inline double relative_error(VectorView a, VectorView b) {
    throw NotImplemented{"relative_error"};
}

// Task 3: numeric = the numerical gradient; error = the relative error between it and `analytic`;
// worst = the first coordinate where |analytic − numeric| is largest; passed = whether error is at
// most options.tolerance. ShapeError where analytic and x differ in length.
inline Report check(const ScalarFunction& function, VectorView analytic, VectorView x,
                    const Options& options) {
    throw NotImplemented{"check"};
}

} // namespace exercise
