#include "csv.hpp"

#include <algorithm>
#include <stdexcept>

namespace mlcore::exporting {

std::vector<Row> parse_csv(std::string_view text) {
    if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
    std::vector<Row> rows;
    Row row;
    std::string cell;
    bool any = false; // the row has something in it
    const auto end_row = [&] {
        if (!any) return;
        row.push_back(std::move(cell));
        rows.push_back(std::move(row));
        row.clear();
        cell.clear();
        any = false;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"' && cell.empty()) {
            any = true;
            const auto line =
                1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i), '\n');
            for (++i;; ++i) {
                if (i >= text.size())
                    throw std::runtime_error("the quote that opens in line " +
                                             std::to_string(line) + " is never closed");
                if (text[i] != '"')
                    cell += text[i];
                else if (i + 1 < text.size() && text[i + 1] == '"')
                    cell += text[i++];
                else
                    break;
            }
        } else if (c == ',') {
            any = true;
            row.push_back(std::move(cell));
            cell.clear();
        } else if (c == '\n' || c == '\r') {
            end_row();
        } else {
            any = true;
            cell += c;
        }
    }
    end_row();
    return rows;
}

std::string to_csv(const std::vector<Row>& rows) {
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text += ',';
            const std::string& cell = row[i];
            const bool quote = cell.find_first_of(",\"\r\n") != std::string::npos ||
                               (!cell.empty() && (cell.front() == ' ' || cell.back() == ' '));
            if (!quote) {
                text += cell;
                continue;
            }
            text += '"';
            for (const char c : cell) text += c == '"' ? "\"\"" : std::string(1, c);
            text += '"';
        }
        text += "\r\n";
    }
    return text;
}

bool is_formula(const std::string& cell) {
    const auto first = cell.find_first_not_of(" \t\r\n");
    return first != std::string::npos &&
           (std::string_view("=+-@").find(cell[first]) != std::string_view::npos ||
            cell[0] == '\t' || cell[0] == '\r');
}

std::string as_text(std::string cell) {
    const bool formula = is_formula(cell);
    for (char& c : cell)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return formula ? "'" + cell : cell;
}

} // namespace mlcore::exporting
