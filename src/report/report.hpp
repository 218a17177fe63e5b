// The class report: one HTML file that needs nothing else, for the instructor before the next
// lecture. How every task went, which mistakes how many students made, what crashed or took long,
// which submissions look alike, and everybody's points. Charts are inline SVG with their numbers
// beside them in words; no script runs, nothing is fetched, light and dark follow the reader's
// system.
#pragma once

#include "export/results.hpp"

#include <string>

namespace mlcore::report {

std::string to_html(const exporting::Results& results);

} // namespace mlcore::report
