// The wrong versions of standardize_split and cross_val_mse.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/model_selection/cross_validation/naive.hpp>

#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::cross_validation;

namespace detail {
using namespace mlcore::cross_validation::detail;

inline Matrix rows_of(MatrixView X, const Labels& rows) {
    return X(rows, Eigen::all);
}
inline Vector entries_of(VectorView y, const Labels& rows) {
    return y(rows);
}

/// What the columns of a table are shifted by and divided by.
struct Scale {
    Vector mean, variance;
    explicit Scale(MatrixView X) : mean(X.cols()), variance(X.cols()) {
        for (Index j = 0; j < X.cols(); ++j) {
            mean(j) = naive::mean(X.col(j));
            variance(j) = (X.col(j).array() - mean(j)).square().mean();
        }
    }
    Matrix operator()(const Matrix& X) const {
        const Vector deviation = variance.cwiseSqrt();
        return divided(X, (deviation.array() == 0).select(1, deviation));
    }
    Matrix divided(const Matrix& X, const Vector& divisor) const {
        return (X.rowwise() - mean.transpose()).array().rowwise() / divisor.transpose().array();
    }
};

/// cross_val_mse with another way to `standardize` a split, and another penalty.
template <class Standardize, class Penalty, class Score>
Vector cross_val(MatrixView X, VectorView y, const RidgeCvOptions& options, Standardize standardize,
                 Penalty penalty, Score score) {
    check_cross_val(X, y, options);
    Vector errors(options.folds);
    Index f = 0;
    for (const Split& split : naive::k_fold(static_cast<int>(X.rows()), options.folds)) {
        const Standardized Z = standardize(X, split);
        const Vector y_train = entries_of(y, split.train), y_test = entries_of(y, split.test);
        const double l2 = penalty(options.l2, static_cast<double>(split.train.size()));
        const Vector coefficients = naive::ridge_coefficients(Z.train, y_train, l2, f);
        errors(f++) = score(Z, coefficients, y_train, y_test);
    }
    return errors;
}

// The right ones of the three.
inline double same_penalty(double l2, double) {
    return l2;
}
inline Vector residuals(const Matrix& Z, const Vector& coefficients, const Vector& y_train,
                        const Vector& y) {
    return (Z * coefficients - y).array() + naive::mean(y_train);
}
inline double test_error(const Standardized& Z, const Vector& coefficients, const Vector& y_train,
                         const Vector& y_test) {
    return residuals(Z.test, coefficients, y_train, y_test).squaredNorm() /
           static_cast<double>(y_test.size());
}

template <class Standardize>
Vector with_scaling(MatrixView X, VectorView y, const RidgeCvOptions& options,
                    Standardize standardize) {
    return cross_val(X, y, options, standardize, same_penalty, test_error);
}
template <class Penalty>
Vector with_penalty(MatrixView X, VectorView y, const RidgeCvOptions& options, Penalty penalty) {
    return cross_val(X, y, options, naive::standardize_split, penalty, test_error);
}
template <class Score>
Vector with_score(MatrixView X, VectorView y, const RidgeCvOptions& options, Score score) {
    return cross_val(X, y, options, naive::standardize_split, same_penalty, score);
}

inline Standardized scaled_by_all_rows(MatrixView X, const Split& split) {
    const Matrix Z = Scale(X)(X);
    return {rows_of(Z, split.train), rows_of(Z, split.test)};
}

} // namespace detail

inline const grading::Mistakes<StandardizeSplit> standardize_split{
    {"scaled_before_the_split",
     "You take mean and deviation of all rows, the test rows among them. That is a leak: the "
     "training rows then know something of the rows they will be tested on. Use split.train alone.",
     [](MatrixView X, const Split& split) {
         detail::check_standardize(X, split);
         return detail::scaled_by_all_rows(X, split);
     }},
    {"test_rows_by_themselves",
     "You standardise the test rows by their own mean and deviation. They must be measured on the "
     "training rows' scale, or the model reads them in other units.",
     [](MatrixView X, const Split& split) {
         Standardized Z = naive::standardize_split(X, split);
         if (split.test.size() > 0) {
             const Matrix test = detail::rows_of(X, split.test);
             Z.test = detail::Scale(test)(test);
         }
         return Z;
     }},
    {"test_rows_unscaled",
     "You leave the test rows as they are. The same shift and division as for the training rows "
     "applies to them.",
     [](MatrixView X, const Split& split) {
         return Standardized{naive::standardize_split(X, split).train,
                             detail::rows_of(X, split.test)};
     }},
    {"only_centred", "You subtract the mean but do not divide by the standard deviation.",
     [](MatrixView X, const Split& split) {
         detail::check_standardize(X, split);
         const Matrix train = detail::rows_of(X, split.train);
         const detail::Scale scale(train);
         const Vector ones = Vector::Ones(X.cols());
         return Standardized{scale.divided(train, ones),
                             scale.divided(detail::rows_of(X, split.test), ones)};
     }},
    {"divided_by_the_variance",
     "You divide by the variance. The standard deviation is its square root.",
     [](MatrixView X, const Split& split) {
         detail::check_standardize(X, split);
         const Matrix train = detail::rows_of(X, split.train);
         const detail::Scale scale(train);
         const Vector divisor = (scale.variance.array() == 0).select(1, scale.variance);
         return Standardized{scale.divided(train, divisor),
                             scale.divided(detail::rows_of(X, split.test), divisor)};
     }},
    {"divided_by_m_minus_1",
     "Your deviation divides by one less than the number of training rows. Here the mean squared "
     "distance is meant, so that the columns come out with a standard deviation of exactly 1.",
     [](MatrixView X, const Split& split) {
         Standardized Z = naive::standardize_split(X, split);
         const auto m = static_cast<double>(split.train.size());
         if (m == 1) return Z;
         const Matrix train = detail::rows_of(X, split.train);
         const detail::Scale scale(train);
         for (Index j = 0; j < X.cols(); ++j)
             if (scale.variance(j) > 0) {
                 Z.train.col(j) *= std::sqrt((m - 1) / m);
                 Z.test.col(j) *= std::sqrt((m - 1) / m);
             }
         return Z;
     }},
    {"constant_column_divided_by_zero",
     "You divide a constant column by its deviation, which is 0. Leave such a column undivided: "
     "its "
     "training rows become 0.",
     [](MatrixView X, const Split& split) {
         detail::check_standardize(X, split);
         const Matrix train = detail::rows_of(X, split.train);
         const detail::Scale scale(train);
         const Vector divisor = scale.variance.cwiseSqrt();
         return Standardized{scale.divided(train, divisor),
                             scale.divided(detail::rows_of(X, split.test), divisor)};
     }},
};

