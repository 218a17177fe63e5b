// Measurements as people read them.
#pragma once

#include "results.hpp"

#include "terminal/text.hpp"

#include <string>

namespace mlcore::timing {

/// "61.2 µs", three digits and the unit that fits.
std::string time_text(double seconds);
/// "3.14", "31.4", "314", "0.03": what fits into five columns. For GFLOP/s and GB/s.
std::string rate_text(double per_second);
/// "n:1000 d:8"
std::string size_text(const std::string& size);
/// The peaks that were measured: "74.1 GFLOP/s on one core, 147 on 2; memory 12.3 GB/s and 17.8".
std::string peak_text(const Results& results);
/// What to know about how sure the numbers are: repetitions, spread, whether the machine was busy.
std::string trust_text(const Results& results);

/// A table for each function and size, and what was not measured.
std::string render(const Results& results, const terminal::Style& style);

} // namespace mlcore::timing
