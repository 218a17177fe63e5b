// Cross-validation: every row is predicted once, by a model that has not seen it.
//
//     fold f: test on the rows of part f, train on the rows of all other parts       f = 1 … k
//     MSE_f = (1/|test_f|) Σ_{i ∈ test_f} (yᵢ − ŷᵢ)²        ŷ from the model of fold f
//
// Whatever is learned from data, the columns' means and deviations included, is learned from the
// training rows of the fold alone. Otherwise the score has seen the answers.
//
// Sources: Stone, Cross-validatory choice and assessment of statistical predictions (1974); Hastie,
// Tibshirani and Friedman, The Elements of Statistical Learning (2nd ed., 2009), section 7.10;
// Kohavi, A study of cross-validation and bootstrap (1995), for stratified folds. Folds are those
// of scikit-learn's KFold and StratifiedKFold without shuffling.
#pragma once

#include "mlcore/core/types.hpp"

#include <vector>

namespace mlcore::cross_validation {

/// The rows of one fold, by number, each list rising.
struct Split {
    Labels train;
    Labels test;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("train", self.train);
        visit("test", self.test);
    }
};

/// One for each fold.
using Splits = std::vector<Split>;

/// A table's training and test rows on the training rows' scale.
struct Standardized {
    Matrix train; ///< |train|×d, every column of mean 0 and standard deviation 1, or all 0
    Matrix test;  ///< |test|×d, shifted and divided by the same numbers as `train`

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("train", self.train);
        visit("test", self.test);
    }
};

struct RidgeCvOptions {
    int folds = 5; ///< k, 2 ≤ k ≤ n
    double l2 = 1; ///< λ ≥ 0, in the units of Σ residual², on standardised columns

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("folds", self.folds);
        visit("l2", self.l2);
    }
};

/// k consecutive blocks of the rows 0 … n − 1 as test rows, the first n mod k of them one row
/// longer than the others. Throws ValueError unless 2 ≤ folds ≤ rows. Cost: O(nk).
using KFold = Splits(int rows, int folds);

/// Folds in which every class has its share, as nearly as whole rows allow. With the rows sorted by
/// class (classes in order of first appearance in y), fold f is due the positions f, f + k, f + 2k,
/// …; that says how many rows of each class it gets. The rows of a class are dealt out in blocks:
/// its first ones to fold 0, the next to fold 1, and so on. Labels may be any integers.
/// Throws ValueError unless 2 ≤ folds, and where every class has fewer rows than there are folds. A
/// class that alone is so small is missing in some test folds (scikit-learn warns then). Cost:
/// O(nk + n·classes).
using StratifiedKFold = Splits(LabelsView y, int folds);

/// The rows of `split` out of X (n×d), with each column's mean subtracted and divided by its
/// standard deviation, both of the training rows; the deviation divides by their number, not by one
/// less. A column that is constant there is only shifted, so its training rows become 0.
/// Throws ValueError where split.train is empty, a row number is not in 0 … n − 1, or an entry of X
/// is NaN or infinite. Cost: O(nd).
using StandardizeSplit = Standardized(MatrixView X, const Split& split);

/// The mean squared error of each fold of k_fold(n, options.folds): on the training rows the
/// columns are standardised and ridge regression (Σ residual² + l2·‖coefficients‖², intercept not
/// penalised) is fitted, on the test rows it is scored. The k numbers; their mean is the usual
/// summary. Throws ShapeError unless y has n entries, and ValueError where an entry is NaN or
/// infinite, folds or l2 are out of range, or (l2 = 0) the training columns of a fold are linearly
/// dependent. Cost: O(k(nd² + d³)) as defined; see the variants.
using CrossValMse = Vector(MatrixView X, VectorView y, const RidgeCvOptions& options);

} // namespace mlcore::cross_validation
