#include <mlcore/foundations/statistics.hpp>
#include <mlcore/grading/cases.hpp>

#include "mistakes.hpp"

#include <limits>

namespace mlcore::grading {

using namespace statistics;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Columns off zero, of unequal spread, that depend on each other.
Matrix table(Random& random, Index n, Index d) {
    Matrix X = normal_matrix(random, n, d) * normal_matrix(random, d, d);
    for (Index j = 0; j < d; ++j) {
        X.col(j) += 0.3 * normal_vector(random, n);
        X.col(j).array() += 2.5 - 2 * static_cast<double>(j % 3); // 2.5, 0.5, −1.5
    }
    return X;
}

Matrix far_from_zero(Random& random, Index n) {
    Matrix X = table(random, n, 2);
    X.col(0).array() += 1e8;
    X.col(1).array() -= 3e8;
    return X;
}

// Well away from singular, so that every method of solving gives the same digits.
Matrix spread(Random& random, Index d) {
    const Matrix A = normal_matrix(random, d, d);
    return A * A.transpose() + 0.5 * Matrix::Identity(d, d);
}

Vector probabilities(Random& random, Index K) {
    Vector p(K);
    for (Index k = 0; k < K; ++k) p(k) = 0.2 + random.uniform() * static_cast<double>(k + 1);
    return p / p.sum();
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    const Matrix X = matrix({{1, 2}, {3, 7}, {5, 6}}); // the lesson's
    const Matrix with_constant = matrix({{1, 5, -2}, {3, 5, 0}, {4, 5, 7}, {-2, 5, 1}});
    const Matrix iris = read_table("iris.csv").leftCols(4);

    auto mean = exercise.task("mean", {"X"}, mean_variants, mistakes::mean,
                              within(1e-12, "a sum of a few dozen terms in another order"));
    mean.add("one entry", matrix({{-3}}));
    mean.add("the lesson's example", X);
    mean.add("one row", matrix({{4, -1, 0.5}}));
    mean.add("one column", matrix({{2}, {-7}, {1}, {0}}));
    mean.add("as many rows as columns", matrix({{1, -2}, {4, 8}}));
    mean.add("random, 5×3", table(random, 5, 3));
    mean.add("random, 4×7", table(random, 4, 7));
    mean.add("columns 1e8 from zero", far_from_zero(random, 9));
    mean.throws<ValueError>("no rows", Matrix(0, 2));

    auto covariance = exercise.task(
        "covariance", {"X"}, covariance_variants, mistakes::covariance,
        within(1e-6,
               "one pass over the rows, done well, keeps half the digits at an offset of 1e8"));
    covariance.add("two rows, one column", matrix({{1}, {-3}}));
    covariance.add("the lesson's example", X);
    covariance.add("columns that pull apart", matrix({{1, 4}, {2, 1}, {6, -2}, {0, 9}}));
    covariance.add("more columns than rows", matrix({{1, -2, 0.5}, {3, 4, -1}}));
    covariance.add("random, 12×3", table(random, 12, 3));
    covariance.add("random, 5×5", table(random, 5, 5));
    covariance.add("20 rows of the iris table", iris.middleRows(40, 20));
    covariance.add("columns 1e8 from zero, whose squares keep nothing of the spread",
                   far_from_zero(random, 10));
    covariance.throws<ValueError>("one row", matrix({{1, 2}}));
    covariance.throws<ValueError>("no rows", Matrix(0, 2));

    auto standardize = exercise.task(
        "standardize", {"X"}, standardize_variants, mistakes::standardize,
        within(1e-6, "at an offset of 1e8 a plain sum rounds the mean by about 1e-7"));
    standardize.add("two rows, one column", matrix({{1}, {-3}}));
    standardize.add("the lesson's example", X);
    standardize.add("a constant column", with_constant);
    standardize.add("one row: all columns are constant", matrix({{4, -1, 0.5}}));
    standardize.add("random, 7×3", table(random, 7, 3));
    standardize.add("random, 4×6", table(random, 4, 6));
    standardize.add("20 rows of the iris table", iris.middleRows(40, 20));
    standardize.add("columns 1e8 from zero", far_from_zero(random, 10));
    standardize.throws<ValueError>("no rows", Matrix(0, 2));

    auto gaussian =
        exercise.task("gaussian_log_pdf", {"X", "mean", "covariance"}, gaussian_log_pdf_variants,
                      mistakes::gaussian_log_pdf,
                      within(1e-9, "any exact way to solve and to take the determinant"));
    const Matrix S = matrix({{4, 4}, {4, 7}}); // of the lesson's table
    gaussian.add("one dimension", matrix({{5}, {1}}), vector({2}), matrix({{4}}));
    gaussian.add("the lesson's example", matrix({{5, 5}}), vector({3, 5}), S);
    gaussian.add("at the mean", matrix({{3, 5}}), vector({3, 5}), S);
    gaussian.add("independent columns", matrix({{1, -2, 3}, {0, 0, 0}}), vector({1, 1, -1}),
                 matrix({{0.25, 0, 0}, {0, 9, 0}, {0, 0, 1}}));
    gaussian.add("60 deviations out, where the density is 0 in double", matrix({{60}, {-61}}),
                 vector({0}), matrix({{1}}));
    gaussian.add("no rows", Matrix(0, 2), vector({0, 0}), S);
    for (const auto& [n, d] : {std::pair<Index, Index>{5, 2}, {3, 4}, {8, 3}}) {
        const Matrix rows = normal_matrix(random, n, d, 2);
        const Vector centre = normal_vector(random, d);
        gaussian.add("random, " + shape_text(rows), rows, centre, spread(random, d));
    }
    gaussian.throws<ShapeError>("mean of another size", X, vector({1, 2, 3}), S);
    gaussian.throws<ShapeError>("covariance of another size", X, vector({1, 2}),
                                matrix({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
    gaussian.throws<ValueError>("one column is twice the other", X, vector({1, 2}),
                                matrix({{1, 2}, {2, 4}}));

    auto posterior = exercise.task("posterior", {"log_likelihoods", "priors"}, posterior_variants,
                                   mistakes::posterior,
                                   within(1e-10, "exponents near 1000 have 13 digits left"));
    posterior.add("one class", matrix({{-3}}), vector({1}));
    posterior.add("the lesson's example", matrix({{-2, -1}}), vector({0.75, 0.25}));
    posterior.add("likelihoods that say nothing", matrix({{-2, -2, -2}}), vector({0.5, 0.2, 0.3}));
    posterior.add("every likelihood is 0 in double", matrix({{-1000, -1002}, {-900, -897}}),
                  vector({0.25, 0.75}));
    posterior.add("an impossible class", matrix({{-1, -infinity, -2}}), vector({0.5, 0.25, 0.25}));
    posterior.add("a prior of 0", matrix({{-4, -1}, {-3, -2}, {-2, 0.5}}), vector({1, 0}));
    posterior.add("no samples", Matrix(0, 2), vector({0.5, 0.5}));
    for (const auto& [n, K] : {std::pair<Index, Index>{4, 3}, {2, 5}}) {
        const Matrix logs = normal_matrix(random, n, K, 2);
        posterior.add("random, " + shape_text(logs), logs, probabilities(random, K));
    }
    posterior.throws<ShapeError>("one prior too many", matrix({{-1, -2}}), vector({0.2, 0.3, 0.5}));
    posterior.throws<ValueError>("priors that sum to 1.5", matrix({{-1, -2}}), vector({0.5, 1}));
    posterior.throws<ValueError>("a negative prior", matrix({{-1, -2}}), vector({-0.5, 1.5}));
    posterior.throws<ValueError>("impossible under every class",
                                 matrix({{-1, -2}, {-infinity, -infinity}}), vector({0.5, 0.5}));
}

} // namespace mlcore::grading
