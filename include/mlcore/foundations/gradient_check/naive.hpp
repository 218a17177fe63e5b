// Two fresh points for every coordinate: nothing has to be put back.
#pragma once

#include "mlcore/foundations/gradient_check/checks.hpp"
#include "mlcore/foundations/gradient_check/interface.hpp"
#include "mlcore/foundations/vectors/naive.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::gradient_check::naive {

inline NumericalGradient numerical_gradient;
inline RelativeError relative_error;
inline Check check;

inline Vector numerical_gradient(const ScalarFunction& function, VectorView x, double step) {
    detail::check_point(x, step);
    Vector gradient(x.size());
    for (Index i = 0; i < x.size(); ++i) {
        const double h = step * std::max(1.0, std::abs(x(i)));
        Vector above = x, below = x;
        above(i) += h;
        below(i) -= h;
        const double change =
            detail::evaluate(function, above, i) - detail::evaluate(function, below, i);
        gradient(i) = change / (above(i) - below(i)); // 2h as it was rounded
    }
    return gradient;
}

inline double relative_error(VectorView a, VectorView b) {
    detail::check_pair(a, b);
    const double larger = std::max(vectors::naive::norm(a), vectors::naive::norm(b));
    return larger == 0 ? 0 : vectors::naive::norm(a - b) / larger;
}

inline Report check(const ScalarFunction& function, VectorView analytic, VectorView x,
                    const Options& options) {
    detail::check_arguments(analytic, x, options);
    Report report;
    report.numeric = numerical_gradient(function, x, options.step);
    report.error = relative_error(analytic, report.numeric);
    report.passed = report.error <= options.tolerance;
    double largest = -1;
    for (Index i = 0; i < x.size(); ++i) {
        const double difference = std::abs(analytic(i) - report.numeric(i));
        if (difference > largest) {
            largest = difference;
            report.worst = static_cast<int>(i);
        }
    }
    return report;
}

} // namespace mlcore::gradient_check::naive
