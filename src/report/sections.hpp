// The sections of the class report. Used by report.cpp alone.
#pragma once

#include "export/results.hpp"

#include <string>

namespace mlcore::report {

/// What to talk about in the next lecture: known mistakes by how many made them.
std::string mistakes(const exporting::Results& results);
/// Points and tasks of every exercise, as charts.
std::string exercises(const exporting::Results& results);
/// What did not compile, crashed, never answered, or took long.
std::string trouble(const exporting::Results& results);
/// Submissions that look like each other.
std::string alike(const exporting::Results& results);
/// Everybody's points.
std::string points(const exporting::Results& results);

} // namespace mlcore::report
