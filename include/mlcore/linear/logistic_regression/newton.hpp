// What the fits have in common: Newton's method on a convex objective, with steps cut in half until
// they descend. Far from the minimum a whole Newton step can overshoot without end; near it whole
// steps double the number of right digits each.
//
// Source: Boyd and Vandenberghe, Convex Optimization (2004), section 9.5.2 (damped Newton) and
// algorithm 9.2 (backtracking).
#pragma once

#include "mlcore/core/types.hpp"

#include <string>

namespace mlcore::logistic_regression::detail {

/// Separable classes with a tiny penalty need about log(1/l2) steps; others 5 to 10.
inline constexpr int most_steps = 100;

/// A fit has settled when no row's z changes by more than this share of 1 + |z|: the next step
/// would change it by about the square of that.
inline constexpr double step_tolerance = 1e-8;

/// Or when what a step can still gain is below the rounding of the objective. Rows that are nearly
/// sure leave directions so flat that rounding alone moves z by more than step_tolerance. The
/// gain alone says nothing, though: where there is no minimum it vanishes on the way to infinity,
/// while z goes on changing by about 1 in each step.
inline constexpr double gain_tolerance = 1e-16;
inline constexpr double small_change = 0.01;

/// The first of 1, ½, ¼, … at which objective_at has fallen by a small part of what the slope
/// promises. What rounding in a sum of this size can hide counts as fallen.
template <class ObjectiveAt>
double step_length(double objective, double slope, ObjectiveAt&& objective_at) {
    constexpr double sufficient = 1e-4, rounding = 1e-12, shortest = 1e-12;
    double t = 1;
    while (t > shortest &&
           !(objective_at(t) <= objective - sufficient * t * slope + rounding * objective))
        t /= 2;
    return t;
}

/// `change` of z in this step; `slope` is twice the gain that a whole step promises.
template <class Change, class Z>
bool settled(const Eigen::MatrixBase<Change>& change, const Eigen::MatrixBase<Z>& z, double slope,
             double objective) {
    const auto size = change.array().abs();
    return (size <= step_tolerance * (1 + z.array().abs())).all() ||
           (slope <= gain_tolerance * objective && (size <= small_change).all());
}

[[noreturn]] inline void throw_no_minimum(const char* function, double l2) {
    throw ValueError(std::string(function) +
                     (l2 == 0 ? ": the classes can be separated, so larger coefficients are always "
                                "better and there is no minimum; use l2 > 0"
                              : ": rounding hides the minimum; use a larger l2"));
}

} // namespace mlcore::logistic_regression::detail
