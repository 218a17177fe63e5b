#include "html/page.hpp"

#include <doctest/doctest.h>

using namespace mlcore;

TEST_CASE("html: text stays text") {
    CHECK(html::escape("a < b && \"c\" > 'd'") ==
          "a &lt; b &amp;&amp; &quot;c&quot; &gt; &#39;d&#39;");
    CHECK(html::escape("k-Means × µ") == "k-Means × µ");
    CHECK(html::escape("\x1b[31m") == "\\x1b[31m");
    CHECK(html::page("<title>", "<p>body</p>").find("<title>&lt;title&gt;</title>") !=
          std::string::npos);
}

TEST_CASE("html: bars are as long as their values, the longest over the whole width") {
    const std::string svg = html::bars({{"<a>", 2, "two", false}, {"b", 1, "one", true}}, "\"x\"");
    CHECK(svg.find("&lt;a&gt;") != std::string::npos);
    CHECK(svg.find("aria-label=\"&quot;x&quot;\"") != std::string::npos);
    CHECK(svg.find("class=\"bar\" x=\"130\" y=\"5\" width=\"340.0\"") != std::string::npos);
    CHECK(svg.find("class=\"mine\" x=\"130\" y=\"29\" width=\"170.0\"") != std::string::npos);
    CHECK(svg.find("class=\"rest\"") == std::string::npos);
    const std::string shares =
        html::bars({{"a name of thirty-two characters.", 0.5, "", false}}, "", 1);
    CHECK(shares.find("class=\"rest\" x=\"272\" y=\"5\" width=\"340\"") != std::string::npos);
    CHECK(shares.find("class=\"bar\" x=\"272\" y=\"5\" width=\"170.0\"") != std::string::npos);
    // Nothing to compare: still a bar, and no division by zero.
    CHECK(html::bars({{"a", 0, "", false}}, "").find("width=\"1.0\"") != std::string::npos);
}
