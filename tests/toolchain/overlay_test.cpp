#include "toolchain/overlay.hpp"

#include "core/file.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using toolchain::make_overlay;
using Names = std::vector<std::string>;

namespace {

std::string header(const std::string& path) {
    return core::read_file(std::string(MLCORE_SOURCE_DIR) + "/include/mlcore/" + path);
}
bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("overlay: what the header takes over and hands on comes from the learner's file") {
    const auto overlay = make_overlay(header("cluster/kmeans.hpp"), "kmeans", "kmeans_mine.hpp",
                                      {"assign", "lloyd", "nothing"});
    CHECK(overlay.replaced == Names{"assign", "lloyd"});
    CHECK(has(overlay.header, "using ::exercise_of_kmeans::assign;"));
    CHECK(has(overlay.header, "return ::exercise_of_kmeans::assign(X, model.centroids);"));
    CHECK(has(overlay.header, "return ::exercise_of_kmeans::lloyd(X, start, max_iterations);"));
    CHECK(has(overlay.header, "using parallel::update;"));          // not asked for
    CHECK(has(overlay.header, "{\"parallel\", parallel::assign}")); // the tables stay
    CHECK(has(overlay.header, "#include <ostream>\n#define exercise exercise_of_kmeans\n"
                              "#include \"kmeans_mine.hpp\"\n#undef exercise\n"));
}

TEST_CASE("overlay: templates, and names of several functions, stay the library's") {
    CHECK(make_overlay(header("nn/attention.hpp"), "attention", "x", {"attention", "split_heads"})
              .replaced.empty());
    CHECK(make_overlay(header("linear/logistic_regression.hpp"), "logistic_regression", "x",
                       {"sigmoid", "log_loss", "predict", "fit"})
              .replaced == Names{"sigmoid", "fit"});
    const std::string untouched = header("nn/attention.hpp");
    CHECK(make_overlay(untouched, "attention", "x", {"attention"}).header == untouched);
}
