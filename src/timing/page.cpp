#include "page.hpp"

#include "html/page.hpp"
#include "text.hpp"

#include <fmt/format.h>

namespace mlcore::timing {
namespace {

// What a bar's length is: the rate that the function is judged by, with its peak where it has one.
html::Bar bar(const Measurement& m, const Measurement* reference, const Results& results) {
    html::Bar bar;
    bar.name = m.variant;
    bar.mine = m.variant == "yours";
    bar.label = time_text(m.seconds) + fmt::format(" ±{:.0f}%", 100 * m.spread);
    if (reference != nullptr && reference != &m)
        bar.label += fmt::format(", {:.3g}× naive", reference->seconds / m.seconds);
    const auto add = [&](double rate, double peak, const char* unit) {
        bar.label += fmt::format(", {} {} ({:.0f}%)", rate_text(rate), unit, 100 * rate / peak);
    };
    if (m.flops > 0) add(m.flops_per_second(), results.flops_peak(m).for_cores(m.cores), "GFLOP/s");
    if (m.bytes > 0) add(m.bytes_per_second(), results.bytes.for_cores(m.cores), "GB/s");
    if (m.items > 0) bar.label += fmt::format(", {:.3g} {}/s", m.items / m.seconds, m.item);
    bar.value = 1 / m.seconds;
    return bar;
}

} // namespace

std::string bars_of(const Results& results, int level) {
    std::string body, function;
    for (const auto& group : groups(results)) {
        if (group.function != function) {
            function = group.function;
            body += fmt::format("<h{0}>{1}</h{0}>\n", level, html::escape(function));
        }
        if (!group.size.empty())
            body +=
                fmt::format("<h{0}>{1}</h{0}>\n", level + 1, html::escape(size_text(group.size)));
        std::vector<html::Bar> bars;
        for (const auto* m : group.variants) bars.push_back(bar(*m, group.reference(), results));
        body += html::bars(bars, "calls per second of " + function + ", " + size_text(group.size));
    }
    return body;
}

std::string page(const Results& results) {
    std::string body = fmt::format("<h1>mlcore bench {}</h1>\n", html::escape(results.exercise));
    const auto quiet = [&](const std::string& text) {
        body += "<p class=\"quiet\">" + html::escape(text) + "</p>\n";
    };
    quiet(results.processor + ", " + results.when + "; " + peak_text(results));
    quiet("Bars are calls per second, so twice as long is twice as fast. GFLOP/s count the "
          "formula's operations, GB/s inputs and outputs once; in brackets the share of the peak. "
          "More than 100% of memory's GB/s come from the caches.");
    quiet(trust_text(results));
    body += bars_of(results, 2);
    if (!results.left_out.empty()) body += "<h2>Not measured of yours</h2>\n<table>\n";
    for (const auto& [task, why] : results.left_out)
        body += "<tr><td>" + html::escape(task) + "</td><td>" + html::escape(why) + "</td></tr>\n";
    if (!results.left_out.empty()) body += "</table>\n";
    return html::page("mlcore bench " + results.exercise, body);
}

} // namespace mlcore::timing
