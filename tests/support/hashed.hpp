// The numbers that tests/golden/transformer.py draws, without a stored one: an integer hash of the
// entry's place.
#pragma once

#include <cstdint>

namespace mlcore::test {

/// Mixes the bits of a 32-bit integer (an invertible hash of shifts and multiplications).
inline std::uint32_t hash32(std::uint32_t x) {
    x = (x ^ (x >> 16)) * 0x7FEB352Du;
    x = (x ^ (x >> 15)) * 0x846CA68Bu;
    return x ^ (x >> 16);
}

/// Entry i of the stream `seed`, in [−0.5, 0.5).
inline double hashed_uniform(std::uint32_t seed, std::uint32_t i) {
    return hash32(1000003u * seed + i) / 4294967296.0 - 0.5;
}

} // namespace mlcore::test