inline const grading::Mistakes<CrossValMse> cross_val_mse{
    {"scaled_before_the_split",
     "You standardise the whole table once, before it is split: the leak this exercise is about. "
     "Call standardize_split for each fold.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) {
         return detail::with_scaling(X, y, options, detail::scaled_by_all_rows);
     }},
    {"not_standardised",
     "You fit ridge to the columns as they came. In their own units a penalty weighs on some and "
     "spares others: standardise inside the fold.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) {
         return detail::with_scaling(X, y, options, [](MatrixView all, const Split& split) {
             Standardized Z{detail::rows_of(all, split.train), detail::rows_of(all, split.test)};
             const Vector mean = detail::Scale(Z.train).mean;
             Z.train.rowwise() -= mean.transpose();
             Z.test.rowwise() -= mean.transpose();
             return Z;
         });
     }},
    {"scored_on_the_training_rows",
     "You score every model on the rows it was fitted to. The error that counts is that of the "
     "fold's test rows.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) {
         return detail::with_score(
             X, y, options,
             [](const Standardized& Z, const Vector& w, const Vector& y_train, const Vector&) {
                 return detail::residuals(Z.train, w, y_train, y_train).squaredNorm() /
                        static_cast<double>(y_train.size());
             });
     }},
    {"intercept_forgotten",
     "Your predictions lack the intercept: add ȳ, the mean of the training y.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) {
         return detail::with_score(
             X, y, options,
             [](const Standardized& Z, const Vector& w, const Vector&, const Vector& y_test) {
                 return (Z.test * w - y_test).squaredNorm() / static_cast<double>(y_test.size());
             });
     }},
    {"intercept_of_all_rows",
     "Your intercept is the mean of all of y, the test rows among them. That is a leak too: take "
     "the "
     "training rows' mean.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) {
         const double mean = y.size() > 0 ? naive::mean(y) : 0;
         return detail::with_score(
             X, y, options,
             [mean](const Standardized& Z, const Vector& w, const Vector&, const Vector& y_test) {
                 return ((Z.test * w - y_test).array() + mean).square().sum() /
                        static_cast<double>(y_test.size());
             });
     }},
    {"penalty_ignored", "You fit without the penalty: options.l2 changes nothing.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) {
         return detail::with_penalty(X, y, options, [](double, double) { return 0.0; });
     }},
    {"penalty_times_rows",
     "You add l2 times the number of training rows to the diagonal. That belongs to the mean of "
     "the "
     "squared residuals; here the penalty is added to their sum.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) {
         return detail::with_penalty(X, y, options, [](double l2, double m) { return l2 * m; });
     }},
    {"summed_not_averaged",
     "You sum the squared errors of a fold; divide them by the number of its test rows.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) {
         return detail::with_score(
             X, y, options,
             [](const Standardized& Z, const Vector& w, const Vector& y_train,
                const Vector& y_test) {
                 return detail::residuals(Z.test, w, y_train, y_test).squaredNorm();
             });
     }},
    {"root_taken",
     "You return the root of the mean squared error; the task asks for the mean itself.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) -> Vector {
         return naive::cross_val_mse(X, y, options).cwiseSqrt();
     }},
    {"divided_by_all_rows",
     "You divide each fold's squared errors by the number of all rows; divide by the number of the "
     "fold's test rows.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) {
         Vector errors = naive::cross_val_mse(X, y, options);
         const auto n = static_cast<double>(y.size());
         Index f = 0;
         for (const Split& split : naive::k_fold(static_cast<int>(y.size()), options.folds))
             errors(f++) *= static_cast<double>(split.test.size()) / n;
         return errors;
     }},
    {"negative_l2_accepted",
     "A negative l2 rewards large coefficients, and a minimum need not exist: throw ValueError.",
     [](MatrixView X, VectorView y, const RidgeCvOptions& options) {
         return naive::cross_val_mse(X, y, {options.folds, std::abs(options.l2)});
     }},
};

} // namespace mlcore::mistakes
