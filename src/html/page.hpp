// Pages of HTML in one file: no script, nothing loaded, light and dark as the reader's system is.
#pragma once

#include <string>
#include <vector>

namespace mlcore::html {

/// Text as text, whatever it holds: in elements and in quoted attributes.
std::string escape(const std::string& text);

/// The whole page around `body`.
std::string page(const std::string& title, const std::string& body);

struct Bar {
    std::string name;
    double value = 0;  // 0 … most of all bars
    std::string label; // behind the bar
    bool mine = false; // the learner's own, in the accent colour
};

/// Horizontal bars from zero, as one inline SVG with its text. `about` is read to those who cannot
/// see it.
/// Where `most` is positive it is the whole width, and shown behind each bar; else the largest
/// value is.
std::string bars(const std::vector<Bar>& all, const std::string& about, double most = 0);

} // namespace mlcore::html
