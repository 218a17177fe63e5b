// A CSV file of numbers with one header line, the target in its last column.
#pragma once

#include "mlcore/core/types.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace examples {

struct Table {
    std::vector<std::string> columns; // of X
    mlcore::Matrix X;                 // n×d
    mlcore::Vector y;                 // n
};

/// A file as it is named, or one of examples/data, which mlcore run makes known.
inline std::filesystem::path data_file(const std::string& name) {
    if (std::filesystem::exists(name)) return name;
    const char* folder = std::getenv("MLCORE_DATA");
    return std::filesystem::path(folder == nullptr ? "examples/data" : folder) / name;
}

/// Throws std::runtime_error with file and line where something is no number or a row is short.
inline Table read_table(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string line, cell;
    if (!std::getline(stream, line))
        throw std::runtime_error(file.string() + " cannot be read, or has no header line");
    Table table;
    std::istringstream header(line);
    while (std::getline(header, cell, ',')) table.columns.push_back(cell);
    const std::size_t width = table.columns.size();
    std::vector<double> numbers;
    for (std::size_t row = 2; std::getline(stream, line); ++row) {
        std::istringstream cells(line);
        const std::size_t before = numbers.size();
        while (std::getline(cells, cell, ',')) {
            char* end = nullptr;
            numbers.push_back(std::strtod(cell.c_str(), &end));
            if (cell.empty() || *end != '\0') break;
            cell.clear();
        }
        if (!cell.empty() || numbers.size() - before != width)
            throw std::runtime_error(file.string() + ":" + std::to_string(row) + ": expected " +
                                     std::to_string(width) + " numbers");
    }
    const auto all = Eigen::Map<const mlcore::Matrix>(
        numbers.data(), static_cast<mlcore::Index>(numbers.size() / width),
        static_cast<mlcore::Index>(width));
    table.X = all.leftCols(all.cols() - 1);
    table.y = all.rightCols(1);
    table.columns.pop_back();
    return table;
}

} // namespace examples
