// What people get wrong about tables: means, covariances, standardizing.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/statistics/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mlcore::mistakes {
using namespace mlcore::statistics;

namespace detail {
using namespace mlcore::statistics::detail;

inline double count(Index n) {
    return static_cast<double>(n);
}

inline Matrix centred(MatrixView X) {
    return X.rowwise() - naive::mean(X).transpose();
}
// Σ over the rows, not yet divided.
inline Matrix scatter(MatrixView X) {
    check_enough_rows(X);
    const Matrix C = centred(X);
    return C.transpose() * C;
}

// Each column of C divided by its scale, where that is not 0.
inline Matrix scaled(Matrix C, const Vector& scale) {
    for (Index j = 0; j < C.cols(); ++j)
        if (scale(j) == 0)
            C.col(j).setZero();
        else
            C.col(j) /= scale(j);
    return C;
}
inline Vector variances(MatrixView X) {
    check_not_empty("standardize", "X", X);
    return centred(X).cwiseAbs2().colwise().mean().transpose();
}
} // namespace detail

inline const grading::Mistakes<Mean> mean{
    {"rows_for_columns",
     "You take the mean of every row. Rows are samples: the mean runs over them, and there is one "
     "for each column.",
     [](MatrixView X) -> Vector {
         check_not_empty("mean", "X", X);
         return X.rowwise().mean();
     }},
    {"not_divided", "You return the sums; divide them by the number of rows.",
     [](MatrixView X) -> Vector { return naive::mean(X) * detail::count(X.rows()); }},
    {"divided_by_all_entries",
     "You divide by the number of all entries. Each column has as many entries as X has rows.",
     [](MatrixView X) -> Vector { return naive::mean(X) / detail::count(X.cols()); }},
    {"divided_by_n_minus_1",
     "You divide by n − 1. That belongs to the sample covariance; a mean is divided by n.",
     [](MatrixView X) -> Vector {
         const Vector sums = naive::mean(X) * detail::count(X.rows());
         return sums / detail::count(X.rows() - 1);
     }},
    {"mean_of_all",
     "You return the mean of the whole table for every column. Each column has its own.",
     [](MatrixView X) -> Vector { return Vector::Constant(X.cols(), naive::mean(X).mean()); }},
};

inline const grading::Mistakes<Covariance> covariance{
    {"divided_by_n",
     "You divide by n. That is the covariance of a whole population; the sample covariance is "
     "divided by n − 1, because the mean was estimated from the same rows.",
     [](MatrixView X) -> Matrix { return detail::scatter(X) / detail::count(X.rows()); }},
    {"not_divided", "You return the sums of products; divide them by n − 1.",
     [](MatrixView X) -> Matrix { return detail::scatter(X); }},
    {"rows_for_columns",
     "You compare rows with rows. The answer is d×d: one row and one column for each column of X.",
     [](MatrixView X) -> Matrix {
         detail::check_enough_rows(X);
         const Matrix C = detail::centred(X);
         return C * C.transpose() / detail::count(X.rows() - 1);
     }},
    {"not_centred",
     "You multiply the entries themselves. Subtract each column's mean first: a covariance is "
     "about distances from the mean.",
     [](MatrixView X) -> Matrix {
         detail::check_enough_rows(X);
         return X.transpose() * X / detail::count(X.rows() - 1);
     }},
    {"variances_only",
     "Your diagonal is right and all else is 0. Entry (j, k) sums the products of columns j and k.",
     [](MatrixView X) -> Matrix { return naive::covariance(X).diagonal().asDiagonal(); }},
    {"correlation",
     "You return correlations, covariances divided by both deviations. The task asks for the "
     "covariances themselves.",
     [](MatrixView X) -> Matrix {
         const Matrix S = naive::covariance(X);
         const Vector scale = S.diagonal().cwiseSqrt().cwiseInverse();
         return scale.asDiagonal() * S * scale.asDiagonal();
     }},
    {"one_row_not_refused",
     "Your answers are right but for a single row, where you divide 0 by 0. One row has no sample "
     "covariance: throw ValueError.",
     [](MatrixView X) -> Matrix {
         check_not_empty("covariance", "X", X);
         if (X.rows() > 1) return naive::covariance(X);
         return Matrix::Constant(X.cols(), X.cols(), std::numeric_limits<double>::quiet_NaN());
     }},
    {"cancellation",
     "Σxy − n·x̄·ȳ is right on paper. Far from zero it subtracts two huge numbers that agree in "
     "all the digits a double has. Subtract the means first, then multiply.",
     [](MatrixView X) -> Matrix {
         detail::check_enough_rows(X);
         const auto n = detail::count(X.rows());
         Matrix S(X.cols(), X.cols());
         for (Index j = 0; j < X.cols(); ++j)
             for (Index k = 0; k < X.cols(); ++k) {
                 double products = 0, sum_j = 0, sum_k = 0;
                 for (Index i = 0; i < X.rows(); ++i) {
                     products += X(i, j) * X(i, k);
                     sum_j += X(i, j);
                     sum_k += X(i, k);
                 }
                 S(j, k) = (products - n * (sum_j / n) * (sum_k / n)) / (n - 1);
             }
         return S;
     }},
};

