// Max pooling in blocks, for the vectorized and the parallel variants and for networks that keep
// their activations in buffers of their own. No checks, no allocation.
#pragma once

#include "mlcore/nn/convolution/workspace.hpp"

#include <algorithm>

namespace mlcore::convolution {

/// For each entry of a max pool's output, the place of the largest entry in its channel: row · W +
/// column. What the backward pass needs of the forward pass. [N, C, H_out, W_out]
using Places = Tensor<int, 4>;

namespace blocks {

/// Whether b takes the place of a as the largest so far: the first of equal ones stays, and a NaN.
/// Without a jump, which on unlike numbers would be guessed wrong half of the time: loops over it
/// may become packets.
template <class T>
bool larger(T a, T b) {
    return (b > a) | ((b != b) & (a == a));
}

/// One channel's windows as they lie in the image.
struct Windows {
    Index H, W, H_out, W_out;
    Index size, stride, padding;

    template <class T>
    Windows(const Tensor<T, 4>& x, const PoolOptions& options)
        : H(extent(x, 2)), W(extent(x, 3)),
          H_out(output_extent(H, options.size, options.stride, options.padding)),
          W_out(output_extent(W, options.size, options.stride, options.padding)),
          size(options.size), stride(options.stride), padding(options.padding) {}

    Index begin(Index position) const { return std::max<Index>(position * stride - padding, 0); }
    Index end(Index position, Index extent) const {
        return std::min(position * stride - padding + size, extent);
    }
    /// The windows of a row whose column j lies in the image: from the first to one before the end.
    Index first_with(Index j) const { return at_least(0, j); }
    Index end_with(Index j) const { return std::min(at_least(W, j), W_out); }

private:
    /// The first window whose column j is the image's column v or a later one.
    Index at_least(Index v, Index j) const {
        const Index distance = v + padding - j;
        return distance <= 0 ? 0 : (distance + stride - 1) / stride;
    }
};

/// The largest entries of one channel, and where they lie. One place within all windows of a row
/// after the other, so that the windows of a row are compared side by side.
///
///   image [H, W]  →  out [H_out, W_out], places [H_out, W_out], assigned
template <class T>
void pool_with_places(const T* image, const Windows& k, T* out, int* places) {
    for (Index p = 0; p < k.H_out; ++p, out += k.W_out, places += k.W_out) {
        for (Index q = 0; q < k.W_out; ++q) {
            places[q] = static_cast<int>(k.begin(p) * k.W + k.begin(q));
            out[q] = image[places[q]];
        }
        for (Index h = k.begin(p); h < k.end(p, k.H); ++h)
            for (Index j = 0; j < k.size; ++j)
                for (Index q = k.first_with(j); q < k.end_with(j); ++q) {
                    const Index at = h * k.W + q * k.stride + j - k.padding;
                    const bool take = larger(out[q], image[at]);
                    out[q] = take ? image[at] : out[q];
                    places[q] = take ? static_cast<int>(at) : places[q];
                }
    }
}

/// The largest entries alone: first down each column of the windows' rows, then along the rows, so
/// that a window costs 2·size comparisons instead of size².
///
///   image [H, W], room [W]  →  out [H_out, W_out], assigned
template <class T>
void pool(const T* image, const Windows& k, T* room, T* out) {
    for (Index p = 0; p < k.H_out; ++p, out += k.W_out) {
        std::copy_n(image + k.begin(p) * k.W, k.W, room);
        for (Index h = k.begin(p) + 1; h < k.end(p, k.H); ++h) {
            const T* const row = image + h * k.W;
            for (Index v = 0; v < k.W; ++v) room[v] = larger(room[v], row[v]) ? row[v] : room[v];
        }
        for (Index q = 0; q < k.W_out; ++q) out[q] = room[k.begin(q)];
        for (Index j = 0; j < k.size; ++j)
            for (Index q = k.first_with(j); q < k.end_with(j); ++q) {
                const T entry = room[q * k.stride + j - k.padding];
                out[q] = larger(out[q], entry) ? entry : out[q];
            }
    }
}

} // namespace blocks

} // namespace mlcore::convolution
