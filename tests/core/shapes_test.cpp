#include "mlcore/core/shapes.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <type_traits>

using namespace mlcore;

TEST_CASE("shapes: as text") {
    CHECK(shape_text(100, 5) == "100×5");
    CHECK(shape_text(Matrix(2, 3)) == "2×3");
    CHECK(shape_text(Matrix(3, 1)) == "3×1"); // a matrix that happens to have one column
    CHECK(shape_text(Vector(3)) == "3");
    CHECK(shape_text(Labels(0)) == "0");
    CHECK(shape_text(Matrix(4, 5).row(0)) == "1×5");
}

TEST_CASE("shapes: messages have the function's name and both shapes") {
    CHECK_THROWS_WITH_AS(check_same_size("dot", "a", 2, "b", 3), "dot: a has 2 entries but b has 3",
                         ShapeError);
    CHECK_THROWS_WITH_AS(check_rows_match("fit", "X", Matrix(100, 5), "y", Vector(99)),
                         "fit: X is 100×5 but y has 99 entries", ShapeError);
    CHECK_THROWS_WITH_AS(check_rows_match("fit", "X", Matrix(100, 5), "Y", Matrix(99, 2)),
                         "fit: X is 100×5 but Y has 99 rows", ShapeError);
    CHECK_THROWS_WITH_AS(check_columns_match("predict", "X", Matrix(7, 4), "w", Vector(3)),
                         "predict: X is 7×4 but w has 3 entries", ShapeError);
    CHECK_THROWS_WITH_AS(check_not_empty("fit", "X", Matrix(0, 4)), "fit: X is empty (0×4)",
                         ValueError);
    CHECK_THROWS_WITH_AS(check_not_empty("mean", "y", Vector(0)), "mean: y is empty", ValueError);
    CHECK_THROWS_WITH_AS(check_value("fit", false, "k is 0, it must be at least 1"),
                         "fit: k is 0, it must be at least 1", ValueError);
}

TEST_CASE("shapes: what is not finite is named with its place, the first one") {
    Matrix X = Matrix::Ones(3, 4);
    X(1, 2) = NAN;
    X(2, 0) = INFINITY;
    CHECK_THROWS_WITH_AS(check_finite("fit", "X", X), "fit: X(1, 2) is NaN", ValueError);
    X(0, 3) = -INFINITY;
    CHECK_THROWS_WITH_AS(check_finite("fit", "X", X), "fit: X(0, 3) is infinite", ValueError);
    Vector y = Vector::Zero(3);
    y(2) = NAN;
    CHECK_THROWS_WITH_AS(check_finite("fit", "y", y), "fit: y(2) is NaN", ValueError);
    CHECK_THROWS_WITH_AS(check_finite("fit", "y", y.tail(1)), "fit: y(0) is NaN", ValueError);
}

TEST_CASE("shapes: nothing is thrown where all fits") {
    CHECK_NOTHROW(check_same_size("dot", "a", 0, "b", 0));
    CHECK_NOTHROW(check_rows_match("fit", "X", Matrix(3, 5), "y", Vector(3)));
    CHECK_NOTHROW(check_columns_match("predict", "X", Matrix(3, 5), "w", Vector(5)));
    CHECK_NOTHROW(check_not_empty("fit", "X", Matrix(1, 1)));
    CHECK_NOTHROW(check_finite("fit", "X", Matrix::Constant(2, 3, 1e308)));
    CHECK_NOTHROW(check_finite("fit", "X", Matrix(0, 3)));
    CHECK_NOTHROW(check_value("fit", true, "never seen"));
}

TEST_CASE("shapes: both errors are arguments that are wrong, and tell themselves apart") {
    CHECK_THROWS_AS(throw ShapeError("x"), std::invalid_argument);
    CHECK_THROWS_AS(throw ValueError("x"), std::invalid_argument);
    CHECK_FALSE(std::is_base_of_v<ShapeError, ValueError>);
    CHECK_FALSE(std::is_base_of_v<ValueError, ShapeError>);
    CHECK(std::string(NotImplemented("fit").what()) == "fit is not written yet");
}

// Tests are compiled with MLCORE_CHECKED: what Eigen would abort on, or not see at all, throws.
TEST_CASE("shapes: in a checked build Eigen's assertions throw") {
    const Matrix A = Matrix::Ones(2, 3), B = Matrix::Ones(4, 5);
    const Vector v = Vector::Ones(3);
    CHECK_THROWS_AS((void)Matrix(A * B), AssertionError);
    CHECK_THROWS_AS((void)v(3), AssertionError);
    CHECK_THROWS_AS((void)A(2, 0), AssertionError);
    CHECK_THROWS_AS((void)Vector(v + Vector::Ones(2)), AssertionError);
}