inline const grading::Mistakes<Standardize> standardize{
    {"variance_for_deviation",
     "You divide by the variance. Divide by its square root, the standard deviation, which has "
     "the column's unit.",
     [](MatrixView X) -> Matrix {
         const Vector variances = detail::variances(X);
         return detail::scaled(detail::centred(X), variances);
     }},
    {"sample_deviation",
     "You divide by the sample deviation, with n − 1. Here it is the population's, with n: then "
     "the mean of the squares is exactly 1, as in scikit-learn's StandardScaler.",
     [](MatrixView X) -> Matrix {
         const auto n = detail::count(X.rows());
         const Vector squares = detail::variances(X) * n;
         return detail::scaled(detail::centred(X), (squares / (n - 1)).cwiseSqrt());
     }},
    {"sample_deviation_but_for_one_row",
     "You divide by the sample deviation, with n − 1. Here it is the population's, with n: then "
     "the mean of the squares is exactly 1, as in scikit-learn's StandardScaler.",
     [](MatrixView X) -> Matrix {
         const auto n = detail::count(X.rows());
         const Vector squares = detail::variances(X) * n;
         return detail::scaled(detail::centred(X), (squares / std::max(n - 1, 1.0)).cwiseSqrt());
     }},
    {"not_centred",
     "You divide by the deviation but leave the mean in. Subtract the column's mean first.",
     [](MatrixView X) -> Matrix { return detail::scaled(X, detail::variances(X).cwiseSqrt()); }},
    {"not_scaled", "You subtract the means but do not divide by the deviations.",
     [](MatrixView X) -> Matrix {
         check_not_empty("standardize", "X", X);
         return detail::centred(X);
     }},
    {"constant_column_divided_by_zero",
     "Your answers are right but for constant columns, where you divide 0 by 0. Their entries "
     "become 0.",
     [](MatrixView X) -> Matrix {
         const Vector variances = detail::variances(X);
         Matrix Z = detail::centred(X);
         for (Index j = 0; j < X.cols(); ++j) Z.col(j) /= std::sqrt(variances(j));
         return Z;
     }},
    {"rows_for_columns",
     "You standardize every row. Each column is a feature with its own mean and deviation; the "
     "rows are the samples.",
     [](MatrixView X) -> Matrix {
         check_not_empty("standardize", "X", X);
         return naive::standardize(X.transpose()).transpose();
     }},
    {"one_scale_for_all",
     "You divide every column by the same deviation, that of the whole table. Each column has its "
     "own.",
     [](MatrixView X) -> Matrix {
         const Matrix C = detail::centred(X);
         const double deviation = std::sqrt(detail::variances(X).mean());
         return detail::scaled(C, Vector::Constant(X.cols(), deviation));
     }},
    {"scaled_to_the_range",
     "You map every column to [0, 1] by its smallest and largest entry. That is min–max scaling; "
     "standardizing uses mean and deviation.",
     [](MatrixView X) -> Matrix {
         check_not_empty("standardize", "X", X);
         const Eigen::RowVectorXd low = X.colwise().minCoeff();
         const Eigen::RowVectorXd high = X.colwise().maxCoeff();
         return detail::scaled(X.rowwise() - low, (high - low).transpose());
     }},
};

} // namespace mlcore::mistakes
