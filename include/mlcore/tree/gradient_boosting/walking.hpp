// Predictions of many rows, for one thread or many. Against naive:
//
// - A node's question and both its answers stand in one place.
// - Eight rows walk down a tree at a time: a step of one row must wait for its node, and the waits
// of
//   eight overlap. Which way a row goes is an index, not a branch that is mispredicted half the
//   time.
// - All trees are asked about a block of rows while it is in the cache.
#pragma once

#include "mlcore/tree/gradient_boosting/interface.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace mlcore::gradient_boosting::detail {

/// 24 bytes in one place. A leaf leads to itself.
struct Step {
    double threshold;
    int feature;
    std::array<int, 2> next; // left, right
};

inline std::vector<Step> steps(const Model& model) {
    std::vector<Step> all(model.feature.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const int self = static_cast<int>(i);
        all[i] = model.feature[i] < 0
                     ? Step{0, 0, {self, self}}
                     : Step{model.threshold[i], model.feature[i], {model.left[i], model.right[i]}};
    }
    return all;
}

/// The number of questions on the longest way down from each node.
inline std::vector<int> heights(const Model& model) {
    std::vector<int> all(model.feature.size(), 0);
    for (std::size_t i = all.size(); i-- > 0;) // nodes stand before those below them
        if (model.feature[i] >= 0)
            all[i] = 1 + std::max(all[static_cast<std::size_t>(model.left[i])],
                                  all[static_cast<std::size_t>(model.right[i])]);
    return all;
}

template <class Run>
Vector predict(MatrixView X, const Model& model) {
    constexpr Index together = 8, block_entries = 2048; // 16 KB of X
    const Index block =
        std::max<Index>(1, block_entries / std::max<Index>(1, X.cols()) / together) * together;
    const std::vector<Step> tree = steps(model);
    const std::vector<int> height = heights(model);
    const Index n = X.rows();
    Vector scores = Vector::Constant(n, model.base_score);
    const auto walk = [&](int root, Index first) {
        std::array<const double*, together> row;
        for (Index k = 0; k < together; ++k) // the last rows stand in for those that are not there
            row[static_cast<std::size_t>(k)] =
                X.data() + std::min(first + k, n - 1) * X.outerStride();
        std::array<int, together> at;
        at.fill(root);
        for (int level = height[static_cast<std::size_t>(root)]; level > 0; --level)
            for (std::size_t k = 0; k < together; ++k) {
                const Step& step = tree[static_cast<std::size_t>(at[k])];
                at[k] = step.next[!(row[k][step.feature] < step.threshold)];
            }
        for (Index k = 0; k < std::min(together, n - first); ++k)
            scores(first + k) +=
                model.value[static_cast<std::size_t>(at[static_cast<std::size_t>(k)])];
    };
    const double work = 20.0 * static_cast<double>(n) * static_cast<double>(model.roots.size());
    Run::run((n + block - 1) / block, work, [&](Index b) {
        const Index begin = b * block, end = std::min(n, begin + block);
        for (const int root : model.roots) {
            if (model.feature[static_cast<std::size_t>(root)] < 0) { // X may have no columns
                scores.segment(begin, end - begin).array() +=
                    model.value[static_cast<std::size_t>(root)];
                continue;
            }
            for (Index first = begin; first < end; first += together) walk(root, first);
        }
    });
    if (model.loss == "logistic") scores = 1 / (1 + (-scores.array()).exp());
    return scores;
}

} // namespace mlcore::gradient_boosting::detail
