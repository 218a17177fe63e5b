// What people get wrong about relative_error and check.
#pragma once

#include <mlcore/foundations/gradient_check/functions/interface.hpp>
#include <mlcore/foundations/gradient_check/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace mlcore::mistakes {
using namespace mlcore::gradient_check;

// ---- relative_error -----------------------------------------------------------------------------

namespace detail {
using namespace mlcore::gradient_check::detail;

/// ‖a − b‖ divided by what `denominator` makes of ‖a‖ and ‖b‖; 0 where that is 0.
template <class Denominator>
double error_by(VectorView a, VectorView b, Denominator&& denominator) {
    check_pair(a, b);
    const double below = denominator(a.norm(), b.norm());
    return below == 0 ? 0 : (a - b).norm() / below;
}
} // namespace detail

inline const grading::Mistakes<RelativeError> relative_error{
    {"not_divided",
     "You return ‖a − b‖, the absolute error. Divide it by the larger of the two norms: the same "
     "gap means much between short vectors and little between long ones.",
     [](VectorView a, VectorView b) {
         return detail::error_by(a, b, [](double, double) { return 1.0; });
     }},
    {"divided_by_the_first",
     "You divide by ‖a‖ only. The larger of ‖a‖ and ‖b‖ treats both alike, and is not 0 where just "
     "one of them is.",
     [](VectorView a, VectorView b) {
         detail::check_pair(a, b);
         return (a - b).norm() / a.norm();
     }},
    {"divided_by_the_second",
     "You divide by ‖b‖ only. The larger of ‖a‖ and ‖b‖ treats both alike, and is not 0 where just "
     "one of them is.",
     [](VectorView a, VectorView b) {
         detail::check_pair(a, b);
         return (a - b).norm() / b.norm();
     }},
    {"divided_by_the_sum",
     "You divide by ‖a‖ + ‖b‖. Some books do; here it is the larger of the two.",
     [](VectorView a, VectorView b) {
         return detail::error_by(a, b, [](double x, double y) { return x + y; });
     }},
    {"divided_by_the_smaller",
     "You divide by the smaller norm. Where one vector is zero, that is 0: divide by the larger.",
     [](VectorView a, VectorView b) {
         detail::check_pair(a, b);
         const double smaller = std::min(a.norm(), b.norm());
         const double distance = (a - b).norm();
         return distance == 0 ? 0 : distance / smaller;
     }},
    {"zero_divided_by_zero",
     "Your answers are right but for two zero vectors, where you divide 0 by 0. They are equal: "
     "the "
     "error is 0.",
     [](VectorView a, VectorView b) {
         detail::check_pair(a, b);
         return (a - b).norm() / std::max(a.norm(), b.norm());
     }},
    {"difference_of_the_norms",
     "You compare the lengths, ‖a‖ − ‖b‖. Vectors of one length can point anywhere: take the "
     "length "
     "of the difference, ‖a − b‖.",
     [](VectorView a, VectorView b) {
         detail::check_pair(a, b);
         const double larger = std::max(a.norm(), b.norm());
         return larger == 0 ? 0 : std::abs(a.norm() - b.norm()) / larger;
     }},
    {"no_square_root",
     "You divide squared norms by each other, so the answer is squared too. Take the roots.",
     [](VectorView a, VectorView b) {
         const double right = naive::relative_error(a, b);
         return right * right;
     }},
    {"sums_of_absolute_values",
     "You measure lengths by sums of absolute values, the L1 norm. Take the Euclidean norm: the "
     "root of the sum of squares.",
     [](VectorView a, VectorView b) {
         detail::check_pair(a, b);
         const double larger = std::max(a.cwiseAbs().sum(), b.cwiseAbs().sum());
         return larger == 0 ? 0 : (a - b).cwiseAbs().sum() / larger;
     }},
    {"worst_entry",
     "You return the largest |aᵢ − bᵢ| / max(|aᵢ|, |bᵢ|) of any entry. Then an entry that should "
     "be "
     "0 and is 1e-12 is an error of 1: the task asks for norms of whole vectors.",
     [](VectorView a, VectorView b) {
         detail::check_pair(a, b);
         double worst = 0;
         for (Index i = 0; i < a.size(); ++i) {
             const double larger = std::max(std::abs(a(i)), std::abs(b(i)));
             if (larger > 0) worst = std::max(worst, std::abs(a(i) - b(i)) / larger);
         }
         return worst;
     }},
    {"added_1e_8",
     "You add 1e-8 to the denominator. It makes every answer a little too small: two zero vectors "
     "are the only case to look after.",
     [](VectorView a, VectorView b) {
         return detail::error_by(a, b, [](double x, double y) { return std::max(x, y) + 1e-8; });
     }},
};

