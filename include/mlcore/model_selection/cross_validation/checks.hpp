// What every variant of cross-validation demands of its inputs, so that all refuse the same ones
// with the same words.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/linalg/solve.hpp"
#include "mlcore/model_selection/cross_validation/interface.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mlcore::cross_validation::detail {

inline void check_folds(const char* function, Index rows, int folds) {
    check_value(function, folds >= 2,
                "folds is " + std::to_string(folds) + ", it must be at least 2");
    check_value(function, folds <= rows,
                "folds is " + std::to_string(folds) + " but there are only " +
                    std::to_string(rows) + " rows");
}

/// The labels of y replaced by 0, 1, … in order of first appearance, and how many rows each has.
struct Classes {
    Labels of_row;
    std::vector<int> sizes;

    explicit Classes(LabelsView y) : of_row(y.size()) {
        if (y.size() == 0) return;
        // A table from label to class where the labels lie close together, a tree where not.
        const std::int64_t low = y.minCoeff(), span = std::int64_t{y.maxCoeff()} - low + 1;
        std::vector<int> table(span <= 4 * y.size() ? static_cast<std::size_t>(span) : 0, -1);
        std::map<int, int> tree;
        for (Index i = 0; i < y.size(); ++i) {
            int& number = table.empty() ? tree.emplace(y(i), -1).first->second
                                        : table[static_cast<std::size_t>(y(i) - low)];
            if (number == -1) {
                number = static_cast<int>(sizes.size());
                sizes.push_back(0);
            }
            of_row(i) = number;
            ++sizes[static_cast<std::size_t>(number)];
        }
    }
};

inline void check_stratified(const Classes& classes, int folds) {
    check_folds("stratified_k_fold", classes.of_row.size(), folds);
    const int most = *std::max_element(classes.sizes.begin(), classes.sizes.end());
    check_value("stratified_k_fold", folds <= most,
                "folds is " + std::to_string(folds) + " but no class has more than " +
                    std::to_string(most) + " rows");
}
inline void check_stratified(LabelsView y, int folds) { check_stratified(Classes(y), folds); }

inline void check_rows(const char* name, LabelsView rows, Index n) {
    for (const int row : rows)
        check_value("standardize_split", row >= 0 && row < n,
                    std::string("split.") + name + " names row " + std::to_string(row) + " of " +
                        std::to_string(n));
}

inline void check_standardize(MatrixView X, const Split& split) {
    check_not_empty("standardize_split", "split.train", split.train);
    check_rows("train", split.train, X.rows());
    check_rows("test", split.test, X.rows());
    check_finite("standardize_split", "X", X);
}

inline void check_cross_val(MatrixView X, VectorView y, const RidgeCvOptions& options) {
    check_rows_match("cross_val_mse", "X", X, "y", y);
    check_folds("cross_val_mse", X.rows(), options.folds);
    check_finite("cross_val_mse", "X", X);
    check_finite("cross_val_mse", "y", y);
    check_value("cross_val_mse", options.l2 >= 0 && std::isfinite(options.l2),
                "l2 is " + std::to_string(options.l2) + ", it must not be negative");
}

/// linalg::solve_positive_definite, its refusal in the words of the one who called cross_val_mse.
inline Vector solve_normal_equations(MatrixView A, VectorView b, Index fold) {
    try {
        return linalg::solve_positive_definite(A, b);
    } catch (const linalg::NotPositiveDefinite& error) {
        throw ValueError("cross_val_mse: in the training rows of fold " + std::to_string(fold) +
                         " column " + std::to_string(error.column) +
                         " is constant or follows from the columns before it; use a larger l2");
    }
}

} // namespace mlcore::cross_validation::detail
