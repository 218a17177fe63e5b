// Values as bytes (CBOR). The reader trusts nothing: lengths are bounded before anything is
// allocated, nesting before anything recurses.
#pragma once

#include "mlcore/core/value.hpp"

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace mlcore {

using Bytes = std::vector<std::uint8_t>;

/// The bytes are not what they should be: damaged, hostile or of another version.
struct WireError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// No array in a message is larger.
inline constexpr std::uint64_t max_value_bytes = 256u << 20;

Bytes encode(const Value& value);

/// Throws WireError where the bytes are not exactly one encoded Value, or one of more than
/// `max_items` parts: an empty list is one byte in a message and some 200 in memory, so where
/// strangers write the bytes their number bounds nothing.
Value decode(const Bytes& bytes, std::size_t max_items = ~std::size_t{0});

} // namespace mlcore
