// Gradients by central differences, and whether one worked out by hand agrees with them:
// mlcore::gradient_check::numerical_gradient, relative_error, check.
//
//     const auto loss = [&](VectorView w) { return logistic_loss(X, y, w); };
//     const auto report = gradient_check::check(loss, logistic_gradient(X, y, w), w);
//     if (!report.passed) std::cout << report; // failed: relative error 0.5, worst at 3: …
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/foundations/gradient_check/interface.hpp"
#include "mlcore/foundations/gradient_check/naive.hpp"
#include "mlcore/foundations/gradient_check/vectorized.hpp"

#include <ostream>

namespace mlcore::gradient_check {

inline const Variants<NumericalGradient> numerical_gradient_variants{
    {"naive", naive::numerical_gradient}, {"vectorized", vectorized::numerical_gradient}};
inline const Variants<RelativeError> relative_error_variants{
    {"naive", naive::relative_error}, {"vectorized", vectorized::relative_error}};
inline const Variants<Check> check_variants{{"naive", naive::check},
                                            {"vectorized", vectorized::check}};

using vectorized::check;
using vectorized::numerical_gradient;
using vectorized::relative_error;

/// With the default step.
inline Vector numerical_gradient(const ScalarFunction& function, VectorView x) {
    return numerical_gradient(function, x, default_step);
}

/// With the default options.
inline Report check(const ScalarFunction& function, VectorView analytic, VectorView x) {
    return check(function, analytic, x, Options{});
}

/// "passed: relative error 3e-11" or "failed: relative error 0.5, worst at 3, where central
/// differences give −2.25". Numbers as the stream formats them.
inline std::ostream& operator<<(std::ostream& out, const Report& report) {
    out << (report.passed ? "passed" : "failed") << ": relative error " << report.error;
    if (!report.passed && report.worst >= 0)
        out << ", worst at " << report.worst << ", where central differences give "
            << report.numeric(report.worst);
    return out;
}

} // namespace mlcore::gradient_check
