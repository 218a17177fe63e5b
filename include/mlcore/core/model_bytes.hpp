// The compiled part of core/model_file.hpp: models as Values. It knows nothing of Eigen, so it can
// be compiled once for programs of every processor.
#pragma once

#include "mlcore/core/errors.hpp"
#include "mlcore/core/value.hpp"

#include <filesystem>

namespace mlcore::detail {

void write_model(const std::filesystem::path& file, const char* name, int version,
                 const Value& fields);
Value read_model(const std::filesystem::path& file, const char* name, int version);
[[noreturn]] void refuse_fields(const std::filesystem::path& file, const char* name,
                                const char* why);

} // namespace mlcore::detail
