// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/positional_encoding/naive.hpp>

#include <algorithm>
#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::positional_encoding;

// ---- frequencies --------------------------------------------------------------------------------

/// n frequencies base^(−exponent(i, d)).
template <class Exponent>
Vector powers(Index n, int depth, double base, const Exponent& exponent) {
    check_frequencies("frequencies", "depth", depth, base);
    Vector omega(n);
    for (Index i = 0; i < n; ++i)
        omega(i) = std::pow(base, -exponent(static_cast<double>(i), static_cast<double>(depth)));
    return omega;
}

#define MLCORE_WRONG_FREQUENCIES(count, exponent)                                                  \
    [](int depth, double base) {                                                                   \
        return powers(count, depth, base,                                                          \
                      [](double i, [[maybe_unused]] double d) { return exponent; });               \
    }

inline const grading::Mistakes<Frequencies> frequencies{
    {"half_the_exponent",
     "Your exponent is −i/d. It is −2i/d, where i counts the pairs: the last frequency is near "
     "1/base.",
     MLCORE_WRONG_FREQUENCIES((depth + 1) / 2, i / d)},
    {"growing_exponent",
     "Your frequencies grow: the exponent needs its minus sign, base^(−2i/d). The first pair turns "
     "fastest.",
     MLCORE_WRONG_FREQUENCIES((depth + 1) / 2, -2 * i / d)},
    {"integer_division",
     "All your frequencies are 1: 2 * i / depth is a division of integers and gives 0. Make one of "
     "them a double.",
     MLCORE_WRONG_FREQUENCIES((depth + 1) / 2, 0 * i)},
    {"pairs_from_one", "Your pairs count from 1. The first one is i = 0, with the frequency 1.",
     MLCORE_WRONG_FREQUENCIES((depth + 1) / 2, 2 * (i + 1) / d)},
    {"ends_at_one_over_base",
     "You divide i by the number of pairs minus 1, so that the last frequency is exactly 1/base. "
     "The "
     "formula divides 2i by d.",
     MLCORE_WRONG_FREQUENCIES((depth + 1) / 2, i / std::max(std::ceil(d / 2) - 1, 1.0))},
    {"one_for_each_column",
     "You give a frequency for each column. There is one for each pair of columns, ⌈d/2⌉ in all.",
     MLCORE_WRONG_FREQUENCIES(depth, 2 * std::floor(i / 2) / d)},
    {"odd_depth_rounded_down",
     "Where the depth is odd, your last column is left without a frequency: there are ⌈d/2⌉, "
     "rounded "
     "up.",
     MLCORE_WRONG_FREQUENCIES(depth / 2, 2 * i / d)},
};
#undef MLCORE_WRONG_FREQUENCIES

// ---- sinusoidal ---------------------------------------------------------------------------------

/// The table, and the ways to get it wrong.
struct Table {
    double first_position = 0;
    double doubling = 2;           // the exponent is −doubling·i/d
    bool own_frequencies = false;  // of the odd columns, −j/d
    bool swapped = false;          // cosines first
    bool halves = false;           // all sines, then all cosines
    bool integer_division = false; // exponent 0

    Matrix operator()(int length, int width, double base) const {
        check_sinusoidal("sinusoidal", length, width, base);
        Matrix table(length, width);
        const Index pairs = (width + 1) / 2;
        for (Index t = 0; t < length; ++t)
            for (Index j = 0; j < width; ++j) {
                const Index i = halves ? j % pairs : j / 2;
                const bool sine = (halves ? j < pairs : j % 2 == 0) != swapped;
                double exponent = doubling * static_cast<double>(i) / width;
                if (own_frequencies) exponent = static_cast<double>(j) / width;
                if (integer_division) exponent = 0;
                const double angle =
                    std::pow(base, -exponent) * (first_position + static_cast<double>(t));
                table(t, j) = sine ? std::sin(angle) : std::cos(angle);
            }
        return table;
    }
};

#define MLCORE_WRONG_TABLE(...)                                                                    \
    [](int length, int width, double base) { return Table{__VA_ARGS__}(length, width, base); }

