// Every backward function is checked through here: its analytic gradient against central
// differences of its forward function, in double.
//
//     const auto forward = [&] { return attention(q, k, v, causal); };      // reads q, k, v
//     const auto dL_dout = test::random_like(forward(), random);
//     const auto dL = attention_backward(q, k, v, causal, dL_dout);
//     CHECK_GRADIENT("q", forward, dL_dout, q, dL.q);
//     CHECK_GRADIENT("weights", forward, dL_dout, weights, dL.weights);     // a struct: every
//     field
//
// The loss is L = Σ_o r_o · forward()_o with random r, so its gradient at the output is r itself
// and every output counts, each with a weight of its own. Give every axis its own size: a
// transposed gradient must not fit by chance. A backward that writes into buffers is checked by
// check_buffer as well.
#pragma once

#include "mlcore/core/fields.hpp"
#include "mlcore/core/random.hpp"
#include "mlcore/core/tensor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace mlcore::test {

// ---- anything that holds doubles, as one row of them
// -------------------------------------------------

/// Of a tensor, an Eigen matrix or a std::vector; read only where that is const.
template <class Array>
requires requires(Array& x) { x.data(); }
auto entries(Array& x) { return std::span(x.data(), static_cast<std::size_t>(x.size())); }
inline std::span<double> entries(double& x) { return {&x, 1}; }
inline std::span<const double> entries(const double& x) { return {&x, 1}; }

/// "(1, 0, 3)": where entry `flat` lies.
template <std::size_t N>
std::string index_text(const Tensor<double, N>& x, std::size_t flat) {
    std::string text;
    for (std::size_t axis = N; axis-- > 0;) {
        text = std::to_string(flat % x.shape()[axis]) + (text.empty() ? "" : ", ") + text;
        flat /= x.shape()[axis];
    }
    return "(" + text + ")";
}
template <class Derived>
std::string index_text(const Eigen::PlainObjectBase<Derived>& x, std::size_t flat) {
    const auto i = static_cast<Index>(flat);
    if (Derived::ColsAtCompileTime == 1 || Derived::RowsAtCompileTime == 1)
        return "(" + std::to_string(i) + ")";
    const Index row = Derived::IsRowMajor ? i / x.cols() : i % x.rows();
    const Index column = Derived::IsRowMajor ? i % x.cols() : i / x.rows();
    return "(" + std::to_string(row) + ", " + std::to_string(column) + ")";
}
inline std::string index_text(const std::vector<double>&, std::size_t flat) {
    return "(" + std::to_string(flat) + ")";
}
inline std::string index_text(double, std::size_t) { return ""; }

inline std::string number_text(double x) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.10g", x);
    return text.data();
}

template <std::size_t N>
bool same_shape(const Tensor<double, N>& a, const Tensor<double, N>& b) {
    return a.shape() == b.shape();
}
template <class A, class B>
bool same_shape(const Eigen::PlainObjectBase<A>& a, const Eigen::PlainObjectBase<B>& b) {
    return a.rows() == b.rows() && a.cols() == b.cols();
}
inline bool same_shape(const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size();
}
inline bool same_shape(double, double) { return true; }

/// Of the same shape as `x`, standard normal entries: a random linear functional of it.
template <class Array>
Array random_like(Array x, Random& random) {
    for (double& entry : entries(x)) entry = random.normal();
    return x;
}

// ---- the gradient
// ------------------------------------------------------------------------------------

/// The difference quotient's error is about h²·|f'''|/6 and its rounding 2⁻⁵³·|f|/h; both are near
/// 1e-10 for this h where f and its derivatives are of order one.
inline constexpr double step = 6e-6;
/// Of the larger of 1 and the largest entry of the gradient. Three orders above the error just
/// named: room for functions that curve more, and far below what any wrong formula leaves.
inline constexpr double gradient_tolerance = 1e-7;

struct GradientComparison {
    double worst = 0;    // the largest |analytic − numeric|, divided by the gradient's scale
    std::string message; // where that was, and both numbers
    bool passed() const { return worst <= gradient_tolerance; }
};

/// dL/dinput by central differences, where L = Σ_o dL_dout_o · forward()_o and forward reads
/// `input`. `input` is left as it was.
template <class Forward, class Output>
std::vector<double> numerical_gradient(const Forward& forward, const Output& dL_dout,
                                       std::span<double> input) {
    std::vector<double> gradient;
    for (double& x : input) {
        const double kept = x, h = step * std::max(1.0, std::abs(kept));
        x = kept + h;
        const volatile double above = x; // the step that was really made
        const Output upper = forward();
        x = kept - h;
        const volatile double below = x;
        const Output lower = forward();
        x = kept;
        // Output by output: L itself may be much larger than its change.
        double change = 0;
        for (std::size_t o = 0; o < entries(upper).size(); ++o)
            change += entries(dL_dout)[o] * (entries(upper)[o] - entries(lower)[o]);
        gradient.push_back(change / (above - below));
    }
    return gradient;
}

