// The small real tables of examples/data, for tests.
#pragma once

#include "author/data.hpp"

#include "mlcore/core/types.hpp"

#include <algorithm>
#include <filesystem>
#include <string>

namespace mlcore::test {

/// All columns of the table, the last one being the target.
inline Matrix read_table(const std::string& file_name) {
    const auto table = grading::parse_table(std::filesystem::path(MLCORE_SOURCE_DIR) / "examples" /
                                            "data" / file_name);
    Matrix all(table.rows, static_cast<Index>(table.columns.size()));
    std::copy(table.entries.begin(), table.entries.end(), all.data());
    return all;
}

} // namespace mlcore::test
