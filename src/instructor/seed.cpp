#include "seed.hpp"

#include "core/file.hpp"

#include <charconv>
#include <cstdlib>
#include <random>
#include <stdexcept>

namespace mlcore::instructor {
namespace {

namespace fs = std::filesystem;

std::uint64_t parse(std::string text, const std::string& where) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        throw std::runtime_error(where +
                                 " holds no seed: expected a whole number from 0 to 2^64 - 1");
    return value;
}

// Packs store the seed as a signed number; half of the numbers are plenty.
std::uint64_t draw() {
    std::random_device device;
    const std::uint64_t high = device(), low = device();
    return ((high << 32) | low) >> 1;
}

} // namespace

Seed secret_seed(const fs::path& folder, std::optional<std::uint64_t> given) {
    const fs::path file = folder / "seed";
    std::optional<std::uint64_t> kept;
    if (fs::exists(file)) kept = parse(core::read_file(file), file.string());
    Seed seed;
    const char* variable = std::getenv("MLCORE_SEED");
    if (given) {
        seed = {*given, Seed::From::option, false};
    } else if (variable != nullptr && *variable != '\0') {
        seed = {parse(variable, "the environment variable MLCORE_SEED"), Seed::From::environment,
                false};
    } else if (kept) {
        seed = {*kept, Seed::From::file, false};
    } else {
        seed = {draw(), Seed::From::made, false};
    }
    seed.changed = kept && *kept != seed.value;
    return seed;
}

void keep_seed(const fs::path& folder, const Seed& seed) {
    if (seed.from != Seed::From::file)
        core::write_private(folder / "seed", std::to_string(seed.value) + "\n");
}

} // namespace mlcore::instructor