/// Compares `analytic` with the numerical gradient of every entry of `input`. A gradient of another
/// shape, or with an entry that is not finite, never passes.
template <class Forward, class Output, class Input>
GradientComparison compare_gradient(const std::string& name, const Forward& forward,
                                    const Output& dL_dout, Input& input, const Input& analytic) {
    GradientComparison result;
    if constexpr (HasFields<Input>) {
        std::vector<GradientComparison> found;
        // Visits both structs in step: `at` counts the fields.
        std::size_t at = 0;
        for_each_field(input, [&](const char* field_name, auto& field) {
            std::size_t other = 0;
            for_each_field(analytic, [&](const char*, const auto& analytic_field) {
                if constexpr (std::same_as<std::remove_cvref_t<decltype(field)>,
                                           std::remove_cvref_t<decltype(analytic_field)>>)
                    if (at == other)
                        found.push_back(compare_gradient(name + "." + field_name, forward, dL_dout,
                                                         field, analytic_field));
                ++other;
            });
            ++at;
        });
        for (const auto& one : found)
            if (result.message.empty() || !(one.worst <= result.worst)) result = one;
    } else {
        if (!same_shape(input, analytic)) {
            result.worst = std::numeric_limits<double>::infinity();
            result.message = name + ": the gradient has not the shape of its input";
            return result;
        }
        const std::vector<double> numeric = numerical_gradient(forward, dL_dout, entries(input));
        double scale = 1;
        for (double entry : numeric) scale = std::max(scale, std::abs(entry));
        for (std::size_t i = 0; i < numeric.size(); ++i) {
            const double got = entries(analytic)[i];
            const double error = std::isfinite(got) ? std::abs(got - numeric[i]) / scale
                                                    : std::numeric_limits<double>::infinity();
            if (!result.message.empty() && error <= result.worst) continue;
            result.worst = error;
            result.message = name + index_text(input, i) + ": the gradient is " + number_text(got) +
                             ", central differences give " + number_text(numeric[i]);
        }
    }
    return result;
}

/// For doctest: fails with the worst entry's place and both numbers.
#define CHECK_GRADIENT(name, forward, dL_dout, input, analytic)                                    \
    do {                                                                                           \
        const auto compared_ =                                                                     \
            ::mlcore::test::compare_gradient(name, forward, dL_dout, input, analytic);             \
        CHECK_MESSAGE(compared_.passed(), compared_.message);                                      \
    } while (false)

// ---- buffers
// -----------------------------------------------------------------------------------------

/// Whether a function overwrites the buffer it is given, or adds to what is in it.
enum class Writes : std::uint8_t { assigns, adds };

/// Calls `write()`, which writes into `buffer`, on buffers of different contents and returns what
/// is wrong, empty where nothing is. One that assigns must give the same whatever was there, even
/// NaN: what is left over shows. One that adds must give what was there plus the same.
template <class Write, class Buffer>
std::string check_buffer(Writes writes, const Write& write, Buffer& buffer) {
    const auto filled_with = [&](double value) {
        for (double& entry : entries(buffer)) entry = value;
        write();
        return std::vector<double>(entries(buffer).begin(), entries(buffer).end());
    };
    const double other = 3; // small, so that adding to it keeps the digits
    const auto from_zero = filled_with(0), from_other = filled_with(other);
    const auto poisoned = filled_with(std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < from_zero.size(); ++i) {
        const std::string at = "entry " + index_text(buffer, i);
        if (!std::isfinite(from_zero[i])) return at + " is not finite";
        if (writes == Writes::assigns && std::isnan(poisoned[i]))
            return at + " depends on what was in the buffer before: it is not written, or added to";
        if (writes == Writes::assigns && from_other[i] != from_zero[i])
            return at + " depends on what was in the buffer before";
        if (writes == Writes::adds && std::abs(from_other[i] - other - from_zero[i]) >
                                          1e-12 * std::max(1.0, std::abs(from_zero[i])))
            return at + " is not what was in the buffer plus the gradient";
        if (writes == Writes::adds && !std::isnan(poisoned[i]))
            return at + " overwrites what was in the buffer";
    }
    return "";
}

} // namespace mlcore::test
