#include "html.hpp"

#include "grading/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mlcore::report {

std::string escape(const std::string& text) {
    std::string safe;
    for (const char c : grading::escape_controls(text)) {
        if (c == '<')
            safe += "&lt;";
        else if (c == '>')
            safe += "&gt;";
        else if (c == '&')
            safe += "&amp;";
        else if (c == '"')
            safe += "&quot;";
        else if (c == '\'')
            safe += "&#39;";
        else
            safe += c;
    }
    return safe;
}

std::string plural(std::size_t count, const std::string& one, const std::string& many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string bar(const std::vector<Part>& parts, double whole, const std::string& label) {
    std::string svg =
        fmt::format("<svg class=\"bar\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {:g} "
                    "1\" preserveAspectRatio=\"none\">",
                    escape(label), std::max(whole, 1e-9));
    double at = 0;
    for (const auto& part : parts) {
        if (part.size <= 0) continue;
        svg += fmt::format(
            "<rect class=\"{}\" x=\"{:g}\" y=\"0\" width=\"{:g}\" height=\"1\"><title>{}"
            "</title></rect>",
            part.css, at, part.size, escape(part.title));
        at += part.size;
    }
    return svg + "</svg>";
}

std::string columns(const std::vector<int>& counts, const std::string& first_label,
                    const std::string& last_label, const std::string& label) {
    constexpr double width = 340, height = 130, floor = 108, gap = 3;
    const double step = width / static_cast<double>(counts.size());
    const int most = std::max(1, *std::max_element(counts.begin(), counts.end()));
    std::string svg =
        fmt::format("<svg class=\"columns\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 "
                    "{} {}\">",
                    escape(label), width, height);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double tall = (floor - 18) * counts[i] / most;
        const double x = step * static_cast<double>(i);
        if (counts[i] > 0)
            svg += fmt::format("<rect class=\"column\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
                               "height=\"{:.1f}\" rx=\"2\"/>"
                               "<text class=\"count\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
                               x + gap / 2, floor - tall, step - gap, tall, x + step / 2,
                               floor - tall - 4, counts[i]);
    }
    return svg + fmt::format("<line class=\"floor\" x1=\"0\" y1=\"{0}\" x2=\"{1}\" y2=\"{0}\"/>"
                             "<text class=\"axis\" x=\"1\" y=\"{2}\">{3}</text>"
                             "<text class=\"axis end\" x=\"{4}\" y=\"{2}\">{5}</text></svg>",
                             floor, width, height - 6, escape(first_label), width - 1,
                             escape(last_label));
}

const std::string& style_sheet() {
    static const std::string css = R"css(
:root { color-scheme: light dark;
  --paper: #fff; --ink: #1d1f23; --quiet: #5b616b; --line: #d9dce1; --panel: #f5f6f8; --accent: #2f5fa8;
  --passed: #2e8b57; --wrong: #d1603d; --broke: #8e4fae; --waits: #a9afb8; --open: #d9dce1;
  --compile: #c9a227; --absent: #eceef1; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #15171a; --ink: #e6e8eb; --quiet: #a0a7b1; --line: #33383f; --panel: #1e2125; --accent: #84aef0;
  --passed: #4cb27a; --wrong: #e2805f; --broke: #b27ad0; --waits: #6d747e; --open: #454b54;
  --compile: #d8b64a; --absent: #2a2e34; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .6rem; padding-top: .8rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
p, ul, ol { margin: .4rem 0 .8rem; max-width: 48rem; }
.quiet { color: var(--quiet); font-size: .9rem; }
code { font: .92em ui-monospace, "DejaVu Sans Mono", monospace; }
nav a { margin-right: 1rem; }
a { color: var(--accent); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .6rem; margin: 1rem 0; }
.fact { background: var(--panel); border-radius: .5rem; padding: .6rem .8rem; }
.fact b { display: block; font-size: 1.35rem; line-height: 1.2; }
.fact span { color: var(--quiet); font-size: .85rem; }
.exercise { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 22rem); gap: 0 2rem; align-items: start; }
.tasks { grid-column: 1; margin: 0; }
.task { margin: 0 0 .9rem; }
.task .head { display: flex; justify-content: space-between; gap: 1rem; }
.task .head span { color: var(--quiet); font-size: .9rem; white-space: nowrap; }
svg { display: block; width: 100%; }
svg.bar { height: .95rem; border-radius: .25rem; background: var(--absent); margin: .15rem 0 .2rem; }
svg.columns { max-width: 26rem; height: auto; }
.column { fill: var(--accent); } .floor { stroke: var(--line); }
.count, .axis { font-size: 11px; fill: var(--quiet); } .count { text-anchor: middle; } .end { text-anchor: end; }
.passed { fill: var(--passed); } .wrong { fill: var(--wrong); } .broke { fill: var(--broke); }
.waits { fill: var(--waits); } .open { fill: var(--open); } .compile { fill: var(--compile); } .absent { fill: var(--absent); }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0; margin: .2rem 0 1rem; list-style: none;
  color: var(--quiet); font-size: .9rem; }
.key svg { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem; border-radius: .2rem; vertical-align: -.05rem; }
.mistake { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 1rem; margin: 0 0 .9rem; max-width: 52rem; }
.mistake b { white-space: nowrap; }
.mistake .where { color: var(--quiet); font-size: .9rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
td:first-child { overflow-wrap: normal; }
.narrow { width: 1%; padding-right: 1.4rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll { overflow-x: auto; }
summary { cursor: pointer; color: var(--accent); }
@media (max-width: 46rem) {
  .exercise { grid-template-columns: minmax(0, 1fr); } .tasks { grid-row: 2; }
  .mistake { grid-template-columns: minmax(0, 1fr); }
  table.stack thead { position: absolute; clip-path: inset(50%); }
  table.stack tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  table.stack td { display: block; border: 0; padding: 0; text-align: left; }
  table.stack td[data-name]::before { content: attr(data-name) " "; color: var(--quiet); }
}
@media print { body { max-width: none; } h2 { break-after: avoid; } .task, .mistake, tr { break-inside: avoid; } }
)css";
    return css;
}

} // namespace mlcore::report
