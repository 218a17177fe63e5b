#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mlcore::timing {
namespace {

using terminal::pad;
using terminal::pad_left;

// Three significant digits without an exponent.
std::string three_digits(double x) {
    const int before =
        x < 1 ? 1 : static_cast<int>(std::floor(std::log10(x) + 1e-9)) + 1; // digits before the dot
    return fmt::format("{:.{}f}", x, std::max(0, 3 - before));
}

std::string share_text(double rate, double peak) {
    return rate > 0 && peak > 0 ? fmt::format("{:.0f}%", 100 * rate / peak) : "";
}

std::string row(const Measurement& m, const Measurement* reference, const Results& results,
                const terminal::Style& style) {
    const std::string name = pad(terminal::escape(m.variant), 12);
    std::string line = "    " + (m.variant == "yours" ? style.bold(name) : name);
    line += pad_left(time_text(m.seconds), 9);
    line += style.dim(pad_left(fmt::format("±{:.0f}%", 100 * m.spread), 6));
    line += pad_left(
        reference == nullptr ? "–" : three_digits(reference->seconds / m.seconds) + "×", 8);
    if (m.items > 0 && m.flops == 0)
        return line + fmt::format("   {} million {}/s", three_digits(m.items / m.seconds / 1e6),
                                  terminal::escape(m.item));
    line += pad_left(m.flops > 0 ? rate_text(m.flops_per_second()) : "", 9);
    line += style.dim(pad_left(share_text(m.flops > 0 ? m.flops_per_second() : 0,
                                          results.flops_peak(m).for_cores(m.cores)),
                               5));
    line += pad_left(m.bytes > 0 ? rate_text(m.bytes_per_second()) : "", 8);
    line += style.dim(pad_left(
        share_text(m.bytes > 0 ? m.bytes_per_second() : 0, results.bytes.for_cores(m.cores)), 6));
    return line + pad_left(fmt::format("{:.1f}", m.cores), 6);
}

} // namespace

std::string time_text(double seconds) {
    // The limits are what rounds to 1000 of the smaller unit.
    if (seconds < 0.9995e-6) return three_digits(seconds * 1e9) + " ns";
    if (seconds < 0.9995e-3) return three_digits(seconds * 1e6) + " µs";
    if (seconds < 0.9995) return three_digits(seconds * 1e3) + " ms";
    return three_digits(seconds) + " s";
}

std::string rate_text(double per_second) { return three_digits(per_second / 1e9); }

std::string size_text(const std::string& size) {
    std::string text = size;
    std::replace(text.begin(), text.end(), '/', ' ');
    return text;
}

std::string peak_text(const Results& results) {
    const auto both = [&](const Peak& peak) {
        return rate_text(peak.one_core) +
               (results.cores > 1 ? " / " + rate_text(peak.all_cores) : "");
    };
    const bool in_float = std::any_of(results.measurements.begin(), results.measurements.end(),
                                      [](const Measurement& m) { return m.in_float; });
    const bool in_double = std::any_of(results.measurements.begin(), results.measurements.end(),
                                       [](const Measurement& m) { return !m.in_float; });
    std::string text = results.cores > 1 ? fmt::format("peak, on one core / on {}: ", results.cores)
                                         : "peak, on the one core: ";
    if (in_double) text += both(results.flops_double) + " GFLOP/s (double), ";
    if (in_float) text += both(results.flops_float) + " GFLOP/s (float), ";
    return text + both(results.bytes) + " GB/s from memory";
}

std::string trust_text(const Results& results) {
    std::string text =
        fmt::format("Median of {} interleaved repetitions; ± is half of slowest − fastest.",
                    results.repetitions);
    if (results.waited > 0.1)
        text +=
            fmt::format(" This machine was busy with other things: a program on one core waited "
                        "{:.0f}% as long as it ran. Close what else runs, and measure again.",
                        100 * results.waited);
    return text;
}

std::string render(const Results& results, const terminal::Style& style) {
    std::string text;
    const auto paragraph = [&](const std::string& words) {
        for (const auto& line : terminal::wrap(words, 80)) text += style.dim(line) + "\n";
    };
    text += style.bold("mlcore bench " + results.exercise) + "   " +
            terminal::escape(results.processor) + ", " + results.when + "\n";
    paragraph(peak_text(results));
    std::string function;
    for (const auto& group : groups(results)) {
        if (group.function != function) {
            function = group.function;
            text += "\n" + style.bold(pad(terminal::escape(function), 16)) +
                    style.dim("     time          ratio  GFLOP/s peak    GB/s  peak cores") + "\n";
        }
        if (!group.size.empty()) text += "  " + terminal::escape(size_text(group.size)) + "\n";
        for (const auto* m : group.variants)
            text += row(*m, group.reference(), results, style) + "\n";
    }
    if (!results.left_out.empty()) text += "\n" + style.bold("Not measured of yours") + "\n";
    for (const auto& [task, why] : results.left_out)
        for (const auto& line :
             terminal::wrap(terminal::escape(why), 80,
                            "    " + pad(terminal::escape(task), 20) + " ", std::string(25, ' ')))
            text += line + "\n";
    text += "\n";
    paragraph("ratio: how many times as fast as naive. GFLOP/s count the formula's operations, "
              "GB/s inputs and outputs once; beside them the share of the peak. More than 100% of "
              "memory's GB/s come from the caches.");
    paragraph(trust_text(results));
    return text;
}

} // namespace mlcore::timing
