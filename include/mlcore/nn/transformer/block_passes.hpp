// One block of a transformer, forward and backward, in buffers: the formulas of naive.hpp and
// naive_backward.hpp in the same order. What changed is said at the top of passes.hpp.
#pragma once

#include "mlcore/nn/layer_norm/blocks.hpp"
#include "mlcore/nn/transformer/buffers.hpp"
#include "mlcore/nn/transformer/gelu.hpp"
#include "mlcore/nn/transformer/workers.hpp"

namespace mlcore::transformer::blocks {

/// The sizes of one pass: B·T positions.
struct Size {
    Index B, T;       // batch, time
    Index D, F, H, V; // width, hidden, heads, vocabulary
    Index rows() const { return B * T; }
    Index depth() const { return D / H; } // of a head
};

/// dL_dx from dL_dout through a layer norm, assigned or added; gain's and bias's gradients are
/// assigned. Every thread sums those of its rows by itself; `partial` [threads, 2 D] holds them.
template <class T>
void norm_backward(Workers<T>& workers, Index rows, Index D, const T* x, const T* gain,
                   const T* centre, const T* rstd, const T* dout, T* dx,
                   layer_norm::blocks::Write write, T* dgain, T* dbias, T* partial) {
    auto sums = matrix(partial, workers.count(), 2 * D);
    sums.setZero();
    workers.over(rows, [&](Index first, Index n, auto&, Index piece) {
        const Index at = first * D;
        layer_norm::blocks::layer_norm_backward(x + at, gain, centre + first, rstd + first,
                                                dout + at, dx + at, partial + piece * 2 * D,
                                                partial + piece * 2 * D + D, n, D, write);
    });
    row(dgain, D).setZero();
    row(dbias, D).setZero();
    for (int i = 0; i < workers.count(); ++i) {
        row(dgain, D) += sums.row(i).head(D);
        row(dbias, D) += sums.row(i).tail(D);
    }
}

/// Head (b, h) inside [N, 3 D]: its queries (part 0), keys (1) or values (2), [T, d]. No copy.
template <class T>
auto head_of(T* qkv, const Size& s, Index b, Index h, int part) {
    const auto m = matrix(qkv + b * s.T * 3 * s.D, s.T, 3 * s.D);
    return some_columns(m, part * s.D + h * s.depth(), s.depth());
}

/// k.x → out, both [N, D].
template <class T>
void block_forward(Workers<T>& workers, const Size& s, const BlockParts<const T>& w,
                   const Kept<T>& k, T* out) {
    const Index D = s.D, F = s.F, d = s.depth();
    const T epsilon = T(norm_epsilon);
    workers.over(s.rows(), [&](Index i, Index n, auto& room, Index) {
        layer_norm::blocks::layer_norm_forward(k.x + i * D, w.norm_1_gain, w.norm_1_bias,
                                               k.norm_1 + i * D, k.c_1 + i, k.r_1 + i, n, D,
                                               epsilon);
        auto qkv = matrix(k.qkv + i * 3 * D, n, 3 * D); // [n, D] · [D, 3 D]
        qkv.rowwise() = row(w.b_qkv, 3 * D);
        room.packed.add_product(matrix(k.norm_1 + i * D, n, D), matrix(w.W_qkv, D, 3 * D), qkv);
    });
    using attention::blocks::query_block;
    const Index queries = (s.T + query_block - 1) / query_block; // blocks of them
    workers.spread(s.B * s.H * queries, [&](Index task, auto& room) {
        // The last queries first: under the causal mask they have the most keys.
        const Index b = task % (s.B * s.H) / s.H, h = task % s.H;
        const Index first = (queries - 1 - task / (s.B * s.H)) * query_block;
        const Index n = std::min(query_block, s.T - first);
        const T* const qkv = k.qkv;
        const auto mixed = matrix(k.mixed + b * s.T * D, s.T, D); // [T, D]
        attention::blocks::attend<T>(head_of(qkv, s, b, h, 0), head_of(qkv, s, b, h, 1),
                                     head_of(qkv, s, b, h, 2), true, first, room,
                                     some_columns(some_rows(mixed, first, n), h * d, d), // [n, d]
                                     {k.log_sum_exp + (b * s.H + h) * s.T + first, n});
    });
    workers.over(s.rows(), [&](Index i, Index n, auto& room, Index) {
        auto h = matrix(k.h + i * D, n, D); // x + mixed W_o + b_o; [n, D] · [D, D]
        h = matrix(k.x + i * D, n, D).rowwise() + row(w.b_o, D);
        room.packed.add_product(matrix(k.mixed + i * D, n, D), matrix(w.W_o, D, D), h);

        layer_norm::blocks::layer_norm_forward(k.h + i * D, w.norm_2_gain, w.norm_2_bias,
                                               k.norm_2 + i * D, k.c_2 + i, k.r_2 + i, n, D,
                                               epsilon);
        auto hidden = matrix(k.hidden + i * F, n, F); // [n, D] · [D, F]
        hidden.rowwise() = row(w.b_in, F);
        room.packed.add_product(matrix(k.norm_2 + i * D, n, D), matrix(w.W_in, D, F), hidden);
        gelu_forward(k.hidden + i * F, k.active + i * F, n * F);

        auto x = matrix(out + i * D, n, D); // h + active W_out + b_out; [n, F] · [F, D]
        x = h.rowwise() + row(w.b_out, D);
        room.packed.add_product(matrix(k.active + i * F, n, F), matrix(w.W_out, F, D), x);
    });
}

/// Scratch of the backward pass, shared by all blocks.
template <class T>
struct Scratch {
    T *dn, *dqkv, *dhidden, *mean, *partial; // [N, D], [N, 3 D], [N, F], [B, H, T], [threads, 2 D]
};

/// dx [N, D]: the gradient at the block's output, replaced by the one at its input. All of dw is
/// assigned.
template <class T>
void block_backward(Workers<T>& workers, const Size& s, const BlockParts<const T>& w,
                    const Kept<T>& k, const Scratch<T>& scratch, T* dx, const BlockParts<T>& dw) {
    const Index N = s.rows(), D = s.D, F = s.F, d = s.depth();
    using layer_norm::blocks::Write;
    // Through the feed-forward branch: dx becomes the gradient at h.
    workers.weight_gradient(matrix(k.active, N, F), matrix(dx, N, D), matrix(dw.W_out, F, D),
                            dw.b_out);
    workers.over(N, [&](Index i, Index n, auto& room, Index) {
        T* const dhidden = scratch.dhidden + i * F; // [n, D] · [D, F]
        room.packed.product(matrix(dx + i * D, n, D), matrix(w.W_out, F, D).transpose(),
                            matrix(dhidden, n, F));
        gelu_backward(k.hidden + i * F, dhidden, dhidden, n * F);
        room.packed.product(matrix(dhidden, n, F), matrix(w.W_in, D, F).transpose(),
                            matrix(scratch.dn + i * D, n, D)); // [n, F] · [F, D]
    });
    workers.weight_gradient(matrix(k.norm_2, N, D), matrix(scratch.dhidden, N, F),
                            matrix(dw.W_in, D, F), dw.b_in);
    norm_backward(workers, N, D, k.h, w.norm_2_gain, k.c_2, k.r_2, scratch.dn, dx, Write::add,
                  dw.norm_2_gain, dw.norm_2_bias, scratch.partial);

    // Through the attention branch: dx becomes the gradient at x.
    workers.weight_gradient(matrix(k.mixed, N, D), matrix(dx, N, D), matrix(dw.W_o, D, D), dw.b_o);
    workers.over(N, [&](Index i, Index n, auto& room, Index) { // [n, D] · [D, D]
        room.packed.product(matrix(dx + i * D, n, D), matrix(w.W_o, D, D).transpose(),
                            matrix(scratch.dn + i * D, n, D));
    });
    workers.spread(s.B * s.H, [&](Index task, auto& room) {
        using namespace attention::blocks;
        const Index b = task / s.H, h = task % s.H, at = b * s.T * D;
        const T *const qkv = k.qkv, *const mixed = k.mixed, *const dmixed = scratch.dn;
        BackwardHead<T> head{
            head_of(qkv, s, b, h, 0),          head_of(qkv, s, b, h, 1),
            head_of(qkv, s, b, h, 2),          some_columns(matrix(dmixed + at, s.T, D), h * d, d),
            head_of(scratch.dqkv, s, b, h, 0), head_of(scratch.dqkv, s, b, h, 1),
            head_of(scratch.dqkv, s, b, h, 2), true,
            {k.log_sum_exp + task * s.T, s.T}, {scratch.mean + task * s.T, s.T}};
        head.mean_from(some_columns(matrix(mixed + at, s.T, D), h * d, d), 0);
        head.dQ.setZero(), head.dK.setZero(), head.dV.setZero();
        for (Index start = 0; start < s.T; start += key_block)
            for (Index first = 0; first < s.T; first += query_block)
                head.add_block(first, start, true, true, room);
    });
    workers.weight_gradient(matrix(k.norm_1, N, D), matrix(scratch.dqkv, N, 3 * D),
                            matrix(dw.W_qkv, D, 3 * D), dw.b_qkv);
    workers.over(N, [&](Index i, Index n, auto& room, Index) { // [n, 3 D] · [3 D, D]
        room.packed.product(matrix(scratch.dqkv + i * 3 * D, n, 3 * D),
                            matrix(w.W_qkv, D, 3 * D).transpose(),
                            matrix(scratch.dn + i * D, n, D));
    });
    norm_backward(workers, N, D, k.x, w.norm_1_gain, k.c_1, k.r_1, scratch.dn, dx, Write::add,
                  dw.norm_1_gain, dw.norm_1_bias, scratch.partial);
}

} // namespace mlcore::transformer::blocks
