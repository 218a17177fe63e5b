// How often memory was taken from the heap: what runs thousands of times, as a step of training
// does, should not allocate.
//
//     step();                                                       // the first one may
//     CHECK(test::allocations_in([&] { step(); }) == 0);
//
// malloc and its relatives are counted, so that operator new, Eigen and xtensor all are, in every
// thread of the process. Where they cannot be replaced (a sanitizer has done so already, or the C
// library is not glibc) nothing is counted: allocations_are_counted tells.
#pragma once

#include <cstdint>

namespace mlcore::test {

bool allocations_are_counted();

/// Whether the OpenMP runtime itself allocates in every parallel region, as clang's does: then only
/// what runs on one thread can be shown not to. GNU's keeps its teams.
#if defined(_OPENMP) && defined(__clang__)
inline constexpr bool parallel_regions_allocate = true;
#else
inline constexpr bool parallel_regions_allocate = false;
#endif

/// Calls since the process began, 0 where none are counted.
std::int64_t allocations();

template <class Body>
std::int64_t allocations_in(Body&& body) {
    const std::int64_t before = allocations();
    body();
    return allocations() - before;
}

} // namespace mlcore::test
