// What changed against vectorized: its blocks run on several threads. Forward every block of
// queries of every head is work of its own. Backward a whole head is, where there are enough heads:
// its blocks add to the gradients of queries and keys at once. Where there are fewer heads than
// threads the blocks are gone through twice, once by queries (dQ) and once by keys (dK, dV), so
// that no two threads add to the same rows: 9 products instead of 7, but on all threads instead of
// some.
//
// Every sum is added up in the same order whatever the number of threads. Expected gain: the number
// of cores. Without OpenMP these are serial loops.
#pragma once

#include "mlcore/nn/attention/blocks.hpp"
#include "mlcore/nn/attention/interface.hpp"

#include <algorithm>
#include <deque>

#ifdef _OPENMP
#include <omp.h>
#define MLCORE_OPENMP(directive) _Pragma(directive)
#else
#define MLCORE_OPENMP(directive)
#endif

namespace mlcore::attention::parallel {

using blocks::key_block;
using blocks::query_block;

inline int threads() {
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

/// How many blocks of that size cover n rows.
inline Index count(Index n, Index block) { return (n + block - 1) / block; }

template <class T>
Tensor<T, 4> attention(const Tensor<T, 4>& q, const Tensor<T, 4>& k, const Tensor<T, 4>& v,
                       bool causal) {
    check_attention("attention", q, k, v);
    const Index B = extent(q, 0), H = extent(q, 1), T_q = extent(q, 2), T_k = extent(k, 2);

    // [B, H, T_q, d_v]
    auto out = zeros<T, 4>({q.shape()[0], q.shape()[1], q.shape()[2], v.shape()[3]});
    MLCORE_OPENMP("omp parallel") {
        blocks::Room<T> room(T_q, T_k, extent(q, 3)); // one per thread
        blocks::PerQuery<T> log_sum_exp(query_block);
        // dynamic: under a causal mask the last queries see the most keys
        MLCORE_OPENMP("omp for collapse(3) schedule(dynamic)")
        for (Index b = 0; b < B; ++b)
            for (Index h = 0; h < H; ++h)
                for (Index i = 0; i < count(T_q, query_block); ++i) {
                    const Index first = i * query_block, n = std::min(query_block, T_q - first);
                    auto O = slice(out, b, h); // [T_q, d_v]
                    blocks::attend<T>(blocks::all(slice(q, b, h)), blocks::all(slice(k, b, h)),
                                      blocks::all(slice(v, b, h)), causal, first, room,
                                      blocks::mutable_rows_of(O, first, n),
                                      {log_sum_exp.data(), n});
                }
    }
    return out;
}

template <class T>
Gradients<T> attention_backward(const Tensor<T, 4>& q, const Tensor<T, 4>& k, const Tensor<T, 4>& v,
                                bool causal, const Tensor<T, 4>& dL_dout) {
    check_attention_backward("attention_backward", q, k, v, dL_dout);
    const Index B = extent(q, 0), H = extent(q, 1), T_q = extent(q, 2), T_k = extent(k, 2);

    Gradients<T> dL{zeros<T, 4>(q.shape()), zeros<T, 4>(k.shape()), zeros<T, 4>(v.shape())};
    std::deque<blocks::TensorHead<T>> heads; // B·H of them
    for (Index b = 0; b < B; ++b)
        for (Index h = 0; h < H; ++h) heads.emplace_back(q, k, v, causal, dL_dout, dL, b, h);
    const bool enough_heads = B * H >= threads();

    MLCORE_OPENMP("omp parallel") {
        blocks::Room<T> room(T_q, T_k, extent(q, 3)); // one of each per thread
        RowMajorMatrix<T> O(std::min(T_q, query_block), extent(v, 3));
        MLCORE_OPENMP("omp for collapse(2) schedule(dynamic)")
        for (Index bh = 0; bh < B * H; ++bh)
            for (Index i = 0; i < count(T_q, query_block); ++i)
                heads[bh].head.prepare(i * query_block, room, O);

        if (enough_heads) {
            MLCORE_OPENMP("omp for schedule(dynamic)")
            for (Index bh = 0; bh < B * H; ++bh)
                for (Index start = 0; start < T_k; start += key_block)
                    for (Index first = 0; first < T_q; first += query_block)
                        heads[bh].head.add_block(first, start, true, true, room);
        } else {
            MLCORE_OPENMP("omp for collapse(2) schedule(dynamic)")
            for (Index bh = 0; bh < B * H; ++bh)
                for (Index i = 0; i < count(T_q, query_block); ++i)
                    for (Index start = 0; start < T_k; start += key_block)
                        heads[bh].head.add_block(i * query_block, start, true, false, room);
            MLCORE_OPENMP("omp for collapse(2) schedule(dynamic)")
            for (Index bh = 0; bh < B * H; ++bh)
                for (Index j = 0; j < count(T_k, key_block); ++j)
                    for (Index first = 0; first < T_q; first += query_block)
                        heads[bh].head.add_block(first, j * key_block, false, true, room);
        }
    }
    return dL;
}

template <class T>
Tensor<T, 3> multi_head_attention(const Tensor<T, 3>& x, const Weights<T>& w, int heads,
                                  bool causal) {
    check_multi_head_attention("multi_head_attention", x, w, heads);
    const Index B = extent(x, 0), length = extent(x, 1), rows = B * length;
    constexpr Index row_block = 256; // of the projections

    auto out = zeros<T, 3>(x.shape()); // [B, T, D]
    blocks::HeadsInPlace<T> in_place(x, w, heads, causal);
    MLCORE_OPENMP("omp parallel") {
        blocks::Room<T> room(length, length, extent(x, 2) / heads); // one per thread
        blocks::PerQuery<T> log_sum_exp(query_block);
        MLCORE_OPENMP("omp for schedule(dynamic)")
        for (Index i = 0; i < count(rows, row_block); ++i)
            in_place.project_in(i * row_block, std::min(row_block, rows - i * row_block));
        MLCORE_OPENMP("omp for collapse(3) schedule(dynamic)")
        for (Index b = 0; b < B; ++b)
            for (Index h = 0; h < heads; ++h)
                for (Index i = 0; i < count(length, query_block); ++i)
                    in_place.attend_block(b, h, i * query_block, room, log_sum_exp);
        MLCORE_OPENMP("omp for schedule(dynamic)")
        for (Index i = 0; i < count(rows, row_block); ++i)
            in_place.project_out(i * row_block, std::min(row_block, rows - i * row_block), out);
    }
    return out;
}

} // namespace mlcore::attention::parallel

#undef MLCORE_OPENMP
