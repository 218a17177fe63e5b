// im2col and its adjoint col2im for a part of the columns: what a matrix product of a block needs,
// and no more.
#pragma once

#include "mlcore/nn/convolution/interface.hpp"

#include <algorithm>

namespace mlcore::convolution {

/// The sizes of one convolution, as everything below needs them.
struct Geometry {
    Index C, H, W, K_h, K_w;
    Index stride, padding;
    Index H_out, W_out;

    template <class T>
    Geometry(const Tensor<T, 4>& x, Index kernel_height, Index kernel_width, const Options& options)
        : C(extent(x, 1)), H(extent(x, 2)), W(extent(x, 3)), K_h(kernel_height), K_w(kernel_width),
          stride(options.stride), padding(options.padding),
          H_out(output_extent(H, K_h, options.stride, options.padding)),
          W_out(output_extent(W, K_w, options.stride, options.padding)) {}

    Index rows() const { return C * K_h * K_w; }      // of the matrix of columns
    Index positions() const { return H_out * W_out; } // its columns
};

namespace detail {

/// Neighbouring entries of a row of the matrix of columns, whose positions lie in one output row.
struct Stretch {
    Index entry;        // of the part's row, where this stretch begins
    Index length;       // entries
    Index begin, end;   // of those, the ones that lie inside the image; the others are padding
    Index image_offset; // in the image, of the entry at `begin`
};

/// Row `row` of the matrix of columns, positions first, …, first + count − 1, in stretches that
/// each lie in one row of the output.
template <class Visit>
void for_each_stretch(const Geometry& g, Index row, Index first, Index count, const Visit& visit) {
    const Index c = row / (g.K_h * g.K_w), i = row / g.K_w % g.K_h, j = row % g.K_w;
    // Output columns q whose input column S q + j − P lies in the image: from left to right − 1.
    const auto at_least = [&](Index v) { // the first q with S q + j − P ≥ v
        const Index distance = v - j + g.padding;
        return distance <= 0 ? 0 : (distance + g.stride - 1) / g.stride;
    };
    const Index left = at_least(0), right = at_least(g.W);
    for (Index entry = 0; entry < count;) {
        const Index p = (first + entry) / g.W_out, q = (first + entry) % g.W_out;
        const Index length = std::min(g.W_out - q, count - entry);
        const Index h = p * g.stride + i - g.padding;
        Index begin = std::clamp<Index>(left - q, 0, length);
        Index end = std::clamp<Index>(right - q, begin, length);
        if (h < 0 || h >= g.H) begin = end = length;
        const Index v = (q + begin) * g.stride + j - g.padding;
        visit(Stretch{entry, length, begin, end, (c * g.H + h) * g.W + v});
        entry += length;
    }
}

} // namespace detail

/// A part of im2col: rows first_row, … and positions first, … of one image's matrix of columns.
///
///   image [C, H, W]  →  columns [rows, count], contiguous, assigned
template <class T>
void gather_columns(const T* image, const Geometry& g, Index first_row, Index rows, Index first,
                    Index count, T* columns) {
    for (Index r = 0; r < rows; ++r, columns += count)
        detail::for_each_stretch(g, first_row + r, first, count, [&](const detail::Stretch& s) {
            T* const to = columns + s.entry;
            std::fill(to, to + s.begin, T(0));
            if (s.begin < s.end) {
                const T* const from = image + s.image_offset;
                if (g.stride == 1)
                    std::copy_n(from, s.end - s.begin, to + s.begin);
                else
                    for (Index e = s.begin; e < s.end; ++e) to[e] = from[(e - s.begin) * g.stride];
            }
            std::fill(to + s.end, to + s.length, T(0));
        });
}

/// col2im, the adjoint of gather_columns: adds every entry of the columns to the entry of the image
/// that it was copied from.
///
///   columns [rows, count]  →  image [C, H, W], added to
template <class T>
void scatter_columns(const T* columns, const Geometry& g, Index first_row, Index rows, Index first,
                     Index count, T* image) {
    for (Index r = 0; r < rows; ++r, columns += count)
        detail::for_each_stretch(g, first_row + r, first, count, [&](const detail::Stretch& s) {
            if (s.begin >= s.end) return;
            const T* const from = columns + s.entry;
            T* const to = image + s.image_offset;
            if (g.stride == 1)
                for (Index e = s.begin; e < s.end; ++e) to[e - s.begin] += from[e];
            else
                for (Index e = s.begin; e < s.end; ++e) to[(e - s.begin) * g.stride] += from[e];
        });
}

} // namespace mlcore::convolution
