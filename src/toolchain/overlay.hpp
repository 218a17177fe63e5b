// A header that stands in for an algorithm's own and calls a learner's functions in place of the
// library's best variants.
#pragma once

#include <string>
#include <vector>

namespace mlcore::toolchain {

struct Overlay {
    std::string header;
    std::vector<std::string> replaced; // of the functions wanted: those that are the learner's now
};

/// `header` is include/mlcore/<area>/<slug>.hpp. What it takes over (using vectorized::predict;) or
/// hands on (return vectorized::fit(…)) of these functions comes from the learner's file
/// `file_name` instead. Left as they are: templates, which a learner writes for doubles alone, and
/// names that stand for several functions.
Overlay make_overlay(const std::string& header, const std::string& slug,
                     const std::string& file_name, const std::vector<std::string>& functions);

} // namespace mlcore::toolchain
