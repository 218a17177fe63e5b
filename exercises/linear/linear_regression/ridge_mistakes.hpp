// Mistakes in ridge regression and in scoring it on rows it has not seen.
#pragma once

#include "descent_mistakes.hpp" // residuals, count

#include <mlcore/core/shapes.hpp>
#include <mlcore/grading/cases.hpp>
#include <mlcore/linalg/solve.hpp>
#include <mlcore/linear/linear_regression/naive.hpp>

#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::linear_regression;

namespace detail {
using namespace mlcore::linear_regression::detail;

inline Matrix with_ones(MatrixView X) {
    Matrix Z(X.rows(), X.cols() + 1);
    Z << X, Vector::Ones(X.rows());
    return Z;
}
inline Matrix centred(MatrixView X) {
    Matrix centred = X;
    for (Index j = 0; j < X.cols(); ++j) centred.col(j).array() -= naive::mean(X.col(j));
    return centred;
}
// β of (ZᵀZ + penalty) β = Zᵀy.
inline Vector normal_equations(MatrixView Z, VectorView y, const Matrix& penalty) {
    Matrix A = penalty;
    Vector b = Vector::Zero(Z.cols());
    for (Index i = 0; i < Z.rows(); ++i)
        for (Index j = 0; j < Z.cols(); ++j) {
            for (Index k = 0; k < Z.cols(); ++k) A(j, k) += Z(i, j) * Z(i, k);
            b(j) += Z(i, j) * y(i);
        }
    return linalg::solve_positive_definite(A, b);
}
inline Matrix on_the_diagonal(Index d, double l2) {
    return l2 * Matrix::Identity(d, d);
}

// The intercept that makes the residuals of these coefficients sum to zero.
inline double matching_intercept(MatrixView X, VectorView y, const Vector& coefficients) {
    double intercept = naive::mean(y);
    for (Index j = 0; j < X.cols(); ++j) intercept -= naive::mean(X.col(j)) * coefficients(j);
    return intercept;
}
} // namespace detail

inline const grading::Mistakes<FitRidge> fit_ridge{
    {"intercept_penalised",
     "You add l2 to the intercept's entry of the normal equations too. The penalty is on the "
     "coefficients only: a shift of y must not cost anything.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         detail::check_ridge(X, y, options);
         const Index d = X.cols();
         const Vector solution = detail::normal_equations(
             detail::with_ones(X), y, detail::on_the_diagonal(d + 1, options.l2));
         return Model{solution.head(d), solution(d)};
     }},
    {"no_intercept",
     "You solve the normal equations of X alone and leave the intercept at zero, which forces the "
     "fit "
     "through the origin. Centre the columns and y, or give X a column of ones.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         detail::check_ridge(X, y, options);
         return Model{detail::normal_equations(X, y, detail::on_the_diagonal(X.cols(), options.l2)),
                      0};
     }},
    {"intercept_only_afterwards",
     "You fit the coefficients to X without centring it and without a column of ones, and add an "
     "intercept afterwards. The coefficients must know of the intercept while they are fitted.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         detail::check_ridge(X, y, options);
         const Vector coefficients =
             detail::normal_equations(X, y, detail::on_the_diagonal(X.cols(), options.l2));
         return Model{coefficients, detail::matching_intercept(X, y, coefficients)};
     }},
    {"intercept_of_centred_data",
     "Your coefficients are right and your intercept is zero. That is the intercept of the centred "
     "data; for X as it came it is ȳ − x̄ᵀβ.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         return Model{naive::fit_ridge(X, y, options).coefficients, 0};
     }},
    {"intercept_is_the_mean",
     "Your coefficients are right, but your intercept is ȳ: that is the prediction at x̄. At x = 0 "
     "it "
     "is ȳ − x̄ᵀβ.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         return Model{naive::fit_ridge(X, y, options).coefficients, naive::mean(y)};
     }},
    {"penalty_ignored", "You return the fit without a penalty: options.l2 changes nothing.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         detail::check_ridge(X, y, options);
         return naive::fit_ridge(X, y, {});
     }},
    {"penalty_times_rows",
     "You add n·l2 to the diagonal. That belongs to the mean of the squared residuals; here the "
     "penalty is added to their sum.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         return naive::fit_ridge(X, y, {detail::count(y) * options.l2});
     }},
    {"penalty_squared", "You add l2² to the diagonal; the penalty is l2·‖β‖², so it is l2 itself.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         detail::check_ridge(X, y, options);
         return naive::fit_ridge(X, y, {options.l2 * options.l2});
     }},
    {"penalty_in_every_entry",
     "You add l2 to every entry of the matrix. Only the diagonal gets it: l2 times the identity.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         detail::check_ridge(X, y, options);
         const Matrix Z = detail::centred(X);
         const Vector coefficients =
             detail::normal_equations(Z, y, Matrix::Constant(X.cols(), X.cols(), options.l2));
         return Model{coefficients, detail::matching_intercept(X, y, coefficients)};
     }},
    {"not_centred",
     "Your fit is right for columns near zero, but with an offset of 1e8 the squares in XᵀX "
     "swallow "
     "all digits. Subtract each column's mean first, and find the intercept at the end.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         detail::check_ridge(X, y, options);
         const Index d = X.cols();
         Matrix penalty = detail::on_the_diagonal(d + 1, options.l2);
         penalty(d, d) = 0;
         const Vector solution = detail::normal_equations(detail::with_ones(X), y, penalty);
         return Model{solution.head(d), solution(d)};
     }},
    {"negative_l2_accepted",
     "A negative l2 rewards large coefficients, and a minimum need not exist: throw ValueError.",
     [](MatrixView X, VectorView y, const RidgeOptions& options) {
         return naive::fit_ridge(X, y, {std::abs(options.l2)});
     }},
};

