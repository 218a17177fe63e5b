// Wrong max pooling, forward and backward.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/convolution/naive.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace mlcore::mistakes {
using namespace mlcore::convolution;

// ---- max_pool -----------------------------------------------------------------------------------

/// Pooling, and the ways to get it wrong.
struct Pool {
    enum class Takes { largest, mean, largest_or_zero } takes = Takes::largest;
    bool zeros_in_padding = false; // count as entries
    bool pads = true;              // subtracts the padding from the window's place
    bool partial_windows = false;  // those that reach beyond the padded image, too

    Tensor<double, 4> operator()(const Tensor<double, 4>& x, const PoolOptions& options) const {
        check_max_pool("max_pool", x, options);
        const auto [size, stride, padding] = options;
        const Index H = extent(x, 2), W = extent(x, 3);
        const auto positions = [&, &size = size, &stride = stride, &padding = padding](Index n) {
            const Index whole = output_extent(n, size, stride, padding);
            const Index next = whole * stride - padding; // where one more would begin
            const bool more = partial_windows && next < n && next + size - stride < n + padding;
            return static_cast<std::size_t>(whole + more);
        };
        auto out = zeros<double, 4>({x.shape()[0], x.shape()[1], positions(H), positions(W)});
        for (Index n = 0; n < extent(x, 0); ++n)
            for (Index c = 0; c < extent(x, 1); ++c)
                for (Index p = 0; p < extent(out, 2); ++p)
                    for (Index q = 0; q < extent(out, 3); ++q) {
                        double largest = takes == Takes::largest_or_zero
                                             ? 0
                                             : -std::numeric_limits<double>::infinity();
                        double sum = 0;
                        Index seen = 0;
                        for (Index i = 0; i < size; ++i)
                            for (Index j = 0; j < size; ++j) {
                                const Index h = p * stride + i - (pads ? padding : 0);
                                const Index v = q * stride + j - (pads ? padding : 0);
                                const bool inside = naive::inside(h, v, H, W);
                                if (!inside && !zeros_in_padding) continue;
                                const double entry = inside ? x(n, c, h, v) : 0;
                                largest = std::max(largest, entry);
                                sum += entry;
                                ++seen;
                            }
                        out(n, c, p, q) = takes == Takes::mean
                                              ? sum / static_cast<double>(std::max<Index>(seen, 1))
                                              : largest;
                    }
        return out;
    }
};

#define MLCORE_WRONG_POOL(...)                                                                     \
    [](const Tensor<double, 4>& x, const PoolOptions& options) {                                   \
        return Pool{__VA_ARGS__}(x, options);                                                      \
    }

/// The right pooling with other options.
#define MLCORE_POOL_WITH(...)                                                                      \
    [](const Tensor<double, 4>& x, const PoolOptions& options) {                                   \
        check_max_pool("max_pool", x, options);                                                    \
        return naive::max_pool(x, {__VA_ARGS__});                                                  \
    }

inline const grading::Mistakes<MaxPool> max_pool{
    {"mean", "You take the mean of each window. Max pooling keeps its largest entry.",
     MLCORE_WRONG_POOL(.takes = Pool::Takes::mean)},
    {"starts_at_zero",
     "Your largest entry starts at 0, so a window of negative numbers gives 0. Start with −∞, or "
     "with the first entry.",
     MLCORE_WRONG_POOL(.takes = Pool::Takes::largest_or_zero)},
    {"zeros_in_padding",
     "You take the padding for zeros, which are larger than negative entries. It takes no part in "
     "the maximum.",
     MLCORE_WRONG_POOL(.zeros_in_padding = true)},
    {"padding_not_subtracted", "Your windows begin at row p · stride. Subtract the padding.",
     MLCORE_WRONG_POOL(.pads = false)},
    {"padding_ignored",
     "You leave the padding out. The first window begins options.padding rows and columns before "
     "the image.",
     MLCORE_POOL_WITH(.size = options.size, .stride = options.stride, .padding = 0)},
    {"stride_is_size",
     "Your windows stand side by side, as if the stride were their size. They move by "
     "options.stride.",
     MLCORE_POOL_WITH(.size = options.size, .stride = options.size, .padding = options.padding)},
    {"stride_ignored",
     "Your windows move by 1. They move by options.stride rows or columns at a time.",
     MLCORE_POOL_WITH(.size = options.size, .stride = 1, .padding = options.padding)},
    {"partial_windows",
     "You keep windows that reach beyond the image and its padding. They are left out: the number "
     "of positions is rounded down.",
     MLCORE_WRONG_POOL(.partial_windows = true)},
};
#undef MLCORE_WRONG_POOL
#undef MLCORE_POOL_WITH