inline const grading::Mistakes<Sinusoidal> sinusoidal{
    {"half_the_exponent",
     "Your exponent is −i/d. It is −2i/d, where i = ⌊j/2⌋ counts the pairs of columns.",
     MLCORE_WRONG_TABLE(.doubling = 1)},
    {"growing_exponent",
     "Your angles grow from pair to pair: the exponent needs its minus sign, base^(−2i/d).",
     MLCORE_WRONG_TABLE(.doubling = -2)},
    {"integer_division",
     "All your columns turn at the same speed: 2 * i / width is a division of integers and gives "
     "0.",
     MLCORE_WRONG_TABLE(.integer_division = true)},
    {"frequency_for_each_column",
     "Your cosines have frequencies of their own, base^(−j/d). The two columns of a pair share "
     "one: "
     "round j down to an even number first.",
     MLCORE_WRONG_TABLE(.own_frequencies = true)},
    {"sine_and_cosine_swapped",
     "Your sines and cosines have changed places: even columns (0, 2, …) are sines.",
     MLCORE_WRONG_TABLE(.swapped = true)},
    {"halves_for_pairs",
     "You put all sines first and all cosines after them. They alternate: sin ω₀t, cos ω₀t, sin "
     "ω₁t, …",
     MLCORE_WRONG_TABLE(.halves = true)},
    {"positions_from_one",
     "Your positions count from 1. The first row is t = 0: sines of 0 and cosines of 1.",
     MLCORE_WRONG_TABLE(.first_position = 1)},
};
#undef MLCORE_WRONG_TABLE

// ---- rope and its gradient ----------------------------------------------------------------------

/// Rotations, forward (direction 1) and backward (−1), and the ways to get them wrong.
struct Turn {
    double direction = 1;
    int offset = 0;             // added to every position
    bool ignores_first = false; // position
    double doubling = 2;        // the exponent is −doubling·i/d
    enum class Width { head, all_heads, across_heads } width = Width::head;
    bool halves = false;       // column i is paired with i + d/2
    bool swapped = false;      // sine and cosine
    bool reads_turned = false; // the second entry is computed from the turned first one
    bool integer_division = false;

    /// `argument` is what `function` calls x.
    Tensor<double, 4> operator()(const char* function, const char* argument,
                                 const Tensor<double, 4>& x, int first_position,
                                 double base) const {
        check_rope(function, argument, x, first_position, base);
        const Index H = extent(x, 1), d = extent(x, 3);
        auto out = x;
        for (Index b = 0; b < extent(x, 0); ++b)
            for (Index h = 0; h < H; ++h) {
                auto Y = slice(out, b, h);
                for (Index t = 0; t < Y.rows(); ++t)
                    for (Index i = 0; i < d / 2; ++i) {
                        const Index pair = width == Width::across_heads ? h * (d / 2) + i : i;
                        const Index all = width == Width::head ? d : H * d;
                        const double exponent =
                            integer_division ? 0 : doubling * static_cast<double>(pair) / all;
                        const double angle =
                            direction * std::pow(base, -exponent) *
                            static_cast<double>((ignores_first ? 0 : first_position) + offset + t);
                        double c = std::cos(angle), s = std::sin(angle);
                        if (swapped) std::swap(c, s);
                        double& first = Y(t, halves ? i : 2 * i);
                        double& second = Y(t, halves ? i + d / 2 : 2 * i + 1);
                        const double before = first;
                        first = before * c - second * s;
                        second = (reads_turned ? first : before) * s + second * c;
                    }
            }
        return out;
    }
};

#define MLCORE_WRONG_ROPE(...)                                                                     \
    [](const Tensor<double, 4>& x, int first_position, double base) {                              \
        return Turn{__VA_ARGS__}("rope", "x", x, first_position, base);                            \
    }
#define MLCORE_WRONG_ROPE_BACKWARD(...)                                                            \
    [](const Tensor<double, 4>& dL_dout, int first_position, double base) {                        \
        return Turn{__VA_ARGS__}("rope_backward", "dL_dout", dL_dout, first_position, base);       \
    }

