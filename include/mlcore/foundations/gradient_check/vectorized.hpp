// What changed against naive: one working copy of x, of which two entries are written per
// coordinate, where naive copies all of x twice. The function itself is a stranger and costs what
// it costs. Expected gain: where it is as cheap as copying (n operations), a few times; where it is
// a network, none. The norms are sums in several lanes.
#pragma once

#include "mlcore/foundations/gradient_check/checks.hpp"
#include "mlcore/foundations/gradient_check/interface.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::gradient_check::vectorized {

inline NumericalGradient numerical_gradient;
inline RelativeError relative_error;
inline Check check;

inline Vector numerical_gradient(const ScalarFunction& function, VectorView x, double step) {
    detail::check_point(x, step);
    Vector gradient(x.size());
    Vector moved = x;
    const Eigen::Ref<const Vector> point(
        moved); // made once: a view of its own for every call costs
    for (Index i = 0; i < x.size(); ++i) {
        const double h = step * std::max(1.0, std::abs(x(i)));
        const double above = x(i) + h, below = x(i) - h;
        moved(i) = above;
        const double f_above = detail::evaluate(function, point, i);
        moved(i) = below;
        const double f_below = detail::evaluate(function, point, i);
        moved(i) = x(i); // from x itself: adding h back would leave a rounding behind
        gradient(i) = (f_above - f_below) / (above - below);
    }
    return gradient;
}

inline double relative_error(VectorView a, VectorView b) {
    detail::check_pair(a, b);
    const double larger = std::max(a.norm(), b.norm());
    return larger == 0 ? 0 : (a - b).norm() / larger;
}

inline Report check(const ScalarFunction& function, VectorView analytic, VectorView x,
                    const Options& options) {
    detail::check_arguments(analytic, x, options);
    Report report;
    report.numeric = numerical_gradient(function, x, options.step);
    report.error = relative_error(analytic, report.numeric);
    report.passed = report.error <= options.tolerance;
    Index worst = -1;
    if (x.size() > 0) (analytic - report.numeric).cwiseAbs().maxCoeff(&worst);
    report.worst = static_cast<int>(worst);
    return report;
}

} // namespace mlcore::gradient_check::vectorized
