// The checker itself: it must pass what is right and catch what is wrong.
#include "support/gradient_check.hpp"

#include <doctest/doctest.h>

using namespace mlcore;

namespace {

// y = A tanh(x) + c, of other sizes in and out.
struct Layer {
    Matrix A;
    Vector c;
    double unused = 2; // a parameter the output does not depend on: its gradient is 0

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("A", self.A);
        visit("c", self.c);
        visit("unused", self.unused);
    }
};

Vector forward(const Layer& layer, const Vector& x) {
    return layer.A * x.array().tanh().matrix() + layer.c;
}

struct Given {
    Random random{5};
    Layer layer{test::random_like(Matrix(3, 2), random), test::random_like(Vector(3), random)};
    Vector x = test::random_like(Vector(2), random);
    Vector dL_dy = test::random_like(Vector(3), random);

    Vector dL_dx() const {
        const auto slope = 1 - x.array().tanh().square();
        return ((layer.A.transpose() * dL_dy).array() * slope).matrix();
    }
    Layer dL_dlayer() const { return {dL_dy * x.array().tanh().matrix().transpose(), dL_dy, 0}; }
};

} // namespace

TEST_CASE("gradient_check: passes right gradients, of arrays and of structs") {
    Given given;
    const auto y = [&] { return forward(given.layer, given.x); };
    const Vector x_before = given.x;
    CHECK_GRADIENT("x", y, given.dL_dy, given.x, given.dL_dx());
    CHECK_GRADIENT("layer", y, given.dL_dy, given.layer, given.dL_dlayer());
    CHECK(given.x == x_before);
}

TEST_CASE("gradient_check: catches wrong gradients and says where") {
    Given given;
    const auto y = [&] { return forward(given.layer, given.x); };

    Vector dL_dx = given.dL_dx();
    dL_dx(1) += 1e-5;
    auto compared = test::compare_gradient("x", y, given.dL_dy, given.x, dL_dx);
    CHECK_FALSE(compared.passed());
    CHECK(compared.message.substr(0, 5) == "x(1):");

    dL_dx(1) = NAN;
    CHECK_FALSE(test::compare_gradient("x", y, given.dL_dy, given.x, dL_dx).passed());
    CHECK_FALSE(
        test::compare_gradient("x", y, given.dL_dy, given.x, Vector(Vector::Zero(3))).passed());

    Layer dL_dlayer = given.dL_dlayer();
    dL_dlayer.A(2, 0) *= 1.01;
    compared = test::compare_gradient("layer", y, given.dL_dy, given.layer, dL_dlayer);
    CHECK_FALSE(compared.passed());
    CHECK(compared.message.substr(0, 14) == "layer.A(2, 0):");

    dL_dlayer = given.dL_dlayer();
    dL_dlayer.unused = 1;
    CHECK_FALSE(test::compare_gradient("layer", y, given.dL_dy, given.layer, dL_dlayer).passed());
}

TEST_CASE("gradient_check: buffers that are assigned and buffers that are added to") {
    using test::check_buffer;
    using test::Writes;
    Vector buffer(4);
    const Vector gradient = Vector::LinSpaced(4, -1, 2);
    const auto assign = [&] { buffer = gradient; };
    const auto add = [&] { buffer += gradient; };
    const auto leave_one_out = [&] { buffer.head(3) = gradient.head(3); };
    CHECK(check_buffer(Writes::assigns, assign, buffer) == "");
    CHECK(check_buffer(Writes::adds, add, buffer) == "");
    CHECK(check_buffer(Writes::assigns, add, buffer).substr(0, 9) == "entry (0)");
    CHECK(check_buffer(Writes::adds, assign, buffer).substr(0, 9) == "entry (0)");
    CHECK(check_buffer(Writes::assigns, leave_one_out, buffer).substr(0, 9) == "entry (3)");
}

TEST_CASE("gradient_check: places of entries") {
    CHECK(test::index_text(Tensor<double, 3>({2, 3, 4}), 23) == "(1, 2, 3)");
    CHECK(test::index_text(Tensor<double, 3>({2, 3, 4}), 5) == "(0, 1, 1)");
    CHECK(test::index_text(Matrix(2, 3), 4) == "(1, 1)");
    CHECK(test::index_text(Vector(5), 4) == "(4)");
}
