#include "mlcore/core/random.hpp"
#include "mlcore/foundations/statistics.hpp"
#include "support/golden.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <numbers>

using namespace mlcore;
using namespace mlcore::statistics;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
// Sums of a few hundred terms in two orders, relative to the largest entry.
constexpr double summation_order = 1e-13;
// At an offset of 1e8 the inputs are multiples of 1.5e-8. The peers' plain sums round a mean by
// about that, and their standardized entries with it.
constexpr double far_from_zero = 1e-7;

/// The largest |a − b|, relative to the largest |b|; infinite where shapes differ or a number is
/// none.
double difference(const Matrix& a, const Matrix& b) {
    if (a.rows() != b.rows() || a.cols() != b.cols()) return infinity;
    double scale = 0, worst = 0;
    for (Index i = 0; i < a.size(); ++i) {
        const double distance = std::abs(a.data()[i] - b.data()[i]);
        if (std::isnan(distance)) return infinity;
        worst = std::max(worst, distance);
        scale = std::max(scale, std::abs(b.data()[i]));
    }
    return worst / (scale == 0 ? 1 : scale);
}

Matrix normal(Random& random, Index rows, Index columns) {
    Matrix m(rows, columns);
    for (Index i = 0; i < m.size(); ++i) m.data()[i] = random.normal();
    return m;
}

/// The definition in 64 bits of mantissa.
Matrix covariance_in_long_double(const Matrix& X) {
    Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic> long_X = X.cast<long double>();
    const auto n = static_cast<long double>(X.rows());
    long_X.rowwise() -= (long_X.colwise().sum() / n).eval();
    return ((long_X.transpose() * long_X) / (n - 1)).cast<double>();
}

} // namespace

TEST_CASE("statistics: golden tables from NumPy and scikit-learn") {
    const test::Golden golden("statistics");
    int tables = 0;
    for (const std::string& key : golden.keys("table/")) {
        if (key.substr(key.size() - 2) != "/X") continue;
        ++tables;
        const std::string table = key.substr(0, key.size() - 2);
        CAPTURE(table);
        const auto X = golden.get<Matrix>(key);
        const double tolerance = table == "table/far_from_zero" ? far_from_zero : summation_order;
        for (const auto& variant : mean_variants) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(X), golden.get<Vector>(table + "/mean")) <
                  summation_order);
        }
        for (const auto& variant : covariance_variants) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(X), golden.get<Matrix>(table + "/covariance")) <
                  tolerance);
        }
        for (const auto& variant : standardize_variants) {
            CAPTURE(variant.name);
            CHECK(difference(variant.function(X), golden.get<Matrix>(table + "/standardize")) <
                  tolerance);
        }
    }
    CHECK(tables == 6);
}

TEST_CASE("statistics: the iris table as NumPy, scikit-learn and SciPy see it") {
    const test::Golden golden("statistics");
    const Matrix iris = test::read_table("iris.csv");
    const auto X = iris.leftCols(4); // a view with gaps
    const auto every_tenth = [](const Matrix& rows) {
        Matrix taken(rows.rows() / 10, rows.cols());
        for (Index i = 0; i < taken.rows(); ++i) taken.row(i) = rows.row(10 * i);
        return taken;
    };
    for (const auto& variant : mean_variants)
        CHECK(difference(variant.function(X), golden.get<Vector>("iris/mean")) < summation_order);
    for (const auto& variant : covariance_variants)
        CHECK(difference(variant.function(X), golden.get<Matrix>("iris/covariance")) <
              summation_order);
    for (const auto& variant : standardize_variants)
        CHECK(difference(variant.function(X).topRows(5),
                         golden.get<Matrix>("iris/standardize_first_rows")) < summation_order);
    const auto log_densities = golden.get<Vector>("iris/log_densities");
    for (const auto& variant : gaussian_log_pdf_variants) {
        CAPTURE(variant.name);
        const Vector got = variant.function(X, mean(X), covariance(X));
        CHECK(difference(every_tenth(got), log_densities) < 1e-11);
    }
    Matrix logs(150, 3);
    for (Index k = 0; k < 3; ++k) { // 50 rows of each species, one species after the other
        const Matrix rows = X.middleRows(50 * k, 50);
        logs.col(k) = gaussian_log_pdf(X, mean(rows), covariance(rows));
    }
    for (const auto& variant : posterior_variants) {
        CAPTURE(variant.name);
        const Matrix P = variant.function(logs, Vector{{0.2, 0.5, 0.3}});
        CHECK(difference(every_tenth(P), golden.get<Matrix>("iris/posterior")) < 1e-11);
    }
}

