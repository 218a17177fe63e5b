#include "../export/class_for_tests.hpp"
#include "report/html.hpp"
#include "report/report.hpp"

#include <doctest/doctest.h>

#include <regex>

using namespace mlcore;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
    return n;
}

} // namespace

TEST_CASE("the report is one file: nothing is fetched and no script runs") {
    auto results = test::small_class();
    for (auto& result : results.results)
        if (result.student == "eve") result.person.name = "Eve"; // hers has an address in it
    const std::string html = report::to_html(results);
    for (const std::string foreign : {"<script", "http:", "https:", "src=", "url(", "@import",
                                      "<link", "<img", "<iframe", "onload", "onerror"})
        CHECK_MESSAGE(html.find(foreign) == std::string::npos, foreign);
    CHECK(html.find("default-src 'none'") != std::string::npos);
    CHECK(html.find("prefers-color-scheme: dark") != std::string::npos);
}

TEST_CASE("names and messages are text, not markup") {
    auto results = test::small_class();
    results.results[0].person.name = "<script>alert(1)</script>";
    results.results[1].student = "\x1b[31m\xe2\x80\xae"
                                 "evil";
    results.alike[0].first = "<img src=x onerror=alert(1)>";
    const std::string html = report::to_html(results);
    CHECK(html.find("<script") == std::string::npos);
    CHECK(html.find("<img") == std::string::npos);
    CHECK(html.find('\x1b') == std::string::npos);
    CHECK(html.find("\xe2\x80\xae") == std::string::npos);
    CHECK(html.find("Bob &quot;the &lt;b&gt;builder&lt;/b&gt;&quot;") != std::string::npos);
}

TEST_CASE("every chart says in words what it shows") {
    const std::string html = report::to_html(test::small_class());
    CHECK(count(html, "<svg class=\"bar\" role=\"img\" aria-label=\"") == 3 + 1); // tasks, mistakes
    CHECK(count(html, "<svg class=\"columns\" role=\"img\" aria-label=\"Points of ") == 2);
    CHECK(html.find(
              "aria-label=\"norm: 1 passed, 1 throws, crashes or hangs, 1 waits for another task, "
              "1 not handed in\"") != std::string::npos);
    // The bar's parts add up to the class.
    std::smatch bar;
    REQUIRE(std::regex_search(html, bar,
                              std::regex("aria-label=\"norm:[^>]*viewBox=\"0 0 4 1\"[^]*?</svg>")));
    double whole = 0;
    const std::string inside = bar[0];
    const std::regex width("width=\"([0-9.]+)\" height=\"1\"");
    for (std::sregex_iterator at(inside.begin(), inside.end(), width), end; at != end; ++at)
        whole += std::stod((*at)[1]);
    CHECK(whole == 4);
}

TEST_CASE("the report says which mistakes were made by whom, what crashed, and who is alike") {
    const std::string html = report::to_html(test::small_class());
    CHECK(html.find("You add where you should multiply: a &lt; b &amp; c.") != std::string::npos);
    CHECK(html.find("1 of 3 who handed it in") != std::string::npos);
    CHECK(html.find("(line 12)") != std::string::npos);
    CHECK(html.find("expected &#39;;&#39; before") != std::string::npos);
    CHECK(html.find(">83%<") != std::string::npos);
    CHECK(html.find("2 days late, 1 of them free: 10% off") != std::string::npos);
}

TEST_CASE("a class that did nothing, and one that did everything, have reports") {
    exporting::Results nobody;
    nobody.course = "Empty";
    CHECK(report::to_html(nobody).find("No known mistake") != std::string::npos);
    auto all = test::small_class();
    std::erase_if(all.results, [](const auto& result) { return result.student != "ada"; });
    all.alike.clear();
    const std::string html = report::to_html(all);
    CHECK(html.find("Everything compiled, answered and ended in time.") != std::string::npos);
    CHECK(html.find("nan") == std::string::npos);
}
