// JUnit's XML: one suite per student and exercise; its name stands in every test's classname,
// because that is what GitLab and Jenkins group by.
#include "formats.hpp"

#include <fmt/format.h>

namespace mlcore::exporting {
namespace {

using grading::Status;

// Also without the characters that XML 1.0 cannot hold at all.
std::string xml(const std::string& text) {
    std::string safe;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '<')
            safe += "&lt;";
        else if (c == '>')
            safe += "&gt;";
        else if (c == '&')
            safe += "&amp;";
        else if (c == '"')
            safe += "&quot;";
        else if (c == '\n' || c == '\t')
            safe += fmt::format("&#{};", c);
        else if (c < 0x20)
            safe += "\xef\xbf\xbd";
        else if (text.compare(i, 3, "\xef\xbf\xbe") == 0 || text.compare(i, 3, "\xef\xbf\xbf") == 0)
            safe += "\xef\xbf\xbd", i += 2;
        else
            safe += text[i];
    }
    return safe;
}

struct Counts {
    int tests = 0, failures = 0, errors = 0, skipped = 0;
};

std::string outcome(Status status, const std::string& text, Counts& counts) {
    const auto element = [&](const char* name) {
        return fmt::format("      <{} message=\"{}\" type=\"{}\"/>\n", name,
                           xml(text.empty() ? status_word(status) : text),
                           grading::to_string(status));
    };
    switch (status) {
    case Status::passed:
        return "";
    case Status::failed:
    case Status::not_implemented:
        ++counts.failures;
        return element("failure");
    case Status::error:
    case Status::crashed:
    case Status::timeout:
        ++counts.errors;
        return element("error");
    case Status::inconclusive:
    case Status::skipped:
        break;
    }
    ++counts.skipped;
    return "      <skipped/>\n";
}

std::string suite(const Result& result, Counts& all) {
    Counts counts;
    const std::string name = result.student + "." + result.exercise;
    std::string properties = fmt::format("      <property name=\"score\" value=\"{}\"/>\n"
                                         "      <property name=\"max_score\" value=\"{}\"/>\n",
                                         number(result.score), number(result.max_score));
    std::string cases;
    for (const auto& task : result.tasks) {
        ++counts.tests;
        properties += fmt::format("      <property name=\"points.{}\" value=\"{}/{}\"/>\n",
                                  xml(task.name), number(task.points), number(task.max_points));
        const std::string inside = outcome(task.status, task.text, counts);
        const std::string head = fmt::format(
            "    <testcase classname=\"{}\" name=\"{}\" time=\"0\"", xml(name), xml(task.name));
        cases += inside.empty() ? head + "/>\n" : head + ">\n" + inside + "    </testcase>\n";
    }
    if (result.tasks.empty()) {
        ++counts.tests;
        ++counts.errors;
        cases += fmt::format("    <testcase classname=\"{}\" name=\"submission\" time=\"0\">\n"
                             "      <error message=\"{}\" type=\"{}\"/>\n    </testcase>\n",
                             xml(name), xml(result.problem), to_string(result.state));
    }
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.errors += counts.errors;
    return fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
                       "skipped=\"{}\" time=\"{:.3f}\">\n    <properties>\n{}    </properties>\n{}"
                       "  </testsuite>\n",
                       xml(name), counts.tests, counts.failures, counts.errors, counts.skipped,
                       result.seconds, properties, cases);
}

} // namespace

std::string to_junit(const Results& results) {
    Counts all;
    double seconds = 0;
    std::string suites;
    for (const auto& result : results.results) {
        suites += suite(result, all);
        seconds += result.seconds;
    }
    // The schema of Jenkins has no "skipped" here.
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
                       "time=\"{:.3f}\">\n{}</testsuites>\n",
                       xml(results.course), all.tests, all.failures, all.errors, seconds, suites);
}

} // namespace mlcore::exporting
