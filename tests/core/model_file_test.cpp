#include "mlcore/core/model_file.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace mlcore;
namespace fs = std::filesystem;

namespace {

struct Node {
    int feature = -1;
    double threshold = 0;
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("feature", self.feature);
        visit("threshold", self.threshold);
    }
};

struct Model {
    Vector coefficients;
    Matrix table;
    Labels classes;
    std::vector<Node> nodes;
    double intercept = 0;
    static constexpr const char* model_name = "test_model";
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("coefficients", self.coefficients);
        visit("table", self.table);
        visit("classes", self.classes);
        visit("nodes", self.nodes);
        visit("intercept", self.intercept);
    }
};

struct OtherModel {
    double intercept = 0;
    static constexpr const char* model_name = "other_model";
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("intercept", self.intercept);
    }
};

struct Folder {
    fs::path path = fs::temp_directory_path() / ("mlcore_model_test_" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
};

Model some_model() {
    Model model;
    model.coefficients = Vector::LinSpaced(7, -1.0 / 3, 1e300);
    model.table = Matrix::Constant(2, 3, 0.1);
    model.table(1, 2) = -INFINITY;
    model.classes = Labels::LinSpaced(4, 0, 3);
    model.nodes = {{2, 0.25}, {-1, 5e-324}};
    model.intercept = -0.0;
    return model;
}

std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

void write(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

} // namespace

TEST_CASE("model files keep every bit") {
    const Folder folder;
    const Model model = some_model();
    save(model, folder.path / "a.model");
    CHECK(to_value(load<Model>(folder.path / "a.model")) == to_value(model));
    save(Model{}, folder.path / "a.model"); // over an older one; empty arrays
    CHECK(to_value(load<Model>(folder.path / "a.model")) == to_value(Model{}));
}

TEST_CASE("model files that are missing, foreign or of another kind are refused") {
    const Folder folder;
    CHECK_THROWS_AS(load<Model>(folder.path / "missing"), ValueError);
    CHECK_THROWS_AS(load<Model>(folder.path), ValueError);
    CHECK_THROWS_AS(save(Model{}, folder.path / "no_folder" / "a.model"), ValueError);
    write(folder.path / "b", std::string(100000, 'x'));
    CHECK_THROWS_WITH_AS(load<Model>(folder.path / "b"), doctest::Contains("is no model of mlcore"),
                         ValueError);
    write(folder.path / "b", "");
    CHECK_THROWS_AS(load<Model>(folder.path / "b"), ValueError);
    save(OtherModel{}, folder.path / "b");
    CHECK_THROWS_WITH_AS(load<Model>(folder.path / "b"),
                         doctest::Contains("holds a other_model model; expected test_model"),
                         ValueError);
}

TEST_CASE("a model file with any byte changed or cut off is refused") {
    const Folder folder;
    save(some_model(), folder.path / "a.model");
    const std::string good = read(folder.path / "a.model");
    for (std::size_t i = 0; i < good.size(); ++i) {
        CAPTURE(i);
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0x11);
        write(folder.path / "b", bad);
        CHECK_THROWS_AS(load<Model>(folder.path / "b"), ValueError);
    }
    for (std::size_t size = 0; size < good.size(); size += 7) {
        write(folder.path / "b", good.substr(0, size));
        CHECK_THROWS_AS(load<Model>(folder.path / "b"), ValueError);
    }
}
