// What statistics refuses, and in which words: every variant alike.
#include "mlcore/foundations/statistics.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace mlcore;
using namespace mlcore::statistics;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
const Matrix with_nan{{1, 2}, {3, NAN}, {5, 6}};
const Matrix with_infinity{{1, 2}, {3, 4}, {-infinity, 6}};
} // namespace

TEST_CASE("statistics: tables that mean, covariance and standardize refuse") {
    for (const auto& variant : mean_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(Matrix(0, 3)), "mean: X is empty (0×3)", ValueError);
        CHECK_THROWS_AS(variant.function(Matrix(3, 0)), ValueError);
        CHECK_THROWS_WITH_AS(variant.function(with_nan), "mean: X(1, 1) is NaN", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(with_infinity), "mean: X(2, 0) is infinite",
                             ValueError);
    }
    for (const auto& variant : covariance_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(Matrix{{1, 2}}),
                             "covariance: X has 1 row, a sample covariance needs at least 2",
                             ValueError);
        CHECK_THROWS_WITH_AS(variant.function(Matrix(0, 3)), "covariance: X is empty (0×3)",
                             ValueError);
        CHECK_THROWS_WITH_AS(variant.function(with_nan), "covariance: X(1, 1) is NaN", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(with_infinity), "covariance: X(2, 0) is infinite",
                             ValueError);
    }
    for (const auto& variant : standardize_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(Matrix(0, 3)), "standardize: X is empty (0×3)",
                             ValueError);
        CHECK_THROWS_WITH_AS(variant.function(with_nan), "standardize: X(1, 1) is NaN", ValueError);
        CHECK_THROWS_WITH_AS(variant.function(with_infinity), "standardize: X(2, 0) is infinite",
                             ValueError);
    }
}

TEST_CASE("statistics: Gaussians that are none") {
    const Matrix X = Matrix::Ones(3, 2), sigma{{2, 1}, {1, 3}};
    const Vector centre{{0, 1}};
    for (const auto& variant : gaussian_log_pdf_variants) {
        CAPTURE(variant.name);
        const auto log_pdf = variant.function;
        CHECK_THROWS_WITH_AS(log_pdf(X, Vector::Ones(3), sigma),
                             "gaussian_log_pdf: X is 3×2 but mean has 3 entries", ShapeError);
        CHECK_THROWS_WITH_AS(log_pdf(X, centre, Matrix::Identity(3, 3)),
                             "gaussian_log_pdf: mean has 2 entries but covariance is 3×3",
                             ShapeError);
        CHECK_THROWS_AS(log_pdf(X, centre, Matrix::Ones(2, 1)), ShapeError);
        CHECK_THROWS_WITH_AS(log_pdf(Matrix(3, 0), Vector(0), Matrix(0, 0)),
                             "gaussian_log_pdf: mean is empty", ValueError);
        CHECK_THROWS_WITH_AS(log_pdf(X, centre, Matrix{{2, 1}, {0.5, 3}}),
                             "gaussian_log_pdf: covariance is not symmetric", ValueError);
        CHECK_THROWS_WITH_AS(log_pdf(X, centre, Matrix{{1, 2}, {2, 4}}),
                             "gaussian_log_pdf: covariance is not positive definite (column 1 "
                             "follows from those before it)",
                             ValueError);
        CHECK_THROWS_AS(log_pdf(X, centre, Matrix{{1, 3}, {3, 4}}), ValueError); // indefinite
        CHECK_THROWS_AS(log_pdf(X, centre, Matrix{{0, 0}, {0, 4}}), ValueError);
        CHECK_THROWS_WITH_AS(log_pdf(with_nan, centre, sigma), "gaussian_log_pdf: X(1, 1) is NaN",
                             ValueError);
        CHECK_THROWS_WITH_AS(log_pdf(X, Vector{{0, NAN}}, sigma),
                             "gaussian_log_pdf: mean(1) is NaN", ValueError);
        CHECK_THROWS_WITH_AS(log_pdf(X, centre, Matrix{{2, 1}, {1, infinity}}),
                             "gaussian_log_pdf: covariance(1, 1) is infinite", ValueError);
    }
}

TEST_CASE("statistics: priors that are none, samples that cannot be") {
    const Matrix logs{{-1, -2}, {-3, -4}};
    for (const auto& variant : posterior_variants) {
        CAPTURE(variant.name);
        const auto bayes = variant.function;
        CHECK_THROWS_WITH_AS(bayes(logs, Vector{{0.2, 0.3, 0.5}}),
                             "posterior: log_likelihoods is 2×2 but priors has 3 entries",
                             ShapeError);
        CHECK_THROWS_WITH_AS(bayes(logs, Vector{{1.5, -0.5}}), "posterior: priors(1) is negative",
                             ValueError);
        CHECK_THROWS_WITH_AS(bayes(logs, Vector{{0.5, 0.25}}),
                             "posterior: priors sum to 0.750000, they must sum to 1", ValueError);
        CHECK_THROWS_AS(bayes(Matrix(2, 0), Vector(0)), ValueError);
        CHECK_THROWS_WITH_AS(bayes(Matrix{{-1, -2}, {NAN, 0}}, Vector{{0.5, 0.5}}),
                             "posterior: log_likelihoods(1, 0) is NaN or +∞", ValueError);
        CHECK_THROWS_AS(bayes(Matrix{{-1, infinity}}, Vector{{0.5, 0.5}}), ValueError);
        const Matrix impossible{{-1, -2}, {-infinity, -3}, {-infinity, -infinity}};
        CHECK_THROWS_WITH_AS(bayes(impossible, Vector{{0.5, 0.5}}),
                             "posterior: row 2 is impossible under every class that has a positive "
                             "prior",
                             ValueError);
        CHECK_THROWS_AS(bayes(impossible, Vector{{1, 0}}), ValueError); // row 1
    }
}
