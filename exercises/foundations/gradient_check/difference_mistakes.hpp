// What people get wrong about numerical_gradient.
#pragma once

#include <mlcore/foundations/gradient_check/functions/interface.hpp>
#include <mlcore/foundations/gradient_check/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace mlcore::mistakes {
using namespace mlcore::gradient_check;

namespace detail {
using namespace mlcore::gradient_check::detail;

/// One entry of a gradient: f is called with what is added to coordinate i of x.
template <class Entry>
Vector entry_by_entry(const std::string& name, VectorView x, double step, Entry&& entry) {
    check_point(x, step);
    const ScalarFunction function = functions::by_name(name);
    Vector gradient(x.size());
    for (Index i = 0; i < x.size(); ++i) {
        const auto f = [&](double moved_by) {
            Vector point = x;
            point(i) += moved_by;
            return evaluate(function, point, i);
        };
        gradient(i) = entry(f, step * std::max(1.0, std::abs(x(i))), i);
    }
    return gradient;
}

/// Central differences with a step of one's own choice.
template <class Step>
Vector central(const std::string& name, VectorView x, double step, Step&& own_step) {
    return entry_by_entry(name, x, step, [&](auto f, double, Index i) {
        const double h = own_step(x(i));
        return (f(h) - f(-h)) / (2 * h);
    });
}

/// Central differences at points that are not put back: after coordinate i, `left_at` says by how
/// many h each of the two is away from x there.
inline Vector not_restored(const std::string& name, VectorView x, double step, double above_left_at,
                           double below_left_at) {
    check_point(x, step);
    const ScalarFunction function = functions::by_name(name);
    Vector above = x, below = x, gradient(x.size());
    for (Index i = 0; i < x.size(); ++i) {
        const double h = step * std::max(1.0, std::abs(x(i)));
        above(i) = x(i) + h;
        below(i) = x(i) - h;
        gradient(i) = (evaluate(function, above, i) - evaluate(function, below, i)) / (2 * h);
        above(i) = x(i) + above_left_at * h;
        below(i) = x(i) + below_left_at * h;
    }
    return gradient;
}

/// Central differences with the step 1e-8·hundred_millionths, whatever was asked for.
template <int hundred_millionths>
Vector fixed_step(const std::string& name, VectorView x, double step) {
    return central(name, x, step, [](double) { return 1e-8 * hundred_millionths; });
}
inline const char* const step_ignored =
    "You take a step of your own, whatever `step` is. It is the caller's choice: "
    "h = step · max(1, |xᵢ|).";

} // namespace detail

