// Measurements as one page of HTML.
#pragma once

#include "results.hpp"

#include <string>

namespace mlcore::timing {

/// Bars of speed for each function and size, with times, ratios and shares of the peak.
std::string page(const Results& results);

/// The part of it that another page can show: headings of level `level` and bars.
std::string bars_of(const Results& results, int level);

} // namespace mlcore::timing
