// The secret seed that hidden packs are drawn from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace mlcore::instructor {

struct Seed {
    std::uint64_t value = 0;
    enum class From : std::uint8_t { option, environment, file, made } from = From::made;
    bool changed = false; // the folder had another one before
};

/// The seed given, else that of MLCORE_SEED, else the one in `folder`/seed, else a new one from the
/// system's randomness. Throws std::runtime_error where the file or the variable holds no number.
Seed secret_seed(const std::filesystem::path& folder, std::optional<std::uint64_t> given);

/// Keeps it in `folder`/seed, which only the owner may read, so that the next run has the same.
void keep_seed(const std::filesystem::path& folder, const Seed& seed);

} // namespace mlcore::instructor
