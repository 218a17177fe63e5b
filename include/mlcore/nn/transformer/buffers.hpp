// What a training step keeps between its passes: one buffer, allocated once, cut into arrays.
//
// N = B·T positions are the rows of every matrix. A block keeps about 8 D + 2 F numbers a position
// for its backward pass, and one number per query of every head (attention rebuilds its weights
// from that, so nothing here grows with T²). The logits are made and used up a slab of positions at
// a time.
#pragma once

#include "mlcore/nn/products.hpp"
#include "mlcore/nn/transformer/parameters.hpp"

#include <algorithm>
#include <vector>

namespace mlcore::transformer::blocks {

/// What one block's forward pass leaves for its backward pass.
template <class T>
struct Kept {
    T* x;                  // [N, D] the block's input
    T *norm_1, *c_1, *r_1; // [N, D], [N], [N]: the norm, each row's centre and 1/deviation
    T* qkv;                // [N, 3 D]
    T* log_sum_exp;        // [B, H, T]
    T* mixed;              // [N, D] the heads' outputs, merged
    T* h;                  // [N, D] x + attention
    T *norm_2, *c_2, *r_2; // [N, D], [N], [N]
    T *hidden, *active;    // [N, F] before and after gelu
};

template <class T>
class Buffers {
public:
    std::vector<Kept<T>> kept; // L of them
    T* x_last;                 // [N, D] what the last block returns
    T *norm, *centre, *rstd;   // [N, D], [N], [N] the final norm
    T* logits;                 // [slab, V]
    T *dx, *dn;                // [N, D] gradients at x or h, and at a norm's or attention's output
    T* dqkv;                   // [N, 3 D]
    T* dhidden;                // [N, F]
    T* mean;                   // [B, H, T] of attention's backward pass
    T* partial;                // [threads, 2 D] what each piece of rows owes to a norm
    Index slab;                // positions whose logits are held at a time

    Buffers(const Shape& n, Index positions, int threads)
        : slab(std::min<Index>(positions, largest_slab)) {
        // Twice through the same list: first to count, then to hand out.
        cut(n, positions, threads);
        storage_.resize(used_); // all zero
        used_ = 0;
        cut(n, positions, threads);
    }
    Buffers(const Buffers&) = delete; // the pointers lead into storage_
    Buffers& operator=(const Buffers&) = delete;
    Buffers(Buffers&&) = default;
    Buffers& operator=(Buffers&&) = default;
    Index size() const { return static_cast<Index>(storage_.size()); }

private:
    static constexpr Index largest_slab = 1024;

    T* take(Index n) {
        T* const here = storage_.empty() ? nullptr : storage_.data() + used_;
        used_ += static_cast<std::size_t>(n);
        return here;
    }
    void cut(const Shape& n, Index N, int threads) {
        const Index D = n.width, F = n.hidden;
        kept.resize(static_cast<std::size_t>(n.depth));
        for (auto& k : kept) {
            k.x = take(N * D);
            k.norm_1 = take(N * D), k.c_1 = take(N), k.r_1 = take(N);
            k.qkv = take(N * 3 * D), k.log_sum_exp = take(N * n.heads), k.mixed = take(N * D);
            k.h = take(N * D);
            k.norm_2 = take(N * D), k.c_2 = take(N), k.r_2 = take(N);
            k.hidden = take(N * F), k.active = take(N * F);
        }
        x_last = take(N * D);
        norm = take(N * D), centre = take(N), rstd = take(N);
        logits = take(slab * n.vocabulary);
        dx = take(N * D), dn = take(N * D), dqkv = take(N * 3 * D), dhidden = take(N * F);
        mean = take(N * n.heads);
        partial = take(threads * 2 * D);
    }

    std::vector<T> storage_;
    std::size_t used_ = 0;
};

} // namespace mlcore::transformer::blocks