TEST_CASE("statistics: golden densities and posteriors from SciPy") {
    const test::Golden golden("statistics");
    for (int number = 0; number < 3; ++number) {
        const std::string at = "gaussian/" + std::to_string(number);
        CAPTURE(at);
        for (const auto& variant : gaussian_log_pdf_variants) {
            CAPTURE(variant.name);
            const Vector got =
                variant.function(golden.get<Matrix>(at + "/X"), golden.get<Vector>(at + "/mean"),
                                 golden.get<Matrix>(at + "/covariance"));
            CHECK(difference(got, golden.get<Vector>(at + "/log_densities")) < 1e-11);
        }
    }
    for (int number = 0; number < 2; ++number) {
        const std::string at = "posterior/" + std::to_string(number);
        CAPTURE(at);
        for (const auto& variant : posterior_variants) {
            CAPTURE(variant.name);
            const Matrix got = variant.function(golden.get<Matrix>(at + "/log_likelihoods"),
                                                golden.get<Vector>(at + "/priors"));
            CHECK(difference(got, golden.get<Matrix>(at + "/posterior")) < 1e-12);
        }
    }
}

TEST_CASE("statistics: variants agree on both sides of every block, and on views with gaps") {
    const std::uint64_t seed = 6;
    CAPTURE(seed);
    Random random(seed);
    // Stretches of 64 entries and blocks of 16,384; the least block has 16 rows.
    for (const auto& [rows, columns] : {std::pair<Index, Index>{2, 1},
                                        {15, 4},
                                        {16, 4},
                                        {17, 4},
                                        {33, 7},
                                        {9, 65},
                                        {16'385, 1},
                                        {5'000, 7},
                                        {40, 1'200}}) {
        const Index n = rows, d = columns;
        CAPTURE(n);
        CAPTURE(d);
        Matrix wide = normal(random, n, d + 1);
        for (Index i = 0; i < n; ++i) // rows drift: no two blocks have the same mean
            wide.row(i).array() += 20 * static_cast<double>(i) / static_cast<double>(n);
        for (const bool gaps : {false, true}) {
            CAPTURE(gaps);
            const Matrix X = wide.rightCols(d);
            const Eigen::Ref<const Matrix> view =
                gaps ? Eigen::Ref<const Matrix>(wide.rightCols(d)) : Eigen::Ref<const Matrix>(X);
            CHECK(difference(mean(view), naive::mean(X)) < 1e-13);
            CHECK(difference(standardize(view), naive::standardize(X)) < 1e-12);
            if (d > 1'000) continue;
            CHECK(difference(covariance(view), naive::covariance(X)) < 1e-12);
            const Matrix sigma = Matrix(0.5 * Matrix::Identity(d, d)).array() + 1;
            CHECK(difference(gaussian_log_pdf(view, X.row(1).transpose(), sigma),
                             naive::gaussian_log_pdf(X, X.row(1).transpose(), sigma)) < 1e-11);
            const Vector priors = Vector::Constant(d, 1 / static_cast<double>(d));
            CHECK(difference(posterior(view, priors), naive::posterior(X, priors)) < 1e-13);
        }
    }
}

TEST_CASE("statistics: covariance is symmetric and holds at huge offsets") {
    const std::uint64_t seed = 7;
    CAPTURE(seed);
    Random random(seed);
    Matrix X = normal(random, 12'000, 3);
    X.col(1) += 0.7 * X.col(0);
    X.col(2).array() *= -4;
    X.rowwise() += Eigen::RowVectorXd{{1e8, -1e8, 3e7}};
    const Matrix expected = covariance_in_long_double(X);
    for (const auto& variant : covariance_variants) {
        CAPTURE(variant.name);
        const Matrix S = variant.function(X);
        CHECK(S == S.transpose());
        CHECK(difference(S, expected) < 1e-12);
    }
}

TEST_CASE("statistics: standardized columns have mean 0 and mean square 1, constant ones are 0") {
    const std::uint64_t seed = 8;
    CAPTURE(seed);
    Random random(seed);
    Matrix X(50, 6);
    X.leftCols(2) = 7 * normal(random, 50, 2);
    X.col(2).setConstant(0.1);
    X.col(3).setConstant(-1e8 / 3);
    X.col(4).setZero();
    for (Index i = 0; i < 50; ++i) X(i, 5) = i % 3 == 0 ? 0.1 + 0.2 : 0.3; // one rounding apart
    for (const auto& variant : standardize_variants) {
        CAPTURE(variant.name);
        const Matrix Z = variant.function(X);
        for (Index j : {0, 1}) {
            CHECK(std::abs(Z.col(j).mean()) < 1e-14);
            CHECK(std::abs(Z.col(j).squaredNorm() / 50 - 1) < 1e-14);
        }
        CHECK(Z.middleCols(2, 3).isZero(0));
        CHECK(Z.col(5).isZero(1e-15));
        CHECK(variant.function(X.topRows(1)).isZero(0)); // one row
    }
    for (const auto& variant : mean_variants) {
        CHECK(variant.function(X)(2) == 0.1);
        CHECK(variant.function(X)(3) == -1e8 / 3);
    }
}

TEST_CASE("statistics: a Gaussian is a density, whatever the units and the dimension") {
    for (const auto& variant : gaussian_log_pdf_variants) {
        CAPTURE(variant.name);
        // One dimension: the formula everybody knows.
        const Vector one = variant.function(Matrix{{5.0}}, Vector{{2}}, Matrix{{4.0}});
        CHECK(one(0) == doctest::Approx(-std::log(2 * std::sqrt(2 * std::numbers::pi)) - 9.0 / 8)
                            .epsilon(1e-14));
        // Its integral over eight deviations each way is 1.
        const Matrix sigma{{2, -1.2}, {-1.2, 1.5}};
        const Vector centre{{-3, 10}};
        constexpr Index side = 81;
        Matrix grid(side * side, 2);
        for (Index i = 0; i < side; ++i)
            for (Index j = 0; j < side; ++j)
                grid.row(i * side + j) << -3 + 0.25 * static_cast<double>(i - 40),
                    10 + 0.25 * static_cast<double>(j - 40);
        const double integral =
            variant.function(grid, centre, sigma).array().exp().sum() * 0.25 * 0.25;
        CHECK(integral == doctest::Approx(1).epsilon(1e-12));
        // 1000 deviations out.
        CHECK(variant.function(Matrix{{1000.0}}, Vector{{0}}, Matrix{{1.0}})(0) ==
              doctest::Approx(-500'000 - 0.5 * std::log(2 * std::numbers::pi)).epsilon(1e-14));
        // Units 1e16 apart: x ↦ Dx adds −ln |D|, and here |D| = 1.
        const Vector D{{1e8, 1e-8}};
        const Vector plain = variant.function(grid.topRows(9), centre, sigma);
        const Vector scaled =
            variant.function(grid.topRows(9) * D.asDiagonal(), D.asDiagonal() * centre,
                             D.asDiagonal() * sigma * D.asDiagonal());
        CHECK(difference(scaled, plain) < 1e-11);
        // 400 dimensions, where the determinant 10^−400 is 0 in double.
        const Vector many = variant.function(Matrix::Zero(1, 400), Vector::Zero(400),
                                             0.1 * Matrix::Identity(400, 400));
        CHECK(many(0) == doctest::Approx(-200 * std::log(0.2 * std::numbers::pi)).epsilon(1e-13));
        CHECK(variant.function(Matrix(0, 2), centre, sigma).size() == 0);
    }
}

TEST_CASE("statistics: posteriors sum to 1 however small the likelihoods") {
    for (const auto& variant : posterior_variants) {
        CAPTURE(variant.name);
        const Vector priors{{0.2, 0, 0.5, 0.3}};
        const Matrix logs{
            {-1000, 5, -1002, -infinity}, {2000, 7, 1990, 1999}, {-1, -infinity, -1, -1}};
        const Matrix P = variant.function(logs, priors);
        for (Index i = 0; i < 3; ++i) CHECK(std::abs(P.row(i).sum() - 1) < 1e-15);
        CHECK(P.col(1).isZero(0)); // a prior of 0
        CHECK(P(0, 3) == 0);       // an impossible sample
        CHECK(P(0, 0) == doctest::Approx(0.2 / (0.2 + 0.5 * std::exp(-2))).epsilon(1e-13));
        CHECK(difference(P.row(2), priors.transpose()) < 1e-15); // likelihoods say nothing
        const Matrix shifted = logs.array() + 17;
        CHECK(difference(variant.function(shifted, priors), P) < 1e-13);
        CHECK(variant.function(Matrix(0, 4), priors).rows() == 0);
        CHECK(variant.function(Matrix{{-3.0}}, Vector{{1}}) == Matrix{{1.0}});
    }
}
