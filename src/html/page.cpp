#include "page.hpp"

#include "terminal/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mlcore::html {
namespace {

constexpr const char* style = R"(
:root { color-scheme: light dark; --text: #1c1c1e; --quiet: #5f6368; --paper: #ffffff;
        --line: #d5d8dc; --bar: #8aa4c8; --mine: #d9822b; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e6e6; --quiet: #a0a4aa; --paper: #17181a; --line: #3a3d41; --bar: #5878a4;
          --mine: #e09a4f; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--paper);
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
h3 { font-size: 1rem; font-weight: 500; margin: 1rem 0 0.2rem; color: var(--quiet); }
p.quiet, td.quiet { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.25rem 0.8rem 0.25rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 500; color: var(--quiet); } td.number, th.number { text-align: right; }
svg { display: block; width: 100%; height: auto; } svg text { font: 13px system-ui, sans-serif;
      fill: var(--text); } svg .label { fill: var(--quiet); }
svg .bar { fill: var(--bar); } svg .mine { fill: var(--mine); }
svg .rest { fill: var(--line); }
)";

} // namespace

std::string escape(const std::string& text) {
    std::string safe;
    // Control characters and what reorders text are written out first, as on a terminal.
    for (const char c : terminal::escape(text, terminal::Keep::lines)) {
        switch (c) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        case '\'':
            safe += "&#39;";
            break;
        default:
            safe += c;
        }
    }
    return safe;
}

std::string page(const std::string& title, const std::string& body) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        escape(title), style, body);
}

std::string bars(const std::vector<Bar>& all, const std::string& about, double most) {
    constexpr int row = 24, width = 340, total = 960;
    const bool track = most > 0;
    int left = 130;
    for (const auto& bar : all) {
        if (!track) most = std::max(most, bar.value);
        left = std::clamp(8 * terminal::display_width(bar.name) + 16, left, 300);
    }
    std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n",
                                  total, row * static_cast<int>(all.size()) + 4, escape(about));
    int y = 2;
    for (const auto& bar : all) {
        const double length = most > 0 ? std::max(1.0, width * bar.value / most) : 1;
        svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>", left - 8,
                           y + 16, escape(bar.name));
        if (track)
            svg +=
                fmt::format("<rect class=\"rest\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                            left, y + 3, width, row - 6);
        svg += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\"/>",
                           bar.mine ? "mine" : "bar", left, y + 3, length, row - 6);
        svg += fmt::format("<text class=\"label\" x=\"{:.1f}\" y=\"{}\">{}</text>\n",
                           left + (track ? width : length) + 8, y + 16, escape(bar.label));
        y += row;
    }
    return svg + "</svg>\n";
}

} // namespace mlcore::html
