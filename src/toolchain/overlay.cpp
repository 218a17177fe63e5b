#include "overlay.hpp"

#include <regex>

namespace mlcore::toolchain {
namespace {

std::size_t count(const std::string& text, const std::regex& pattern) {
    return static_cast<std::size_t>(
        std::distance(std::sregex_iterator(text.begin(), text.end(), pattern), {}));
}

} // namespace

Overlay make_overlay(const std::string& header, const std::string& slug,
                     const std::string& file_name, const std::vector<std::string>& functions) {
    Overlay overlay{header, {}};
    const std::string space = "exercise_of_" + slug;
    for (const auto& function : functions) {
        // In the tables of variants: as a template, or for several types of function.
        if (count(header, std::regex("naive::" + function + "<")) > 0 ||
            count(header, std::regex("\"naive\", naive::" + function + "\\}")) > 1)
            continue;
        const std::regex taken_over("using (naive|vectorized|parallel)::" + function + ";"),
            handed_on("return (naive|vectorized|parallel)::" + function + "\\(");
        if (count(header, taken_over) + count(header, handed_on) == 0) continue;
        overlay.header = std::regex_replace(overlay.header, taken_over,
                                            "using ::" + space + "::" + function + ";");
        overlay.header = std::regex_replace(overlay.header, handed_on,
                                            "return ::" + space + "::" + function + "(");
        overlay.replaced.push_back(function);
    }
    if (overlay.replaced.empty()) return overlay;
    // Every learner's file has the same namespace; here each gets its own.
    const auto last_include = overlay.header.rfind("\n#include");
    const auto after =
        overlay.header.find('\n', last_include == std::string::npos ? 0 : last_include + 1) + 1;
    overlay.header.insert(after, "#define exercise " + space + "\n#include \"" + file_name +
                                     "\"\n#undef exercise\n");
    return overlay;
}

} // namespace mlcore::toolchain
