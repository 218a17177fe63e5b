// Pieces of HTML and SVG.
#pragma once

#include <string>
#include <vector>

namespace mlcore::report {

/// The text with everything that has a meaning in HTML, or steers a terminal or the direction of
/// writing, made harmless.
std::string escape(const std::string& text);

/// A horizontal bar of parts, as wide as its place. `label` is what a screen reader says.
struct Part {
    std::string css; // the class that gives its colour
    double size = 0;
    std::string title; // "wrong: 5"
};
std::string bar(const std::vector<Part>& parts, double whole, const std::string& label);

/// Columns over the range from 0 to `last`, `counts.size()` of them.
std::string columns(const std::vector<int>& counts, const std::string& first_label,
                    const std::string& last_label, const std::string& label);

/// The style sheet of the whole page.
const std::string& style_sheet();

/// "1 student", "3 students"
std::string plural(std::size_t count, const std::string& one, const std::string& many);

} // namespace mlcore::report
