// Also the proof that a program compiled for this processor may use src/linalg/ compiled for any:
// build it with -O3 -march=native against the plain objects (tests/linalg/no_shared_eigen.sh says
// why).
#include "mlcore/core/random.hpp"
#include "mlcore/linalg/decompositions.hpp"
#include "mlcore/linalg/solve.hpp"
#include "support/arrays.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace mlcore;
using doctest::Approx;
using test::normal_matrix;
using test::normal_vector;

namespace {

// Backward stable algorithms on well-conditioned matrices of up to 60 rows.
constexpr double rounding = 1e-11;

Matrix positive_definite(Random& random, Index n) {
    const Matrix root = normal_matrix(random, n + 5, n);
    return root.transpose() * root;
}

template <class A, class B>
double distance(const A& a, const B& b) {
    REQUIRE(a.rows() == b.rows());
    REQUIRE(a.cols() == b.cols());
    return a.size() == 0 ? 0.0 : (a - b).cwiseAbs().maxCoeff();
}

/// 1/(i + j + 1): its condition number is 1.5e7 at n = 6 and 1.6e13 at n = 10.
Matrix hilbert(Index n) {
    Matrix m(n, n);
    for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j) m(i, j) = 1 / static_cast<double>(i + j + 1);
    return m;
}

} // namespace

TEST_CASE("solve_positive_definite: the solution solves, for vectors, matrices and views") {
    const std::uint64_t seed = 4;
    CAPTURE(seed);
    Random random(seed);
    for (const Index n : {1, 2, 3, 17, 60}) {
        CAPTURE(n);
        const Matrix A = positive_definite(random, n);
        const Vector b = normal_vector(random, n);
        const Vector x = linalg::solve_positive_definite(A, b);
        CHECK(distance(A * x, b) < rounding * 100);
        const Matrix B = normal_matrix(random, n, 3);
        const Matrix X = linalg::solve_positive_definite(A, B);
        CHECK(distance(A * X, B) < rounding * 100);
        CHECK(distance(X.col(1), linalg::solve_positive_definite(A, B.col(1))) < rounding);

        // A block has gaps between its rows; a column-major matrix is copied by the view.
        Matrix around = Matrix::Constant(n + 3, n + 4, NAN);
        around.block(1, 2, n, n) = A;
        CHECK(linalg::solve_positive_definite(around.block(1, 2, n, n), b) == x);
        const Eigen::MatrixXd column_major = A;
        CHECK(linalg::solve_positive_definite(column_major, b) == x);
        CHECK(linalg::solve_positive_definite(A, 2 * b - b) == x);
    }
    CHECK(linalg::solve_positive_definite(Matrix(0, 0), Vector(0)).size() == 0);
    CHECK(linalg::solve_positive_definite(Matrix::Identity(2, 2), Matrix(2, 0)).cols() == 0);
}

TEST_CASE("solve_positive_definite: by hand, and in any units") {
    Matrix A(2, 2);
    A << 4, 2, 2, 10;
    const Vector x = linalg::solve_positive_definite(A, Vector(Eigen::Vector2d(8, 22)));
    CHECK(x(0) == Approx(1));
    CHECK(x(1) == Approx(2));
    // The same system with the second unknown in units of 1e-150.
    A << 4, 2e150, 2e150, 10e300;
    const Vector y = linalg::solve_positive_definite(A, Vector(Eigen::Vector2d(8, 22e150)));
    CHECK(y(0) == Approx(1));
    CHECK(y(1) * 1e150 == Approx(2));
}