// ---- max_pool_backward --------------------------------------------------------------------------

/// Who gets a window's gradient.
struct PoolBackward {
    enum class To { first, last, all, shared, everyone } to = To::first;
    bool assigned = false; // over what an overlapping window gave
    bool stride_is_size = false;
    bool pads = true;
    bool zeros_in_padding = false; // may be the largest

    Tensor<double, 4> operator()(const Tensor<double, 4>& x, const PoolOptions& options,
                                 const Tensor<double, 4>& dL_dout) const {
        check_max_pool_backward("max_pool_backward", x, options, dL_dout);
        const auto [size, given_stride, padding] = options;
        const Index stride = stride_is_size ? size : given_stride;
        auto dL_dx = zeros<double, 4>(x.shape());
        for (Index n = 0; n < extent(x, 0); ++n)
            for (Index c = 0; c < extent(x, 1); ++c)
                for (Index p = 0; p < extent(dL_dout, 2); ++p)
                    for (Index q = 0; q < extent(dL_dout, 3); ++q) {
                        const auto image = slice(x, n, c);
                        std::vector<naive::Place> window;
                        double largest = -std::numeric_limits<double>::infinity();
                        for (Index i = 0; i < size; ++i)
                            for (Index j = 0; j < size; ++j) {
                                const Index h = p * stride + i - (pads ? padding : 0);
                                const Index v = q * stride + j - (pads ? padding : 0);
                                if (naive::inside(h, v, extent(x, 2), extent(x, 3))) {
                                    window.push_back({h, v});
                                    largest = std::max(largest, image(h, v));
                                } else if (zeros_in_padding) {
                                    largest = std::max(largest, 0.0);
                                }
                            }
                        std::vector<naive::Place> winners;
                        for (const auto& place : window)
                            if (to == To::everyone || image(place.row, place.column) == largest)
                                winners.push_back(place);
                        if (winners.empty()) continue;
                        if (to == To::first) winners.resize(1, {0, 0});
                        if (to == To::last) winners = {winners.back()};
                        const bool divided = to == To::shared || to == To::everyone;
                        for (const auto& place : winners) {
                            double& dx = dL_dx(n, c, place.row, place.column);
                            dx = (assigned ? 0 : dx) +
                                 dL_dout(n, c, p, q) /
                                     (divided ? static_cast<double>(winners.size()) : 1);
                        }
                    }
        return dL_dx;
    }
};

#define MLCORE_WRONG_POOL_BACKWARD(...)                                                            \
    [](const Tensor<double, 4>& x, const PoolOptions& options, const Tensor<double, 4>& dL_dout) { \
        return PoolBackward{__VA_ARGS__}(x, options, dL_dout);                                     \
    }

inline const grading::Mistakes<MaxPoolBackward> max_pool_backward{
    {"tie_to_all",
     "Where several entries of a window are the largest, you give each of them the whole gradient. "
     "Only the first one gets it.",
     MLCORE_WRONG_POOL_BACKWARD(.to = PoolBackward::To::all)},
    {"tie_to_last",
     "Where several entries of a window are the largest, you take the last. The convention is the "
     "first: replace only by what is larger, not equal.",
     MLCORE_WRONG_POOL_BACKWARD(.to = PoolBackward::To::last)},
    {"tie_shared",
     "Where several entries of a window are the largest, you divide the gradient among them. The "
     "first one gets all of it.",
     MLCORE_WRONG_POOL_BACKWARD(.to = PoolBackward::To::shared)},
    {"spread_over_window",
     "You spread the gradient over the whole window, as for a mean. The largest entry alone "
     "decides, and gets all of it.",
     MLCORE_WRONG_POOL_BACKWARD(.to = PoolBackward::To::everyone)},
    {"overlaps_overwritten",
     "You assign to the gradient of x. Where windows overlap, an entry may be the largest of "
     "several: add.",
     MLCORE_WRONG_POOL_BACKWARD(.assigned = true)},
    {"stride_is_size",
     "You look for the windows side by side. They move by options.stride, which need not be their "
     "size.",
     MLCORE_WRONG_POOL_BACKWARD(.stride_is_size = true)},
    {"padding_not_subtracted",
     "Your windows begin at row p · stride. Subtract the padding, as in the forward pass.",
     MLCORE_WRONG_POOL_BACKWARD(.pads = false)},
    {"zeros_in_padding",
     "Where all of a window is negative, your padding's zeros win and the gradient is lost. The "
     "padding takes no part.",
     MLCORE_WRONG_POOL_BACKWARD(.zeros_in_padding = true)},
};
#undef MLCORE_WRONG_POOL_BACKWARD

} // namespace mlcore::mistakes
