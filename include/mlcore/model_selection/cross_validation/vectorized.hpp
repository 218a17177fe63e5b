// What changed against naive:
//
// - k_fold: a fold's lists are two runs of consecutive numbers, written as such.
// - stratified_k_fold: one pass over y finds the classes, and how many of a class's rows a fold is
//   due follows from a division; naive goes over all rows twice for each class.
// - standardize_split: works along rows, as the matrix lies in memory, several columns at once in
//   SIMD registers; naive walks down the columns. Expected gain: two to three with a hundred
//   columns, none with ten.
// - cross_val_mse: every row is in k − 1 training sets, and naive multiplies it out for each of
//   them. Here the sums over the rows are formed once for each fold, and a training set's are those
//   of the whole table less those of the fold (fold_sums.hpp): about nd² operations for all folds
//   together instead of (k − 1)·nd², and as symmetric matrix products. The expected gain is k − 1
//   times that of linear_regression's fit.
#pragma once

#include "mlcore/model_selection/cross_validation/fold_sums.hpp"
#include "mlcore/model_selection/cross_validation/interface.hpp"

#include <vector>

namespace mlcore::cross_validation::vectorized {

inline KFold k_fold;
inline StratifiedKFold stratified_k_fold;
inline StandardizeSplit standardize_split;
inline CrossValMse cross_val_mse;

inline Labels consecutive(int first, int size) {
    return Labels::LinSpaced(size, first, first + size - 1);
}

inline Splits k_fold(int rows, int folds) {
    detail::check_folds("k_fold", rows, folds);
    Splits splits(static_cast<std::size_t>(folds));
    for (int f = 0; f < folds; ++f) {
        const auto block = detail::test_block(rows, folds, f);
        const int first = static_cast<int>(block.first), size = static_cast<int>(block.size);
        Split& split = splits[static_cast<std::size_t>(f)];
        split.test = consecutive(first, size);
        split.train.resize(rows - size);
        split.train << consecutive(0, first), consecutive(first + size, rows - first - size);
    }
    return splits;
}

inline Splits stratified_k_fold(LabelsView y, int folds) {
    const detail::Classes classes(y);
    detail::check_stratified(classes, folds);
    const int rows = static_cast<int>(y.size());
    const std::vector<int>& class_size = classes.sizes;

    // A class at the sorted positions a … a + c − 1: fold f is due those that leave the rest f when
    // divided by k, which is c / k of them, and one more for the first c mod k folds from a mod k.
    std::vector<std::vector<int>> due(class_size.size());
    Labels test_size = Labels::Zero(folds);
    int a = 0;
    for (std::size_t c = 0; c < class_size.size(); ++c) {
        for (int f = 0; f < folds; ++f) {
            const int from_a = (f + folds - a % folds) % folds;
            due[c].push_back(class_size[c] / folds + (from_a < class_size[c] % folds ? 1 : 0));
            test_size(f) += due[c].back();
        }
        a += class_size[c];
    }
    Labels fold_of_row(rows);
    std::vector<int> fold_of_class(class_size.size(), 0);
    for (int i = 0; i < rows; ++i) {
        const auto c = static_cast<std::size_t>(classes.of_row(i));
        int& f = fold_of_class[c];
        while (due[c][static_cast<std::size_t>(f)] == 0) ++f;
        --due[c][static_cast<std::size_t>(f)];
        fold_of_row(i) = f;
    }

    Splits splits(static_cast<std::size_t>(folds));
    for (int f = 0; f < folds; ++f) {
        Split& split = splits[static_cast<std::size_t>(f)];
        split.test.resize(test_size(f));
        split.train.resize(rows - test_size(f));
        int *test = split.test.data(), *train = split.train.data();
        for (int i = 0; i < rows; ++i) *(fold_of_row(i) == f ? test : train)++ = i;
    }
    return splits;
}

inline Standardized standardize_split(MatrixView X, const Split& split) {
    detail::check_standardize(X, split);
    const auto m = static_cast<double>(split.train.size());
    // About the first training row, so that a constant column becomes exactly zero.
    const Eigen::ArrayXd origin = X.row(split.train(0)).transpose();
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(X.cols()), squares = sum;
    for (const int row : split.train) sum += X.row(row).transpose().array() - origin;
    const Eigen::ArrayXd mean = origin + sum / m;
    for (const int row : split.train) squares += (X.row(row).transpose().array() - mean).square();
    const Eigen::ArrayXd deviation = (squares / m).sqrt();
    const Eigen::ArrayXd scale = (deviation == 0).select(1, deviation).inverse();

    Standardized result{Matrix(split.train.size(), X.cols()), Matrix(split.test.size(), X.cols())};
    const auto fill = [&](Matrix& rows, const Labels& numbers) {
        for (Index i = 0; i < rows.rows(); ++i)
            rows.row(i) = (X.row(numbers(i)).transpose().array() - mean) * scale;
    };
    fill(result.train, split.train);
    fill(result.test, split.test);
    return result;
}

inline Vector cross_val_mse(MatrixView X, VectorView y, const RidgeCvOptions& options) {
    detail::check_cross_val(X, y, options);
    const Index n = X.rows(), d = X.cols(), folds = options.folds;
    const detail::Centre centre(X, y);
    // Kept where they take no more room than X does; else (many small folds) summed twice.
    const bool keep = folds * d <= n;
    std::vector<detail::Sums> kept;
    detail::Sums whole(d);
    if (keep) {
        for (Index f = 0; f < folds; ++f) {
            kept.emplace_back(d).add(X, y, centre, detail::test_block(n, folds, f));
            whole += kept.back();
        }
    } else {
        whole.add(X, y, centre, {0, n});
    }

    Vector errors(folds);
    for (Index f = 0; f < folds; ++f) {
        const auto test = detail::test_block(n, folds, f);
        detail::Sums tested(keep ? 0 : d);
        if (!keep) tested.add(X, y, centre, test);
        errors(f) = detail::fold_error_without(X, y, centre, whole,
                                               keep ? kept[static_cast<std::size_t>(f)] : tested,
                                               test, options.l2, f);
    }
    return errors;
}

} // namespace mlcore::cross_validation::vectorized
