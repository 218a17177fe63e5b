#include "mlcore/core/random.hpp"
#include "mlcore/foundations/matmul.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#ifdef _OPENMP
#include <omp.h>
#endif

using namespace mlcore;

namespace {

// Sums of a dozen products of numbers near 1, in two orders.
constexpr double summation_order = 1e-14;

struct Shape {
    Index n, p, m;
};

/// The largest |a − b|; infinite where shapes differ or a number is none.
double distance(const Matrix& a, const Matrix& b) {
    if (a.rows() != b.rows() || a.cols() != b.cols()) return INFINITY;
    double worst = 0;
    for (Index i = 0; i < a.size(); ++i) {
        const double one = std::abs(a.data()[i] - b.data()[i]);
        if (!(one <= worst)) worst = std::isnan(one) ? INFINITY : one;
    }
    return worst;
}

/// Whole numbers from −9 to 9: their products and sums have no rounding, whatever the order.
Matrix whole_numbers(Random& random, Index rows, Index columns) {
    Matrix m(rows, columns);
    for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<double>(random.index(19) - 9);
    return m;
}

/// From the definition, in integers.
Matrix product_in_integers(const Matrix& A, const Matrix& B) {
    Matrix C(A.rows(), B.cols());
    for (Index i = 0; i < A.rows(); ++i)
        for (Index j = 0; j < B.cols(); ++j) {
            long sum = 0;
            for (Index k = 0; k < A.cols(); ++k)
                sum += static_cast<long>(A(i, k)) * static_cast<long>(B(k, j));
            C(i, j) = static_cast<double>(sum);
        }
    return C;
}

} // namespace

TEST_CASE("matmul: golden values from NumPy") {
    const test::Golden golden("matmul");
    for (int number = 0; number < 5; ++number) {
        const std::string at = std::to_string(number);
        CAPTURE(at);
        const auto A = golden.get<Matrix>(at + "/A");
        const auto B = golden.get<Matrix>(at + "/B");
        for (const auto& variant : matmul::matvec_variants) {
            CAPTURE(variant.name);
            CHECK(distance(variant.function(A, B.col(0)), golden.get<Vector>(at + "/matvec")) <
                  summation_order * 10);
        }
        for (const auto& variant : matmul::matmul_variants) {
            CAPTURE(variant.name);
            CHECK(distance(variant.function(A, B), golden.get<Matrix>(at + "/matmul")) <
                  summation_order * 10);
        }
    }
}

TEST_CASE("matmul: exact in whole numbers, on both sides of every block size") {
    const std::uint64_t seed = 3;
    CAPTURE(seed);
    Random random(seed);
    // Tiles are 6×8 and 256 deep, the threads' blocks 192×384.
    for (const Shape& shape :
         {Shape{1, 1, 1}, Shape{6, 256, 8}, Shape{5, 255, 7}, Shape{7, 257, 9}, Shape{13, 600, 3},
          Shape{192, 5, 384}, Shape{193, 20, 385}, Shape{400, 3, 2}, Shape{2, 3, 800}}) {
        const auto [n, p, m] = shape;
        CAPTURE(shape.n);
        CAPTURE(shape.p);
        CAPTURE(shape.m);
        const Matrix A = whole_numbers(random, n, p), B = whole_numbers(random, p, m);
        const Matrix expected = product_in_integers(A, B);
        for (const auto& variant : matmul::matmul_variants) {
            CAPTURE(variant.name);
            CHECK(distance(variant.function(A, B), expected) == 0);
        }
        for (const auto& variant : matmul::matvec_variants) {
            CAPTURE(variant.name);
            CHECK(distance(variant.function(A, B.col(m - 1)), expected.col(m - 1)) == 0);
        }
    }
    // matvec's blocks hold 65,536 entries.
    const Matrix A = whole_numbers(random, 1400, 1001), x = whole_numbers(random, 1001, 1);
    const Matrix expected = product_in_integers(A, x);
    for (const auto& variant : matmul::matvec_variants) {
        CAPTURE(variant.name);
        CHECK(distance(variant.function(A, x.col(0)), expected) == 0);
    }
}

