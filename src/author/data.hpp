// Tables for cases on real data.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mlcore::grading {

/// Where read_table() looks.
void set_data_folder(std::filesystem::path folder);

/// The numbers of a CSV file below its header line, row by row.
struct Table {
    std::vector<std::string> columns;
    std::vector<double> entries;
    std::int64_t rows = 0;
};

/// Throws ValueError with file, line and what was expected there.
Table parse_table(const std::filesystem::path& file);

} // namespace mlcore::grading
