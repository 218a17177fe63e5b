// What people get wrong, one function per misunderstanding. Each is recognised by its answers. Here
// those of dealing out the rows; leak_mistakes.hpp has those of standardising and scoring.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/model_selection/cross_validation/naive.hpp>

#include "leak_mistakes.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <vector>

namespace mlcore::mistakes {

namespace detail {

inline Labels all_rows(int rows) {
    return Labels::LinSpaced(rows, 0, rows - 1);
}
inline Labels rows_between(int first, int last) {
    return all_rows(last).tail(std::max(0, last - first));
}
/// The rows 0 … rows − 1 that are not in first … last − 1.
inline Labels rows_outside(int rows, int first, int last) {
    Labels outside(rows - (last - first));
    outside << rows_between(0, first), rows_between(last, rows);
    return outside;
}
inline Splits train_on_all(Splits splits, int rows) {
    for (Split& split : splits) split.train = all_rows(rows);
    return splits;
}
inline Splits exchanged(Splits splits) {
    for (Split& split : splits) std::swap(split.train, split.test);
    return splits;
}

/// Blocks of rows as in k_fold, but of the sizes size(f).
template <class Size>
Splits blocks(int rows, int folds, Size size) {
    check_folds("k_fold", rows, folds);
    Splits splits;
    int first = 0;
    for (int f = 0; f < folds; ++f) {
        const int last = std::min(rows, first + size(f));
        splits.push_back({rows_outside(rows, first, last), rows_between(first, last)});
        first = last;
    }
    return splits;
}

/// Row i, the number_in_class-th of its class, is tested by fold_of(number_in_class, rows of the
/// class, rows of the classes before it). Classes in order of appearance, or of their labels.
template <class FoldOf>
Splits deal_by_class(LabelsView y, int folds, bool by_label, FoldOf fold_of) {
    check_stratified(y, folds);
    std::map<int, std::vector<int>> rows_of_class; // by label, or by first row
    std::map<int, int> first_row;
    for (Index i = 0; i < y.size(); ++i) {
        const int row = static_cast<int>(i);
        const int key = by_label ? y(i) : first_row.emplace(y(i), row).first->second;
        rows_of_class[key].push_back(row);
    }
    Labels fold(y.size());
    int before = 0;
    for (const auto& [key, rows] : rows_of_class) {
        const int size = static_cast<int>(rows.size());
        for (int r = 0; r < size; ++r)
            fold(rows[static_cast<std::size_t>(r)]) = fold_of(r, size, before);
        before += size;
    }
    return naive::splits_of(static_cast<int>(y.size()), folds, [&](int i) { return fold(i); });
}

/// The fold of the r-th of `size` rows that are cut into consecutive blocks as in k_fold.
inline int block_of(int r, int size, int folds) {
    for (int f = 0, last = 0; f < folds; ++f) {
        last += size / folds + (f < size % folds ? 1 : 0);
        if (r < last) return f;
    }
    return folds - 1;
}

} // namespace detail

inline const grading::Mistakes<KFold> k_fold{
    {"last_rows_dropped",
     "Every fold tests rows / folds rows, so where the division leaves a remainder the last rows "
     "are never tested. The first rows % folds folds test one row more.",
     [](int rows, int folds) {
         return detail::blocks(rows, folds, [&](int) { return rows / folds; });
     }},
    {"last_rows_in_no_list",
     "Where the division leaves a remainder, the last rows are in no fold's test rows and in no "
     "fold's training rows. All rows are used: the first rows % folds folds test one row more.",
     [](int rows, int folds) {
         detail::check_folds("k_fold", rows, folds);
         return naive::k_fold(rows - rows % folds, folds);
     }},
    {"remainder_in_the_last_fold",
     "Your last fold tests all the rows that the division leaves over. They are spread: one each "
     "to "
     "the first rows % folds folds.",
     [](int rows, int folds) {
         return detail::blocks(rows, folds, [&](int f) {
             return rows / folds + (f == folds - 1 ? rows % folds : 0);
         });
     }},
    {"longer_folds_last",
     "Your longer folds are the last ones. The first rows % folds folds test one row more.",
     [](int rows, int folds) {
         return detail::blocks(rows, folds, [&](int f) {
             return rows / folds + (f >= folds - rows % folds ? 1 : 0);
         });
     }},
    {"rounded_up",
     "Every fold tests ⌈rows / folds⌉ rows until none are left, so the last fold gets too few. The "
     "sizes differ by one at most.",
     [](int rows, int folds) {
         return detail::blocks(rows, folds, [&](int) { return (rows + folds - 1) / folds; });
     }},
    {"folds_overlap",
     "Your folds are longer than the steps between them, so some rows are tested twice. The next "
     "fold starts where the last one ended.",
     [](int rows, int folds) {
         detail::check_folds("k_fold", rows, folds);
         Splits splits;
         for (int f = 0; f < folds; ++f) {
             const int first = f * (rows / folds);
             const int last = std::min(rows, first + (rows + folds - 1) / folds);
             splits.push_back(
                 {detail::rows_outside(rows, first, last), detail::rows_between(first, last)});
         }
         return splits;
     }},
    {"train_holds_the_test_rows",
     "Your training rows are all rows, the test rows among them. A model is then scored on what it "
     "has seen.",
     [](int rows, int folds) { return detail::train_on_all(naive::k_fold(rows, folds), rows); }},
    {"train_and_test_exchanged",
     "You train on one fold and test on all others. It is the other way round: one fold is held "
     "back.",
     [](int rows, int folds) { return detail::exchanged(naive::k_fold(rows, folds)); }},
    {"dealt_in_turn",
     "You deal the rows out in turn, row i to fold i % folds. Here a fold tests consecutive rows.",
     [](int rows, int folds) {
         detail::check_folds("k_fold", rows, folds);
         return naive::splits_of(rows, folds, [&](int i) { return i % folds; });
     }},
    {"more_folds_than_rows",
     "You make more folds than there are rows, and some test nothing. Throw ValueError unless "
     "folds "
     "≤ rows.",
     [](int rows, int folds) {
         check_value("k_fold", folds >= 2, "folds must be at least 2");
         return naive::splits_of(rows, folds,
                                 [&](int i) { return detail::block_of(i, rows, folds); });
     }},
    {"one_fold_accepted",
     "You accept one fold. It would test all rows and train on none: throw ValueError unless 2 ≤ "
     "folds.",
     [](int rows, int folds) {
         if (folds == 1 && rows >= 1) return Splits{{Labels(0), detail::all_rows(rows)}};
         return naive::k_fold(rows, folds);
     }},
};

inline const grading::Mistakes<StratifiedKFold> stratified_k_fold{
    {"not_stratified",
     "These are the plain consecutive folds: the classes change nothing. Every class must have its "
     "share in every fold.",
     [](LabelsView y, int folds) {
         detail::check_stratified(y, folds);
         return naive::k_fold(static_cast<int>(y.size()), folds);
     }},
    {"every_class_from_fold_0",
     "You cut every class into folds by itself, so the rows left over of every class go to the "
     "first "
     "folds, which grow too long. Count positions on from class to class instead of starting anew.",
     [](LabelsView y, int folds) {
         return detail::deal_by_class(y, folds, false, [&](int r, int size, int) {
             return detail::block_of(r, size, folds);
         });
     }},
    {"dealt_in_turn",
     "You deal the rows of a class out in turn. How many each fold gets is right, or nearly so, "
     "but "
     "which ones is not: the first rows go to fold 0, the next to fold 1.",
     [](LabelsView y, int folds) {
         return detail::deal_by_class(y, folds, false, [&](int r, int, int) { return r % folds; });
     }},
    {"sorted_positions_in_turn",
     "You send the row at position p of the sorted rows to fold p % folds. That says how many rows "
     "of the class the fold is due; the rows themselves are dealt out in blocks.",
     [](LabelsView y, int folds) {
         return detail::deal_by_class(y, folds, false,
                                      [&](int r, int, int before) { return (before + r) % folds; });
     }},
    {"classes_by_label",
     "You sort the classes by their labels. Here they come in the order in which they first appear "
     "in y.",
     [](LabelsView y, int folds) {
         return detail::deal_by_class(y, folds, true, [&](int r, int size, int before) {
             int due = 0; // rows of the class that the folds up to f are due
             for (int f = 0; f < folds; ++f) {
                 for (int p = before; p < before + size; ++p) due += p % folds == f ? 1 : 0;
                 if (r < due) return f;
             }
             return folds - 1;
         });
     }},
    {"train_holds_the_test_rows",
     "Your training rows are all rows, the test rows among them. A model is then scored on what it "
     "has seen.",
     [](LabelsView y, int folds) {
         return detail::train_on_all(naive::stratified_k_fold(y, folds),
                                     static_cast<int>(y.size()));
     }},
    {"train_and_test_exchanged",
     "You train on one fold and test on all others. It is the other way round: one fold is held "
     "back.",
     [](LabelsView y, int folds) { return detail::exchanged(naive::stratified_k_fold(y, folds)); }},
    {"small_class_refused",
     "You refuse a class that has fewer rows than there are folds. It is only missing in some test "
     "folds; an error is asked for where every class is so small.",
     [](LabelsView y, int folds) {
         for (const int label : y)
             check_value("stratified_k_fold", (y.array() == label).count() >= folds,
                         "a class is smaller than folds");
         return naive::stratified_k_fold(y, folds);
     }},
    {"small_classes_accepted",
     "You accept more folds than any class has rows. No fold can have its share then: throw "
     "ValueError.",
     [](LabelsView y, int folds) {
         Index most = 0;
         for (const int label : y) most = std::max(most, (y.array() == label).count());
         if (folds <= y.size() && folds > most)
             return naive::k_fold(static_cast<int>(y.size()), folds);
         return naive::stratified_k_fold(y, folds);
     }},
};

} // namespace mlcore::mistakes
