#include "support/allocation_count.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MLCORE_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define MLCORE_SANITIZED
#endif
#endif

#if defined(__GLIBC__) && !defined(MLCORE_SANITIZED)
#define MLCORE_COUNTS_ALLOCATIONS
#endif

namespace {

// Constant-initialised: malloc is called before any constructor runs.
constinit std::atomic<std::int64_t> calls{0};

} // namespace

namespace mlcore::test {

std::int64_t allocations() { return calls.load(); }

bool allocations_are_counted() {
#ifdef MLCORE_COUNTS_ALLOCATIONS
    return true;
#else
    return false;
#endif
}

} // namespace mlcore::test

#ifdef MLCORE_COUNTS_ALLOCATIONS

// glibc lets a program define these functions for itself and keeps its own under these names. free
// stays glibc's: the memory is.
extern "C" {

void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) noexcept {
    calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
    calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) noexcept {
    calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_realloc(memory, size);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
    calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
    if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0)
        return EINVAL;
    calls.fetch_add(1, std::memory_order_relaxed);
    void* const taken = __libc_memalign(alignment, size);
    if (taken == nullptr) return ENOMEM;
    *memory = taken;
    return 0;
}

} // extern "C"

#endif
