#include "report.hpp"

#include "export/formats.hpp"
#include "html.hpp"
#include "sections.hpp"

#include <fmt/format.h>

namespace mlcore::report {

using exporting::Result;
using exporting::Results;
using exporting::State;

namespace {

std::string fact(const std::string& number, const std::string& what) {
    return fmt::format("<div class=\"fact\"><b>{}</b><span>{}</span></div>\n", escape(number),
                       escape(what));
}

std::string overview(const Results& results) {
    std::size_t handed_in = 0, full = 0, look_at = 0;
    std::int64_t newest = 0;
    std::string isolation;
    for (const auto& result : results.results) {
        if (result.state == State::missing) continue;
        ++handed_in;
        full += result.max_score > 0 && result.score_before_late >= result.max_score ? 1 : 0;
        look_at += result.state == State::failed || result.state == State::refused ? 1 : 0;
        newest = std::max(newest, result.submitted_at);
        if (isolation.find(result.isolation) == std::string::npos)
            isolation += (isolation.empty() ? "" : ", ") + result.isolation;
    }
    const double possible = exporting::total_possible(results);
    std::string text = "<div class=\"facts\">\n";
    text += fact(std::to_string(results.students().size()), "students");
    text += fact(fmt::format("{} of {}", handed_in, results.results.size()), "handed in");
    text += fact(std::to_string(full), "with full points");
    text += fact(possible > 0 ? fmt::format("{:.0f}%", 100 * exporting::total(results) / possible)
                              : "–",
                 "of all points earned");
    if (look_at > 0) text += fact(std::to_string(look_at), "need a look");
    text += "</div>\n";
    if (newest > 0)
        text += "<p class=\"quiet\">Newest submission: " + gradebook::iso_time(newest) +
                (isolation.empty() ? "" : ". Isolation while grading: " + escape(isolation)) +
                ".</p>\n";
    return text;
}

} // namespace

std::string to_html(const Results& results) {
    std::string text =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>Class "
        "report: " +
        escape(results.course) + "</title>\n<style>" + style_sheet() +
        "</style>\n</head>\n<body>\n";
    text += "<header>\n<h1>Class report: " + escape(results.course) + "</h1>\n";
    text += "<nav class=\"quiet\"><a href=\"#mistakes\">Mistakes</a><a "
            "href=\"#exercises\">Exercises</a>"
            "<a href=\"#trouble\">Crashes and time</a><a href=\"#alike\">Alike</a>"
            "<a href=\"#points\">Points</a></nav>\n";
    text += overview(results) + "</header>\n<main>\n";
    text += mistakes(results) + exercises(results) + trouble(results) + alike(results) +
            points(results);
    return text + "</main>\n</body>\n</html>\n";
}

} // namespace mlcore::report
