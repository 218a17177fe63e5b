#include "data.hpp"

#include "core/file.hpp"

#include "mlcore/core/errors.hpp"
#include "mlcore/core/value.hpp"

#include <charconv>
#include <cmath>
#include <sstream>

namespace mlcore::grading {
namespace {

std::filesystem::path& data_folder() {
    static std::filesystem::path folder;
    return folder;
}

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    if (!line.empty() && line.back() == ',') cells.emplace_back();
    return cells;
}

} // namespace

void set_data_folder(std::filesystem::path folder) { data_folder() = std::move(folder); }

Table parse_table(const std::filesystem::path& file) {
    std::istringstream stream([&] {
        try {
            return core::read_file(file);
        } catch (const std::runtime_error& error) {
            throw ValueError(std::string("read_table: ") + error.what());
        }
    }());
    Table table;
    std::string line;
    std::int64_t number = 0;
    while (std::getline(stream, line)) {
        ++number;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty()) continue;
        const auto where = [&] {
            return "read_table: " + file.string() + ":" + std::to_string(number) + ": ";
        };
        const auto cells = split(line);
        if (table.columns.empty()) {
            table.columns = cells;
            continue;
        }
        if (cells.size() != table.columns.size())
            throw ValueError(where() + "expected " + std::to_string(table.columns.size()) +
                             " cells, found " + std::to_string(cells.size()));
        for (const auto& cell : cells) {
            double value = 0;
            const auto [end, error] =
                std::from_chars(cell.data(), cell.data() + cell.size(), value);
            if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value))
                throw ValueError(where() + "expected a number, found \"" + cell + "\"");
            table.entries.push_back(value);
        }
        ++table.rows;
    }
    if (table.rows == 0) throw ValueError("read_table: " + file.string() + " has no rows");
    return table;
}

Value read_table_value(const std::string& file_name) {
    Table table = parse_table(data_folder() / file_name);
    return Value::array({table.rows, static_cast<std::int64_t>(table.columns.size())},
                        std::move(table.entries));
}

} // namespace mlcore::grading
