// Each fold from the beginning: pick the rows, standardise, fit, score.
#pragma once

#include "mlcore/model_selection/cross_validation/checks.hpp"
#include "mlcore/model_selection/cross_validation/interface.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace mlcore::cross_validation::naive {

inline KFold k_fold;
inline StratifiedKFold stratified_k_fold;
inline StandardizeSplit standardize_split;
inline CrossValMse cross_val_mse;

/// The splits in which row i is tested by fold fold_of(i).
template <class FoldOf>
Splits splits_of(int rows, int folds, FoldOf&& fold_of) {
    Splits splits;
    for (int fold = 0; fold < folds; ++fold) {
        std::vector<int> train, test;
        for (int i = 0; i < rows; ++i) (fold_of(i) == fold ? test : train).push_back(i);
        splits.push_back({Eigen::Map<Labels>(train.data(), static_cast<Index>(train.size())),
                          Eigen::Map<Labels>(test.data(), static_cast<Index>(test.size()))});
    }
    return splits;
}

inline Splits k_fold(int rows, int folds) {
    detail::check_folds("k_fold", rows, folds);
    std::vector<int> fold_of_row;
    for (int fold = 0; fold < folds; ++fold) {
        const int size = rows / folds + (fold < rows % folds ? 1 : 0);
        for (int i = 0; i < size; ++i) fold_of_row.push_back(fold);
    }
    return splits_of(rows, folds, [&](int i) { return fold_of_row[static_cast<std::size_t>(i)]; });
}

inline Splits stratified_k_fold(LabelsView y, int folds) {
    detail::check_stratified(y, folds);
    const int rows = static_cast<int>(y.size());
    std::vector<int> classes; // in order of appearance
    for (const int label : y)
        if (std::find(classes.begin(), classes.end(), label) == classes.end())
            classes.push_back(label);

    Labels fold_of_row(rows);
    int position = 0; // among the rows sorted by class
    for (const int label : classes) {
        std::vector<int> due(static_cast<std::size_t>(folds), 0); // rows of this class by fold
        for (int i = 0; i < rows; ++i)
            if (y(i) == label) ++due[static_cast<std::size_t>(position++ % folds)];
        int fold = 0;
        for (int i = 0; i < rows; ++i) {
            if (y(i) != label) continue;
            while (due[static_cast<std::size_t>(fold)] == 0) ++fold;
            --due[static_cast<std::size_t>(fold)];
            fold_of_row(i) = fold;
        }
    }
    return splits_of(rows, folds, [&](int i) { return fold_of_row(i); });
}

/// The mean of `values`, as first entry + mean distance from it: a constant far from zero comes out
/// exactly, and the sum does not lose the digits that tell the entries apart.
inline double mean(VectorView values) {
    double sum = 0;
    for (Index i = 0; i < values.size(); ++i) sum += values(i) - values(0);
    return values(0) + sum / static_cast<double>(values.size());
}

inline Standardized standardize_split(MatrixView X, const Split& split) {
    detail::check_standardize(X, split);
    const Index m = split.train.size(), t = split.test.size();
    Standardized result{Matrix(m, X.cols()), Matrix(t, X.cols())};
    for (Index j = 0; j < X.cols(); ++j) {
        Vector column(m);
        for (Index i = 0; i < m; ++i) column(i) = X(split.train(i), j);
        const double centre = mean(column);
        double variance = 0;
        for (Index i = 0; i < m; ++i)
            variance += (column(i) - centre) * (column(i) - centre) / static_cast<double>(m);
        const double deviation = variance == 0 ? 1 : std::sqrt(variance);
        for (Index i = 0; i < m; ++i) result.train(i, j) = (column(i) - centre) / deviation;
        for (Index i = 0; i < t; ++i)
            result.test(i, j) = (X(split.test(i), j) - centre) / deviation;
    }
    return result;
}

/// The β of (ZᵀZ + l2·I) β = Zᵀ(y − ȳ). The columns of Z have mean 0, so the intercept is ȳ.
inline Vector ridge_coefficients(MatrixView Z, VectorView y, double l2, Index fold) {
    const double y_mean = mean(y);
    Matrix A = Matrix::Zero(Z.cols(), Z.cols());
    Vector b = Vector::Zero(Z.cols());
    for (Index i = 0; i < Z.rows(); ++i)
        for (Index j = 0; j < Z.cols(); ++j) {
            for (Index k = 0; k < Z.cols(); ++k) A(j, k) += Z(i, j) * Z(i, k);
            b(j) += Z(i, j) * (y(i) - y_mean);
        }
    for (Index j = 0; j < Z.cols(); ++j) A(j, j) += l2;
    return detail::solve_normal_equations(A, b, fold);
}

inline Vector cross_val_mse(MatrixView X, VectorView y, const RidgeCvOptions& options) {
    detail::check_cross_val(X, y, options);
    Vector errors = Vector::Zero(options.folds);
    Index fold = 0;
    for (const Split& split : k_fold(static_cast<int>(X.rows()), options.folds)) {
        const Standardized Z = standardize_split(X, split);
        Vector y_train(split.train.size());
        for (Index i = 0; i < y_train.size(); ++i) y_train(i) = y(split.train(i));
        const Vector coefficients = ridge_coefficients(Z.train, y_train, options.l2, fold);
        const double intercept = mean(y_train);
        for (Index i = 0; i < split.test.size(); ++i) {
            double residual = intercept - y(split.test(i));
            for (Index j = 0; j < X.cols(); ++j) residual += Z.test(i, j) * coefficients(j);
            errors(fold) += residual * residual / static_cast<double>(split.test.size());
        }
        ++fold;
    }
    return errors;
}

} // namespace mlcore::cross_validation::naive
