// What a caller keeps from one convolution to the next, so that none but the first allocates, and
// how work is shared out among threads.
#pragma once

#include "mlcore/nn/convolution/columns.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#ifdef _OPENMP
#include <omp.h>
#define MLCORE_OPENMP(directive) _Pragma(directive)
#else
#define MLCORE_OPENMP(directive)
#endif

namespace mlcore::convolution {

/// Whether a function keeps to its own thread or may use all.
enum class Threads : std::uint8_t { one, all };

// Before Eigen multiplies, it copies panels of both matrices: onto the stack where they fit into
// 128 KB, else into memory from the heap, at every product. Blocks of these sizes always fit, in
// every pairing: rows of the matrix of columns, positions, output channels. They are multiples of
// the kernels' registers, and a block of columns stays in the second-level cache.
inline constexpr Index block_rows = 144;
template <class T>
inline constexpr Index block_positions = 768 / sizeof(T);
template <class T>
inline constexpr Index block_outputs = 640 / sizeof(T);

inline Index count_blocks(Index n, Index block) { return (n + block - 1) / block; }

/// Room for the convolutions of one or more layers, one after the other; any shapes. It grows where
/// it has to, and only that allocates: 110 KB for each thread, and going backward up to 16·144·O
/// numbers where kernels have few entries (see blocks::weight_gradient). Not for two threads that
/// call at once.
template <class T = float>
class Workspace {
public:
    /// Room for one block of columns, or for that many numbers, for each of that many threads.
    void prepare(int threads, Index entries = block_rows * block_positions<T>) {
        while (std::ssize(rooms_) < threads) rooms_.emplace_back();
        for (auto& room : rooms_)
            if (room.size() < entries) room.resize(entries);
    }
    T* room(int thread) { return rooms_[static_cast<std::size_t>(thread)].data(); }

    /// Room for that many matrices, whose sum is the gradient.
    T* partial_sums(Index entries) {
        if (partial_sums_.size() < entries) partial_sums_.resize(entries);
        return partial_sums_.data();
    }

private:
    std::vector<Column<T>> rooms_;
    Column<T> partial_sums_;
};

namespace detail {

inline constexpr double worth_threads = 1e6; // multiplications: 20 µs or more

inline int thread_count(Threads threads) {
#ifdef _OPENMP
    return threads == Threads::all ? omp_get_max_threads() : 1;
#else
    static_cast<void>(threads);
    return 1;
#endif
}

/// body(unit, thread) for every unit of work. No two units may write to the same entry.
///
/// Two loops and not one with an if clause: going from a team of one thread to a team of several
/// and back lets the OpenMP runtime allocate.
template <class Body>
void for_each_unit(Threads threads, double multiplications, Index units, const Body& body) {
    if (threads == Threads::all && multiplications >= worth_threads) {
        MLCORE_OPENMP("omp parallel for schedule(dynamic)")
        for (Index unit = 0; unit < units; ++unit) {
#ifdef _OPENMP
            body(unit, omp_get_thread_num());
#else
            body(unit, 0);
#endif
        }
    } else {
        for (Index unit = 0; unit < units; ++unit) body(unit, 0);
    }
}

} // namespace detail

} // namespace mlcore::convolution

#undef MLCORE_OPENMP