TEST_CASE("matmul: views of larger matrices and transposed ones") {
    const std::uint64_t seed = 4;
    CAPTURE(seed);
    Random random(seed);
    const Matrix large = whole_numbers(random, 40, 50);
    const Matrix A = large.block(3, 4, 11, 21), B = large.block(10, 20, 21, 17);
    const Matrix expected = product_in_integers(A, B);
    for (const auto& variant : matmul::matmul_variants) {
        CAPTURE(variant.name);
        CHECK(distance(variant.function(large.block(3, 4, 11, 21), large.block(10, 20, 21, 17)),
                       expected) == 0);
        CHECK(distance(variant.function(B.transpose(), A.transpose()), expected.transpose()) == 0);
    }
    for (const auto& variant : matmul::matvec_variants) {
        CAPTURE(variant.name);
        CHECK(distance(variant.function(large.block(3, 4, 11, 21), large.col(20).segment(10, 21)),
                       expected.col(0)) == 0);
    }
}

TEST_CASE("matmul: empty sums are zero, NaN and infinities go where the sums take them") {
    const Matrix no_columns(2, 0), no_rows(0, 3), A = Matrix{{1, 0}, {0, 1}};
    for (const auto& variant : matmul::matmul_variants) {
        CAPTURE(variant.name);
        CHECK(distance(variant.function(no_columns, no_rows), Matrix::Zero(2, 3)) == 0);
        CHECK(distance(variant.function(no_rows, Matrix::Ones(3, 2)), Matrix(0, 2)) == 0);
        CHECK(distance(variant.function(Matrix::Ones(3, 2), no_columns), Matrix(3, 0)) == 0);
        const Matrix C = variant.function(A, Matrix{{INFINITY, 1, NAN}, {5, 2, 6}});
        CHECK(C(0, 0) == INFINITY);
        CHECK(std::isnan(C(1, 0))); // 0·∞
        CHECK(C(0, 1) == 1);
        CHECK(C(1, 1) == 2);
        CHECK(std::isnan(C(0, 2)));
        CHECK(std::isnan(C(1, 2)));
    }
    for (const auto& variant : matmul::matvec_variants) {
        CAPTURE(variant.name);
        CHECK(distance(variant.function(no_columns, Vector(0)), Vector::Zero(2)) == 0);
        CHECK(variant.function(no_rows, Vector::Ones(3)).size() == 0);
        const Vector y = variant.function(A, Vector{{-INFINITY, 2}});
        CHECK(y(0) == -INFINITY);
        CHECK(std::isnan(y(1)));
    }
}

TEST_CASE("matmul: shapes that do not fit") {
    const Matrix A = Matrix::Ones(2, 3);
    for (const auto& variant : matmul::matmul_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(A, Matrix::Ones(4, 5)),
                             "matmul: A is 2×3 but B is 4×5", ShapeError);
        CHECK_THROWS_AS(variant.function(A, A), ShapeError);
        CHECK_THROWS_AS(variant.function(A, Matrix(0, 3)), ShapeError);
    }
    for (const auto& variant : matmul::matvec_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(A, Vector::Ones(2)),
                             "matvec: A is 2×3 but x has 2 entries", ShapeError);
        CHECK_THROWS_AS(variant.function(A, Vector::Ones(4)), ShapeError);
        CHECK_THROWS_AS(variant.function(A, Vector(0)), ShapeError);
    }
}

#ifdef _OPENMP
TEST_CASE("matmul: not one bit depends on the number of threads") {
    const std::uint64_t seed = 5;
    CAPTURE(seed);
    Random random(seed);
    Matrix A(401, 350), B(350, 390);
    for (Index i = 0; i < A.size(); ++i) A.data()[i] = random.normal();
    for (Index i = 0; i < B.size(); ++i) B.data()[i] = random.normal();
    const Matrix tall = A.replicate(9, 1); // large enough for several threads
    const int before = omp_get_max_threads();
    omp_set_num_threads(1);
    const Matrix C = matmul::parallel::matmul(A, B);
    const Vector y = matmul::parallel::matvec(tall, B.col(0));
    for (int threads : {2, 3, 7}) {
        CAPTURE(threads);
        omp_set_num_threads(threads);
        CHECK(matmul::parallel::matmul(A, B) == C);
        CHECK(matmul::parallel::matvec(tall, B.col(0)) == y);
    }
    omp_set_num_threads(before);
    CHECK(distance(C, matmul::naive::matmul(A, B)) < 1e-11);
}
#endif
