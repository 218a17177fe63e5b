// A tree whose nodes sort only the columns they look at. Where a random forest draws few of many
// columns, that is cheaper than keeping all of them sorted (presorted.hpp): m n log n for a level
// instead of d n, and the memory of one column instead of d.
#pragma once

#include "mlcore/tree/decision_tree/cut_search.hpp"
#include "mlcore/tree/decision_tree/growing.hpp"
#include "mlcore/tree/decision_tree/interface.hpp"
#include "mlcore/tree/decision_tree/presorted.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace mlcore::decision_tree::detail {

/// Grows the tree of these rows, `counts` of each class; X is stored column by column. The same
/// tree as naive::grow.
inline Model grow_sorting(const Eigen::MatrixXd& X, LabelsView y, std::vector<int> rows,
                          const Vector& counts, const Options& options,
                          const FeatureChoice& choice) {
    struct Waiting {
        Index first, rows; // of the list of rows
        int depth, parent;
        Vector counts;
    };
    const auto n = static_cast<Index>(rows.size());
    Nodes nodes(static_cast<int>(counts.size()));
    CutSearch cuts(static_cast<int>(counts.size()), n, options);
    std::vector<Entry> column(rows.size());

    std::vector<Waiting> stack{{0, n, 0, -1, counts}};
    while (!stack.empty()) {
        const Waiting here = std::move(stack.back());
        stack.pop_back();
        const int node = nodes.add(here.parent, here.counts);
        if (is_leaf(here.counts, static_cast<double>(here.rows), here.depth, options)) continue;
        int* const first = rows.data() + here.first;
        const Split split = search(choice, X.cols(), [&](int feature, Candidate& best) {
                                for (Index i = 0; i < here.rows; ++i)
                                    column[static_cast<std::size_t>(i)] = {X(first[i], feature),
                                                                           first[i], y(first[i])};
                                sort_by_value(column.data(), column.data() + here.rows);
                                cuts.consider(feature, column.data(), here.rows, here.counts, best);
                            }).split;
        if (split.feature < 0) continue;
        nodes.cut(node, split);

        int* const middle = std::partition(first, first + here.rows, [&](int i) {
            return X(i, split.feature) <= split.threshold;
        });
        Waiting left{here.first, middle - first, here.depth + 1, node, Vector::Zero(counts.size())};
        for (const int* i = first; i != middle; ++i) left.counts(y(*i)) += 1;
        stack.push_back({here.first + left.rows, here.rows - left.rows, here.depth + 1, node,
                         here.counts - left.counts});
        stack.push_back(std::move(left));
    }
    return nodes.model(X.cols());
}

} // namespace mlcore::decision_tree::detail
