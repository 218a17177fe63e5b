// What people get wrong about log_sum_exp and softmax.
#pragma once

#include <mlcore/foundations/information/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace mlcore::mistakes {
using namespace mlcore::information;

namespace detail {

inline double sum_of_exponentials(VectorView x, double shift) {
    check_no_nan("log_sum_exp", "x", x);
    double sum = 0;
    for (Index i = 0; i < x.size(); ++i) sum += std::exp(x(i) - shift);
    return sum;
}

/// shift + log Σ exp(xᵢ − shift) as it is computed for any shift, also for one that does not help.
inline double shifted_by(VectorView x, double shift) {
    return shift + std::log(sum_of_exponentials(x, shift));
}

/// exp(zᵢⱼ − shift(i)) for every entry.
template <class Shift>
Matrix exponentials(MatrixView logits, Shift&& shift) {
    check_logits("softmax", logits);
    Matrix result(logits.rows(), logits.cols());
    for (Index i = 0; i < logits.rows(); ++i)
        for (Index j = 0; j < logits.cols(); ++j) result(i, j) = std::exp(logits(i, j) - shift(i));
    return result;
}

inline Matrix rows_divided_by_their_sums(Matrix entries) {
    for (Index i = 0; i < entries.rows(); ++i) entries.row(i) /= entries.row(i).sum();
    return entries;
}

} // namespace detail

inline const grading::Mistakes<LogSumExp> log_sum_exp{
    {"no_shift",
     "You take exponentials of the entries as they are: exp(1000) overflows, exp(−1000) is 0. "
     "Subtract the largest entry first and add it back after the logarithm.",
     [](VectorView x) { return detail::shifted_by(x, 0); }},
    {"maximum_not_added_back",
     "You subtract the maximum and do not add it back: the result is the logarithm plus the "
     "maximum.",
     [](VectorView x) {
         const double right = naive::log_sum_exp(x);
         return std::isinf(right) ? right : right - x.maxCoeff();
     }},
    {"maximum_starts_at_zero",
     "Your search for the maximum starts at 0 (std::numeric_limits<double>::min() is not below "
     "it), "
     "so it finds none among negative entries. Start at the first entry or at −INFINITY.",
     [](VectorView x) { return detail::shifted_by(x, std::max(0.0, x.maxCoeff())); }},
    {"shifted_by_the_largest_size",
     "You shift by the largest absolute value. Entries around −1000 then go to −2000, where exp is "
     "0: shift by the largest entry itself.",
     [](VectorView x) { return detail::shifted_by(x, x.cwiseAbs().maxCoeff()); }},
    {"shifted_by_the_mean",
     "You shift by the mean. An entry far above it still overflows: only the maximum leaves no "
     "exponent above 0.",
     [](VectorView x) { return detail::shifted_by(x, x.mean()); }},
    {"all_masked_is_nan",
     "Your answers are right but where every entry is −∞: there you subtract −∞ from −∞, which is "
     "NaN. The sum is 0, so its logarithm is −∞.",
     [](VectorView x) { return detail::shifted_by(x, x.maxCoeff()); }},
    {"base_two",
     "You use the logarithm to base 2. The inverse of exp is the natural logarithm, std::log.",
     [](VectorView x) {
         const double right = naive::log_sum_exp(x);
         return std::isinf(right) ? right
                                  : x.maxCoeff() + (right - x.maxCoeff()) / std::numbers::ln2;
     }},
    {"mean_of_exponentials",
     "You take the logarithm of the mean of the exponentials. The task asks for that of their sum: "
     "do not divide by the number of entries.",
     [](VectorView x) { return naive::log_sum_exp(x) - std::log(static_cast<double>(x.size())); }},
    {"the_maximum_alone",
     "You return the maximum. That is the limit for entries far apart; the others add up to log 1 "
     "to log n.",
     [](VectorView x) {
         check_no_nan("log_sum_exp", "x", x);
         return x.maxCoeff();
     }},
};

inline const grading::Mistakes<Softmax> softmax{
    {"no_shift",
     "You take exponentials of the logits as they are: exp(1000) overflows and exp(−1000) is 0, so "
     "you divide ∞ by ∞ or 0 by 0. Subtract the row's maximum first; it cancels.",
     [](MatrixView logits) {
         return detail::rows_divided_by_their_sums(
             detail::exponentials(logits, [](Index) { return 0.0; }));
     }},
    {"one_maximum_for_all_rows",
     "You subtract the maximum of the whole matrix. A row far below it turns into 0/0: each row "
     "needs its own maximum.",
     [](MatrixView logits) {
         return detail::rows_divided_by_their_sums(
             detail::exponentials(logits, [&](Index) { return logits.maxCoeff(); }));
     }},
    {"down_the_columns",
     "Your columns sum to 1. Rows are samples: every row is a distribution over its columns.",
     [](MatrixView logits) -> Matrix {
         check_logits("softmax", logits);
         return naive::softmax(Matrix(logits.transpose())).transpose();
     }},
    {"over_all_entries",
     "All your entries together sum to 1. Every row is a distribution of its own: divide by the "
     "row's sum.",
     [](MatrixView logits) -> Matrix {
         check_logits("softmax", logits);
         const Matrix flat = Eigen::Map<const Matrix>(Matrix(logits).data(), 1, logits.size());
         const Matrix result = naive::softmax(flat);
         return Eigen::Map<const Matrix>(result.data(), logits.rows(), logits.cols());
     }},
    {"not_normalised",
     "You return exponentials. Divide each row by its sum, so that it is a distribution.",
     [](MatrixView logits) -> Matrix {
         Matrix result = detail::exponentials(
             logits, [&](Index i) { return std::max(logits.row(i).maxCoeff(), -1e308); });
         return result;
     }},
    {"fully_masked_row_is_nan",
     "Your answers are right but for the row of nothing but −∞, where you subtract −∞ from −∞ or "
     "divide 0 by 0. Such a row gives zeros.",
     [](MatrixView logits) {
         return detail::rows_divided_by_their_sums(
             detail::exponentials(logits, [&](Index i) { return logits.row(i).maxCoeff(); }));
     }},
    {"fully_masked_row_is_uniform",
     "Your answers are right but for the row of nothing but −∞, to which you give equal "
     "probabilities. It sees nothing: such a row gives zeros.",
     [](MatrixView logits) -> Matrix {
         Matrix result = naive::softmax(logits);
         for (Index i = 0; i < result.rows(); ++i)
             if (result.row(i).sum() == 0)
                 result.row(i).setConstant(1 / static_cast<double>(result.cols()));
         return result;
     }},
    {"base_two",
     "You raise 2 to the logits. The softmax takes exponentials of base e: std::exp, not "
     "std::exp2.",
     [](MatrixView logits) {
         check_logits("softmax", logits);
         return naive::softmax(Matrix(logits * std::numbers::ln2));
     }},
    {"logarithms_returned",
     "You return the logarithms of the probabilities (the log-softmax). Take exponentials of them.",
     [](MatrixView logits) -> Matrix { return naive::softmax(logits).array().log(); }},
};

} // namespace mlcore::mistakes
