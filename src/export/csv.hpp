// Comma-separated values as RFC 4180 has them, and as spreadsheets take them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mlcore::exporting {

using Row = std::vector<std::string>;

/// Rows of cells; CR LF and LF end a row, a byte order mark is skipped. Throws std::runtime_error
/// with the line where a quote is never closed.
std::vector<Row> parse_csv(std::string_view text);

/// Cells quoted where they have to be; rows end with CR LF.
std::string to_csv(const std::vector<Row>& rows);

/// Whether a spreadsheet would compute the cell: =1+1, +1, -1, @SUM, or one of these after a tab.
bool is_formula(const std::string& cell);

/// The same text, as text: an apostrophe before what would be computed; control characters and line
/// ends become spaces. For cells that somebody reads, never for keys that a system matches.
std::string as_text(std::string cell);

} // namespace mlcore::exporting
