// Decision trees for classification: mlcore::decision_tree::fit, predict, and the functions they
// are made of.
//
//     const auto tree = decision_tree::fit(X, y, {.max_depth = 3});
//     const Labels y_hat = decision_tree::predict(X_new, tree);
//     std::cout << tree; // its questions, indented
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/tree/decision_tree/interface.hpp"
#include "mlcore/tree/decision_tree/naive.hpp"
#include "mlcore/tree/decision_tree/vectorized.hpp"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

namespace mlcore::decision_tree {

inline const Variants<Gini> gini_variants{{"naive", naive::gini}, {"vectorized", vectorized::gini}};
inline const Variants<Entropy> entropy_variants{{"naive", naive::entropy},
                                                {"vectorized", vectorized::entropy}};
inline const Variants<BestSplit> best_split_variants{{"naive", naive::best_split},
                                                     {"vectorized", vectorized::best_split}};
inline const Variants<Fit> fit_variants{{"naive", naive::fit}, {"vectorized", vectorized::fit}};
inline const Variants<Predict> predict_variants{{"naive", naive::predict},
                                                {"vectorized", vectorized::predict}};
inline const Variants<PredictProbabilities> predict_probabilities_variants{
    {"naive", naive::predict_probabilities}, {"vectorized", vectorized::predict_probabilities}};

using vectorized::entropy;
using vectorized::gini;
using vectorized::predict;
using vectorized::predict_probabilities;

/// The best cut; options left out are the defaults.
inline Split best_split(MatrixView X, LabelsView y, const Options& options = {}) {
    return vectorized::best_split(X, y, options);
}

/// The tree; options left out are the defaults: cut until every leaf is of one class.
inline Model fit(MatrixView X, LabelsView y, const Options& options = {}) {
    return vectorized::fit(X, y, options);
}

/// How many questions are asked at most.
inline int depth(const Model& model) {
    std::vector<int> depths(static_cast<std::size_t>(model.feature.size()));
    int deepest = 0;
    for (Index i = 0; i < model.feature.size(); ++i) { // parents stand before their children
        const int here = depths[static_cast<std::size_t>(i)];
        deepest = std::max(deepest, here);
        if (model.feature(i) < 0) continue;
        depths[static_cast<std::size_t>(model.left(i))] = here + 1;
        depths[static_cast<std::size_t>(model.right(i))] = here + 1;
    }
    return deepest;
}

/// The tree as indented questions, the first four levels of it; numbers as the stream formats them:
///
///     decision tree: 5 nodes, depth 2
///     x2 ≤ 2.45?
///       yes: class 0 (50 of 50 rows)
///       no: x3 ≤ 1.75?
///         yes: class 1 (49 of 54 rows)
///         no: class 2 (45 of 46 rows)
inline std::ostream& operator<<(std::ostream& out, const Model& model) {
    constexpr std::size_t levels = 4;
    out << "decision tree: " << model.feature.size()
        << (model.feature.size() == 1 ? " node" : " nodes") << ", depth " << depth(model);
    struct Waiting {
        Index node;
        std::size_t level;
        const char* answer;
    };
    std::vector<Waiting> stack;
    if (model.feature.size() > 0) stack.push_back({0, 0, ""});
    while (!stack.empty()) {
        const auto [node, level, answer] = stack.back();
        stack.pop_back();
        out << '\n' << std::string(2 * level, ' ') << answer;
        if (model.feature(node) >= 0 && level == levels) {
            out << "…";
        } else if (model.feature(node) >= 0) {
            out << 'x' << model.feature(node) << " ≤ " << model.threshold(node) << '?';
            stack.push_back({model.right(node), level + 1, "no: "});
            stack.push_back({model.left(node), level + 1, "yes: "});
        } else {
            Index most_frequent = 0;
            const double rows = model.counts.row(node).maxCoeff(&most_frequent);
            out << "class " << most_frequent << " (" << rows << " of "
                << model.counts.row(node).sum() << " rows)";
        }
    }
    return out;
}

} // namespace mlcore::decision_tree