TEST_CASE("solve_positive_definite: refuses what is not positive definite and says where") {
    const auto column = [](const Matrix& A) -> Index {
        try {
            linalg::solve_positive_definite(A, Vector::Ones(A.rows()));
        } catch (const linalg::NotPositiveDefinite& error) {
            return error.column;
        }
        return -1;
    };
    CHECK(column(Matrix::Identity(3, 3)) == -1);
    CHECK(column(Matrix::Zero(2, 2)) == 0);
    CHECK(column(-Matrix::Identity(2, 2)) == 0);
    CHECK(column(hilbert(6)) == -1);
    CHECK(column(hilbert(14)) > 6);
    Matrix indefinite(3, 3);
    indefinite << 1, 2, 0, 2, 1, 0, 0, 0, 1;
    CHECK(column(indefinite) == 1);

    // The second pivot is 1 − (1 − δ)², about 2δ of its diagonal entry.
    const auto almost = [](double delta) {
        Matrix A = Matrix::Constant(2, 2, 1 - delta);
        A.diagonal().setOnes();
        return A;
    };
    CHECK(column(almost(2e-12)) == -1);
    CHECK(column(almost(1e-13)) == 1);
    CHECK(column(1e20 * almost(1e-13)) == 1);

    Random random(6);
    for (const Index n : {2, 5, 40, 200}) {
        CAPTURE(n);
        Matrix root = normal_matrix(random, n + 3, n);
        root.col(n - 1) = 1e6 * root.leftCols(n - 1).rowwise().sum();
        CHECK(column(root.transpose() * root) == n - 1);
    }
    Matrix A = Matrix::Identity(3, 3);
    CHECK_THROWS_WITH_AS(
        linalg::solve_positive_definite(-A, Vector::Ones(3)),
        "solve_positive_definite: A is not positive definite: column 0 follows from "
        "the columns before it",
        ValueError);
    A(2, 1) = 0.5;
    CHECK_THROWS_WITH_AS(linalg::solve_positive_definite(A, Vector::Ones(3)),
                         "solve_positive_definite: A is not symmetric: A(1, 2) is not A(2, 1)",
                         ValueError);
    A(2, 1) = NAN;
    CHECK_THROWS_WITH_AS(linalg::solve_positive_definite(A, Vector::Ones(3)),
                         "solve_positive_definite: A(2, 1) is NaN or infinite", ValueError);
    A(2, 1) = 0;
    CHECK_THROWS_WITH_AS(linalg::solve_positive_definite(A, Vector::Constant(3, INFINITY)),
                         "solve_positive_definite: b(0, 0) is NaN or infinite", ValueError);
    CHECK_THROWS_WITH_AS(linalg::solve_positive_definite(A, Vector::Ones(2)),
                         "solve_positive_definite: A is 3×3 but b has 2 rows", ShapeError);
    CHECK_THROWS_WITH_AS(linalg::solve_positive_definite(A.topRows(2), Vector::Ones(2)),
                         "solve_positive_definite: A is 2×3 but must be square", ShapeError);
}

TEST_CASE("least_squares: exact systems, orthogonal residuals, bad conditioning") {
    const std::uint64_t seed = 9;
    CAPTURE(seed);
    Random random(seed);
    for (const auto& size : {std::pair<Index, Index>{1, 1}, {5, 5}, {7, 3}, {60, 11}}) {
        const Index m = size.first, n = size.second;
        CAPTURE(m);
        CAPTURE(n);
        const Matrix A = normal_matrix(random, m, n);
        const Matrix B = normal_matrix(random, m, 2);
        const Matrix X = linalg::least_squares(A, B);
        CHECK(distance(A.transpose() * (A * X - B), Matrix::Zero(n, 2)) < rounding * 100);
        const Vector x = linalg::least_squares(A, B.col(0));
        CHECK(distance(x, X.col(0)) < rounding);
        CHECK(distance(linalg::least_squares(A, A * x), x) < rounding * 100);
    }
    // The normal equations refuse this one; QR still has three digits and more.
    const Vector ones = Vector::Ones(10);
    CHECK_THROWS_AS(linalg::solve_positive_definite(hilbert(10).transpose() * hilbert(10), ones),
                    ValueError);
    CHECK(distance(linalg::least_squares(hilbert(10), hilbert(10) * ones), ones) < 1e-3);
    // Columns in units 1e-200 and 1e200.
    Matrix A = normal_matrix(random, 6, 2);
    const Vector x = linalg::least_squares(A, Vector::Ones(6));
    A.col(0) *= 1e-200;
    A.col(1) *= 1e200;
    const Vector scaled = linalg::least_squares(A, Vector::Ones(6));
    CHECK(scaled(0) * 1e-200 == Approx(x(0)).epsilon(rounding));
    CHECK(scaled(1) * 1e200 == Approx(x(1)).epsilon(rounding));
    CHECK(linalg::least_squares(Matrix(3, 0), Vector::Ones(3)).size() == 0);
}