// ---- check --------------------------------------------------------------------------------------

namespace detail {
/// The right report of function `name`, which `change` makes wrong.
template <class Change>
Report changed(const std::string& name, VectorView analytic, VectorView x, const Options& options,
               Change&& change) {
    Report report = naive::check(functions::by_name(name), analytic, x, options);
    change(report);
    return report;
}

/// The first index of the largest score(analyticᵢ, numericᵢ).
template <class Score>
Report worst_by(const std::string& name, VectorView analytic, VectorView x, const Options& options,
                Score&& score) {
    return changed(name, analytic, x, options, [&](Report& report) {
        int worst = 0;
        for (Index i = 1; i < x.size(); ++i)
            if (score(analytic(i), report.numeric(i)) >
                score(analytic(worst), report.numeric(worst)))
                worst = static_cast<int>(i);
        report.worst = worst;
    });
}
} // namespace detail

inline const grading::Mistakes<drive::Check> check{
    {"passes_when_wrong",
     "Your comparison is the wrong way round: a check passes where the error is at most the "
     "tolerance.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::changed(name, analytic, x, options,
                                [](Report& report) { report.passed = !report.passed; });
     }},
    {"equal_does_not_pass",
     "An error equal to the tolerance has to pass: compare with <=. With a tolerance of 0, exact "
     "agreement is what is asked for.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::changed(name, analytic, x, options, [&](Report& report) {
             report.passed = report.error < options.tolerance;
         });
     }},
    {"tolerance_ignored", "You compare with 1e-6 whatever options.tolerance is.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::changed(name, analytic, x, options, [](Report& report) {
             report.passed = report.error <= Options{}.tolerance;
         });
     }},
    {"step_ignored", "You use the default step whatever options.step is.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return naive::check(functions::by_name(name), analytic, x,
                             {.step = default_step, .tolerance = options.tolerance});
     }},
    {"absolute_error",
     "Your error is ‖analytic − numeric‖ itself. Take relative_error of the two: gradients have "
     "any "
     "size.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::changed(name, analytic, x, options, [&](Report& report) {
             report.error = (analytic - report.numeric).norm();
             report.passed = report.error <= options.tolerance;
         });
     }},
    {"largest_difference_as_error",
     "Your error is the largest difference of any entry. Take relative_error of the two gradients.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::changed(name, analytic, x, options, [&](Report& report) {
             report.error = (analytic - report.numeric).cwiseAbs().maxCoeff();
             report.passed = report.error <= options.tolerance;
         });
     }},
    {"analytic_in_the_report",
     "Your report's numeric holds the analytic gradient. It is for the numerical one, to be looked "
     "at beside the other.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::changed(name, analytic, x, options,
                                [&](Report& report) { report.numeric = analytic; });
     }},
    {"worst_is_the_largest_entry",
     "Your worst is where the numerical gradient is largest. It should be where it differs most "
     "from the analytic one.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::worst_by(name, analytic, x, options,
                                 [](double, double numeric) { return std::abs(numeric); });
     }},
    {"worst_counts_upward_only",
     "Your worst is where analytic − numeric is largest, with its sign. A difference downward is "
     "one as well: take the absolute value.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::worst_by(name, analytic, x, options,
                                 [](double a, double numeric) { return a - numeric; });
     }},
    {"worst_counts_downward_only",
     "Your worst is where numeric − analytic is largest, with its sign. A difference in the other "
     "direction is one as well: take the absolute value.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::worst_by(name, analytic, x, options,
                                 [](double a, double numeric) { return numeric - a; });
     }},
    {"worst_counts_from_one", "Your worst counts coordinates from 1. The first one is 0.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::changed(name, analytic, x, options, [](Report& report) { ++report.worst; });
     }},
    {"worst_starts_at_zero_difference",
     "Your worst stays at −1 where nothing differs, because no difference is above the 0 that you "
     "start from. Then all coordinates are equally bad, and the first of them is 0.",
     [](const std::string& name, VectorView analytic, VectorView x, const Options& options) {
         return detail::changed(name, analytic, x, options, [&](Report& report) {
             if (report.numeric == analytic) report.worst = -1;
         });
     }},
};

} // namespace mlcore::mistakes