inline const grading::Mistakes<Rope> rope{
    {"turned_backwards",
     "You turn by −θ. The first entry becomes a cos θ − b sin θ, the second a sin θ + b cos θ.",
     MLCORE_WRONG_ROPE(.direction = -1)},
    {"halves_for_pairs",
     "You pair column i with column i + d/2. Here the pairs are neighbours, columns 2i and 2i + 1.",
     MLCORE_WRONG_ROPE(.halves = true)},
    {"positions_from_one",
     "Your positions are one too large: row t stands at first_position + t, and rows count from 0.",
     MLCORE_WRONG_ROPE(.offset = 1)},
    {"ignores_first_position",
     "You turn row t by the angle of position t. It stands at first_position + t.",
     MLCORE_WRONG_ROPE(.ignores_first = true)},
    {"depth_of_all_heads",
     "You divide the exponent by the width of all heads together. d is the depth of one head, the "
     "last axis of x.",
     MLCORE_WRONG_ROPE(.width = Turn::Width::all_heads)},
    {"frequencies_across_heads",
     "Your frequencies run on from head to head, as if x had not been split. Every head starts "
     "again at ω₀ = 1.",
     MLCORE_WRONG_ROPE(.width = Turn::Width::across_heads)},
    {"half_the_exponent", "Your exponent is −i/d. It is −2i/d, where i counts the pairs.",
     MLCORE_WRONG_ROPE(.doubling = 1)},
    {"growing_exponent",
     "Your pairs turn faster and faster: the exponent needs its minus sign, base^(−2i/d).",
     MLCORE_WRONG_ROPE(.doubling = -2)},
    {"integer_division",
     "All your pairs turn at the same speed: 2 * i / d is a division of integers and gives 0.",
     MLCORE_WRONG_ROPE(.integer_division = true)},
    {"sine_and_cosine_swapped",
     "Your sine and cosine have changed places. At angle 0 nothing may move: cos 0 is 1.",
     MLCORE_WRONG_ROPE(.swapped = true)},
    {"reads_turned_entry",
     "You compute the second entry of a pair from the first one after it was turned. Both need the "
     "old values: keep them.",
     MLCORE_WRONG_ROPE(.reads_turned = true)},
};

inline const grading::Mistakes<RopeBackward> rope_backward{
    {"turned_forward",
     "You turn the gradient as rope turns x. It passes through the transposed matrix, which turns "
     "by −θ.",
     MLCORE_WRONG_ROPE_BACKWARD(.direction = 1)},
    {"halves_for_pairs",
     "You pair column i with column i + d/2. Here the pairs are neighbours, columns 2i and 2i + 1.",
     MLCORE_WRONG_ROPE_BACKWARD(.direction = -1, .halves = true)},
    {"positions_from_one",
     "Your positions are one too large: row t stands at first_position + t, and rows count from 0.",
     MLCORE_WRONG_ROPE_BACKWARD(.direction = -1, .offset = 1)},
    {"ignores_first_position",
     "You turn row t back by the angle of position t. It stands at first_position + t.",
     MLCORE_WRONG_ROPE_BACKWARD(.direction = -1, .ignores_first = true)},
    {"depth_of_all_heads",
     "You divide the exponent by the width of all heads together. d is the depth of one head, the "
     "last axis of dL_dout.",
     MLCORE_WRONG_ROPE_BACKWARD(.direction = -1, .width = Turn::Width::all_heads)},
    {"frequencies_across_heads",
     "Your frequencies run on from head to head. Every head starts again at ω₀ = 1.",
     MLCORE_WRONG_ROPE_BACKWARD(.direction = -1, .width = Turn::Width::across_heads)},
    {"half_the_exponent", "Your exponent is −i/d. It is −2i/d, where i counts the pairs.",
     MLCORE_WRONG_ROPE_BACKWARD(.direction = -1, .doubling = 1)},
    {"reads_turned_entry",
     "You compute the second entry of a pair from the first one after it was turned. Both need the "
     "old values: keep them.",
     MLCORE_WRONG_ROPE_BACKWARD(.direction = -1, .reads_turned = true)},
};
#undef MLCORE_WRONG_ROPE
#undef MLCORE_WRONG_ROPE_BACKWARD

} // namespace mlcore::mistakes