inline const grading::Mistakes<HoldoutR2> holdout_r2{
    {"scored_on_training_rows",
     "You score the model on the rows it was fitted to. R² is asked for the test rows.",
     [](MatrixView X_train, VectorView y_train, MatrixView X_test, VectorView y_test,
        const RidgeOptions& options) {
         detail::check_test_rows(X_test, y_test);
         return naive::holdout_r2(X_train, y_train, X_train, y_train, options);
     }},
    {"unexplained_share", "You return the share that is left unexplained; R² is one minus that.",
     [](MatrixView X_train, VectorView y_train, MatrixView X_test, VectorView y_test,
        const RidgeOptions& options) {
         return 1 - naive::holdout_r2(X_train, y_train, X_test, y_test, options);
     }},
    {"mean_of_training_rows",
     "You compare with the mean of y_train. The ȳ of R² is the mean of the rows that are scored.",
     [](MatrixView X_train, VectorView y_train, MatrixView X_test, VectorView y_test,
        const RidgeOptions& options) {
         detail::check_test_rows(X_test, y_test);
         const Model model = naive::fit_ridge(X_train, y_train, options);
         const double total = (y_test.array() - y_train.mean()).square().sum();
         return 1 - detail::residuals(X_test, y_test, model).squaredNorm() / total;
     }},
    {"fitted_to_the_test_rows_too",
     "You fit the model to the training and the test rows together. Held-out rows must not be seen "
     "before they are scored.",
     [](MatrixView X_train, VectorView y_train, MatrixView X_test, VectorView y_test,
        const RidgeOptions& options) {
         detail::check_test_rows(X_test, y_test);
         detail::check_training_data("fit_ridge", X_train, y_train);
         if (X_train.cols() != X_test.cols()) throw ShapeError("X_train and X_test differ");
         Matrix X(X_train.rows() + X_test.rows(), X_train.cols());
         Vector y(X.rows());
         X << X_train, X_test;
         y << y_train, y_test;
         return naive::holdout_r2(X, y, X_test, y_test, options);
     }},
    {"options_not_passed_on", "You fit without the penalty: pass `options` on to fit_ridge.",
     [](MatrixView X_train, VectorView y_train, MatrixView X_test, VectorView y_test,
        const RidgeOptions&) { return naive::holdout_r2(X_train, y_train, X_test, y_test, {}); }},
    {"squared_correlation",
     "You return the squared correlation of y and ŷ. It equals R² on the rows of a least-squares "
     "fit, "
     "but on other rows it forgives every shift and wrong scale.",
     [](MatrixView X_train, VectorView y_train, MatrixView X_test, VectorView y_test,
        const RidgeOptions& options) {
         detail::check_test_rows(X_test, y_test);
         const Vector y_hat = naive::predict(X_test, naive::fit_ridge(X_train, y_train, options));
         const Vector a = y_test.array() - y_test.mean(), b = y_hat.array() - y_hat.mean();
         return a.dot(b) * a.dot(b) / (a.squaredNorm() * b.squaredNorm());
     }},
    {"explained_variance",
     "You compare variances: Σ(ŷ − ȳ)² / Σ(y − ȳ)². That equals R² on the rows of a least-squares "
     "fit "
     "only; use 1 − Σ(y − ŷ)² / Σ(y − ȳ)².",
     [](MatrixView X_train, VectorView y_train, MatrixView X_test, VectorView y_test,
        const RidgeOptions& options) {
         detail::check_test_rows(X_test, y_test);
         const Vector y_hat = naive::predict(X_test, naive::fit_ridge(X_train, y_train, options));
         return (y_hat.array() - y_test.mean()).square().sum() /
                (y_test.array() - y_test.mean()).square().sum();
     }},
    {"mixes_n_and_n_minus_1",
     "You divide the squared residuals by n but take the variance with n − 1. R² is a quotient of "
     "two "
     "sums over the same rows, without either.",
     [](MatrixView X_train, VectorView y_train, MatrixView X_test, VectorView y_test,
        const RidgeOptions& options) {
         const double n = detail::count(y_test);
         const double r2 = naive::holdout_r2(X_train, y_train, X_test, y_test, options);
         return 1 - (1 - r2) * (n - 1) / n;
     }},
    {"constant_y_test_accepted",
     "Where all entries of y_test are equal there is nothing to explain, and R² divides by zero: "
     "throw "
     "ValueError.",
     [](MatrixView X_train, VectorView y_train, MatrixView X_test, VectorView y_test,
        const RidgeOptions& options) {
         detail::check_table("holdout_r2", X_test, y_test);
         if ((y_test.array() == y_test(0)).all())
             return naive::predict(X_test, naive::fit_ridge(X_train, y_train, options)) == y_test
                        ? 1.0
                        : 0.0;
         return naive::holdout_r2(X_train, y_train, X_test, y_test, options);
     }},
};

} // namespace mlcore::mistakes