inline const grading::Mistakes<drive::NumericalGradient> numerical_gradient{
    {"forward_difference",
     "You take a forward difference, (f(x + h) − f(x)) / h, which is off by h·f″/2. Look from both "
     "sides: (f(x + h) − f(x − h)) / 2h is off by h²·f‴/6 only.",
     [](const std::string& name, VectorView x, double step) {
         return detail::entry_by_entry(name, x, step,
                                       [](auto f, double h, Index) { return (f(h) - f(0)) / h; });
     }},
    {"backward_difference",
     "You take a backward difference, (f(x) − f(x − h)) / h, which is off by h·f″/2. Look from "
     "both "
     "sides: (f(x + h) − f(x − h)) / 2h is off by h²·f‴/6 only.",
     [](const std::string& name, VectorView x, double step) {
         return detail::entry_by_entry(name, x, step,
                                       [](auto f, double h, Index) { return (f(0) - f(-h)) / h; });
     }},
    {"not_halved", "You divide by h. The two points are 2h apart: divide by that.",
     [](const std::string& name, VectorView x, double step) -> Vector {
         return 2 * detail::entry_by_entry(name, x, step, [](auto f, double h, Index) {
                    return (f(h) - f(-h)) / (2 * h);
                });
     }},
    {"forward_difference_halved",
     "You divide by 2h, but your points are only h apart: one of them is x itself. It has to be "
     "x − h.",
     [](const std::string& name, VectorView x, double step) {
         return detail::entry_by_entry(
             name, x, step, [](auto f, double h, Index) { return (f(h) - f(0)) / (2 * h); });
     }},
    {"divided_by_the_unscaled_step",
     "You divide by 2·step. Where |xᵢ| > 1 the points are 2·step·|xᵢ| apart: divide by the "
     "distance "
     "that you moved.",
     [](const std::string& name, VectorView x, double step) {
         return detail::entry_by_entry(
             name, x, step, [&](auto f, double h, Index) { return (f(h) - f(-h)) / (2 * step); });
     }},
    {"left_below",
     "After each coordinate your working copy stays at xᵢ − h. Put xᵢ back before you move the "
     "next "
     "coordinate: a partial derivative moves one coordinate only.",
     [](const std::string& name, VectorView x, double step) {
         return detail::not_restored(name, x, step, -1, -1);
     }},
    {"left_above",
     "After each coordinate your working copy stays at xᵢ + h. Put xᵢ back before you move the "
     "next "
     "coordinate: a partial derivative moves one coordinate only.",
     [](const std::string& name, VectorView x, double step) {
         return detail::not_restored(name, x, step, 1, 1);
     }},
    {"both_copies_left_moved",
     "Your two working copies drift apart: the coordinates that you moved before stay moved in "
     "both. Put xᵢ back, or start every coordinate from fresh copies of x.",
     [](const std::string& name, VectorView x, double step) {
         return detail::not_restored(name, x, step, 1, -1);
     }},
    {"one_step_for_all_coordinates",
     "You move every coordinate by the same step. A number of size 1e6 needs a larger one than a "
     "number of size 1: h = step · max(1, |xᵢ|).",
     [](const std::string& name, VectorView x, double step) {
         return detail::central(name, x, step, [&](double) { return step; });
     }},
    {"step_of_the_largest_coordinate",
     "You scale the step by the largest coordinate and use it for all. Each coordinate has its "
     "own: "
     "h = step · max(1, |xᵢ|).",
     [](const std::string& name, VectorView x, double step) {
         const double largest = x.size() == 0 ? 0 : x.cwiseAbs().maxCoeff();
         return detail::central(name, x, step,
                                [&](double) { return step * std::max(1.0, largest); });
     }},
    {"step_vanishes_at_zero",
     "Your step is step·|xᵢ|, which is 0 for a coordinate of 0, and tiny for tiny ones. Take no "
     "less than step itself: h = step · max(1, |xᵢ|).",
     [](const std::string& name, VectorView x, double step) {
         return detail::central(name, x, step, [&](double x_i) { return step * std::abs(x_i); });
     }},
    {"one_added_to_the_size",
     "Your step is step·(1 + |xᵢ|). A good choice too, but the task asks for step · max(1, |xᵢ|).",
     [](const std::string& name, VectorView x, double step) {
         return detail::central(name, x, step,
                                [&](double x_i) { return step * (1 + std::abs(x_i)); });
     }},
    {"step_ignored", detail::step_ignored, detail::fixed_step<600>},
    {"step_ignored_for_1e_5", detail::step_ignored, detail::fixed_step<1000>},
    {"moves_all_coordinates",
     "You move all coordinates at once, so that all entries measure the same change. Entry i moves "
     "coordinate i alone.",
     [](const std::string& name, VectorView x, double step) -> Vector {
         detail::check_point(x, step);
         const ScalarFunction function = functions::by_name(name);
         const Vector h = step * x.cwiseAbs().cwiseMax(1);
         const double change =
             detail::evaluate(function, x + h, 0) - detail::evaluate(function, x - h, 0);
         return change / (2 * h.array());
     }},
    {"values_that_are_none_accepted",
     "Your answers are right but where the function has no value: there you return NaN. Every "
     "comparison with NaN is false, so a check would let it pass: throw ValueError.",
     [](const std::string& name, VectorView x, double step) {
         detail::check_point(x, step);
         const ScalarFunction function = functions::by_name(name);
         Vector gradient(x.size());
         for (Index i = 0; i < x.size(); ++i) {
             const double h = step * std::max(1.0, std::abs(x(i)));
             Vector above = x, below = x;
             above(i) += h;
             below(i) -= h;
             gradient(i) = (function(above) - function(below)) / (2 * h);
         }
         return gradient;
     }},
};

} // namespace mlcore::mistakes