TEST_CASE("least_squares: refuses dependent columns") {
    Random random(10);
    Matrix A = normal_matrix(random, 8, 3);
    A.col(1) = A.col(0) - 2 * A.col(2);
    CHECK_THROWS_AS(linalg::least_squares(A, Vector::Ones(8)), ValueError);
    CHECK_THROWS_AS(linalg::least_squares(normal_matrix(random, 2, 3), Vector::Ones(2)),
                    ValueError);
    CHECK_THROWS_AS(linalg::least_squares(Matrix::Zero(3, 1), Vector::Ones(3)), ValueError);
    CHECK_THROWS_AS(linalg::least_squares(Matrix(0, 1), Vector(0)), ValueError);
    CHECK_THROWS_WITH_AS(linalg::least_squares(A, Vector::Ones(7)),
                         "least_squares: A is 8×3 but b has 7 rows", ShapeError);
    A.col(1).setZero();
    CHECK_THROWS_WITH_AS(linalg::least_squares(A, Vector::Ones(8)),
                         "least_squares: the columns of A are linearly dependent (column 1 follows "
                         "from others)",
                         ValueError);
    A(7, 2) = INFINITY;
    CHECK_THROWS_WITH_AS(linalg::least_squares(A, Vector::Ones(8)),
                         "least_squares: A(7, 2) is NaN or infinite", ValueError);
}

TEST_CASE("symmetric_eigen: rebuilds the matrix, ascending, orthonormal, signs fixed") {
    Random random(12);
    for (const Index n : {0, 1, 2, 5, 33}) {
        CAPTURE(n);
        const Matrix root = normal_matrix(random, n, n);
        const Matrix A = root + root.transpose();
        const auto [values, vectors] = linalg::symmetric_eigen(A);
        CHECK(distance(vectors * values.asDiagonal() * vectors.transpose(), A) < rounding * 10);
        CHECK(distance(vectors.transpose() * vectors, Matrix::Identity(n, n)) < rounding);
        for (Index k = 1; k < n; ++k) CHECK(values(k - 1) <= values(k));
        for (Index k = 0; k < n; ++k)
            CHECK(vectors.col(k).maxCoeff() == vectors.col(k).cwiseAbs().maxCoeff());
    }
    Matrix A(2, 2);
    A << 2, 1, 1, 2; // 1 along (1, −1), 3 along (1, 1)
    const auto [values, vectors] = linalg::symmetric_eigen(A);
    CHECK(values(0) == Approx(1));
    CHECK(values(1) == Approx(3));
    CHECK(std::abs(vectors(0, 1)) == Approx(std::sqrt(0.5)));
    CHECK(vectors(0, 0) * vectors(1, 0) == Approx(-0.5));
    CHECK(vectors(0, 1) * vectors(1, 1) == Approx(0.5));
    A(0, 1) = 2;
    CHECK_THROWS_AS(linalg::symmetric_eigen(A), ValueError);
    CHECK_THROWS_AS(linalg::symmetric_eigen(Matrix(2, 3)), ShapeError);
}

TEST_CASE("svd: rebuilds the matrix, tall, wide and rank-deficient") {
    Random random(13);
    for (const auto& size :
         {std::pair<Index, Index>{0, 3}, {1, 1}, {1, 4}, {9, 4}, {4, 9}, {60, 20}}) {
        const Index m = size.first, n = size.second;
        CAPTURE(m);
        CAPTURE(n);
        Matrix A = normal_matrix(random, m, n);
        if (n == 20) A.col(7) = A.col(3);
        const auto [U, values, V] = linalg::svd(A);
        const Index k = std::min(m, n);
        CHECK(distance(U * values.asDiagonal() * V.transpose(), A) < rounding);
        CHECK(distance(U.transpose() * U, Matrix::Identity(k, k)) < rounding);
        CHECK(distance(V.transpose() * V, Matrix::Identity(k, k)) < rounding);
        for (Index j = 0; j < k; ++j) {
            CHECK(values(j) >= 0);
            if (j > 0) CHECK(values(j - 1) >= values(j));
            CHECK(V.col(j).maxCoeff() == V.col(j).cwiseAbs().maxCoeff());
        }
        if (n == 20) CHECK(values(19) < rounding);
    }
    Matrix A(2, 2);
    A << 3, 0, 4, 5; // AᵀA has the eigenvalues 45 and 5
    const Vector values = linalg::svd(A).values;
    CHECK(values(0) == Approx(std::sqrt(45)));
    CHECK(values(1) == Approx(std::sqrt(5)));
    A(1, 1) = NAN;
    CHECK_THROWS_AS(linalg::svd(A), ValueError);
}
