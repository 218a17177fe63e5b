// A tree from columns that are sorted once. A node is the same range of every column; to cut it,
// each column's range is partitioned, and because the partition is stable both halves are sorted
// again.
//
//     cut x0 ≤ 2.5 of rows a b c d:    x0:  1a 2c | 3b 4d        stays as it is
//                                      x1:  5d 6a 7c 9b   →   6a 7c | 5d 9b
#pragma once

#include "mlcore/tree/decision_tree/cut_search.hpp"
#include "mlcore/tree/decision_tree/growing.hpp"
#include "mlcore/tree/decision_tree/interface.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace mlcore::decision_tree::detail {

/// A table with every column sorted on its own: `rows` entries for column 0, then for column 1, ….
struct SortedColumns {
    Index rows = 0, columns = 0;
    std::vector<Entry> entries;

    const Entry* column(Index j) const { return entries.data() + j * rows; }
    Entry* column(Index j) { return entries.data() + j * rows; }
};

inline void sort_by_value(Entry* first, Entry* last) {
    std::sort(first, last, [](const Entry& a, const Entry& b) { return a.value < b.value; });
}

/// Cost: O(d n log n).
inline SortedColumns sort_columns(MatrixView X, LabelsView y) {
    SortedColumns sorted{X.rows(), X.cols(), {}};
    sorted.entries.resize(static_cast<std::size_t>(X.rows() * X.cols()));
    for (Index j = 0; j < X.cols(); ++j) {
        for (Index i = 0; i < X.rows(); ++i)
            sorted.column(j)[i] = {X(i, j), static_cast<int>(i), y(i)};
        sort_by_value(sorted.column(j), sorted.column(j) + X.rows());
    }
    return sorted;
}

/// Moves the entries whose row has goes_left to the front and keeps the order on both sides. No
/// branches: every entry is written to both places, and only one of them moves on. `spare` has room
/// for all of them.
inline void stable_partition(Entry* entries, Index n, const std::vector<char>& goes_left,
                             std::vector<Entry>& spare) {
    Index left = 0, right = 0;
    for (Index i = 0; i < n; ++i) {
        const Entry entry = entries[i];
        const bool is_left = goes_left[static_cast<std::size_t>(entry.row)] != 0;
        entries[left] = entry;
        spare[static_cast<std::size_t>(right)] = entry;
        left += is_left;
        right += !is_left;
    }
    std::copy_n(spare.begin(), right, entries + left);
}

/// Grows the tree of these entries, `counts` of each class, whose rows are below `table_rows`. A
/// row may stand in them several times; then it is in all columns as often. The same tree as
/// naive::grow.
inline Model grow_sorted(SortedColumns sorted, const Vector& counts, Index table_rows,
                         const Options& options, const FeatureChoice& choice) {
    struct Waiting {
        Index first, rows; // of every column
        int depth, parent;
        Vector counts;
    };
    Nodes nodes(static_cast<int>(counts.size()));
    CutSearch cuts(static_cast<int>(counts.size()), sorted.rows, options);
    std::vector<char> goes_left(static_cast<std::size_t>(table_rows));
    std::vector<Entry> spare(static_cast<std::size_t>(sorted.rows));
    const auto is_leaf_with = [&](const Vector& here, int depth) {
        return is_leaf(here, here.sum(), depth, options);
    };

    std::vector<Waiting> stack{{0, sorted.rows, 0, -1, counts}};
    while (!stack.empty()) {
        const Waiting here = std::move(stack.back());
        stack.pop_back();
        const int node = nodes.add(here.parent, here.counts);
        if (is_leaf_with(here.counts, here.depth)) continue;
        const auto range = [&](Index j) { return sorted.column(j) + here.first; };
        const Split split =
            search(choice, sorted.columns, [&](int feature, Candidate& best) {
                cuts.consider(feature, range(feature), here.rows, here.counts, best);
            }).split;
        if (split.feature < 0) continue;
        nodes.cut(node, split);

        const Entry* asked = range(split.feature);
        Waiting left{here.first, 0, here.depth + 1, node, Vector::Zero(counts.size())};
        for (Index i = 0; i < here.rows; ++i) {
            const bool is_left = asked[i].value <= split.threshold;
            goes_left[static_cast<std::size_t>(asked[i].row)] = is_left;
            left.rows += is_left;
            left.counts(asked[i].label) += is_left;
        }
        Waiting right{here.first + left.rows, here.rows - left.rows, here.depth + 1, node,
                      here.counts - left.counts};
        // Leaves need no more than their counts.
        if (!is_leaf_with(left.counts, left.depth) || !is_leaf_with(right.counts, right.depth))
            for (Index j = 0; j < sorted.columns; ++j)
                if (j != split.feature) stable_partition(range(j), here.rows, goes_left, spare);
        stack.push_back(std::move(right));
        stack.push_back(std::move(left));
    }
    return nodes.model(sorted.columns);
}

} // namespace mlcore::decision_tree::detail
