// Every cut of a table, allowed or not, and trees grown by other rules: what the mistakes and the
// cases are put together from.
#pragma once

#include <mlcore/tree/decision_tree/naive.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <numeric>
#include <vector>

namespace mlcore::mistakes::detail {
using namespace mlcore::decision_tree;

struct Cut {
    int feature;
    double lower, upper; // the neighbours in the sorted column; equal where a value is repeated
    Vector left, right;  // counts of the classes
    double all_rows() const {
        return left.sum() + right.sum();
    }
};

enum class EqualValues { by_row, by_class };

/// All n − 1 cuts of every column, from the lowest up.
inline std::vector<Cut> all_cuts(MatrixView X, LabelsView y,
                                 EqualValues equal = EqualValues::by_row) {
    std::vector<Cut> cuts;
    std::vector<Index> order(static_cast<std::size_t>(y.size()));
    for (int j = 0; j < X.cols(); ++j) {
        std::iota(order.begin(), order.end(), Index{0});
        std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
            if (X(a, j) != X(b, j)) return X(a, j) < X(b, j);
            return equal == EqualValues::by_class && y(a) < y(b);
        });
        Vector right = naive::count_classes(y, y.maxCoeff() + 1);
        Vector left = Vector::Zero(right.size());
        for (std::size_t i = 0; i + 1 < order.size(); ++i) {
            left(y(order[i])) += 1;
            right(y(order[i])) -= 1;
            cuts.push_back({j, X(order[i], j), X(order[i + 1], j), left, right});
        }
    }
    return cuts;
}

inline double gain(const Cut& cut, const Options& options) {
    const double n_left = cut.left.sum(), n_right = cut.right.sum();
    return naive::impurity(cut.left + cut.right, options) -
           (n_left * naive::impurity(cut.left, options) +
            n_right * naive::impurity(cut.right, options)) /
               (n_left + n_right);
}
inline double middle(const Cut& cut) {
    return (cut.lower + cut.upper) / 2;
}
inline bool allowed(const Cut& cut, const Options& options) {
    return cut.lower < cut.upper && cut.left.sum() >= options.min_samples_leaf &&
           cut.right.sum() >= options.min_samples_leaf;
}

/// How a learner might choose: which cuts count, what they are worth, where the threshold is put.
struct Choice {
    std::function<bool(const Cut&, const Options&)> allows = allowed;
    std::function<double(const Cut&, const Options&)> worth = gain;
    std::function<double(const Cut&)> threshold = middle;
    EqualValues equal = EqualValues::by_row;
    double more_than = tie_tolerance; // how much more a later cut must be worth to win
};

inline Split choose(MatrixView X, LabelsView y, const Options& options, const Choice& choice) {
    decision_tree::detail::check_training_data("best_split", X, y);
    Split best;
    for (const Cut& cut : all_cuts(X, y, choice.equal)) {
        if (!choice.allows(cut, options)) continue;
        const double worth = choice.worth(cut, options);
        if (best.feature < 0 || worth > best.gain + choice.more_than)
            best = {cut.feature, choice.threshold(cut), worth};
    }
    if (best.feature >= 0 && std::abs(best.gain) < 1e-15) best.gain = 0;
    return best;
}

/// How a learner might grow a tree.
struct Rules {
    std::function<Split(MatrixView, LabelsView, const Options&)> split = naive::best_split;
    bool stop_when_pure = true;
    bool stop_without_gain = false;
    bool right_first = false; // node numbers
    bool by_level = false;    // node numbers
};

inline Model grow(MatrixView X, LabelsView y, const Options& options, const Rules& rules) {
    const int classes = decision_tree::detail::check_training_data("fit", X, y);
    struct Waiting {
        std::vector<int> rows;
        int depth, parent;
        bool is_left;
    };
    std::vector<int> feature, left, right;
    std::vector<double> threshold;
    std::vector<Vector> counts;
    std::deque<Waiting> waiting{{{}, 0, -1, true}};
    for (int i = 0; i < y.size(); ++i) waiting[0].rows.push_back(i);
    while (!waiting.empty()) {
        const Waiting here = rules.by_level ? waiting.front() : waiting.back();
        rules.by_level ? waiting.pop_front() : waiting.pop_back();
        const int node = static_cast<int>(feature.size());
        if (here.parent >= 0)
            (here.is_left ? left : right)[static_cast<std::size_t>(here.parent)] = node;
        const Labels y_here = y(here.rows);
        counts.push_back(naive::count_classes(y_here, classes));
        feature.push_back(-1), threshold.push_back(0), left.push_back(-1), right.push_back(-1);
        const bool pure = (y_here.array() == y_here(0)).all();
        if ((pure && rules.stop_when_pure) || here.depth >= options.max_depth ||
            y_here.size() < options.min_samples_split)
            continue;
        const Split split = rules.split(X(here.rows, Eigen::all), y_here, options);
        if (split.feature < 0 || (rules.stop_without_gain && split.gain < tie_tolerance)) continue;
        feature.back() = split.feature;
        threshold.back() = split.threshold;
        Waiting sides[2] = {{{}, here.depth + 1, node, true}, {{}, here.depth + 1, node, false}};
        for (const int i : here.rows)
            sides[X(i, split.feature) <= split.threshold ? 0 : 1].rows.push_back(i);
        const bool left_last = !rules.by_level && !rules.right_first; // the last one is on top
        waiting.push_back(sides[left_last ? 1 : 0]);
        waiting.push_back(sides[left_last ? 0 : 1]);
    }
    const auto n = static_cast<Index>(feature.size());
    Model model{.columns = static_cast<int>(X.cols()),
                .feature = Eigen::Map<const Labels>(feature.data(), n),
                .threshold = Eigen::Map<const Vector>(threshold.data(), n),
                .left = Eigen::Map<const Labels>(left.data(), n),
                .right = Eigen::Map<const Labels>(right.data(), n),
                .counts = Matrix(n, classes)};
    for (Index i = 0; i < n; ++i) model.counts.row(i) = counts[static_cast<std::size_t>(i)];
    return model;
}

} // namespace mlcore::mistakes::detail
